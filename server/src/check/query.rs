//! What a check asks, read before it is run: exactly one statement that only reads. What is run is the text printed from
//! what was understood, never the text as typed, so that a comment or quote that we and the database read differently
//! cannot hide anything.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Function, GroupByExpr, Ident, ObjectName, ObjectNamePart, Query, Select, SetExpr, Statement, TableFactor, Value, Visit, Visitor,
};
use sqlparser::dialect::{Dialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::sandbox::Engine;

/// Functions that reach beyond the tables of the source, whatever the role may do. Everything that begins with `pg_` is
/// refused as well, except [`HARMLESS`].
const REFUSED: [&str; 22] = [
    "load_extension",
    "readfile",
    "writefile",
    "edit",
    "fts3_tokenizer",
    "set_config",
    "nextval",
    "setval",
    "query_to_xml",
    "query_to_xmlschema",
    "query_to_xml_and_xmlschema",
    "cursor_to_xml",
    "cursor_to_xmlschema",
    "table_to_xml",
    "table_to_xmlschema",
    "table_to_xml_and_xmlschema",
    "ts_stat",
    "ts_rewrite",
    "http",
    "loread",
    "lowrite",
    "sqlite_rename_table",
];

/// The beginnings of names of functions that are refused.
const REFUSED_BEGINNINGS: [&str; 9] =
    ["pg_", "lo_", "dblink", "postgres_fdw_", "schema_to_xml", "database_to_xml", "http_", "sqlite_", "pragma_"];

/// Functions that begin with `pg_` and only measure.
const HARMLESS: [&str; 13] = [
    "pg_typeof",
    "pg_column_size",
    "pg_relation_size",
    "pg_table_size",
    "pg_total_relation_size",
    "pg_indexes_size",
    "pg_database_size",
    "pg_size_pretty",
    "pg_size_bytes",
    "pg_is_in_recovery",
    "pg_last_xact_replay_timestamp",
    "pg_wal_lsn_diff",
    "pg_input_is_valid",
];

/// Schemas whose functions talk to other machines or run commands.
const REFUSED_SCHEMAS: [&str; 7] = ["aws_s3", "aws_lambda", "aws_commons", "cron", "net", "dblink", "pgagent"];

/// Tables that hold secrets or the insides of the database.
const REFUSED_TABLES: [&str; 12] = [
    "pg_authid",
    "pg_shadow",
    "pg_user_mapping",
    "pg_user_mappings",
    "pg_largeobject",
    "pg_hba_file_rules",
    "pg_ident_file_mappings",
    "pg_file_settings",
    "pg_subscription",
    "pg_foreign_server",
    "sqlite_dbpage",
    "sqlite_dbdata",
];

/// The statement, printed from what was understood.
///
/// # Errors
/// One sentence that says what is not allowed.
pub fn understood(engine: Engine, typed: &str) -> Result<String, String> {
    let sqlite = SQLiteDialect {};
    let postgres = PostgreSqlDialect {};
    let dialect: &dyn Dialect = match engine {
        Engine::Sqlite => &sqlite,
        Engine::Postgres => &postgres,
    };
    if typed.contains('\0') {
        return Err("The query contains a character that databases do not accept.".to_owned());
    }
    let statement = single(dialect, typed)?;
    let Statement::Query(query) = &statement else { return Err(ONLY_READS.to_owned()) };
    if let ControlFlow::Break(sentence) = query.visit(&mut Reader) {
        return Err(sentence);
    }
    let printed = statement.to_string();
    // What was printed must mean the same: then nothing was lost on the way, and nothing came in.
    if single(dialect, &printed).as_ref() != Ok(&statement) {
        return Err("The query cannot be analyzed reliably; simplify it.".to_owned());
    }
    Ok(printed)
}

/// Whether a statement names a table of the source: one that does not has looked at nothing, whatever number it answers with.
pub fn reads_a_table(engine: Engine, sql: &str) -> bool {
    let parsed = match engine {
        Engine::Sqlite => single(&SQLiteDialect {}, sql),
        Engine::Postgres => single(&PostgreSqlDialect {}, sql),
    };
    let Ok(statement) = parsed else { return false };
    let mut tables = Tables::default();
    let _ = statement.visit(&mut tables);
    tables.named.iter().any(|name| !tables.inner.contains(name))
}

/// The tables that a statement names, and the names it gives itself.
#[derive(Default)]
struct Tables {
    named: Vec<String>,
    inner: Vec<String>,
}

impl Visitor for Tables {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let own = query.with.iter().flat_map(|with| &with.cte_tables);
        self.inner.extend(own.map(|cte| cte.alias.name.value.to_lowercase()));
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: None, .. } = factor {
            self.named.push(name.to_string().replace('"', "").to_lowercase());
        }
        ControlFlow::Continue(())
    }
}

const ONLY_READS: &str = "A check is read-only: enter one select statement.";

fn single(dialect: &dyn Dialect, sql: &str) -> Result<Statement, String> {
    let mut statements = Parser::parse_sql(dialect, sql).map_err(|error| {
        let error = error.to_string();
        let place = error.trim_start_matches("sql parser error: ");
        format!("The query cannot be parsed: {place}.")
    })?;
    match (statements.pop(), statements.len()) {
        (Some(statement), 0) => Ok(statement),
        (None, _) => Err("Enter a query.".to_owned()),
        _ => Err("Enter only one statement.".to_owned()),
    }
}

/// Walks through everything and stops at the first thing that is more than reading.
struct Reader;

fn refuse(sentence: impl Into<String>) -> ControlFlow<String> {
    ControlFlow::Break(sentence.into())
}

fn body(set: &SetExpr) -> ControlFlow<String> {
    match set {
        SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) | SetExpr::Table(_) => ControlFlow::Continue(()),
        SetExpr::SetOperation { left, right, .. } => {
            body(left)?;
            body(right)
        }
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => refuse(ONLY_READS),
    }
}

/// The parts of a name, lowered. A part that is not a plain name is its text.
fn parts(name: &ObjectName) -> Vec<String> {
    let part = |part: &ObjectNamePart| part.as_ident().map_or_else(|| part.to_string(), |Ident { value, .. }| value.clone()).to_lowercase();
    name.0.iter().map(part).collect()
}

fn function(name: &ObjectName) -> ControlFlow<String> {
    let parts = parts(name);
    let Some((last, schemas)) = parts.split_last() else { return ControlFlow::Continue(()) };
    let beginning = REFUSED_BEGINNINGS.iter().any(|beginning| last.starts_with(beginning)) && !HARMLESS.contains(&last.as_str());
    if beginning || REFUSED.contains(&last.as_str()) || schemas.iter().any(|schema| REFUSED_SCHEMAS.contains(&schema.as_str())) {
        return refuse(format!("A check cannot call {name}, which accesses more than the tables of its source."));
    }
    ControlFlow::Continue(())
}

impl Visitor for Reader {
    type Break = String;

    fn pre_visit_statement(&mut self, _: &Statement) -> ControlFlow<String> {
        refuse(ONLY_READS)
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        body(&query.body)?;
        if !query.locks.is_empty() {
            return refuse("A check cannot lock rows: remove “for update” or similar.");
        }
        if query.for_clause.is_some() || query.settings.is_some() || query.format_clause.is_some() || !query.pipe_operators.is_empty() {
            return refuse(ONLY_READS);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<String> {
        let foreign = select.select_modifiers.is_some()
            || select.top.is_some()
            || !select.lateral_views.is_empty()
            || select.prewhere.is_some()
            || !select.optimizer_hints.is_empty()
            || matches!(&select.group_by, GroupByExpr::Expressions(_, modifiers) if !modifiers.is_empty());
        match (&select.into, foreign) {
            (Some(_), _) => refuse("A check cannot write: remove “into”."),
            (None, true) => refuse("The query uses a clause that neither SQLite nor PostgreSQL has."),
            (None, false) => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<String> {
        let parts = parts(relation);
        let last = parts.last().map_or("", String::as_str);
        if REFUSED_TABLES.contains(&last) || last.starts_with("pragma_") {
            return refuse(format!("A check cannot read {relation}, a system table of the database."));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, table: &TableFactor) -> ControlFlow<String> {
        match table {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => function(name),
            TableFactor::Table { .. }
            | TableFactor::Derived { .. }
            | TableFactor::TableFunction { .. }
            | TableFactor::UNNEST { .. }
            | TableFactor::NestedJoin { .. } => ControlFlow::Continue(()),
            _ => refuse("The query uses a clause that neither SQLite nor PostgreSQL has."),
        }
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<String> {
        match expr {
            Expr::Function(Function { name, .. }) => function(name),
            Expr::Value(value) if matches!(value.value, Value::Placeholder(_)) => {
                refuse(format!("Parameters such as {expr} are not supported: write the value."))
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_understood() {
        let both = [
            "select count(*) from predictions where score is null",
            "with a as (select 1 as x union all select 2) select count(*) from a where x > 1",
            "SELECT p.task_id, n.task_name FROM predictions p JOIN names n ON n.id = p.name_id -- the case",
            "select count(*) from (select x, row_number() over (partition by y order by z desc) as n from t) q where n > 1;",
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) select max(i) from n",
            "select count(*) from t where a is distinct from b and c not in ('it''s', 'x;y', '--') and d like '%z\\_' escape '\\'",
            "select coalesce(sum(case when a > 0 then 1 else 0 end), 0) from t left join u using (id) where exists (select 1 from v where v.id = t.id)",
        ];
        for sql in both {
            for engine in [Engine::Sqlite, Engine::Postgres] {
                understood(engine, sql).unwrap_or_else(|sentence| panic!("{engine:?} {sql}: {sentence}"));
            }
        }
        understood(
            Engine::Postgres,
            "select count(*) filter (where a ~ '^x')::bigint from s.t where b @> '{\"k\": 1}' and at > now() - interval '1 day'",
        )
        .unwrap();
        understood(Engine::Sqlite, "select count(*) from t where date(at) < date('now', '-1 day') and body ->> '$.k' glob 'x*'").unwrap();
    }

    #[test]
    fn a_comment_that_only_one_side_nests_hides_nothing() {
        let printed = understood(Engine::Sqlite, "select 1 /* /* */ + 1 /* */").unwrap_or_default();
        assert!(!printed.contains("/*"), "{printed}");
    }

    #[test]
    fn names_are_read_through_quotes_and_schemas() {
        for sql in [
            "select \"PG_SLEEP\"(1)",
            "select pg_catalog . pg_read_file('/etc/passwd')",
            "select * from pg_ls_dir('/')",
            "select * from cron.schedule('x')",
        ] {
            assert!(understood(Engine::Postgres, sql).is_err(), "{sql}");
        }
    }
}
