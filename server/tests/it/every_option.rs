//! Every setting and every command is described where people look for it: in README.md, or in a file below docs/.

use clap::{Command, CommandFactory};

use crate::support::code;

fn all(command: &Command) -> Vec<&Command> {
    std::iter::once(command).chain(command.get_subcommands().flat_map(all)).collect()
}

/// `firebreak person add` and so on: the commands that do something for people.
fn commands(command: &Command, before: &str) -> Vec<String> {
    let name = format!("{before}{}", command.get_name());
    if command.is_hide_set() {
        vec![]
    } else if command.has_subcommands() {
        command.get_subcommands().flat_map(|inner| commands(inner, &format!("{name} "))).collect()
    } else {
        vec![name]
    }
}

#[test]
fn every_variable_and_command_is_described() {
    let readme = code::text("README.md");
    let cli = server::cli::Cli::command();
    let variables = all(&cli).into_iter().flat_map(Command::get_arguments).filter_map(clap::Arg::get_env);
    let variables: Vec<String> = variables.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(variables.iter().any(|name| name == "FIREBREAK_DATABASE_URL"), "{variables:?}");
    let missing: Vec<_> = variables.into_iter().chain(commands(&cli, "")).filter(|name| !readme.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "README.md does not name: {}", missing.join(", "));
}

#[test]
fn every_option_explains_itself() {
    let cli = server::cli::Cli::command();
    for command in all(&cli) {
        assert!(command.get_about().is_some(), "{} has no sentence", command.get_name());
        for argument in command.get_arguments().filter(|argument| argument.get_id() != "help" && argument.get_id() != "version") {
            assert!(argument.get_help().is_some(), "{} {} has no sentence", command.get_name(), argument.get_id());
        }
    }
}
