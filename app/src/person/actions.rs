//! Forms about people and sign-in: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::SignedIn;
#[cfg(feature = "ssr")]
use super::departure::{Duty, Successors};
use super::{Client, NewPerson, Role};
use crate::error::AppError;
use crate::services::{caller, redirect, seen, services, session, tell, tell_secret};

/// Signs the browser in under a new session, and lets it be known the next time.
#[cfg(feature = "ssr")]
async fn welcome(signed_in: &SignedIn) -> Result<(), AppError> {
    let device = services().people.remember_device(signed_in).await?;
    session().begin(signed_in).await?;
    session().remember_device(&device);
    Ok(())
}

fn role(typed: &str) -> Result<Role, AppError> {
    Role::try_from(typed.to_owned()).map_err(|message| AppError::field("role", message))
}

/// Signs in with e-mail address and password.
#[server(SignIn, prefix = "/do", endpoint = "sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    let client = use_context::<Client>().unwrap_or_default();
    welcome(&services().people.sign_in(&email, &password, &client).await?).await?;
    redirect(crate::ui::page::local_path(&next).unwrap_or("/"));
    Ok(())
}

/// Signs out.
#[server(SignOut, prefix = "/do", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    session().end().await?;
    redirect("/sign-in");
    Ok(())
}

/// Makes the first admin from the set-up link.
#[server(SetUp, prefix = "/do", endpoint = "set-up")]
pub async fn set_up(secret: String, name: String, email: String, password: String) -> Result<(), AppError> {
    welcome(&services().people.set_up(&secret, &name, &email, &password).await?).await?;
    redirect("/");
    Ok(())
}

/// Accepts an invitation by setting a password.
#[server(AcceptInvitation, prefix = "/do", endpoint = "accept-invitation")]
pub async fn accept_invitation(secret: String, password: String) -> Result<(), AppError> {
    welcome(&services().people.accept_invitation(&secret, &password).await?).await?;
    redirect("/");
    Ok(())
}

/// Changes one's own password.
#[server(ChangePassword, prefix = "/do", endpoint = "change-password")]
pub async fn change_password(old: String, new: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let signed_in = services.people.change_password(&who, &old, &new).await?;
    welcome(&signed_in).await?;
    let tokens = match services.people.tokens(&who).await?.len() {
        0 => String::new(),
        1 => " One API token still works: revoke it below if you do not know it.".to_owned(),
        many => format!(" {many} API tokens still work: revoke below those you do not know."),
    };
    tell(format!("Your password is changed, and every other session of yours has ended.{tokens}")).await?;
    redirect("/account");
    Ok(())
}

/// Changes one's own name and zone.
#[server(ChangeAccount, prefix = "/do", endpoint = "change-account")]
pub async fn change_account(name: String, zone: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.people.change_account(&who, &name, &zone, &seen()).await?;
    tell("Saved.").await?;
    redirect("/account");
    Ok(())
}

/// Makes an API token.
#[server(CreateToken, prefix = "/do", endpoint = "create-token")]
pub async fn create_token(name: String, scope: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let secret = services.people.create_token(&who, &name, &scope, None).await?;
    tell_secret(format!("Token “{name}” created. Copy it now: it is shown only once."), secret).await?;
    redirect("/account");
    Ok(())
}

/// Ends an API token.
#[server(RevokeToken, prefix = "/do", endpoint = "revoke-token")]
pub async fn revoke_token(token: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.people.revoke_token(&who, token).await?;
    tell("Token revoked.").await?;
    redirect("/account");
    Ok(())
}

/// Adds a person and shows their invitation link.
#[server(AddPerson, prefix = "/do", endpoint = "add-person")]
pub async fn add_person(name: String, email: String, role: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let secret = services.people.add_person(&who, NewPerson { name, email, role: self::role(&role)? }).await?;
    show_invitation(secret, "/people").await
}

/// Makes a new invitation link for somebody.
#[server(InviteAgain, prefix = "/do", endpoint = "invite-again")]
pub async fn invite_again(person: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let secret = services.people.invite_again(&who, person).await?;
    show_invitation(secret, &format!("/people/{person}")).await
}

#[cfg(feature = "ssr")]
async fn show_invitation(secret: String, page: &str) -> Result<(), AppError> {
    tell_secret("Send them this link. It is valid for three days, and is shown only once.", format!("/invitation/{secret}")).await?;
    redirect(page);
    Ok(())
}

/// Changes what somebody may do.
#[server(ChangeRole, prefix = "/do", endpoint = "change-role")]
pub async fn change_role(person: i64, role: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.people.change_role(&who, person, self::role(&role)?, &seen()).await?;
    tell("Saved.").await?;
    redirect(&format!("/people/{person}"));
    Ok(())
}

/// Somebody leaves: what they hold goes to others. Each field names a person, is empty (as for all), or says `nobody`.
#[server(DeactivatePerson, prefix = "/do", endpoint = "deactivate-person")]
#[allow(clippy::too_many_arguments, reason = "one for each kind of thing that is handed over")]
pub async fn deactivate_person(
    person: i64,
    #[server(default)] successor: String,
    #[server(default)] private_incident: String,
    #[server(default)] command: String,
    #[server(default)] incident_role: String,
    #[server(default)] review: String,
    #[server(default)] action_item: String,
    #[server(default)] asset: String,
    #[server(default)] check: String,
    #[server(default)] team: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let mut successors = Successors { all: chosen("successor", &successor)?.flatten(), ..Successors::default() };
    // As in `Duty::ALL`.
    let each = [private_incident, command, incident_role, review, action_item, asset, check, team];
    for (duty, typed) in Duty::ALL.into_iter().zip(each) {
        if let Some(one) = chosen(duty.as_str(), &typed)? {
            successors.each.insert(duty, one);
        }
    }
    let unowned = services.people.deactivate(&who, person, &successors).await?;
    let names: Vec<String> =
        unowned.iter().take(10).map(|holding| format!("{} ({})", holding.name, holding.duty.title().to_lowercase())).collect();
    tell(match unowned.len() {
        0 => "Account deactivated. Everything it owned is reassigned.".to_owned(),
        1 => format!("Account deactivated. Now without an owner: {}.", names.join(", ")),
        many if many > names.len() => {
            format!("Account deactivated. Now without an owner: {}, and {} more.", names.join(", "), many - names.len())
        }
        _ => format!("Account deactivated. Now without an owner: {}.", names.join(", ")),
    })
    .await?;
    redirect(&format!("/people/{person}"));
    Ok(())
}

/// Whom a field of the hand-over names: nothing said, nobody, or somebody.
#[cfg(feature = "ssr")]
fn chosen(field: &str, typed: &str) -> Result<Option<Option<i64>>, AppError> {
    match typed.trim() {
        "" => Ok(None),
        "nobody" => Ok(Some(None)),
        number => number.parse().map(|person| Some(Some(person))).map_err(|_| AppError::field(field, "Choose a person from the list.")),
    }
}

/// Somebody came back.
#[server(ReactivatePerson, prefix = "/do", endpoint = "reactivate-person")]
pub async fn reactivate_person(person: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.people.reactivate(&who, person).await?;
    tell("Account reactivated. What was reassigned stays with its new owners.").await?;
    redirect(&format!("/people/{person}"));
    Ok(())
}

/// Adds a team.
#[server(AddTeam, prefix = "/do", endpoint = "add-team")]
pub async fn add_team(name: String, #[server(default)] about: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let team = services.people.add_team(&who, &name, &about).await?;
    redirect(&format!("/teams/{team}"));
    Ok(())
}

/// Puts somebody into a team, or takes them out.
#[server(SetMember, prefix = "/do", endpoint = "set-member")]
pub async fn set_member(team: i64, person: i64, member: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.people.set_member(&who, team, person, member).await?;
    redirect(&format!("/teams/{team}"));
    Ok(())
}
