//! Assets: data and services, their owners, and the lineage between them.
//!
//! Invariants: names are unique; an edge leads from upstream to downstream and the edges never form a circle, so that the
//! blast radius (everything downstream, near or far) always ends. An asset without a person as its owner is *unowned*,
//! even when a team is named: somebody must be there to be called.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod show_page;

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::{Assets, Draft, Filter};

string_enum! {
    /// What an asset is.
    Kind, "a kind" {
        /// A set of files or tables.
        Dataset = "dataset", "Dataset";
        /// One table.
        Table = "table", "Table";
        /// What people look at.
        Dashboard = "dashboard", "Dashboard";
        /// What runs.
        Service = "service", "Service";
        /// What all of it is for.
        Program = "program", "Program";
    }
}

/// An asset as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetSummary {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How much depends on it: 1 is most.
    pub tier: i64,
    /// Who answers for it: number and name. Nobody makes it unowned.
    pub owner: Option<(i64, String)>,
    /// The team behind them: number and name.
    pub team: Option<(i64, String)>,
    /// How many checks it has.
    pub checks: i64,
    /// How many of them failed or ended in an error when they last ran.
    pub failing: i64,
}

/// An asset somewhere downstream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How much depends on it.
    pub tier: i64,
    /// Who accepted it.
    pub owner: Option<String>,
    /// The number of edges on the shortest path to it.
    pub distance: i64,
}

/// Everything downstream, nearest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlastRadius {
    /// At most five hundred.
    pub assets: Vec<Reached>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// An asset directly before or behind another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// An asset with everything its page shows, except its checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What lists show of it.
    pub asset: AssetSummary,
    /// What it is, in a few lines.
    pub about: String,
    /// What it is made from.
    pub upstream: Vec<Neighbour>,
    /// What is made from it.
    pub downstream: Vec<Neighbour>,
    /// Everything downstream.
    pub blast: BlastRadius,
    /// Incidents that hit it and that the reader may see, latest first.
    pub incidents: Vec<crate::incident::Summary>,
}
