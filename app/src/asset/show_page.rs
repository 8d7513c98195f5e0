//! `/assets/:id`: an asset with its owner, lineage, checks and incidents.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{ChangeAsset, ConnectAsset, DisconnectAsset};
use super::form::{AssetFields, Owners};
use super::parts::{Owner, Tier, meaning};
use super::{BlastRadius, Neighbour, Record};
use crate::check::Summary;
use crate::check::list_page::CheckTable;
use crate::error::AppError;
use crate::incident::badges::{SeverityBadge, StatusBadge};
use crate::services::{caller, now};
use crate::ui::{Empty, Form, Hidden, Icon, Page, PageHead, Panel, Pop, Select, When, page};

/// One asset.
#[component]
pub fn AssetPage() -> impl IntoView {
    let caller = caller();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        let id = id.ok_or(AppError::NotFound)?;
        let record = services.assets.show(&who, id).await?;
        let checks = services.checks.of_asset(&who, id).await?;
        let may = who.require_responder().is_ok();
        let (owners, others) = if may {
            let others = services.assets.all(&who).await?.into_iter().filter(|other| other.id != id);
            (Owners::load(&who, &services).await?, others.map(|other| (other.id.to_string(), other.name)).collect())
        } else {
            (Owners::default(), Vec::new())
        };
        let asset = record.asset.clone();
        let unowned = asset.owner.is_none();
        let known = record.clone();
        Ok(view! {
            <Page title=asset.name.clone()>
                <PageHead title=asset.name crumbs=vec![("/assets".into(), "Assets".into())]
                    sub=view! { <span class="tag">{asset.kind.title()}</span> " " <Tier tier=asset.tier/> " " <Owner owner=asset.owner.map(|(_, name)| name) team=asset.team.map(|(_, name)| name)/> }.into_any()
                    actions=may.then(|| view! { <Edit id=id known=known owners=owners/> }).into_any()/>
                {unowned.then(|| view! {
                    <div class="notice" data-tone="bad"><Icon of=icondata_lu::LuUserX/><p><strong>"This asset has no owner."</strong> " When it fails, no one is responsible. Edit it and choose an owner."</p></div>
                })}
                <div class="split">
                    <div>
                        {(!record.about.is_empty()).then(|| view! { <p>{record.about.clone()}</p> })}
                        <Checks id=id checks=checks may=may/>
                        <Blast blast=record.blast.clone()/>
                    </div>
                    <aside>
                        <Panel title="Facts"><dl class="facts">
                            <dt>"Kind"</dt><dd>{asset.kind.title()}</dd>
                            <dt>"Tier"</dt><dd>{asset.tier} ": " {meaning(asset.tier)}</dd>
                        </dl></Panel>
                        <Lineage id=id record=record.clone() others=others may=may/>
                        <Incidents record=record/>
                    </aside>
                </div>
            </Page>
        })
    })
}

#[component]
fn Edit(id: i64, known: Record, owners: Owners) -> impl IntoView {
    view! {
        <Pop label="Edit" icon=icondata_lu::LuPencil holds=(ChangeAsset::PATH, String::new())>
            <Form action=ChangeAsset::PATH edit=true>
                <Hidden name="id" value=id.to_string()/>
                <AssetFields owners=owners known=known/>
                <div class="form-actions"><button class="button primary">"Save"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn Checks(id: i64, checks: Vec<Summary>, may: bool) -> impl IntoView {
    let count = checks.len();
    let add = may
        .then(|| {
            view! { <a class="button small" href=format!("/checks/new?asset={id}")><Icon of=icondata_lu::LuPlus/>"Add a check"</a> }
        })
        .into_any();
    view! {
        <Panel title="Checks" count=count flush=true actions=add>
            {if checks.is_empty() {
                view! { <Empty icon=icondata_lu::LuShieldCheck title="No checks" text="A check finds wrong data before the people who use it do."/> }.into_any()
            } else {
                view! { <CheckTable checks=checks now=now()/> }.into_any()
            }}
        </Panel>
    }
}

#[component]
fn Blast(blast: BlastRadius) -> impl IntoView {
    let count = blast.assets.len();
    let more = blast.more;
    view! {
        <Panel title="Blast radius" count=count flush=true id="blast">
            {if blast.assets.is_empty() {
                view! { <Empty icon=icondata_lu::LuRadius title="Nothing downstream" text="No recorded asset is made from this one. Add its downstream assets under Lineage."/> }.into_any()
            } else {
                view! {
                    <div class="table-wrap"><table class="list">
                        <thead><tr><th>"Affected when this fails"</th><th>"Kind"</th><th>"Tier"</th><th>"Owner"</th><th class="num">"Distance"</th></tr></thead>
                        <tbody>{blast.assets.into_iter().map(|asset| view! {
                            <tr>
                                <td class="lead" data-label="Asset"><a href=format!("/assets/{}", asset.id)>{asset.name}</a></td>
                                <td data-label="Kind">{asset.kind.title()}</td>
                                <td data-label="Tier"><Tier tier=asset.tier/></td>
                                <td data-label="Owner"><Owner owner=asset.owner/></td>
                                <td class="num" data-label="Distance">{asset.distance}</td>
                            </tr>
                        }).collect_view()}</tbody>
                    </table></div>
                    {more.then(|| view! { <p class="muted">"The list is cut off here; there are more."</p> })}
                }.into_any()
            }}
        </Panel>
    }
}

#[component]
fn Lineage(id: i64, record: Record, others: Vec<(String, String)>, may: bool) -> impl IntoView {
    view! {
        <Panel title="Lineage" id="lineage">
            <Side id=id side="upstream" heading="Made from" none="No upstream assets recorded." neighbours=record.upstream others=others.clone() may=may/>
            <Side id=id side="downstream" heading="Used by" none="No downstream assets recorded." neighbours=record.downstream others=others may=may/>
        </Panel>
    }
}

#[component]
fn Side(
    id: i64,
    side: &'static str,
    heading: &'static str,
    none: &'static str,
    neighbours: Vec<Neighbour>,
    others: Vec<(String, String)>,
    may: bool,
) -> impl IntoView {
    let upstream = side == "upstream";
    let empty = neighbours.is_empty();
    let free: Vec<(String, String)> =
        others.into_iter().filter(|(other, _)| !neighbours.iter().any(|one| one.id.to_string() == *other)).collect();
    let some = may && !free.is_empty();
    view! {
        <h3>{heading}</h3>
        {empty.then(|| view! { <p class="muted">{none}</p> })}
        <ul class="rows">{neighbours.into_iter().map(|one| {
            let (from, to) = if upstream { (one.id, id) } else { (id, one.id) };
            view! {
                <li class="row">
                    <span><a href=format!("/assets/{}", one.id)>{one.name.clone()}</a> " " <span class="muted">{one.kind.title()}</span></span>
                    {may.then(|| view! {
                        <Form action=DisconnectAsset::PATH key=format!("{from}-{to}") class="inline">
                            <Hidden name="id" value=id.to_string()/><Hidden name="upstream" value=from.to_string()/><Hidden name="downstream" value=to.to_string()/>
                            <button class="button small quiet" aria-label=format!("Remove the edge with {}", one.name)><Icon of=icondata_lu::LuX/></button>
                        </Form>
                    })}
                </li>
            }
        }).collect_view()}</ul>
        {some.then(|| view! {
            <Form action=ConnectAsset::PATH key=side>
                <Hidden name="id" value=id.to_string()/><Hidden name="side" value=side/>
                <Select name="asset" label=format!("Add to “{heading}”") options=free none="Choose an asset"/>
                <div class="form-actions"><button class="button small">"Add"</button></div>
            </Form>
        })}
    }
}

#[component]
fn Incidents(record: Record) -> impl IntoView {
    let count = record.incidents.len();
    view! {
        <Panel title="Incidents that affected it" count=count>
            {if record.incidents.is_empty() {
                view! { <p class="muted">"No incidents."</p> }.into_any()
            } else {
                view! {
                    <ul class="rows">{record.incidents.into_iter().map(|incident| view! {
                        <li class="row"><div>
                            <a href=format!("/incidents/{}", incident.number)><span class="ref">{format!("INC-{}", incident.number)}</span> " " {incident.title}</a>
                            <p><SeverityBadge severity=incident.severity/> " " <StatusBadge status=incident.status/> " " <span class="muted"><When at=incident.declared_at day=true/></span></p>
                        </div></li>
                    }).collect_view()}</ul>
                }.into_any()
            }}
        </Panel>
    }
}
