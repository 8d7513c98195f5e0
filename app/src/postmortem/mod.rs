//! The three-page document of an incident: what happened, why, what changes.
//!
//! Invariants: one postmortem for an incident; every text a section ever had is kept, numbered without gaps; a text is
//! never stored over one that its writer has not seen; facts are read from the record until publication, then frozen
//! together with the prose under one hash; what Firebreak drafted stays marked until somebody saves it. To add a section:
//! a heading in the template (`app/src/template`). To add a fact: a field in [`facts`], its words in [`words`], its statement in
//! `server/src/postmortem/record.rs`.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
mod audience_part;
#[cfg(feature = "hydrate")]
pub mod autosave;
#[cfg(feature = "ssr")]
mod blocks;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod cover_part;
pub mod due;
#[cfg(feature = "ssr")]
pub mod edit_page;
pub mod facts;
#[cfg(feature = "ssr")]
mod fit;
#[cfg(feature = "ssr")]
mod gaps;
#[cfg(feature = "ssr")]
pub mod library_page;
#[cfg(feature = "hydrate")]
pub mod marks;
mod page_fit;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "hydrate")]
pub mod question;
#[cfg(feature = "ssr")]
pub mod read_page;
mod readers;
#[cfg(feature = "ssr")]
mod readers_part;
mod remarks;
#[cfg(feature = "ssr")]
mod remarks_part;
mod review;
#[cfg(feature = "ssr")]
mod review_part;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
pub mod versions_page;
#[cfg(feature = "ssr")]
pub mod words;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use chart::chart_on_paper;
pub use facts::Facts;
#[cfg(feature = "ssr")]
pub use gaps::{Gap, gaps};
#[cfg(feature = "ssr")]
pub use page_fit::too_long;
pub use page_fit::{Feedback, PageFit};
pub use readers::{Audience, Erratum, Readers};
pub use remarks::{KeptPhrase, Remark};
#[cfg(feature = "ssr")]
pub use remarks::{remarks, section_findings};
pub use review::{State, missing};
#[cfg(feature = "ssr")]
pub use service::{Anniversary, Approval, Facets, Filter, Listing, Mine, Postmortems};

use crate::comment::Comment;
use crate::incident::Severity;
use crate::template::Template;

/// The prose of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which, as the template calls it.
    pub key: String,
    /// Markdown.
    pub body: String,
    /// The body as safe HTML.
    pub html: String,
    /// Counts every stored text of this section from 1.
    pub version: i64,
    /// Whether Firebreak drafted it and nobody has saved it yet.
    pub generated: bool,
    /// When it was stored.
    pub updated_at: DateTime<Utc>,
    /// By whom; `None` when it was drafted from the record.
    pub updated_by: Option<String>,
    /// From this draft to what the record says now; empty when they agree, or when somebody wrote the text.
    #[serde(default)]
    pub outdated: Vec<Change>,
}

/// A step in the life of a postmortem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From which state; `None` when it was begun.
    pub from: Option<State>,
    /// To which.
    pub to: State,
    /// What was said with it.
    pub note: String,
    /// Whose step: their number.
    pub person: Option<i64>,
    /// Their name.
    pub name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Somebody who was asked to read it before it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// Their number.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// Since when.
    pub asked_at: DateTime<Utc>,
}

/// The hash over facts and prose of a published postmortem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentHash {
    /// SHA-256, in hexadecimal.
    pub hash: String,
    /// Whether what is stored still has this hash.
    pub holds: bool,
}

/// A postmortem with everything its page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The status.
    pub state: State,
    /// What it is written by: the version it was begun with.
    pub template: Arc<Template>,
    /// Read from the record a moment ago, or as they were at publication.
    pub facts: Facts,
    /// The one zone of all its times: of whoever began it.
    pub zone: chrono_tz::Tz,
    /// Whether only members of the incident see it.
    pub private: bool,
    /// The prose, in the order of the template.
    pub sections: Vec<Section>,
    /// What the blameless lint says about it; nothing once it is published.
    pub remarks: Vec<Remark>,
    /// What was said in its margin, the first first.
    pub comments: Vec<Comment>,
    /// Who was asked to read it before it is published.
    pub reviewers: Vec<Reviewer>,
    /// What was corrected after publication, the earliest first.
    pub errata: Vec<Erratum>,
    /// The teams it was sent to.
    pub audience: Vec<Audience>,
    /// Who read it once it was published.
    pub readers: Readers,
    /// Its steps, oldest first.
    pub events: Vec<Event>,
    /// Who wrote in it, by name.
    pub authors: Vec<String>,
    /// Grows with every stored text: an approval says which one it read.
    pub revision: i64,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: Option<String>,
    /// When it is or was due; `None` when the incident did not earn one or is not resolved.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// The hash, once it is published.
    pub seal: Option<ContentHash>,
}

impl Document {
    /// The prose of a section, if the template has it.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// Whether this person was asked to read it.
    pub fn is_reviewer(&self, person: Option<i64>) -> bool {
        person.is_some_and(|person| self.reviewers.iter().any(|reviewer| reviewer.person == person))
    }

    /// Who sent it to review the last time.
    pub fn sent_by(&self) -> Option<i64> {
        self.events.iter().rev().find(|event| event.to == State::InReview).and_then(|event| event.person)
    }
}

/// A text that a section had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// Markdown.
    pub body: String,
    /// What changed against the version before.
    pub changes: Vec<Change>,
    /// By whom; `None` when it was drafted from the record.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A piece of text that stayed, went or came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Change {
    /// In both.
    Same(String),
    /// Only in the earlier text.
    Gone(String),
    /// Only in the later text.
    New(String),
}

/// Two texts of a section side by side: the stored one, and the one somebody could not store over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The stored one.
    pub theirs: Section,
    /// The other one as safe HTML.
    pub mine_html: String,
    /// From the stored text to the other one.
    pub changes: Vec<Change>,
}

/// The paper a postmortem is set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

/// A file somebody takes away.
#[derive(Debug, Clone)]
pub struct File {
    /// The title.
    pub name: String,
    /// Its bytes.
    pub bytes: std::sync::Arc<Vec<u8>>,
}

/// Where the postmortem of an incident stands, for the incident's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its state; `None` when it was not begun.
    pub state: Option<State>,
    /// Whether the incident was SEV1 or SEV2 and no drill: then it owes one.
    pub earned: bool,
    /// The worst severity.
    pub peak_severity: Severity,
    /// How long after the resolution it may take, in words, for severities that earn one.
    pub allowance: Option<String>,
    /// Until when, once the incident is resolved.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Why it cannot be begun, if it cannot.
    pub blocker: Option<String>,
}

/// A postmortem as the library lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The incident's number.
    pub number: i64,
    /// What the incident is called.
    pub title: String,
    /// Its worst severity.
    pub peak_severity: Severity,
    /// Whether only members see it.
    pub private: bool,
    /// Whether it is a drill.
    pub drill: bool,
    /// Where it is in its life; `None` when it is owed and not begun.
    pub state: Option<State>,
    /// When the incident was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// When it is or was due.
    pub due_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// The beginning of its summary, in plain words.
    pub excerpt: String,
}
