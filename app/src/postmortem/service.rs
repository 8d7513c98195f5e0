//! The use cases of postmortems.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::{Comparison, Document, Feedback, File, PageFit, Paper, Section, Standing, State, Summary, Version};
use crate::actor::Actor;
use crate::error::AppError;
use crate::template::Template;

/// What waits for one reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mine {
    /// In review, and they were asked to read them.
    pub reviews: Vec<Summary>,
    /// Published and sent to one of their teams; they have not read them.
    pub reading: Vec<Summary>,
    /// Published one or more years ago this week; they wrote in it, or own a promise of it.
    pub anniversaries: Vec<Anniversary>,
}

/// A published postmortem that comes back to mind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anniversary {
    /// Which.
    pub postmortem: Summary,
    /// How many years ago it was published.
    pub years: i64,
    /// Promises of it that never proved themselves.
    pub unproved: i64,
}

/// An approval, as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// The text that was read, as [`Document::revision`] counts; `None` for the present one.
    pub revision: Option<i64>,
    /// A word with it, at most 2,000 characters.
    pub note: String,
    /// The points of the template's checklist that were looked at.
    pub points: Vec<String>,
}

impl Approval {
    /// Of the present text, with every point of `template` looked at.
    pub fn in_full(template: &Template) -> Self {
        Self { points: template.checklist.iter().map(|(name, _)| (*name).to_owned()).collect(), ..Self::default() }
    }
}

/// Which postmortems the library shows. The URL is the state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this state; all when `None`.
    pub state: Option<State>,
    /// Words in the title of the incident or in the text, or `INC-42`.
    pub text: String,
    /// Only of incidents declared in this year (UTC).
    pub year: Option<i32>,
    /// Only of incidents of this team.
    pub team: Option<i64>,
    /// Only of incidents that hit this asset.
    pub asset: Option<i64>,
    /// Only with a contributing factor of this theme.
    pub theme: String,
    /// Only of incidents with a lower number: the next page.
    pub before: Option<i64>,
}

impl Filter {
    /// Whether everything is shown, whatever the page.
    pub fn is_open(&self) -> bool {
        Self { before: None, ..self.clone() } == Self::default()
    }
}

/// What the library can be looked through by: what occurs in it for this reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Years of declaration, the latest first.
    pub years: Vec<i32>,
    /// Teams: number and name.
    pub teams: Vec<(i64, String)>,
    /// Assets: number and name.
    pub assets: Vec<(i64, String)>,
    /// Themes of contributing factors.
    pub themes: Vec<String>,
}

/// One page of the library, the latest incident first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// At most fifty.
    pub postmortems: Vec<Summary>,
    /// Whether there are older ones that match.
    pub older: bool,
    /// Resolved major incidents that owe one and have none, the longest waiting first; only on the first page without a
    /// filter.
    pub owed: Vec<Summary>,
}

/// Use cases around postmortems. `number` is the incident's.
#[async_trait]
pub trait Postmortems: Send + Sync {
    /// Begins the postmortem of an incident with what the record says; one that was begun stays as it is.
    async fn begin(&self, actor: &Actor, number: i64) -> Result<(), AppError>;
    /// Where it stands, for the page of the incident.
    async fn standing(&self, actor: &Actor, number: i64) -> Result<Standing, AppError>;
    /// The whole document. [`AppError::NotFound`] while it was not begun.
    async fn show(&self, actor: &Actor, number: i64) -> Result<Document, AppError>;
    /// Stores the text of a section over `version`, the one its writer saw, and gives the new version's number. What somebody
    /// else stored meanwhile in other lines stays in it. [`AppError::Conflict`] when both changed the same lines: nothing is
    /// stored, see [`Self::compare`].
    async fn save_section(&self, actor: &Actor, number: i64, key: &str, body: &str, version: i64) -> Result<i64, AppError>;
    /// Stores what somebody has written so far over `version`, as a step: the next text of the same person takes its place in
    /// the history. Gives the new version's number; [`AppError::Conflict`] when somebody else stored a text meanwhile.
    async fn autosave(&self, actor: &Actor, number: i64, key: &str, body: &str, version: i64) -> Result<i64, AppError>;
    /// Writes it by another template while it is a draft: other headings and questions over the same texts.
    async fn use_template(&self, actor: &Actor, number: i64, template: &str) -> Result<(), AppError>;
    /// Writes `other` up in it as well: what that one recorded is read with it, and it owes no postmortem of its own.
    /// [`AppError::Invalid`] on `incident` for one that has its own, is covered already, private, merged or canceled.
    async fn cover(&self, actor: &Actor, number: i64, other: i64) -> Result<(), AppError>;
    /// Leaves `other` to a postmortem of its own again.
    async fn uncover(&self, actor: &Actor, number: i64, other: i64) -> Result<(), AppError>;
    /// What the blameless lint says about a text that is being written, and how full its page is with it; nothing is stored.
    async fn question(&self, actor: &Actor, number: i64, section: &str, body: &str) -> Result<Feedback, AppError>;
    /// How full each of the three sheets (A4) is. Errors as [`Self::export_pdf`], except that a page may be too long.
    async fn sheets(&self, actor: &Actor, number: i64) -> Result<Vec<PageFit>, AppError>;
    /// Keeps words that the blameless lint finds in a section by this rule, with a reason; said again, the reason is replaced.
    /// [`AppError::Conflict`] when they are not found there any more.
    async fn keep_finding(
        &self,
        actor: &Actor,
        number: i64,
        section: &str,
        rule_and_phrase: (&str, &str),
        reason: &str,
    ) -> Result<(), AppError>;
    /// The stored text of a section against another one.
    async fn compare(&self, actor: &Actor, number: i64, key: &str, other: &str) -> Result<Comparison, AppError>;
    /// The section, and the latest twenty texts it had before version `before`, the latest first, with what changed.
    async fn versions(&self, actor: &Actor, number: i64, key: &str, before: Option<i64>) -> Result<(Section, Vec<Version>), AppError>;
    /// Stores an earlier text once more, as a new version over `version`, the one the reader saw.
    async fn restore(&self, actor: &Actor, number: i64, key: &str, earlier: i64, version: i64) -> Result<i64, AppError>;
    /// Drafts the sections that nobody has written in once more from the record; gives how many changed.
    async fn redraft(&self, actor: &Actor, number: i64) -> Result<usize, AppError>;
    /// Asks somebody else to read it.
    async fn send_to_review(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError>;
    /// Back to a draft, with a reason.
    async fn ask_for_changes(&self, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError>;
    /// Asks somebody to read it before it is published; whoever is asked may approve it. [`AppError::Invalid`] when that
    /// person is not there or may not see the incident.
    async fn ask_reviewer(&self, actor: &Actor, number: i64, person: i64) -> Result<(), AppError>;
    /// Approves it: by a commander or somebody who was asked to review it, and not by who sent it to review.
    /// [`AppError::Invalid`] with a sentence on each point of the template's checklist that was not looked at.
    async fn approve(&self, actor: &Actor, number: i64, approval: Approval) -> Result<(), AppError>;
    /// Publishes an approved one: facts and prose are frozen under one hash.
    async fn publish(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError>;
    /// Sends a published one to teams, which find it on their page, and to channels; gives the names of both.
    /// [`AppError::Conflict`] while it is not published, and for a private incident.
    async fn send_to(
        &self,
        actor: &Actor,
        number: i64,
        teams: &BTreeSet<i64>,
        channels: &BTreeSet<i64>,
        note: &str,
    ) -> Result<String, AppError>;
    /// Says what turned out to be otherwise after publication; the frozen document stays as it is.
    async fn add_erratum(&self, actor: &Actor, number: i64, body: &str) -> Result<(), AppError>;
    /// Says that one has read a published one, and whether it was useful; said again, the last word counts.
    async fn mark_read(&self, actor: &Actor, number: i64, useful: bool) -> Result<(), AppError>;
    /// What waits for this reader: reviews they were asked for, and anniversaries of what they wrote or promised.
    async fn mine(&self, actor: &Actor) -> Result<Mine, AppError>;
    /// One page of the library.
    async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Listing, AppError>;
    /// What the library can be looked through by.
    async fn facets(&self, actor: &Actor) -> Result<Facets, AppError>;
    /// The document as Markdown with its times and hash in front, and the name of the file.
    async fn export_markdown(&self, actor: &Actor, number: i64) -> Result<(String, String), AppError>;
    /// The document as a PDF of exactly three pages, tagged, with times in the document's zone and links that begin with `base`.
    /// [`AppError::Conflict`] when it does not fit, with the lines that are too many and where they are, or when the fonts
    /// lack characters; [`AppError::Busy`] when too many are being set already.
    async fn export_pdf(&self, actor: &Actor, number: i64, paper: Paper, base: &str) -> Result<File, AppError>;
}
