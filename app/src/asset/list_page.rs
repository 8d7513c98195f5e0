//! `/assets`: the catalog, and which assets have no owner. Its filters are in the URL.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::AddAsset;
use super::form::{AssetFields, Owners};
use super::parts::{Owner, Tier};
use super::{AssetSummary, Filter, Kind};
use crate::services::caller;
use crate::text::ticked;
use crate::ui::{Asked, Empty, Form, Icon, Page, PageHead, Pop, page};

/// The list.
#[component]
pub fn AssetsPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["q", "kind", "unowned"]);
    page(async move {
        let (who, services) = caller?;
        let filter =
            Filter { text: asked.text("q"), kind: asked.word("kind"), unowned: asked.get("unowned").is_some_and(|word| ticked(&word)) };
        let assets = services.assets.list(&who, &filter).await?;
        let unowned = services.assets.unowned(&who).await?;
        let may = who.require_responder().is_ok();
        let owners = if may { Owners::load(&who, &services).await? } else { Owners::default() };
        let filtered = filter != Filter::default();
        let title = if filter.unowned { "Without an owner" } else { "Assets" };
        let none_unowned = filter.unowned && unowned == 0;
        Ok(view! {
            <Page title=title>
                <PageHead title=title sub=view! { <span class="muted">"Datasets, tables, dashboards, services and programs, and their owners."</span> }.into_any()
                    actions=may.then(|| view! { <Add owners=owners/> }).into_any()/>
                {(unowned > 0 && !filter.unowned).then(|| view! { <Unowned count=unowned/> })}
                <Filters filter=filter/>
                {match (assets.is_empty(), filtered) {
                    (false, _) => view! { <Table assets=assets/> }.into_any(),
                    (true, _) if none_unowned => view! { <Empty icon=icondata_lu::LuUserCheck title="Everything has an owner" text="When a person leaves, the assets they owned are listed here."><a class="button" href="/assets">"Show all"</a></Empty> }.into_any(),
                    (true, true) => view! { <Empty icon=icondata_lu::LuSearch title="No asset matches" text="Use fewer words, or another kind."><a class="button" href="/assets">"Show all"</a></Empty> }.into_any(),
                    (true, false) => view! { <Empty icon=icondata_lu::LuBoxes title="No assets yet" text="Add what an incident can affect: tables, dashboards, services, programs. Then add the lineage between them."/> }.into_any(),
                }}
            </Page>
        })
    })
}

#[component]
fn Unowned(count: i64) -> impl IntoView {
    let words = if count == 1 { "1 asset has no owner.".to_owned() } else { format!("{count} assets have no owner.") };
    view! {
        <div class="notice" data-tone="bad"><Icon of=icondata_lu::LuUserX/>
            <p><strong>{words}</strong> " When one of them fails, no one is responsible. " <a href="/assets?unowned=yes">"Assign owners"</a></p>
        </div>
    }
}

#[component]
fn Add(owners: Owners) -> impl IntoView {
    view! {
        <Pop label="Add asset" icon=icondata_lu::LuPlus class="primary" holds=(AddAsset::PATH, String::new())>
            <Form action=AddAsset::PATH>
                <AssetFields owners=owners/>
                <div class="form-actions"><button class="button primary">"Add"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn Filters(filter: Filter) -> impl IntoView {
    let filtered = filter != Filter::default();
    view! {
        <form class="filters" method="get" action="/assets">
            <input type="search" name="q" value=filter.text placeholder="Name or description" aria-label="Words"/>
            <label><span class="visually-hidden">"Kind"</span>
                <select name="kind" aria-label="Kind">
                    <option value="">"Any kind"</option>
                    {Kind::ALL.iter().map(|kind| { let selected = filter.kind == Some(*kind); view! { <option value=kind.as_str() selected=selected>{kind.title()}</option> } }).collect_view()}
                </select>
            </label>
            <label><input type="checkbox" name="unowned" value="yes" checked=filter.unowned/>" Only without owner"</label>
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Filter"</button>
            {filtered.then(|| view! { <p class="chips"><a href="/assets">"Clear filters"</a></p> })}
        </form>
    }
}

#[component]
fn Table(assets: Vec<AssetSummary>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="list">
                <thead><tr><th>"Asset"</th><th>"Kind"</th><th>"Tier"</th><th>"Owner"</th><th class="num">"Checks"</th></tr></thead>
                <tbody>{assets.into_iter().map(|asset| view! {
                    <tr>
                        <td class="lead" data-label="Asset"><a href=format!("/assets/{}", asset.id)>{asset.name}</a></td>
                        <td data-label="Kind">{asset.kind.title()}</td>
                        <td data-label="Tier"><Tier tier=asset.tier/></td>
                        <td data-label="Owner"><Owner owner=asset.owner.map(|(_, name)| name) team=asset.team.map(|(_, name)| name)/></td>
                        <td class="num" data-label="Checks">
                            {asset.checks}
                            {(asset.failing > 0).then(|| view! { " " <span class="badge" data-tone="bad"><Icon of=icondata_lu::LuX/>{asset.failing} " not passing"</span> })}
                        </td>
                    </tr>
                }).collect_view()}</tbody>
            </table>
        </div>
    }
}
