//! `/checks/new` and `/checks/:id/edit`: the definition of a check.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{AddCheck, ChangeCheck};
use super::{Kind, Record};
use crate::actor::Actor;
use crate::error::AppError;
use crate::services::{Services, caller};
use crate::ui::{Asked, Choice, Empty, Field, Form, Hidden, Page, PageHead, Select, TextArea, page};

/// What can be chosen: assets, sources, owners.
struct Lists {
    assets: Vec<(String, String)>,
    sources: Vec<(String, String)>,
    owners: Vec<(String, String)>,
}

async fn lists(who: &Actor, services: &Services) -> Result<Lists, AppError> {
    let assets = services.assets.all(who).await?.into_iter().map(|asset| (asset.id.to_string(), asset.name)).collect();
    let sources = services.checks.sources(who).await?.into_iter().map(|source| (source.id.to_string(), source.name)).collect();
    let people = services.people.people(who).await?.into_iter().filter(|person| person.active);
    Ok(Lists { assets, sources, owners: people.map(|person| (person.id.to_string(), person.name)).collect() })
}

/// A check to be made.
#[component]
pub fn NewCheckPage() -> impl IntoView {
    let caller = caller();
    let asset = Asked::of(&["asset"]).text("asset");
    page(async move {
        let (who, services) = caller?;
        who.require_responder()?;
        let lists = lists(&who, &services).await?;
        let me = who.person.map(|person| person.to_string()).unwrap_or_default();
        Ok(view! {
            <Page title="Add check" width="narrow">
                <PageHead title="Add check" crumbs=vec![("/checks".into(), "Checks".into())]/>
                {if lists.sources.is_empty() {
                    view! { <NoSource/> }.into_any()
                } else {
                    view! {
                        <Form action=AddCheck::PATH>
                            <Question lists=lists asset=asset owner=me/>
                            <div class="fields">
                                <Field name="warn_above" label="Warn above" placeholder="0" hint="Number of wrong rows. Leave empty to never warn."/>
                                <Field name="fail_above" label="Fail above" value="0" hint="Number of wrong rows."/>
                            </div>
                            <div class="form-actions">
                                <button class="button primary">"Add check"</button>
                                <a class="button quiet" href="/checks">"Cancel"</a>
                            </div>
                        </Form>
                    }.into_any()
                }}
            </Page>
        })
    })
}

/// A check to be changed.
#[component]
pub fn EditCheckPage() -> impl IntoView {
    let caller = caller();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        who.require_responder()?;
        let id = id.ok_or(AppError::NotFound)?;
        let check = services.checks.show(&who, id).await?;
        let lists = lists(&who, &services).await?;
        let href = format!("/checks/{id}");
        let back = href.clone();
        Ok(view! {
            <Page title="Edit check" width="narrow">
                <PageHead title="Edit check" crumbs=vec![("/checks".into(), "Checks".into()), (href, check.summary.name.clone())]
                    sub=view! { <span class="muted">"Changing what the check evaluates starts a new version: earlier green runs no longer count."</span> }.into_any()/>
                <Form action=ChangeCheck::PATH edit=true>
                    <Hidden name="check" value=id.to_string()/>
                    <Question lists=lists known=check/>
                    <TextArea name="reason" label="Reason" rows=2 hint="Required when you change what the check evaluates. Action items that rely on it start their verification again, and a second person confirms the new version there."/>
                    <div class="form-actions">
                        <button class="button primary">"Save"</button>
                        <a class="button quiet" href=back>"Cancel"</a>
                    </div>
                </Form>
            </Page>
        })
    })
}

#[component]
fn NoSource() -> impl IntoView {
    view! {
        <Empty icon=icondata_lu::LuDatabase title="No sources" text="A check needs a database to query. An admin has to add one first.">
            <a class="button primary" href="/checks/sources">"Sources"</a>
        </Empty>
    }
}

#[component]
fn Question(
    lists: Lists,
    #[prop(optional)] known: Option<Record>,
    #[prop(optional)] asset: String,
    #[prop(optional)] owner: String,
) -> impl IntoView {
    let fresh = known.is_none();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let known = known.unwrap_or_else(|| blank(asset.parse().ok(), owner.parse().ok()));
    let summary = known.summary;
    let source = if fresh { lists.sources.first().map(|(id, _)| id.clone()).unwrap_or_default() } else { summary.source.0.to_string() };
    view! {
        <Field name="name" label="Name" required=true autofocus=true value=summary.name placeholder="Every prediction names its task"/>
        <TextArea name="about" label="Description" rows=2 value=known.about/>
        <div class="fields">
            <Select name="asset" label="Asset" options=lists.assets value=number(summary.asset.map(|(id, _)| id)) none="None"/>
            <Select name="source" label="Source" options=lists.sources value=source/>
            <Select name="owner" label="Owner" options=lists.owners value=number(summary.owner.map(|(id, _)| id)) none="No owner yet"/>
        </div>
        <fieldset class="choices">
            <legend>"What it measures"</legend>
            <Choice name="kind" value="match" chosen={summary.kind == Kind::Match} title="Two columns agree"
                text="Select rows with two columns that must be equal, from one table or a join. Rows in which they differ are counted; null and a value differ."/>
            <Choice name="kind" value="rows" chosen={summary.kind == Kind::Rows} title="Wrong rows"
                text="Select two numbers: how many rows are wrong, and how many were examined. With only the first, it is not known whether any row was examined, so a run is not evidence for an action item."/>
        </fieldset>
        <TextArea name="sql" label="Query" rows=8 required=true value=known.sql
            placeholder="select p.task_id, t.task_name from predictions p left join tasks t on t.id = p.task"
            hint="One select statement. It is read-only, and is stopped after 30 seconds."/>
        <div class="fields">
            <Field name="left_column" label="First column" value=known.left_column placeholder="task_id" hint="Only when two columns must agree."/>
            <Field name="right_column" label="Second column" value=known.right_column placeholder="task_name"/>
        </div>
        <div class="fields">
            <Field name="every_minutes" label="Interval in minutes" value=number(summary.every_minutes) placeholder="60" hint="Leave empty to run only on demand."/>
            <Field name="fresh_minutes" label="Result valid for, in minutes" value=summary.fresh_minutes.to_string() hint="An older result is stale, which never counts as a pass."/>
        </div>
    }
}

/// What the form of a new check holds.
fn blank(asset: Option<i64>, owner: Option<i64>) -> Record {
    Record {
        summary: super::Summary {
            id: 0,
            name: String::new(),
            kind: Kind::Match,
            asset: asset.map(|id| (id, String::new())),
            source: (0, String::new()),
            owner: owner.map(|id| (id, String::new())),
            every_minutes: Some(60),
            fresh_minutes: 1_440,
            active: true,
            last_outcome: None,
            last_run_at: None,
            green_runs: 0,
            green_since: None,
            alarms: super::Alarms::default(),
        },
        about: String::new(),
        sql: String::new(),
        left_column: String::new(),
        right_column: String::new(),
        thresholds: super::Thresholds::default(),
        next_run_at: None,
        running: false,
        version: 1,
        versions: Vec::new(),
        changes: Vec::new(),
        runs: Vec::new(),
    }
}
