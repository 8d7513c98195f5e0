//! The commands of the README and the ones developers use: `cargo xtask --help` lists them.
//!
//! Each command is a file of its own, made of steps ([`step`]) that run programs ([`process`]). Nothing here needs a
//! tool that has to be installed by hand: [`install`] fetches what is missing, or says which words to type.

mod bench;
mod build;
mod cargo;
mod cli;
mod counts;
mod dev;
mod install;
mod postgres;
mod process;
mod run;
mod server;
mod signals;
mod site;
mod step;
mod symbols;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::FromArgMatches as _;

fn main() -> ExitCode {
    let arguments = cli::command().get_matches();
    let command = match cli::Command::from_arg_matches(&arguments) {
        Ok(command) => command,
        Err(mistake) => mistake.exit(),
    };
    match signals::listen().and_then(|()| run_command(command)) {
        Ok(code) => code,
        Err(failure) => report(&failure),
    }
}

fn run_command(command: cli::Command) -> anyhow::Result<ExitCode> {
    std::env::set_current_dir(workspace::root())?;
    match command {
        cli::Command::Run(options) => run::run(&options)?,
        cli::Command::Dev(options) => dev::run(&options)?,
        cli::Command::Test(options) => return test::run(&options),
        cli::Command::Build(options) => build::everything(options.release).map(drop)?,
        cli::Command::Site(options) => site::build(site::Quality::of(options.release)).map(drop)?,
        cli::Command::Postgres(options) => postgres::foreground(&options)?,
        cli::Command::Bench(options) => bench::run(&options)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what went wrong, the outermost sentence first, and chooses the exit code.
fn report(failure: &anyhow::Error) -> ExitCode {
    if let Some(signals::Interrupted(signal)) = failure.downcast_ref() {
        eprintln!("\nInterrupted; everything that was started has been stopped.");
        return u8::try_from(128 + signal).map_or(ExitCode::FAILURE, ExitCode::from);
    }
    eprintln!("\nerror: {failure}");
    for cause in failure.chain().skip(1) {
        eprintln!("  because {cause}");
    }
    ExitCode::FAILURE
}
