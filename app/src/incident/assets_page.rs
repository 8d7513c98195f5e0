//! `/incidents/{number}/assets`: selects the affected assets, with a search.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::SetAssets;
use super::show_page::number_in_path;
use crate::asset::Filter;
use crate::error::AppError;
use crate::services::caller;
use crate::ui::{Asked, Empty, Form, Hidden, Page, PageHead, Panel, Ticks, page};

/// How many found ones are offered beside those that are named already.
const OFFERED: usize = 50;

/// The assets of an incident, and those that match the words.
#[component]
pub fn HitAssetsPage() -> impl IntoView {
    let (caller, number, asked) = (caller(), number_in_path(), Asked::of(&["q"]));
    page(async move {
        let (who, services) = caller?;
        who.require_responder()?;
        let number = number.ok_or(AppError::NotFound)?;
        let record = services.incidents.show(&who, number).await?;
        let words = asked.text("q");
        let found = services.assets.list(&who, &Filter { text: words.clone(), ..Filter::default() }).await?;
        let hit: Vec<i64> = record.assets.iter().map(|(id, _)| *id).collect();
        let more: Vec<(i64, String)> = found.into_iter().filter(|one| !hit.contains(&one.id)).map(|one| (one.id, one.name)).collect();
        let left = more.len().saturating_sub(OFFERED);
        let options: Vec<(i64, String)> = record.assets.into_iter().chain(more.into_iter().take(OFFERED)).collect();
        let none = options.is_empty();
        let (title, back) = (format!("Assets of INC-{number}"), format!("/incidents/{number}#impact"));
        let crumbs = vec![("/incidents".to_owned(), "Incidents".to_owned()), (format!("/incidents/{number}"), format!("INC-{number}"))];
        let (here, clear) = (format!("/incidents/{number}/assets"), format!("/incidents/{number}/assets"));
        let sought = !words.is_empty();
        Ok(view! {
            <Page title=title.clone() width="narrow">
                <PageHead title=title crumbs=crumbs sub=view! { <span class="muted">"Affected assets, with their owners and downstream assets."</span> }.into_any()/>
                <form class="filters" method="get" action=here>
                    <input type="search" name="q" value=words placeholder="Name or description" aria-label="Name or description"/>
                    <button class="button">"Search"</button>
                    {sought.then(|| view! { <p class="chips"><a href=clear>"Clear"</a></p> })}
                </form>
                {if none {
                    view! { <Empty icon=icondata_lu::LuBoxes title="No asset matches" text="Use a shorter search, or add the asset to the catalog first."><a class="button" href="/assets">"Assets"</a></Empty> }.into_any()
                } else {
                    view! {
                        <Panel title="Affected assets" count=hit.len()>
                            <Form action=SetAssets::PATH edit=true>
                                <Hidden name="number" value=number.to_string()/>
                                <Ticks name="assets" legend="Select the affected assets" options=options chosen=hit/>
                                {(left > 0).then(|| view! { <p class="hint">{format!("{left} more match. Search by name to find them.")}</p> })}
                                <div class="form-actions"><button class="button primary">"Save assets"</button><a class="button quiet" href=back>"Cancel"</a></div>
                            </Form>
                        </Panel>
                    }.into_any()
                }}
            </Page>
        })
    })
}
