//! The `firebreak` binary.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = server::cli::Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(server::cli::run(cli)),
        Err(error) => Err(format!("The asynchronous runtime could not be started: {error}.")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("firebreak: {sentence}");
            ExitCode::FAILURE
        }
    }
}
