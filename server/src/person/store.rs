//! All SQL about people, teams, invitations, attempts and tokens.

use app::person::{ApiToken, Person, Role};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

statements! {
    COUNT_PEOPLE = "select cast(count(*) as bigint) from person";
    INSERT = "insert into person (name, email, password_hash, role, created_at) values ($1, $2, $3, $4, $5) returning id";
    FIND = "select id, name, email, password_hash, role, zone, epoch, active from person where id = $1";
    FIND_BY_EMAIL = "select id, name, email, password_hash, role, zone, epoch, active from person where email = $1";
    ALL = "select id, name, email, password_hash, role, zone, epoch, active from person order by active desc, name, id";
    SET_PASSWORD = "update person set password_hash = $2, epoch = epoch + 1 where id = $1 returning epoch";
    SET_ACCOUNT = "update person set name = $2, zone = $3 where id = $1";
    SET_ROLE = "update person set role = $2 where id = $1";
    SET_ACTIVE = "update person set active = $2, epoch = epoch + 1 where id = $1";
    COUNT_OTHER_ADMINS = "select cast(count(*) as bigint) from person where role = 'admin' and active and id <> $1";
    PUT_SETUP = "insert into setup_link (hash, expires_at) values ($1, $2)";
    CLEAR_SETUP = "delete from setup_link";
    EXPIRE_SETUP = "delete from setup_link where expires_at <= $1";
    FIND_SETUP = "select cast(count(*) as bigint) from setup_link where hash = $1 and expires_at > $2";
    PUT_INVITATION = "insert into invitation (hash, person, expires_at) values ($1, $2, $3)";
    FIND_INVITATION = "select person from invitation where hash = $1 and expires_at > $2";
    CLEAR_INVITATIONS = "delete from invitation where person = $1";
    ATTEMPT = "insert into attempt (key, minute, count) values ($1, $2, 1) \
               on conflict (key, minute) do update set count = attempt.count + 1 returning count";
    FORGIVE_ATTEMPT = "update attempt set count = count - 1 where key = $1 and minute = $2 and count > 0";
    DEVICE_IS_KNOWN = "select cast(count(*) as bigint) from device where hash = $1 and person = $2";
    ADD_DEVICE = "insert into device (hash, person, created_at) values ($1, $2, $3)";
    FORGET_DEVICES_BEYOND = "delete from device where person = $1 and hash not in \
                             (select hash from device where person = $1 order by created_at desc, hash limit $2)";
    FORGET_DEVICES = "delete from device where person = $1";
    FORGET_ATTEMPTS = "delete from attempt where minute < $1";
    TEAMS = "select id, name, about from team order by name";
    MEMBERS = "select m.team, p.id, p.name from team_member m join person p on p.id = m.person where p.active order by p.name";
    TEAM_EXISTS = "select count(*) from team where id = $1";
    INSERT_TEAM = "insert into team (name, about, created_at) values ($1, $2, $3) returning id";
    ADD_MEMBER = "insert into team_member (team, person) values ($1, $2) on conflict do nothing";
    DROP_MEMBER = "delete from team_member where team = $1 and person = $2";
    INSERT_TOKEN = "insert into api_token (person, name, hash, scope, created_at, expires_at) values ($1, $2, $3, $4, $5, $6) returning id";
    TOKENS = "select id, name, scope, created_at, last_used_at from api_token where person = $1 and revoked_at is null order by id desc";
    FIND_TOKEN = "select t.id, t.scope, t.last_used_at, p.id, p.name, p.role, p.zone from api_token t join person p on p.id = t.person \
                  where t.hash = $1 and t.revoked_at is null and p.active and (t.expires_at is null or t.expires_at > $2)";
    TOUCH_TOKEN = "update api_token set last_used_at = $2 where id = $1";
    REVOKE_ALL_TOKENS = "update api_token set revoked_at = $2 where person = $1 and revoked_at is null";
    REVOKE_TOKEN = "update api_token set revoked_at = $3 where id = $1 and person = $2 and revoked_at is null";
}

/// A person as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub password_hash: Option<String>,
    pub role: String,
    pub zone: String,
    pub epoch: i64,
    pub active: bool,
}

impl TryFrom<Row> for Person {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let role = Role::try_from(row.role).stored()?;
        let has_password = row.password_hash.is_some();
        Ok(Self { id: row.id, name: row.name, email: row.email, role, zone: row.zone, active: row.active, has_password })
    }
}

pub async fn count_people(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COUNT_PEOPLE).fetch_one(&mut **c).await)?)
}

pub async fn insert(tx: &mut Tx, name: &str, email: &str, hash: Option<&str>, role: Role, now: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(name)
        .bind(email)
        .bind(hash)
        .bind(role.as_str())
        .bind(now)
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn find(tx: &mut Tx, person: i64) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(person).fetch_optional(&mut **c).await)?)
}

pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND_BY_EMAIL).bind(email).fetch_optional(&mut **c).await)?)
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(ALL).fetch_all(&mut **c).await)?)
}

pub async fn set_password(tx: &mut Tx, person: i64, hash: &str) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(SET_PASSWORD).bind(person).bind(hash).fetch_one(&mut **c).await)?)
}

pub async fn set_account(tx: &mut Tx, person: i64, name: &str, zone: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_ACCOUNT).bind(person).bind(name).bind(zone).execute(&mut **c).await.map(drop))?)
}

pub async fn set_role(tx: &mut Tx, person: i64, role: Role) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_ROLE).bind(person).bind(role.as_str()).execute(&mut **c).await.map(drop))?)
}

pub async fn set_active(tx: &mut Tx, person: i64, active: bool) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_ACTIVE).bind(person).bind(active).execute(&mut **c).await.map(drop))?)
}

pub async fn count_other_admins(tx: &mut Tx, person: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COUNT_OTHER_ADMINS).bind(person).fetch_one(&mut **c).await)?)
}

pub async fn put_setup(tx: &mut Tx, hash: &str, now: i64, expires_at: i64) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(EXPIRE_SETUP).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(PUT_SETUP).bind(hash).bind(expires_at).execute(&mut **c).await.map(drop))?)
}

pub async fn clear_setup(tx: &mut Tx) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(CLEAR_SETUP).execute(&mut **c).await.map(drop))?)
}

pub async fn setup_exists(tx: &mut Tx, hash: &str, now: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(FIND_SETUP).bind(hash).bind(now).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn put_invitation(tx: &mut Tx, hash: &str, person: i64, expires_at: i64) -> Result<(), DbError> {
    clear_invitations(tx, person).await?;
    Ok(with_tx!(tx, |c| sqlx::query(PUT_INVITATION).bind(hash).bind(person).bind(expires_at).execute(&mut **c).await.map(drop))?)
}

pub async fn find_invitation(tx: &mut Tx, hash: &str, now: i64) -> Result<Option<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(FIND_INVITATION).bind(hash).bind(now).fetch_optional(&mut **c).await)?)
}

pub async fn clear_invitations(tx: &mut Tx, person: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(CLEAR_INVITATIONS).bind(person).execute(&mut **c).await.map(drop))?)
}

/// Counts one attempt under `key` in `minute` and gives the count so far.
pub async fn attempt(tx: &mut Tx, key: &str, minute: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(ATTEMPT).bind(key).bind(minute).fetch_one(&mut **c).await)?)
}

pub async fn forget_attempts(tx: &mut Tx, before_minute: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGET_ATTEMPTS).bind(before_minute).execute(&mut **c).await.map(drop))?)
}

/// Takes one attempt back.
pub async fn forgive_attempt(tx: &mut Tx, key: &str, minute: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGIVE_ATTEMPT).bind(key).bind(minute).execute(&mut **c).await.map(drop))?)
}

pub async fn device_is_known(tx: &mut Tx, hash: &str, person: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(DEVICE_IS_KNOWN).bind(hash).bind(person).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn add_device(tx: &mut Tx, hash: &str, person: i64, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_DEVICE).bind(hash).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

/// Forgets all but the `most` newest devices of somebody.
pub async fn forget_devices_beyond(tx: &mut Tx, person: i64, most: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGET_DEVICES_BEYOND).bind(person).bind(most).execute(&mut **c).await.map(drop))?)
}

pub async fn forget_devices(tx: &mut Tx, person: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGET_DEVICES).bind(person).execute(&mut **c).await.map(drop))?)
}

/// Ends every token of somebody, for good.
pub async fn revoke_all_tokens(tx: &mut Tx, person: i64, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(REVOKE_ALL_TOKENS).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn teams(tx: &mut Tx) -> Result<Vec<(i64, String, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(TEAMS).fetch_all(&mut **c).await)?)
}

/// Number and name of each team.
pub async fn team_names(tx: &mut Tx) -> Result<Vec<(i64, String)>, DbError> {
    Ok(teams(tx).await?.into_iter().map(|(id, name, _)| (id, name)).collect())
}

pub async fn members(tx: &mut Tx) -> Result<Vec<(i64, i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(MEMBERS).fetch_all(&mut **c).await)?)
}

pub async fn team_exists(tx: &mut Tx, team: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(TEAM_EXISTS).bind(team).fetch_one(&mut **c).await)?;
    Ok(count == 1)
}

pub async fn insert_team(tx: &mut Tx, name: &str, about: &str, now: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT_TEAM).bind(name).bind(about).bind(now).fetch_one(&mut **c).await)?)
}

pub async fn set_member(tx: &mut Tx, team: i64, person: i64, member: bool) -> Result<(), DbError> {
    let sql = if member { ADD_MEMBER } else { DROP_MEMBER };
    Ok(with_tx!(tx, |c| sqlx::query(sql).bind(team).bind(person).execute(&mut **c).await.map(drop))?)
}

pub async fn insert_token(
    tx: &mut Tx,
    person: i64,
    name: &str,
    hash: &str,
    scope: &str,
    now: i64,
    expires_at: Option<i64>,
) -> Result<i64, DbError> {
    let query = with_tx!(tx, |c| sqlx::query_scalar(INSERT_TOKEN)
        .bind(person)
        .bind(name)
        .bind(hash)
        .bind(scope)
        .bind(now)
        .bind(expires_at)
        .fetch_one(&mut **c)
        .await);
    Ok(query?)
}

pub async fn tokens(tx: &mut Tx, person: i64) -> Result<Vec<ApiToken>, DbError> {
    let rows: Vec<(i64, String, String, i64, Option<i64>)> =
        with_tx!(tx, |c| sqlx::query_as(TOKENS).bind(person).fetch_all(&mut **c).await)?;
    let token = |(id, name, scope, created, used): (i64, String, String, i64, Option<i64>)| ApiToken {
        id,
        name,
        scope,
        created_at: instant(created),
        last_used_at: used.map(instant),
    };
    Ok(rows.into_iter().map(token).collect())
}

/// Token, scope, last use, person, name, role, zone.
pub type TokenRow = (i64, String, Option<i64>, i64, String, String, String);

pub async fn find_token(tx: &mut Tx, hash: &str, now: i64) -> Result<Option<TokenRow>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND_TOKEN).bind(hash).bind(now).fetch_optional(&mut **c).await)?)
}

pub async fn touch_token(tx: &mut Tx, token: i64, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(TOUCH_TOKEN).bind(token).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn revoke_token(tx: &mut Tx, token: i64, person: i64, now: i64) -> Result<bool, DbError> {
    let done = with_tx!(tx, |c| sqlx::query(REVOKE_TOKEN)
        .bind(token)
        .bind(person)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
