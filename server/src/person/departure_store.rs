//! SQL about the responsibilities of a person, and their reassignment.

use app::person::departure::{Duty, HandedOver, Holding};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, visible, with_tx};

statements! {
    ROLES = concat!("select r.id, i.number, i.title, i.private, r.role, ", visible!("$2"), " as seen from role_assignment r \
                     join incident i on i.number = r.incident where r.person = $1 and r.until_at is null \
                     and i.status not in ('closed', 'canceled', 'merged') order by i.number, r.id");
    ONLY_MEMBER = concat!("select i.number, i.title, ", visible!("$2"), " as seen from incident i where i.private \
                           and exists (select 1 from incident_member m where m.incident = i.number and m.person = $1) \
                           and not exists (select 1 from incident_member m join person p on p.id = m.person \
                           where m.incident = i.number and p.active and p.id <> $1) order by i.number");
    REVIEWS = concat!("select d.id, i.number, i.title, ", visible!("$2"), " as seen from postmortem_reviewer r \
                       join postmortem d on d.id = r.postmortem join incident i on i.number = d.incident \
                       where r.person = $1 and d.state in ('draft', 'in_review') order by i.number");
    ACTIONS = concat!("select a.number, i.number as incident, a.title, ", visible!("$2"), " as seen from action_item a \
                       join incident i on i.number = a.incident where a.owner = $1 and a.state <> 'verified' order by a.number");
    ASSETS = "select id, name from asset where owner = $1 order by name, id";
    CHECKS = "select id, name from data_check where owner = $1 order by name, id";
    TEAMS = "select t.id, t.name from team t join team_member m on m.team = t.id where m.person = $1 and not exists \
             (select 1 from team_member o join person p on p.id = o.person where o.team = t.id and p.active and p.id <> $1) order by t.name";
    OWN_ASSET = "update asset set owner = $2 where id = $1";
    OWN_CHECK = "update data_check set owner = $2 where id = $1";
    STOP_REVIEW = "delete from postmortem_reviewer where postmortem = $1 and person = $2";
    BEGIN_REVIEW = "insert into postmortem_reviewer (postmortem, person, asked_by, asked_at) values ($1, $2, $3, $4) on conflict do nothing";
    // Somebody who may see the incident, for what must not be given to others.
    SEES = concat!("select count(*) from incident i where i.number = $1 and ", visible!("$2"));
    KEEP = "insert into hand_over (person, duty, name, path, incident, successor, decided_by, at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    HISTORY = concat!("select h.duty, h.name, h.path, s.name as successor, b.name as decided_by, h.at from hand_over h \
                       left join incident i on i.number = h.incident left join person s on s.id = h.successor \
                       left join person b on b.id = h.decided_by where h.person = $1 and (h.incident is null or ", visible!("$2"), ") \
                       order by h.at desc, h.id");
}

/// A thing that somebody holds, with what is needed to hand it over.
pub struct Held {
    pub holding: Holding,
    /// The number of the thing itself: of a role its assignment, of a review its postmortem.
    pub id: i64,
    pub incident: Option<i64>,
    /// Whether whoever asks may see it.
    pub seen: bool,
}

fn held(duty: Duty, id: i64, incident: Option<i64>, seen: bool, name: String, path: String) -> Held {
    Held { holding: Holding { duty, name, path }, id, incident, seen }
}

/// Everything that `person` holds.
pub async fn all(tx: &mut Tx, person: i64, reader: Option<i64>) -> Result<Vec<Held>, DbError> {
    let mut all = Vec::new();
    let only: Vec<(i64, String, bool)> =
        with_tx!(&mut *tx, |c| sqlx::query_as(ONLY_MEMBER).bind(person).bind(reader).fetch_all(&mut **c).await)?;
    for (number, title, seen) in only {
        let name = format!("INC-{number}: {title}");
        all.push(held(Duty::PrivateIncident, number, Some(number), seen, name, format!("/incidents/{number}")));
    }
    let roles: Vec<(i64, i64, String, bool, String, bool)> =
        with_tx!(&mut *tx, |c| sqlx::query_as(ROLES).bind(person).bind(reader).fetch_all(&mut **c).await)?;
    for (id, number, title, _, role, seen) in roles {
        let role = app::incident::Responsibility::try_from(role).stored()?;
        let (duty, name) = match role {
            app::incident::Responsibility::Commander => (Duty::Command, format!("INC-{number}: {title}")),
            other => (Duty::IncidentRole, format!("INC-{number}: {title} ({})", other.title().to_lowercase())),
        };
        all.push(held(duty, id, Some(number), seen, name, format!("/incidents/{number}")));
    }
    let reviews: Vec<(i64, i64, String, bool)> =
        with_tx!(&mut *tx, |c| sqlx::query_as(REVIEWS).bind(person).bind(reader).fetch_all(&mut **c).await)?;
    for (id, number, title, seen) in reviews {
        let name = format!("INC-{number}: {title}");
        all.push(held(Duty::Review, id, Some(number), seen, name, format!("/incidents/{number}/postmortem")));
    }
    let actions: Vec<(i64, i64, String, bool)> =
        with_tx!(&mut *tx, |c| sqlx::query_as(ACTIONS).bind(person).bind(reader).fetch_all(&mut **c).await)?;
    for (number, incident, title, seen) in actions {
        all.push(held(Duty::ActionItem, number, Some(incident), seen, format!("ACT-{number}: {title}"), format!("/actions/{number}")));
    }
    for (sql, duty, path) in [(ASSETS, Duty::Asset, "/assets/"), (CHECKS, Duty::Check, "/checks/"), (TEAMS, Duty::Team, "/teams/")] {
        let rows: Vec<(i64, String)> = with_tx!(&mut *tx, |c| sqlx::query_as(sql).bind(person).fetch_all(&mut **c).await)?;
        all.extend(rows.into_iter().map(|(id, name)| held(duty, id, None, true, name, format!("{path}{id}"))));
    }
    Ok(all)
}

/// Whether `person` may see the incident.
pub async fn sees(tx: &mut Tx, incident: i64, person: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(SEES).bind(incident).bind(person).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

/// The asset or check is owned by `owner` from now on.
pub async fn own(tx: &mut Tx, duty: Duty, id: i64, owner: Option<i64>) -> Result<(), DbError> {
    let sql = if duty == Duty::Asset { OWN_ASSET } else { OWN_CHECK };
    Ok(with_tx!(tx, |c| sqlx::query(sql).bind(id).bind(owner).execute(&mut **c).await.map(drop))?)
}

/// `from` is no longer asked to review it; `to` is.
pub async fn move_review(tx: &mut Tx, postmortem: i64, from: i64, to: Option<i64>, by: Option<i64>, at: i64) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(STOP_REVIEW).bind(postmortem).bind(from).execute(&mut **c).await.map(drop))?;
    if let Some(to) = to {
        with_tx!(tx, |c| sqlx::query(BEGIN_REVIEW).bind(postmortem).bind(to).bind(by).bind(at).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

/// Keeps that `held` went from `person` to `successor`.
pub async fn keep(tx: &mut Tx, person: i64, held: &Held, successor: Option<i64>, by: Option<i64>, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(KEEP)
        .bind(person)
        .bind(held.holding.duty.as_str())
        .bind(&held.holding.name)
        .bind(&held.holding.path)
        .bind(held.incident)
        .bind(successor)
        .bind(by)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// What was handed over when `person` left, latest first.
pub async fn history(tx: &mut Tx, person: i64, reader: Option<i64>) -> Result<Vec<HandedOver>, DbError> {
    let rows: Vec<(String, String, String, Option<String>, Option<String>, i64)> =
        with_tx!(tx, |c| sqlx::query_as(HISTORY).bind(person).bind(reader).fetch_all(&mut **c).await)?;
    let handed_over = |(duty, name, path, successor, by, at)| {
        let duty = Duty::try_from(duty).stored()?;
        Ok(HandedOver { holding: Holding { duty, name, path }, successor, by, at: instant(at) })
    };
    rows.into_iter().map(handed_over).collect()
}
