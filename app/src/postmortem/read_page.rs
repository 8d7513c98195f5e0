//! `/incidents/{number}/postmortem`: three sheets to read and to print, and the steps of the review below them.

use leptos::prelude::*;

use super::State;
use super::audience_part::SentTo;
use super::readers_part::Readers;
use super::review_part::Review;
use super::sheet::{Sheets, StateBadge};
use crate::error::AppError;
use crate::incident::show_page::number_in_path;
use crate::services::caller;
use crate::ui::{Icon, Page, PageHead, When, page};

/// The document.
#[component]
pub fn ReadPage() -> impl IntoView {
    let caller = caller();
    let number = number_in_path();
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let document = services.postmortems.show(&who, number).await?;
        let people: Vec<(String, String)> = services
            .people
            .people(&who)
            .await?
            .into_iter()
            .filter(|person| person.active)
            .map(|person| (person.id.to_string(), person.name))
            .collect();
        let incident = document.facts.incident.clone();
        let may_write = who.require_responder().is_ok();
        let locked = document.state.locked().is_some();
        let (state, due, published) = (document.state, document.due_at, document.published_at);
        let broken = document.seal.as_ref().is_some_and(|seal| !seal.holds);
        let sent = if state == State::Published {
            let messages = services.channels.told(&who, number).await?;
            let choices = if who.require_commander().is_ok() && !document.private {
                let teams = services.people.teams(&who).await?.into_iter().map(|team| (team.id, team.name)).collect();
                let channels =
                    services.channels.list(&who).await?.into_iter().filter(|one| one.active).map(|one| (one.id, one.name)).collect();
                Some((teams, channels))
            } else {
                None
            };
            Some(view! { <SentTo number=number audience=document.audience.clone() messages=messages choices=choices/> })
        } else {
            None
        };
        let edit = (may_write && !locked).then(|| {
            view! { <a class="button primary" href=format!("/incidents/{number}/postmortem/edit")><Icon of=icondata_lu::LuPencil/>"Edit"</a> }
        });
        let actions = view! {
            {edit}
            <a class="button" href=format!("/incidents/{number}/postmortem.pdf")><Icon of=icondata_lu::LuFileText/>"PDF"</a>
            <a class="button" href=format!("/incidents/{number}/postmortem.md")><Icon of=icondata_lu::LuDownload/>"Markdown"</a>
        };
        let sub = view! {
            <StateBadge state=state/> " "
            {match (published, due) {
                (Some(at), _) => view! { "published " <When at=at/> }.into_any(),
                (None, Some(at)) => view! { "due " <When at=at day=true/> }.into_any(),
                (None, None) => ().into_any(),
            }}
            <span class="muted">" Three pages as a PDF in A4 or in "<a href=format!("/incidents/{number}/postmortem.pdf?paper=letter")>"US Letter"</a>"."</span>
        };
        let crumbs = vec![
            ("/postmortems".to_owned(), "Postmortems".to_owned()),
            (format!("/incidents/{number}"), format!("INC-{number} {}", incident.title)),
        ];
        Ok(view! {
            <Page title=format!("Postmortem of INC-{number}")>
                <div class="postmortem-tools"><PageHead title="Postmortem" reference=format!("INC-{number}") crumbs=crumbs sub=sub.into_any() actions=actions.into_any()/></div>
                {broken.then(|| view! {
                    <div class="notice" data-tone="bad" role="alert"><Icon of=icondata_lu::LuShieldAlert/><p>"The stored document differs from what was published: its hash does not match. Contact your administrator."</p></div>
                })}
                <Sheets document=document.clone() may_write=may_write/>
                <div class="postmortem-tools">
                    {sent}
                    {(state == State::Published).then(|| view! { <Readers document=document.clone()/> })}
                    <Review document=document people=people/>
                </div>
            </Page>
        })
    })
}
