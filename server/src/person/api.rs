//! The API of people and teams: finding their numbers.

use app::person::{Person, Role, Team};
use axum::Json as Out;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Items, Named};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_people)).routes(routes!(list_teams))
}

/// Somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonEntry {
    /// Their number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Where they are reached.
    pub email: String,
    /// What they may do everywhere.
    pub role: Role,
    /// Whether they are still here.
    pub active: bool,
}

impl From<Person> for PersonEntry {
    fn from(person: Person) -> Self {
        Self { id: person.id, name: person.name, email: person.email, role: person.role, active: person.active }
    }
}

/// People who own things together.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamEntry {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The description.
    pub about: String,
    /// Who is in it.
    pub members: Vec<Named>,
}

impl From<Team> for TeamEntry {
    fn from(team: Team) -> Self {
        let members = team.members.into_iter().map(Named::from).collect();
        Self { id: team.id, name: team.name, about: team.about, members }
    }
}

/// Lists all people by name, deactivated ones last.
#[utoipa::path(get, path = "/people", tag = "people", responses((status = 200, description = "Everybody.", body = Items<PersonEntry>)))]
pub async fn list_people(State(shared): State<Shared>, Caller(who): Caller) -> Answer<Items<PersonEntry>> {
    let people = shared.services.people.people(&who).await?;
    Ok(Out(people.into_iter().map(PersonEntry::from).collect()))
}

/// Lists the teams with their members.
#[utoipa::path(get, path = "/teams", tag = "people", responses((status = 200, description = "All teams.", body = Items<TeamEntry>)))]
pub async fn list_teams(State(shared): State<Shared>, Caller(who): Caller) -> Answer<Items<TeamEntry>> {
    let teams = shared.services.people.teams(&who).await?;
    Ok(Out(teams.into_iter().map(TeamEntry::from).collect()))
}
