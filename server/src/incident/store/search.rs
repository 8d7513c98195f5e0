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
    /// `INC-42`, `#42` or the address of a page: that incident.
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
    let typed = typed.trim();
    if typed.is_empty() {
        return Sought::Everything;
    }
    // A plain number may as well be a word of a title.
    let number = app::text::incident_number(typed);
    if let Some(number) = number.filter(|_| !typed.bytes().all(|byte| byte.is_ascii_digit())) {
        return Sought::Number(number);
    }
    let Some(query) = Query::parse(&typed.to_lowercase()) else { return Sought::Nothing };
    let words = match db {
        Db::Sqlite { .. } => query.sqlite(),
        Db::Postgres(_) => query.postgres(),
    };
    Sought::Words { words, number: number.unwrap_or(-1) }
}
