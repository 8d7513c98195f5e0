//! `firebreak person add` and `firebreak token create`: for whoever has the machine, without a browser.

use app::person::Role;
use clap::Subcommand;

use crate::Firebreak;

/// `firebreak person …`
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Add a person and print the path of their invitation link, which works for three days.
    Add {
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they may do: viewer, responder, commander or admin.
        #[arg(long, default_value = "responder", value_parser = role)]
        role: Role,
    },
}

/// `firebreak token …`
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Create an API token for a person and print it, once.
    Create {
        /// The e-mail address of the person it acts for.
        #[arg(long)]
        email: String,
        /// The description.
        #[arg(long)]
        name: String,
        /// What it may do.
        #[arg(long, value_parser = ["read", "write"], default_value = "read")]
        scope: String,
    },
}

fn role(typed: &str) -> Result<Role, String> {
    Role::try_from(typed.to_owned())
}

pub async fn person(firebreak: &Firebreak, command: PersonCommand) -> Result<(), String> {
    let PersonCommand::Add { email, name, role } = command;
    let secret = firebreak.invite(&name, &email, role).await.map_err(|error| error.to_string())?;
    println!("/invitation/{secret}");
    Ok(())
}

pub async fn token(firebreak: &Firebreak, command: TokenCommand) -> Result<(), String> {
    let TokenCommand::Create { email, name, scope } = command;
    let secret = firebreak.token_for(&email, &name, &scope).await.map_err(|error| error.to_string())?;
    println!("{secret}");
    Ok(())
}
