//! The command line: `serve`, `demo`, `verify`, `person add`, `token create`.

mod demo;
mod person;
mod serve;
mod verify;

use clap::{CommandFactory, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::{Serving, Store, refuse_unknown_variables};
use crate::{Clock, Db, Firebreak};

/// Firebreak: incident and postmortem management.
#[derive(Debug, Parser)]
#[command(name = "firebreak", version)]
pub struct Cli {
    #[command(flatten)]
    store: Store,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web app and the API.
    Serve {
        #[command(flatten)]
        serving: Serving,
        /// Load the demo first if the database is empty, and print its sign-ins.
        #[arg(long)]
        demo: bool,
    },
    /// Load the demo (the STAT6 case) into an empty database and print its sign-ins.
    Demo {
        /// Write the sign-ins as JSON into this file instead, readable by its owner only.
        #[arg(long)]
        password_file: Option<std::path::PathBuf>,
    },
    /// Check the stored data and its audit log; the exit code says whether every invariant holds. Nothing is written.
    Verify(verify::Verifying),
    /// Add people from the command line.
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// Create API tokens from the command line.
    #[command(subcommand)]
    Token(person::TokenCommand),
    /// Run one query of a check; Firebreak starts this itself.
    #[command(hide = true)]
    RunQuery,
}

/// Runs a command.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(cli: Cli) -> Result<(), String> {
    let command = Cli::command();
    let arguments = command.get_subcommands().flat_map(clap::Command::get_arguments).chain(command.get_arguments());
    let known: Vec<String> = arguments.filter_map(|argument| argument.get_env()).map(|name| name.to_string_lossy().into_owned()).collect();
    refuse_unknown_variables(&known)?;
    let filter = EnvFilter::try_new(&cli.store.log).map_err(|error| format!("FIREBREAK_LOG is not valid: {error}."))?;
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    match cli.command {
        Command::Serve { serving, demo } => serve::run(&cli.store, &serving, demo).await,
        Command::Demo { password_file } => demo::run(&cli.store, password_file).await,
        Command::Verify(verifying) => verify::run(&cli.store, &verifying).await,
        Command::Person(command) => person::person(&open(&cli.store).await?, command).await,
        Command::RunQuery => crate::check::sandbox::child::answer().await,
        Command::Token(command) => person::token(&open(&cli.store).await?, command).await,
    }
}

/// The use cases on the operator's database, for commands.
async fn open(store: &Store) -> Result<Firebreak, String> {
    let failed = |error: crate::DbError| format!("{} cannot be used: {error}.", store.database_url.described());
    let db = Db::open_existing(&store.database_url).await.map_err(failed)?;
    crate::make_ready(&db, store.key_file.as_deref(), &store.database_url).await.map_err(failed)?;
    Ok(Firebreak::new(db, Clock::machine()))
}
