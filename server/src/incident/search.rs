//! Full-text search: the two texts, side by side, and what people type becomes.

use crate::db::Db;
use crate::search::Query;

/// The clause that keeps incidents whose title or summary match, for each engine; the words are bound between its halves.
pub fn clause(db: &Db) -> (&'static str, &'static str) {
    match db {
        Db::Sqlite { .. } => ("i.number in (select rowid from incident_text where incident_text match ", ")"),
        Db::Postgres(_) => ("i.words @@ cast(", " as tsquery)"),
    }
}

/// What somebody looks for.
pub enum Sought {
    /// Nothing was typed.
    Everything,
    /// What was typed has no letter, figure or symbol.
    Nothing,
    /// `INC-42` or `#42`: that incident.
    Number(i64),
    /// Words in the engine's own syntax; a plain number also finds the incident of that number, and -1 is none.
    Words {
        /// For [`clause`].
        words: String,
        /// The incident with this number, too.
        number: i64,
    },
}

/// Understands what was typed.
pub fn parse(db: &Db, typed: &str) -> Sought {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Sought::Everything;
    }
    let digits = typed.strip_prefix("inc-").or_else(|| typed.strip_prefix('#'));
    if let Some(number) = digits.and_then(|digits| digits.parse().ok()) {
        return Sought::Number(number);
    }
    let Some(query) = Query::parse(&typed) else { return Sought::Nothing };
    let words = match db {
        Db::Sqlite { .. } => query.sqlite(),
        Db::Postgres(_) => query.postgres(),
    };
    Sought::Words { words, number: typed.parse().unwrap_or(-1) }
}
