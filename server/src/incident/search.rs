//! Full-text search: the two texts, side by side, and how what people type becomes a query.

use crate::db::Db;

/// The clause that keeps incidents whose title or summary match, for each engine; `{}` takes the bound words.
pub fn clause(db: &Db) -> (&'static str, &'static str) {
    match db {
        Db::Sqlite { .. } => ("i.number in (select rowid from incident_text where incident_text match ", ")"),
        Db::Postgres(_) => ("i.words @@ to_tsquery('english', ", ")"),
    }
}

/// Every word as a prefix, all of them wanted, nothing of the engine's own syntax. `None` when no word is left.
pub fn words(db: &Db, typed: &str) -> Option<String> {
    let words: Vec<String> =
        typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(12).map(str::to_lowercase).collect();
    if words.is_empty() {
        return None;
    }
    Some(match db {
        Db::Sqlite { .. } => words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" "),
        Db::Postgres(_) => words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & "),
    })
}
