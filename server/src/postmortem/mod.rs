//! Postmortems: authorise, load, rule from `app`, store, commit. Facts are read from the record ([`record`]) until
//! publication freezes them together with the prose ([`seal`]).

pub mod api;
mod audience;
mod begin;
mod content_hash;
mod cover;
mod diff;
pub mod download;
mod draft;
mod export;
mod library;
mod mine;
mod pdf_document;
mod pdf_renderer;
mod readers;
mod reading;
mod review;
mod reviewers;
mod rewritten;
mod show;
mod store;
mod write;

pub use diff::changes;
pub use pdf_renderer::PdfRenderer;
pub use reading::TEXTS;
pub use rewritten::rewritten;
pub use show::find;
pub use store::Row as Stored;
pub use store::audience::STATEMENTS as AUDIENCE_STATEMENTS;
pub use store::covered::STATEMENTS as COVER_STATEMENTS;
pub use store::library::STATEMENTS as LIBRARY_STATEMENTS;
pub use store::mine::STATEMENTS as MINE_STATEMENTS;
pub use store::readers::STATEMENTS as READERS_STATEMENTS;
pub use store::record::STATEMENTS as RECORD_STATEMENTS;
pub use store::reviewers::STATEMENTS as REVIEWERS_STATEMENTS;
pub use store::rewritten::STATEMENTS as REWRITTEN_STATEMENTS;
pub use store::{STATEMENTS, is_author};

use std::collections::BTreeSet;

use store::record;

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::{
    Approval, Comparison, Document, Facets, Feedback, File, Filter, Listing, Mine, PageFit, Paper, Postmortems, Section, Standing, Version,
};
use async_trait::async_trait;

use crate::Firebreak;
use crate::db::{DbError, Tx};

/// Why nothing of the postmortem of this incident can be changed now; `None` while it can, or while there is none.
pub async fn locked(tx: &mut Tx, number: i64) -> Result<Option<&'static str>, DbError> {
    let row = store::find(tx, number).await?;
    Ok(row.map(|row| row.state()).transpose()?.and_then(app::postmortem::State::locked))
}

#[async_trait]
impl Postmortems for Firebreak {
    async fn begin(&self, actor: &Actor, number: i64) -> Result<(), AppError> {
        begin::begin(self, actor, number).await
    }

    async fn standing(&self, actor: &Actor, number: i64) -> Result<Standing, AppError> {
        show::standing(self, actor, number).await
    }

    async fn show(&self, actor: &Actor, number: i64) -> Result<Document, AppError> {
        show::show(self, actor, number).await
    }

    async fn save_section(&self, actor: &Actor, number: i64, key: &str, body: &str, version: i64) -> Result<i64, AppError> {
        write::save(self, actor, number, key, body, version).await
    }

    async fn autosave(&self, actor: &Actor, number: i64, key: &str, body: &str, version: i64) -> Result<i64, AppError> {
        write::autosave(self, actor, number, key, body, version).await
    }

    async fn compare(&self, actor: &Actor, number: i64, key: &str, other: &str) -> Result<Comparison, AppError> {
        write::compare(self, actor, number, key, other).await
    }

    async fn versions(&self, actor: &Actor, number: i64, key: &str, before: Option<i64>) -> Result<(Section, Vec<Version>), AppError> {
        write::versions(self, actor, number, key, before).await
    }

    async fn restore(&self, actor: &Actor, number: i64, key: &str, earlier: i64, version: i64) -> Result<i64, AppError> {
        write::restore(self, actor, number, key, earlier, version).await
    }

    async fn redraft(&self, actor: &Actor, number: i64) -> Result<usize, AppError> {
        write::redraft(self, actor, number).await
    }

    async fn use_template(&self, actor: &Actor, number: i64, template: &str) -> Result<(), AppError> {
        write::use_template(self, actor, number, template).await
    }

    async fn cover(&self, actor: &Actor, number: i64, other: i64) -> Result<(), AppError> {
        cover::cover(self, actor, number, other).await
    }

    async fn uncover(&self, actor: &Actor, number: i64, other: i64) -> Result<(), AppError> {
        cover::uncover(self, actor, number, other).await
    }

    async fn question(&self, actor: &Actor, number: i64, section: &str, body: &str) -> Result<Feedback, AppError> {
        write::question(self, actor, number, section, body).await
    }

    async fn sheets(&self, actor: &Actor, number: i64) -> Result<Vec<PageFit>, AppError> {
        pdf_document::sheets(self, actor, &show::show(self, actor, number).await?).await
    }

    async fn keep_finding(&self, actor: &Actor, number: i64, section: &str, words: (&str, &str), reason: &str) -> Result<(), AppError> {
        write::keep_finding(self, actor, number, section, words, reason).await
    }

    async fn send_to_review(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError> {
        review::send(self, actor, number, note).await
    }

    async fn ask_for_changes(&self, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError> {
        review::ask(self, actor, number, reason).await
    }

    async fn ask_reviewer(&self, actor: &Actor, number: i64, person: i64) -> Result<(), AppError> {
        reviewers::ask(self, actor, number, person).await
    }

    async fn approve(&self, actor: &Actor, number: i64, approval: Approval) -> Result<(), AppError> {
        review::approve(self, actor, number, &approval).await
    }

    async fn mine(&self, actor: &Actor) -> Result<Mine, AppError> {
        mine::mine(self, actor).await
    }

    async fn publish(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError> {
        review::publish(self, actor, number, note).await
    }

    async fn send_to(
        &self,
        actor: &Actor,
        number: i64,
        teams: &BTreeSet<i64>,
        channels: &BTreeSet<i64>,
        note: &str,
    ) -> Result<String, AppError> {
        audience::send(self, actor, number, (teams, channels), note).await
    }

    async fn add_erratum(&self, actor: &Actor, number: i64, body: &str) -> Result<(), AppError> {
        readers::add_erratum(self, actor, number, body).await
    }

    async fn mark_read(&self, actor: &Actor, number: i64, useful: bool) -> Result<(), AppError> {
        readers::mark_read(self, actor, number, useful).await
    }

    async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Listing, AppError> {
        library::list(self, actor, filter).await
    }

    async fn facets(&self, actor: &Actor) -> Result<Facets, AppError> {
        library::facets(self, actor).await
    }

    async fn export_markdown(&self, actor: &Actor, number: i64) -> Result<(String, String), AppError> {
        export::markdown(self, actor, number).await
    }

    async fn export_pdf(&self, actor: &Actor, number: i64, paper: Paper, base: &str) -> Result<File, AppError> {
        pdf_document::pdf(self, actor, number, paper, base).await
    }
}
