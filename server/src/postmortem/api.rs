//! The API of postmortems: reading, and export as Markdown or PDF.

use app::postmortem::{Document, Event, Section, State as PostmortemState};
use axum::Json as Out;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::download::{OnPaper, base, file_response};
use crate::api::{Answer, Caller, Path, Problem, Query};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(read_postmortem)).routes(routes!(export_postmortem)).routes(routes!(export_postmortem_pdf))
}

/// The prose of one section.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostmortemSection {
    /// Which, as the template calls it.
    pub key: String,
    /// The text, in Markdown.
    pub body: String,
    /// Counts every stored text of this section from 1.
    pub version: i64,
    /// Whether Firebreak drafted it and nobody has saved it yet.
    pub generated: bool,
    /// When it was stored.
    pub updated_at: DateTime<Utc>,
    /// By whom; null when it was drafted from the record.
    pub updated_by: Option<String>,
}

impl From<Section> for PostmortemSection {
    fn from(one: Section) -> Self {
        Self {
            key: one.key,
            body: one.body,
            version: one.version,
            generated: one.generated,
            updated_at: one.updated_at,
            updated_by: one.updated_by,
        }
    }
}

/// A step in the life of a postmortem.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostmortemEvent {
    /// From which state; null when it was begun.
    pub from: Option<PostmortemState>,
    /// To which.
    pub to: PostmortemState,
    /// What was said with it.
    pub note: String,
    /// Whose step.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<Event> for PostmortemEvent {
    fn from(one: Event) -> Self {
        Self { from: one.from, to: one.to, note: one.note, person: one.name, at: one.at }
    }
}

/// A postmortem: its prose and its life. The facts beside the prose are those of the incident; the Markdown has both.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostmortemRecord {
    /// The status.
    pub state: PostmortemState,
    /// Which template it is written by.
    pub template: String,
    /// Which version of it: the one it was begun with, from 1.
    pub template_version: i64,
    /// The prose, in the order of the template.
    pub sections: Vec<PostmortemSection>,
    /// Its steps, oldest first.
    pub events: Vec<PostmortemEvent>,
    /// Who wrote in it, by name.
    pub authors: Vec<String>,
    /// Grows with every stored text.
    pub revision: i64,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: Option<String>,
    /// When it is or was due; null when none is required.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// SHA-256 over facts and prose, once it is published.
    pub hash: Option<String>,
    /// Whether what is stored still has this hash.
    pub hash_holds: Option<bool>,
}

impl From<Document> for PostmortemRecord {
    fn from(one: Document) -> Self {
        let (hash, hash_holds) = one.seal.map(|seal| (seal.hash, seal.holds)).unzip();
        Self {
            state: one.state,
            template: one.template.key.clone(),
            template_version: one.template.version,
            sections: one.sections.into_iter().map(PostmortemSection::from).collect(),
            events: one.events.into_iter().map(PostmortemEvent::from).collect(),
            authors: one.authors,
            revision: one.revision,
            created_at: one.created_at,
            created_by: one.created_by,
            due_at: one.due_at,
            published_at: one.published_at,
            hash,
            hash_holds,
        }
    }
}

/// Reads the postmortem of an incident; 404 until it is started.
#[utoipa::path(get, path = "/incidents/{number}/postmortem", tag = "postmortems", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "The postmortem.", body = PostmortemRecord)))]
pub async fn read_postmortem(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<PostmortemRecord> {
    Ok(Out(shared.services.postmortems.show(&who, number).await?.into()))
}

/// Exports the postmortem of an incident as Markdown, facts and prose.
#[utoipa::path(
    get, path = "/incidents/{number}/postmortem.md", tag = "postmortems", params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 200, description = "The document.", content_type = "text/markdown", body = String))
)]
pub async fn export_postmortem(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Result<Response, Problem> {
    let (name, text) = shared.services.postmortems.export_markdown(&who, number).await?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response())
}

/// Exports the postmortem of an incident as a PDF of exactly three pages; 409 with the lines that are too many when it does not fit.
#[utoipa::path(
    get, path = "/incidents/{number}/postmortem.pdf", tag = "postmortems",
    params(("number" = i64, Path, description = "42 of INC-42."), OnPaper),
    responses((status = 200, description = "The document.", content_type = "application/pdf", body = Vec<u8>))
)]
pub async fn export_postmortem_pdf(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Query(on): Query<OnPaper>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let paper = on.for_reader(who.zone);
    Ok(file_response(shared.services.postmortems.export_pdf(&who, number, paper, &base(&shared, &headers)).await?))
}
