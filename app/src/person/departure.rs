//! The responsibilities of a person, and who takes them over.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Command of an incident that is not closed.
    Command,
    /// Being the only member of a private incident who can still sign in.
    PrivateIncident,
    /// Another role in an incident that is not closed.
    IncidentRole,
    /// Having been asked to review a postmortem that is not approved.
    Review,
    /// An action item that is not verified.
    ActionItem,
    /// An asset.
    Asset,
    /// A check.
    Check,
    /// Being the only member of a team.
    Team,
}

impl Duty {
    /// All, in the order in which they are handed over: members of private incidents first.
    pub const ALL: [Self; 8] =
        [Self::PrivateIncident, Self::Command, Self::IncidentRole, Self::Review, Self::ActionItem, Self::Asset, Self::Check, Self::Team];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::PrivateIncident => "private_incident",
            Self::IncidentRole => "incident_role",
            Self::Review => "review",
            Self::ActionItem => "action_item",
            Self::Asset => "asset",
            Self::Check => "check",
            Self::Team => "team",
        }
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Command => "Incident commander",
            Self::PrivateIncident => "Only member of private incidents",
            Self::IncidentRole => "Other incident roles",
            Self::Review => "Postmortem reviews",
            Self::ActionItem => "Action items",
            Self::Asset => "Assets",
            Self::Check => "Checks",
            Self::Team => "Only member of teams",
        }
    }

    /// Why it cannot be left without anybody, if it cannot.
    pub fn needed(self) -> Option<&'static str> {
        match self {
            Self::Command => Some("Choose a new incident commander: an open incident must have one."),
            Self::PrivateIncident => Some("Choose a new member of the private incidents: otherwise nobody could see them."),
            _ => None,
        }
    }
}

impl TryFrom<String> for Duty {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|duty| duty.as_str() == text).ok_or_else(|| format!("“{text}” is not a duty."))
    }
}

/// One thing that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// What kind of thing.
    pub duty: Duty,
    /// The name.
    pub name: String,
    /// Its page.
    pub path: String,
}

/// What somebody holds, as far as whoever asks may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holdings {
    /// One by one.
    pub items: Vec<Holding>,
    /// Whether private incidents that the reader is no member of need somebody: to command them, or to see them at all.
    pub hidden: Vec<Duty>,
    /// The names of their API tokens, which end with them.
    pub tokens: Vec<String>,
}

impl Holdings {
    /// The kinds of which there is something.
    pub fn duties(&self) -> impl Iterator<Item = Duty> {
        Duty::ALL.into_iter().filter(|duty| self.hidden.contains(duty) || self.items.iter().any(|item| item.duty == *duty))
    }
}

/// Who takes over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Successors {
    /// Whatever nobody else is named for; `None`: it is unowned.
    pub all: Option<i64>,
    /// By kind; `None`: it is unowned.
    pub each: BTreeMap<Duty, Option<i64>>,
}

impl Successors {
    /// Who takes over things of this kind.
    pub fn of(&self, duty: Duty) -> Option<i64> {
        self.each.get(&duty).copied().unwrap_or(self.all)
    }
}

/// What was handed over, or left unowned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// What.
    pub holding: Holding,
    /// To whom; `None`: it is unowned.
    pub successor: Option<String>,
    /// Who decided it.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
