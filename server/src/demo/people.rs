//! The people of the demo and their teams.

use app::actor::Actor;
use app::error::AppError;
use app::person::Role;
use chrono::{TimeZone, Utc};
use serde::Serialize;

use crate::{Clock, Firebreak, secret};

/// How somebody of the demo signs in.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    /// Who.
    pub name: String,
    /// With which address.
    pub email: String,
    /// With which password: random, and told nowhere else.
    pub password: String,
    /// What they may do.
    pub role: Role,
}

/// The people of the story.
pub struct Cast {
    /// Runs the place: admin.
    pub mara: Actor,
    /// Leads the data team and commands STAT6: commander.
    pub ines: Actor,
    /// Builds the platform: responder.
    pub tomas: Actor,
    /// Begins as a shadow and becomes the owner of data quality: responder.
    pub yuki: Actor,
    /// Commands the services: commander.
    pub sam: Actor,
    /// Reads the numbers: viewer.
    pub lena: Actor,
    /// Teams: data, platform, services.
    pub teams: [i64; 3],
}

const PEOPLE: [(&str, &str, Role, &str); 6] = [
    ("Mara Lindqvist", "mara", Role::Admin, "Europe/Stockholm"),
    ("Ines Okafor", "ines", Role::Commander, "Europe/Berlin"),
    ("Tomás Reyes", "tomas", Role::Responder, "America/New_York"),
    ("Yuki Tanabe", "yuki", Role::Responder, "Europe/Berlin"),
    ("Sam Adeyemi", "sam", Role::Commander, "Europe/London"),
    ("Lena Fischer", "lena", Role::Viewer, "Europe/Berlin"),
];

const TEAMS: [(&str, &str, &[usize]); 3] = [
    ("Data Platform", "Predictions, warehouse and dashboards", &[1, 3]),
    ("Platform Engineering", "Pipelines, deploys and machines", &[2, 0]),
    ("Product Services", "What customers touch", &[4]),
];

/// Invites everybody and signs them in with a random password.
pub async fn invite(firebreak: &Firebreak, clock: &Clock) -> Result<(Cast, Vec<SignIn>), AppError> {
    clock.set(Utc.with_ymd_and_hms(2023, 1, 9, 9, 0, 0).single().unwrap_or_default());
    let people = firebreak.services().people;
    let (mut actors, mut sign_ins) = (Vec::new(), Vec::new());
    for (name, local, role, zone) in PEOPLE {
        let email = format!("{local}@demo.example");
        let password: String = secret::random().chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let invitation = firebreak.invite(name, &email, role).await?;
        let signed_in = people.accept_invitation(&invitation, &password).await?;
        let actor = people.actor_of_session(&signed_in).await?.ok_or(AppError::NotFound)?;
        people.change_account(&actor, name, zone, &app::edit::Seen::nothing()).await?;
        actors.push(people.actor_of_session(&signed_in).await?.ok_or(AppError::NotFound)?);
        sign_ins.push(SignIn { name: name.to_owned(), email, password, role });
    }
    let mut teams = [0; 3];
    for (slot, (name, about, members)) in teams.iter_mut().zip(TEAMS) {
        *slot = people.add_team(&actors[0], name, about).await?;
        for member in members {
            people.set_member(&actors[0], *slot, actors[*member].person.unwrap_or_default(), true).await?;
        }
    }
    let [mara, ines, tomas, yuki, sam, lena] = <[Actor; 6]>::try_from(actors).map_err(|_| AppError::NotFound)?;
    Ok((Cast { mara, ines, tomas, yuki, sam, lena, teams }, sign_ins))
}
