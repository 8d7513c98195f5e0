//! `/checks/new` and `/checks/:id/edit`: what is asked, where, how often.

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
            <Page title="Add a check" width="narrow">
                <PageHead title="Add a check" crumbs=vec![("/checks".into(), "Checks".into())]/>
                {if lists.sources.is_empty() {
                    view! { <NoSource/> }.into_any()
                } else {
                    view! {
                        <Form action=AddCheck::PATH>
                            <Question lists=lists asset=asset owner=me/>
                            <div class="fields">
                                <Field name="warn_above" label="Warn above" placeholder="0" hint="Wrong rows; empty: it never warns."/>
                                <Field name="fail_above" label="Fail above" value="0" hint="Wrong rows."/>
                            </div>
                            <div class="form-actions">
                                <button class="button primary">"Add the check"</button>
                                <a class="button quiet" href="/checks">"Back"</a>
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
            <Page title="Change a check" width="narrow">
                <PageHead title="Change a check" crumbs=vec![("/checks".into(), "Checks".into()), (href, check.summary.name.clone())]
                    sub=view! { <span class="muted">"Another question makes earlier outcomes say nothing: the row of green runs starts anew."</span> }.into_any()/>
                <Form action=ChangeCheck::PATH edit=true>
                    <Hidden name="check" value=id.to_string()/>
                    <Question lists=lists known=check/>
                    <TextArea name="reason" label="Why?" rows=2 hint="Needed when what the check judges by changes. Action items that rely on it start their proof again, and a second person confirms the new version there."/>
                    <div class="form-actions">
                        <button class="button primary">"Save"</button>
                        <a class="button quiet" href=back>"Back"</a>
                    </div>
                </Form>
            </Page>
        })
    })
}

#[component]
fn NoSource() -> impl IntoView {
    view! {
        <Empty icon=icondata_lu::LuDatabase title="No source yet" text="A check needs a database to ask. An admin adds it first.">
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
        <TextArea name="about" label="What is it for?" rows=2 value=known.about/>
        <div class="fields">
            <Select name="asset" label="Asset it watches" options=lists.assets value=number(summary.asset.map(|(id, _)| id)) none="None"/>
            <Select name="source" label="Source it asks" options=lists.sources value=source/>
            <Select name="owner" label="Owner" options=lists.owners value=number(summary.owner.map(|(id, _)| id)) none="Nobody yet"/>
        </div>
        <fieldset class="choices">
            <legend>"What does it measure?"</legend>
            <Choice name="kind" value="match" chosen={summary.kind == Kind::Match} title="Two columns agree"
                text="Select rows with two columns that must say the same, from one table or a join. The rows in which they do not are counted; null and something differ."/>
            <Choice name="kind" value="rows" chosen={summary.kind == Kind::Rows} title="Wrong rows"
                text="Select two numbers: how many rows are wrong, and of how many that were looked at. With only the first, nobody knows that anything was looked at, and it is no evidence for an action item."/>
        </fieldset>
        <TextArea name="sql" label="Query" rows=8 required=true value=known.sql
            placeholder="select p.task_id, t.task_name from predictions p left join tasks t on t.id = p.task"
            hint="One select statement. It can only read, and is ended after 30 seconds."/>
        <div class="fields">
            <Field name="left_column" label="One column" value=known.left_column placeholder="task_id" hint="Only for two columns that agree."/>
            <Field name="right_column" label="The other column" value=known.right_column placeholder="task_name"/>
        </div>
        <div class="fields">
            <Field name="every_minutes" label="Run every … minutes" value=number(summary.every_minutes) placeholder="60" hint="Empty: only on demand."/>
            <Field name="fresh_minutes" label="An outcome counts for … minutes" value=summary.fresh_minutes.to_string() hint="Older is stale, which is never a pass."/>
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
