//! The state of a ticket as a badge, and a ticket's key as the link it is.

use leptos::prelude::*;

use super::{State, Ticket};
use crate::ui::Icon;

/// The state, with a shape that says how far.
#[component]
pub fn TicketState(
    /// Which.
    state: State,
) -> impl IntoView {
    let (tone, icon) = match state {
        State::Open => ("neutral", icondata_lu::LuCircle),
        State::InProgress => ("info", icondata_lu::LuCircleDot),
        State::Done => ("good", icondata_lu::LuCircleCheck),
        State::Canceled => ("neutral", icondata_lu::LuCircleX),
    };
    view! { <span class="badge" data-tone=tone><Icon of=icon/>{state.title()}</span> }
}

/// `PE-3217 Backfill the missing predictions`, linked to its tracker when it has a link.
#[component]
pub fn TicketName(
    /// Which.
    ticket: Ticket,
) -> impl IntoView {
    let words = view! { <span class="ref">{ticket.external_key}</span> " " {ticket.title} };
    match ticket.url {
        Some(href) => view! { <a href=href rel="noopener nofollow">{words}</a> }.into_any(),
        None => view! { <strong>{words}</strong> }.into_any(),
    }
}
