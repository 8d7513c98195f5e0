//! The fields of an asset.

use leptos::prelude::*;

use super::parts::tiers;
use super::{Kind, Record};
use crate::actor::Actor;
use crate::error::AppError;
use crate::services::Services;
use crate::ui::{Field, Select, TextArea};

/// Who can own something: people who are here, and teams.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    people: Vec<(String, String)>,
    teams: Vec<(String, String)>,
}

impl Owners {
    /// Looks them up.
    ///
    /// # Errors
    /// When the use cases cannot answer.
    pub async fn load(who: &Actor, services: &Services) -> Result<Self, AppError> {
        let people = services.people.people(who).await?.into_iter().filter(|person| person.active);
        let teams = services.people.teams(who).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        Ok(Self { people: people.map(|person| (person.id.to_string(), person.name)).collect(), teams })
    }
}

/// The fields of an asset.
#[component]
pub fn AssetFields(
    /// Who can own it.
    owners: Owners,
    /// What is known of it.
    #[prop(optional)]
    known: Option<Record>,
) -> impl IntoView {
    let number = |pair: Option<(i64, String)>| pair.map(|(id, _)| id.to_string()).unwrap_or_default();
    let about = known.as_ref().map(|known| known.about.clone()).unwrap_or_default();
    let asset = known.map(|known| known.asset);
    let (name, kind, tier, owner, team) = match asset {
        Some(asset) => (asset.name, asset.kind, asset.tier, number(asset.owner), number(asset.team)),
        None => (String::new(), Kind::Dataset, 3, String::new(), String::new()),
    };
    view! {
        <Field name="name" label="Name" required=true value=name placeholder="warehouse.predictions"/>
        <Select name="kind" label="Kind" options=Kind::options() value=kind.as_str()/>
        <Select name="tier" label="Tier" options=tiers() value=tier.to_string()/>
        <Select name="owner" label="Owner" options=owners.people value=owner none="No owner yet"/>
        <Select name="team" label="Team" options=owners.teams value=team none="No team"/>
        <TextArea name="about" label="Description" rows=3 value=about/>
    }
}
