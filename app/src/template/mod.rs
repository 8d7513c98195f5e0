//! What a postmortem is written by: three pages of sections, each with what to write, what it shows of the record, and what
//! a reviewer looks at. The shipped ones and a team's own are the same thing: a Markdown text ([`read`]), kept in every
//! version it ever had.
//!
//! Invariants: a document keeps the version it was begun with; every template has three pages, a summary, the contributing
//! factors and the action items; a version is never changed, only followed by another.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod shipped;
#[cfg(feature = "ssr")]
pub mod show_page;

#[cfg(feature = "ssr")]
pub use read::{LONGEST, read};
#[cfg(feature = "ssr")]
pub use service::{Edition, Listed, Templates, Wanted};
#[cfg(feature = "ssr")]
pub use shipped::{SHIPPED, Shipped, key_of};

string_enum! {
    /// What a section shows of the record.
    Part, "what a section shows" {
        /// The guardrail, what was hit, how much.
        Impact = "impact", "Impact and guardrail";
        /// The severity ledger with the time at each, and the durations with their definitions.
        Severity = "severity", "Severity history and durations";
        /// Pinned entries of the timeline.
        Timeline = "timeline", "Pinned entries of the timeline";
        /// Severity over time, with the backfill if there is one.
        Chart = "chart", "Severity over time as a chart";
        /// Contributing factors: the causal chain as a picture and a table.
        Factors = "factors", "The causal chain";
        /// Early warnings and their lead time.
        Signals = "signals", "Signals missed";
        /// Decisions with the options not taken.
        Decisions = "decisions", "Decisions";
        /// Action items, their checks and evidence; tickets and backfills.
        Actions = "actions", "Action items, tickets, backfills";
    }
}

/// The prose of a section: what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// What to write, in one sentence.
    pub prompt: String,
    /// Questions it answers, one after the other: what each is called, and the question. May be empty.
    pub questions: Vec<(String, String)>,
    /// Whether it cannot be published without it.
    pub required: bool,
    /// About how many lines of print it should take, so that its page holds; 1 to 60.
    pub lines: u16,
    /// Whether Firebreak drafts it from the record.
    pub drafted: bool,
}

/// One section: facts, prose, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// Its name in the database and in addresses.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// What it shows of the record.
    pub part: Option<Part>,
    /// What people write in it.
    pub prose: Option<Prose>,
}

/// One of the three pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its heading.
    pub title: String,
    /// Its sections, in order.
    pub sections: Vec<Spec>,
}

/// One version of a template, as a document uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name in the database and in addresses.
    pub key: String,
    /// Which version, from 1.
    pub version: i64,
    /// As people read it.
    pub title: String,
    /// Three.
    pub pages: [Page; 3],
    /// What a reviewer looks at before approving: the name of its box, and the sentence beside it.
    pub checklist: Vec<(&'static str, String)>,
}

/// What the boxes of a checklist are called in the form that is sent.
pub const POINTS: [&str; 12] =
    ["point_1", "point_2", "point_3", "point_4", "point_5", "point_6", "point_7", "point_8", "point_9", "point_10", "point_11", "point_12"];

impl Template {
    /// Every section, in order.
    pub fn sections(&self) -> impl Iterator<Item = &Spec> {
        self.pages.iter().flat_map(|page| &page.sections)
    }

    /// Every section in which people write, in order.
    pub fn prose(&self) -> impl Iterator<Item = (&Spec, &Prose)> {
        self.sections().filter_map(|spec| Some((spec, spec.prose.as_ref()?)))
    }

    /// The section called `key`, if people write in it.
    pub fn find(&self, key: &str) -> Option<(&Spec, &Prose)> {
        self.prose().find(|(spec, _)| spec.key == key)
    }
}
