//! Outcome and status as badges: words and shapes, not colours alone.

use leptos::prelude::*;

use super::{Outcome, Standing};
use crate::ui::Icon;

/// How a run ended.
#[component]
pub fn OutcomeBadge(
    /// Which.
    outcome: Outcome,
) -> impl IntoView {
    let icon = match outcome {
        Outcome::Pass => icondata_lu::LuCheck,
        Outcome::Warn => icondata_lu::LuTriangleAlert,
        Outcome::Fail => icondata_lu::LuX,
        Outcome::Error => icondata_lu::LuCircleSlash,
    };
    view! { <span class="badge" data-outcome=outcome.as_str()><Icon of=icon/>{outcome.title()}</span> }
}

/// What is known about a check now; behind stale, what it was.
#[component]
pub fn StandingBadge(
    /// What is known.
    standing: Standing,
    /// How the last run ended.
    #[prop(optional_no_strip)]
    last: Option<Outcome>,
) -> impl IntoView {
    let icon = match standing {
        Standing::Pass => icondata_lu::LuCheck,
        Standing::Warn => icondata_lu::LuTriangleAlert,
        Standing::Fail => icondata_lu::LuX,
        Standing::Error => icondata_lu::LuCircleSlash,
        Standing::Stale => icondata_lu::LuHourglass,
        Standing::Never => icondata_lu::LuCircleDashed,
    };
    let was = last.filter(|_| standing == Standing::Stale);
    view! {
        <span class="badge" data-outcome=standing.as_str()><Icon of=icon/>{standing.title()}</span>
        {was.map(|was| view! { " " <span class="muted">{format!("was {}", was.as_str())}</span> })}
    }
}
