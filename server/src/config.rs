//! What can be set: flags and `FIREBREAK_*` variables.

use std::net::SocketAddr;
use std::path::PathBuf;

use app::postmortem::due::Due;
use clap::Args;

use crate::db::Database;
use crate::{EgressPolicy, SourceFolders};

/// Settings that every command shares.
#[derive(Debug, Clone, Args)]
pub struct Store {
    /// Where everything is kept: `sqlite:PATH`, or `postgres://USER@HOST/NAME` for several replicas.
    #[arg(long, env = "FIREBREAK_DATABASE_URL", default_value = "sqlite:data/firebreak.db", value_parser = Database::parse)]
    pub database_url: Database,
    /// 32 bytes in Base64 that encrypt the secrets in the database and seal its audit log; every replica needs the same. SQLite has its own beside it.
    #[arg(long, env = "FIREBREAK_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// What to log: a level such as `info`, or a filter such as `server=debug,sqlx=warn`.
    #[arg(long, env = "FIREBREAK_LOG", default_value = "info")]
    pub log: String,
}

/// Settings of `firebreak serve`.
#[derive(Debug, Clone, Args)]
pub struct Serving {
    /// The address and port to listen on.
    #[arg(long, env = "FIREBREAK_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The public address, such as `https://firebreak.example.org`; `https` makes cookies secure.
    #[arg(long, env = "FIREBREAK_BASE_URL", value_parser = crate::base_address::parse)]
    pub base_url: Option<String>,
    /// Take the client's address from the last `X-Forwarded-For` entry: only behind a proxy that sets it.
    #[arg(long, env = "FIREBREAK_TRUST_PROXY")]
    pub trust_proxy: bool,
    /// A folder of OpenType fonts for scripts that the PDF of a postmortem cannot show otherwise, such as Chinese.
    #[arg(long, env = "FIREBREAK_FONTS")]
    pub fonts: Option<PathBuf>,
    /// Until when postmortems are due after the resolution: days (d) or working days (wd).
    #[arg(long, env = "FIREBREAK_POSTMORTEM_DUE", default_value = "SEV1=3d,SEV2=5wd")]
    pub postmortem_due: Due,
    /// Internal hosts and networks that channels and sources may use, such as `chat.internal,10.2.0.0/16`; without it, only public addresses.
    #[arg(long, env = "FIREBREAK_REACH", default_value = "")]
    pub reach: EgressPolicy,
    /// Folders whose SQLite databases may be sources, such as `/srv/warehouse,/srv/lake`, beside `sources` next to Firebreak's database.
    #[arg(long, env = "FIREBREAK_SOURCE_FOLDERS", default_value = "")]
    pub source_folders: SourceFolders,
    /// How many days the runs of checks are kept; those that are evidence stay.
    #[arg(long, env = "FIREBREAK_KEEP_RUNS", default_value_t = crate::retention::RUN_DAYS, value_parser = clap::value_parser!(u16).range(crate::retention::LEAST_RUN_DAYS..))]
    pub keep_runs: u16,
}

/// What [`crate::build`] needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything is kept.
    pub database: Database,
    /// Whether cookies are only sent over https.
    pub secure_cookies: bool,
    /// Whether `X-Forwarded-For` is believed.
    pub trust_proxy: bool,
    /// The public address, if the operator has set it.
    pub base_url: Option<String>,
    /// More fonts for the PDF of a postmortem.
    pub fonts: Option<PathBuf>,
    /// Until when postmortems are due.
    pub due: Due,
    /// The key that encrypts secrets.
    pub key_file: Option<PathBuf>,
    /// Where channels and sources may be, beside public addresses.
    pub reach: EgressPolicy,
    /// Where SQLite sources may be, beside the default folder.
    pub source_folders: SourceFolders,
    /// How many days the runs of checks are kept.
    pub run_days: u16,
    /// Where checks run.
    pub sandbox: crate::Sandbox,
    /// How long requests may take.
    pub times: crate::answer_time::Times,
}

impl Config {
    /// From flags.
    pub fn new(store: &Store, serving: &Serving) -> Self {
        let secure_cookies = serving.base_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let (base_url, fonts) = (serving.base_url.clone(), serving.fonts.clone());
        Self {
            secure_cookies,
            trust_proxy: serving.trust_proxy,
            base_url,
            fonts,
            due: serving.postmortem_due,
            key_file: store.key_file.clone(),
            reach: serving.reach.clone(),
            source_folders: serving.source_folders.clone(),
            run_days: serving.keep_runs,
            ..Self::on(store.database_url.clone())
        }
    }

    /// For a test or a command: no proxy, plain http.
    pub fn on(database: Database) -> Self {
        Self {
            database,
            secure_cookies: false,
            trust_proxy: false,
            base_url: None,
            fonts: None,
            due: Due::default(),
            key_file: None,
            reach: EgressPolicy::default(),
            source_folders: SourceFolders::default(),
            run_days: crate::retention::RUN_DAYS,
            sandbox: crate::Sandbox::default(),
            times: crate::answer_time::Times::default(),
        }
    }
}

/// Refuses `FIREBREAK_*` variables that nothing reads: a typing error would otherwise be a silent default.
///
/// # Errors
/// One sentence that names the variable.
pub fn refuse_unknown_variables(known: &[String]) -> Result<(), String> {
    // Variables of the test and bench rigs, which start the same binary.
    const RIGS: [&str; 3] = ["FIREBREAK_TEST_", "FIREBREAK_BENCH_", "FIREBREAK_SIGNINS"];
    const PASSWORDS: &str = app::check::PASSWORD_PREFIX;
    let unknown = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut unknown = unknown.filter(|name| {
        name.starts_with("FIREBREAK_")
            && !name.starts_with(PASSWORDS)
            && !known.contains(name)
            && !RIGS.iter().any(|rig| name.starts_with(rig))
    });
    match unknown.next() {
        Some(name) => Err(format!("The setting {name} does not exist; the settings are {}.", known.join(", "))),
        None => Ok(()),
    }
}

/// The folder that holds `path`, made if it is missing.
///
/// # Errors
/// One sentence when it cannot be made.
pub fn make_folder(path: &std::path::Path) -> Result<(), String> {
    let folder: PathBuf = path.parent().map(Into::into).unwrap_or_default();
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    let mut make = std::fs::DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.create(&folder).map_err(|error| format!("The folder {} cannot be created: {error}.", folder.display()))
}
