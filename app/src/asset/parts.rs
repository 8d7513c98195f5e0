//! Components that both asset pages share.

use leptos::prelude::*;

use crate::ui::Icon;

/// Who answers for an asset; nobody is said loudly.
#[component]
pub fn Owner(
    /// The person's name.
    owner: Option<String>,
    /// The team's name.
    #[prop(optional_no_strip)]
    team: Option<String>,
) -> impl IntoView {
    match (owner, team) {
        (Some(owner), Some(team)) => view! { {owner} " " <span class="muted">"(" {team} ")"</span> }.into_any(),
        (Some(owner), None) => owner.into_any(),
        (None, team) => view! {
            <span class="badge" data-tone="bad"><Icon of=icondata_lu::LuUserX/>"unowned"</span>
            {team.map(|team| view! { " " <span class="muted">{team} ", but no person"</span> })}
        }
        .into_any(),
    }
}

/// `tier 1`, and what that means.
#[component]
pub fn Tier(
    /// From 1 to 4.
    tier: i64,
) -> impl IntoView {
    view! { <span class="tag" title=meaning(tier)>"tier " {tier}</span> }
}

/// What a tier means.
pub fn meaning(tier: i64) -> &'static str {
    match tier {
        1 => "Critical: programs stop without it",
        2 => "High: many depend on it",
        3 => "Medium: some depend on it",
        _ => "Low: few depend on it",
    }
}

/// Tiers to choose from.
pub fn tiers() -> Vec<(String, String)> {
    (1..=4).map(|tier| (tier.to_string(), format!("{tier} – {}", meaning(tier)))).collect()
}
