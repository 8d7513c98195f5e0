//! Versions of a check: everything it judges by, kept whole at every change, so that evidence can say by which it was made.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Kind, Schedule, Thresholds};

/// Everything that decides how a run ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What it measures.
    pub kind: Kind,
    /// The query.
    pub sql: String,
    /// For a match: the column that must say the same as the other.
    pub left_column: String,
    /// For a match: the other column.
    pub right_column: String,
    /// Where it runs: number and name.
    pub source: (i64, String),
    /// Where that is.
    pub source_url: String,
    /// From when on it warns and fails.
    pub thresholds: Thresholds,
    /// When it runs, and how long an outcome counts.
    pub schedule: Schedule,
}

impl Content {
    /// What `newer` has changed, in words; empty when it judges by the same. The name of a source decides nothing.
    pub fn differences(&self, newer: &Self) -> Vec<String> {
        let mut said = Vec::new();
        let mut differ = |changed: bool, words: String| {
            if changed {
                said.push(words);
            }
        };
        differ(self.sql != newer.sql, "the query".to_owned());
        let moved = self.source.0 != newer.source.0;
        differ(moved, format!("the source, from {} to {}", self.source.1, newer.source.1));
        differ(!moved && self.source_url != newer.source_url, format!("the address of the source {}", newer.source.1));
        differ(self.kind != newer.kind, format!("what it measures, to “{}”", newer.kind.title()));
        let columns = (&self.left_column, &self.right_column) != (&newer.left_column, &newer.right_column);
        differ(columns, "the columns that must agree".to_owned());
        differ(
            self.thresholds != newer.thresholds,
            format!("the thresholds, from “{}” to “{}”", self.thresholds.words(), newer.thresholds.words()),
        );
        differ(self.schedule != newer.schedule, format!("the schedule, from “{}” to “{}”", self.schedule.words(), newer.schedule.words()));
        said
    }

    /// All of it as lines, to be read and compared.
    pub fn lines(&self) -> String {
        let columns = match self.kind {
            Kind::Match => format!("Must agree: {} and {}\n", self.left_column, self.right_column),
            Kind::Rows => String::new(),
        };
        format!(
            "Measures: {}\n{columns}Source: {} ({})\nThresholds: {}\nSchedule: {}\n\n{}\n",
            self.kind.title(),
            self.source.1,
            self.source_url,
            self.thresholds.words(),
            self.schedule.words(),
            self.sql.trim_end()
        )
    }
}

/// A line of a version, against the version before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// In both.
    Same(String),
    /// Only in the one before.
    Gone(String),
    /// Only in this one.
    New(String),
}

/// One version of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// 1 for the first.
    pub version: i64,
    /// What it judges by.
    pub content: Content,
    /// Why it was changed.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Against the version before; empty for the first.
    pub lines: Vec<Line>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_decides_how_a_run_ends_is_a_difference() {
        let content = Content {
            kind: Kind::Match,
            sql: "select a, b from t".to_owned(),
            left_column: "a".to_owned(),
            right_column: "b".to_owned(),
            source: (1, "warehouse".to_owned()),
            source_url: "sqlite:/w.db".to_owned(),
            thresholds: Thresholds::default(),
            schedule: Schedule { every_minutes: Some(60), fresh_minutes: 60 },
        };
        assert!(content.differences(&Content { source: (1, "Warehouse".to_owned()), ..content.clone() }).is_empty());
        for (other, words) in [
            (Content { sql: "select 0".to_owned(), ..content.clone() }, "the query"),
            (Content { kind: Kind::Rows, ..content.clone() }, "what it measures, to “Wrong rows”"),
            (Content { left_column: "b".to_owned(), ..content.clone() }, "the columns that must agree"),
            (Content { source: (2, "copy".to_owned()), ..content.clone() }, "the source, from warehouse to copy"),
            (Content { source_url: "sqlite:/x.db".to_owned(), ..content.clone() }, "the address of the source warehouse"),
            (
                Content { thresholds: Thresholds { warn_above: None, fail_above: 9 }, ..content.clone() },
                "the thresholds, from “fails above 0” to “fails above 9”",
            ),
            (
                Content { schedule: Schedule { every_minutes: Some(1), fresh_minutes: 60 }, ..content.clone() },
                "the schedule, from “runs every 60 minutes, a result is valid for 60 minutes” to “runs every minute, a result is valid for 60 minutes”",
            ),
        ] {
            assert_eq!(content.differences(&other), [words]);
        }
    }
}
