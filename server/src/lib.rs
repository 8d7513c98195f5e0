//! How Firebreak does it. [`build`] puts the whole of it together; `main` and every test call it.

mod action;
mod answer_time;
pub mod api;
mod argon;
mod asset;
mod audit;
mod auth;
mod backfill;
mod base_address;
mod channel;
mod check;
pub mod cli;
pub mod clock;
mod comment;
pub mod config;
pub mod db;
mod decision;
pub mod demo;
mod factor;
mod forms;
mod headers;
mod housekeeping;
mod image;
mod incident;
mod markdown;
mod mention;
mod metrics;
mod moved;
mod pages;
mod person;
mod postmortem;
mod retention;
mod router;
mod search;
mod secret;
mod secret_box;
pub mod serve;
mod signal;
mod site;
mod template;
mod ticket;
mod update;
pub mod verify;
mod work;

use std::sync::Arc;

use app::services::Services;
use axum::Router;

pub use channel::deliver::{deliver, keep as keep_delivering};
pub use channel::egress::EgressPolicy;
pub use check::place::SourceFolders;
pub use check::sandbox::{self, Sandbox};
pub use clock::Clock;
pub use db::{Db, DbError};
pub use retention::apply as apply_retention;

/// Does everything that the use-case traits of `app` promise.
#[derive(Clone)]
pub struct Firebreak {
    /// Where everything is kept.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Where checks run.
    pub sandbox: Sandbox,
    /// Where postmortems are set on paper.
    pdf_renderer: postmortem::PdfRenderer,
    /// The address people type, before links that leave this server; if the operator said it.
    base_url: Option<String>,
    /// Until when postmortems are due.
    due: app::postmortem::due::Due,
    /// Keeps secrets that have to be read again.
    secrets: secret_box::SecretBox,
    /// Carries messages to channels.
    webhooks: channel::webhook_client::WebhookClient,
    /// Whether the database stores.
    readiness: db::Readiness,
    /// Says whose form it is.
    authors: forms::Authors,
    /// Where sources may be.
    places: check::place::Places,
    /// How many days the runs of checks are kept.
    run_days: u16,
    /// Sums of the yearly page that still hold.
    year_cache: metrics::YearCache,
}

impl Firebreak {
    /// On `db`, by `clock`.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            sandbox: Sandbox::default(),
            pdf_renderer: postmortem::PdfRenderer::new(None),
            base_url: None,
            due: Default::default(),
            secrets: secret_box::SecretBox::default(),
            webhooks: channel::webhook_client::WebhookClient::new(Default::default()),
            readiness: db::Readiness::default(),
            authors: forms::Authors::default(),
            places: Default::default(),
            run_days: retention::RUN_DAYS,
            year_cache: metrics::YearCache::default(),
        }
    }

    /// The use cases as pages and handlers reach them.
    pub fn services(&self) -> Services {
        let this = Arc::new(self.clone());
        Services {
            people: this.clone(),
            assets: this.clone(),
            checks: this.clone(),
            tickets: this.clone(),
            backfills: this.clone(),
            actions: this.clone(),
            signals: this.clone(),
            decisions: this.clone(),
            comments: this.clone(),
            templates: this.clone(),
            images: this.clone(),
            mentions: this.clone(),
            audits: this.clone(),
            channels: this.clone(),
            factors: this.clone(),
            updates: this.clone(),
            postmortems: this.clone(),
            metrics: this.clone(),
            incidents: this,
        }
    }
}

/// What runs: the router, and the use cases behind it.
pub struct Application {
    /// Every route, with sessions, security headers and limits around it.
    pub router: Router,
    /// The use cases, for schedules and commands.
    pub firebreak: Firebreak,
}

/// Connects to the database, brings its schema up to date and puts the routes together.
///
/// # Errors
/// When the database cannot be opened or its schema cannot be brought up to date.
pub async fn build(config: &config::Config, clock: Clock) -> Result<Application, DbError> {
    // Leptos spawns on this runtime; a second application in the same process (tests) finds it set.
    let _ = any_spawner::Executor::init_tokio();
    let db = Db::open_or_begin(&config.database).await?;
    let secrets = make_ready(&db, config.key_file.as_deref(), &config.database).await?;
    search::fold_stored(&db).await?;
    let pdf_renderer = postmortem::PdfRenderer::new(config.fonts.clone());
    let authors = forms::Authors::open(&db).await?;
    let firebreak = Firebreak {
        sandbox: config.sandbox.clone(),
        pdf_renderer,
        authors,
        base_url: config.base_url.clone(),
        due: config.due,
        secrets,
        webhooks: channel::webhook_client::WebhookClient::new(config.reach.clone()),
        run_days: config.run_days,
        places: check::place::Places { egress: config.reach.clone(), folders: config.source_folders.clone() },
        ..Firebreak::new(db, clock)
    };
    Ok(Application { router: router::router(firebreak.clone(), config), firebreak })
}

/// What every command that writes does first: brings the schema up to date, opens the operator's key, and begins the audit
/// log where it has not begun, chained with that key. Records that are written before it began would count as tampered with.
///
/// # Errors
/// When the schema cannot be brought up to date, or the key cannot be read.
pub(crate) async fn make_ready(
    db: &Db,
    key_file: Option<&std::path::Path>,
    database: &db::Database,
) -> Result<secret_box::SecretBox, DbError> {
    db.migrate().await?;
    let secrets = secret_box::SecretBox::open(key_file, database).map_err(DbError::File)?;
    if let Some(key) = secrets.audit_key() {
        audit::use_key(key);
    }
    audit::adopt(db).await?;
    Ok(secrets)
}
