//! All SQL about assets and the edges between them.

use app::asset::{AssetSummary, Draft, Kind, Neighbour, Reached};

use crate::db::{DbError, Stored, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

/// What lists show of an asset.
macro_rules! summary {
    () => {
        "select a.id, a.name, a.kind, a.tier, a.owner, p.name as owner_name, a.team, t.name as team_name, \
         (select cast(count(*) as bigint) from data_check k where k.asset = a.id) as checks, \
         (select cast(count(*) as bigint) from data_check k where k.asset = a.id and k.last_outcome in ('fail', 'error')) as failing"
    };
}

/// The same assets that are downstream of `$1`, near or far: the walk ends after a hundred edges, whatever is drawn.
macro_rules! downstream_of_first {
    () => {
        "with recursive reached (id, distance) as (select e.downstream, cast(1 as bigint) from asset_edge e where e.upstream = $1 \
         union select e.downstream, r.distance + 1 from reached r join asset_edge e on e.upstream = r.id where r.distance < 100) "
    };
}

statements! {
    LIST = concat!(summary!(), " from asset a left join person p on p.id = a.owner left join team t on t.id = a.team \
            where ($1 = '' or a.search_text like $1 escape '!') and ($2 = '' or a.kind = $2) \
            and (a.owner is null or not $3) order by a.name limit $4");
    FIND = concat!(summary!(), ", a.about from asset a left join person p on p.id = a.owner left join team t on t.id = a.team where a.id = $1");
    NAME = "select name from asset where id = $1";
    UNOWNED = "select cast(count(*) as bigint) from asset where owner is null";
    INSERT = "insert into asset (name, kind, about, tier, owner, team, created_at, search_text) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id";
    UPDATE = "update asset set name = $2, kind = $3, about = $4, tier = $5, owner = $6, team = $7, search_text = $8 where id = $1";
    PERSON_IS_HERE = "select cast(count(*) as bigint) from person where id = $1 and active";
    LOCK_EDGES = "update asset set tier = tier where id = (select min(id) from asset)";
    CONNECT = "insert into asset_edge (upstream, downstream) values ($1, $2) on conflict do nothing";
    DISCONNECT = "delete from asset_edge where upstream = $1 and downstream = $2";
    UPSTREAM = "select a.id, a.name, a.kind from asset_edge e join asset a on a.id = e.upstream where e.downstream = $1 order by a.name";
    DOWNSTREAM = "select a.id, a.name, a.kind from asset_edge e join asset a on a.id = e.downstream where e.upstream = $1 order by a.name";
    REACHES = "with recursive reached (id) as (select e.downstream from asset_edge e where e.upstream = $1 \
               union select e.downstream from reached r join asset_edge e on e.upstream = r.id) \
               select cast(count(*) as bigint) from reached where id = $2";
    BLAST_RADIUS = concat!(downstream_of_first!(), "select a.id, a.name, a.kind, a.tier, p.name as owner, cast(min(r.distance) as bigint) as distance \
                    from reached r join asset a on a.id = r.id left join person p on p.id = a.owner \
                    group by a.id, a.name, a.kind, a.tier, p.name order by min(r.distance), a.tier, a.name limit $2");
    INCIDENTS = concat!("select i.number, i.title, i.kind, i.status, i.severity, i.private, i.drill, t.name as team_name, \
                 c.name as commander_name, i.declared_at, i.resolved_at from incident_asset x join incident i on i.number = x.incident \
                 left join team t on t.id = i.team left join person c on c.id = i.commander where x.asset = $1 and ", visible!("$2"),
                 " order by i.number desc limit 100");
}

/// An asset as stored, with the names of its owners.
#[derive(sqlx::FromRow)]
pub struct Row {
    id: i64,
    name: String,
    kind: String,
    tier: i64,
    owner: Option<i64>,
    owner_name: Option<String>,
    team: Option<i64>,
    team_name: Option<String>,
    checks: i64,
    failing: i64,
}

#[derive(sqlx::FromRow)]
struct Described {
    #[sqlx(flatten)]
    row: Row,
    about: String,
}

#[derive(sqlx::FromRow)]
struct ReachedRow {
    id: i64,
    name: String,
    kind: String,
    tier: i64,
    owner: Option<String>,
    distance: i64,
}

impl TryFrom<Row> for AssetSummary {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            kind: Kind::try_from(row.kind).stored()?,
            tier: row.tier,
            owner: row.owner.zip(row.owner_name),
            team: row.team.zip(row.team_name),
            checks: row.checks,
            failing: row.failing,
        })
    }
}

pub async fn list(tx: &mut Tx, like: &str, kind: &str, unowned: bool, most: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(LIST).bind(like).bind(kind).bind(unowned).bind(most).fetch_all(&mut **c).await)?)
}

pub async fn find(tx: &mut Tx, asset: i64) -> Result<Option<(Row, String)>, DbError> {
    let found: Option<Described> = with_tx!(tx, |c| sqlx::query_as(FIND).bind(asset).fetch_optional(&mut **c).await)?;
    Ok(found.map(|found| (found.row, found.about)))
}

pub async fn name(tx: &mut Tx, asset: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(NAME).bind(asset).fetch_optional(&mut **c).await)?)
}

pub async fn unowned(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(UNOWNED).fetch_one(&mut **c).await)?)
}

/// What search compares of an asset.
pub fn searched(name: &str, about: &str) -> String {
    crate::search::fold(&format!("{name}\n{about}"))
}

pub async fn insert(tx: &mut Tx, draft: &Draft, now: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(&draft.name)
        .bind(draft.kind.as_str())
        .bind(&draft.about)
        .bind(draft.tier)
        .bind(draft.owner)
        .bind(draft.team)
        .bind(now)
        .bind(searched(&draft.name, &draft.about))
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn update(tx: &mut Tx, asset: i64, draft: &Draft) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(UPDATE)
        .bind(asset)
        .bind(&draft.name)
        .bind(draft.kind.as_str())
        .bind(&draft.about)
        .bind(draft.tier)
        .bind(draft.owner)
        .bind(draft.team)
        .bind(searched(&draft.name, &draft.about))
        .execute(&mut **c)
        .await
        .map(drop))?)
}

async fn any(tx: &mut Tx, sql: &'static str, id: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(sql).bind(id).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn person_is_here(tx: &mut Tx, person: i64) -> Result<bool, DbError> {
    any(tx, PERSON_IS_HERE, person).await
}

pub async fn lock_edges(tx: &mut Tx) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(LOCK_EDGES).execute(&mut **c).await.map(drop))?)
}

pub async fn connect(tx: &mut Tx, upstream: i64, downstream: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(CONNECT).bind(upstream).bind(downstream).execute(&mut **c).await.map(drop))?)
}

pub async fn disconnect(tx: &mut Tx, upstream: i64, downstream: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(DISCONNECT).bind(upstream).bind(downstream).execute(&mut **c).await.map(drop))?)
}

async fn neighbours(tx: &mut Tx, sql: &'static str, asset: i64) -> Result<Vec<Neighbour>, DbError> {
    let rows: Vec<(i64, String, String)> = with_tx!(tx, |c| sqlx::query_as(sql).bind(asset).fetch_all(&mut **c).await)?;
    rows.into_iter().map(|(id, name, kind)| Ok(Neighbour { id, name, kind: Kind::try_from(kind).stored()? })).collect()
}

pub async fn upstream(tx: &mut Tx, asset: i64) -> Result<Vec<Neighbour>, DbError> {
    neighbours(tx, UPSTREAM, asset).await
}

pub async fn downstream(tx: &mut Tx, asset: i64) -> Result<Vec<Neighbour>, DbError> {
    neighbours(tx, DOWNSTREAM, asset).await
}

pub async fn reaches(tx: &mut Tx, from: i64, to: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(REACHES).bind(from).bind(to).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn blast_radius(tx: &mut Tx, asset: i64, most: i64) -> Result<Vec<Reached>, DbError> {
    let rows: Vec<ReachedRow> = with_tx!(tx, |c| sqlx::query_as(BLAST_RADIUS).bind(asset).bind(most).fetch_all(&mut **c).await)?;
    let reached = |row: ReachedRow| {
        let kind = Kind::try_from(row.kind).stored()?;
        Ok(Reached { id: row.id, name: row.name, kind, tier: row.tier, owner: row.owner, distance: row.distance })
    };
    rows.into_iter().map(reached).collect()
}

pub async fn incidents(tx: &mut Tx, asset: i64, reader: Option<i64>) -> Result<Vec<app::incident::Summary>, DbError> {
    let rows: Vec<crate::incident::ListRow> =
        with_tx!(tx, |c| sqlx::query_as(INCIDENTS).bind(asset).bind(reader).fetch_all(&mut **c).await)?;
    rows.into_iter().map(app::incident::Summary::try_from).collect()
}
