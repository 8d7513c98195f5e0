//! What is in a database, whichever engine it is on: its tables, their columns, and everything that is stored.

use std::collections::{BTreeMap, BTreeSet};

use server::Db;
use sqlx::AssertSqlSafe;

/// Tables that belong to the engine, to the migrations, or to full-text search, in which the engines differ.
fn is_ours(table: &str) -> bool {
    !table.starts_with("sqlite_") && !table.starts_with("_sqlx") && !table.starts_with("incident_text")
}

async fn strings(db: &Db, sql: String) -> Vec<String> {
    let rows: Result<Vec<String>, sqlx::Error> = match db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_all(pool).await,
    };
    rows.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The names of our tables.
async fn names(db: &Db) -> Vec<String> {
    let sql = match db {
        Db::Sqlite { .. } => "select name from sqlite_master where type = 'table'",
        Db::Postgres(_) => "select cast(table_name as text) from information_schema.tables where table_schema = 'public'",
    };
    strings(db, sql.to_owned()).await.into_iter().filter(|table| is_ours(table)).collect()
}

/// Tables with their columns: name, kind, and whether it is needed. The column for full-text search, which only
/// PostgreSQL has, is left out.
pub async fn shape(db: &Db) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match db {
        Db::Sqlite { .. } => {
            "select name || ' ' || lower(type) || case when \"notnull\" = 1 or pk > 0 then ' needed' else '' end from pragma_table_info('{}')"
        }
        Db::Postgres(_) => {
            "select column_name || ' ' || replace(replace(data_type, 'bigint', 'integer'), 'bytea', 'blob') || case is_nullable when 'NO' then ' needed' else '' end \
             from information_schema.columns where table_schema = 'public' and table_name = '{}'"
        }
    };
    let mut tables = BTreeMap::new();
    for table in names(db).await {
        let columns = strings(db, sql.replace("{}", &table)).await.into_iter().filter(|column| column != "words tsvector");
        tables.insert(table, columns.collect());
    }
    tables
}

/// The indexes of our tables and what must be unique in them: table, name (`unique` for a constraint), whether it is unique,
/// whether it is partial, and its columns in order.
pub async fn indexes(db: &Db) -> BTreeSet<String> {
    let sql = match db {
        Db::Sqlite { .. } => {
            "select t.name || ' ' || case l.origin when 'c' then l.name else 'unique' end || ' ' || l.\"unique\" || ' ' || l.partial || ' ' || \
             (select group_concat(coalesce(i.name, 'expression'), ',' order by i.seqno) from pragma_index_info(l.name) i) \
             from sqlite_master t join pragma_index_list(t.name) l where t.type = 'table' and l.origin <> 'pk'"
        }
        Db::Postgres(_) => {
            "select t.relname || ' ' || case when u.oid is null then i.relname else 'unique' end || ' ' || cast(x.indisunique as integer) || ' ' || \
             cast(x.indpred is not null as integer) || ' ' || (select string_agg(coalesce(a.attname, 'expression'), ',' order by k.place) \
             from unnest(cast(x.indkey as smallint[])) with ordinality k(number, place) \
             left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number and k.number > 0) \
             from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid \
             left join pg_constraint u on u.conindid = x.indexrelid and u.contype = 'u' \
             where t.relnamespace = cast('public' as regnamespace) and not x.indisprimary"
        }
    };
    // The index for full-text search, which only PostgreSQL has.
    strings(db, sql.to_owned()).await.into_iter().filter(|index| is_ours(index) && !index.contains(" incident_by_words ")).collect()
}

/// How many conditions each table checks.
pub async fn checks(db: &Db) -> BTreeMap<String, usize> {
    let mut checks = BTreeMap::new();
    for table in names(db).await {
        let count = match db {
            Db::Sqlite { .. } => {
                let text =
                    strings(db, format!("select lower(sql) from sqlite_master where type = 'table' and name = '{table}'")).await.concat();
                text.lines().filter_map(|line| line.split("--").next()).map(|line| line.matches(" check (").count()).sum()
            }
            Db::Postgres(_) => strings(
                db,
                format!("select conname || '' from pg_constraint where contype = 'c' and conrelid = cast('{table}' as regclass)"),
            )
            .await
            .len(),
        };
        checks.insert(table, count);
    }
    checks
}

/// Every row of every table as text: two of these are equal when nothing has changed. What changes by looking or signing in (sessions, devices,
/// counted attempts, when a token was last used) is left out.
pub async fn everything(db: &Db) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (table, columns) in
        shape(db).await.into_iter().filter(|(table, _)| !["session", "attempt", "device", "commit_record"].contains(&table.as_str()))
    {
        let columns = columns.iter().filter_map(|column| column.split(' ').next()).filter(|column| *column != "last_used_at");
        // What a blob holds is said by its name; SQLite would take it for text.
        let columns = columns.filter(|column| *column != "bytes");
        let columns: Vec<String> = columns.map(|column| format!("coalesce(cast(\"{column}\" as text), '~')")).collect();
        let rows = strings(db, format!("select {} from {table}", columns.join(" || '|' || "))).await;
        all.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    all
}
