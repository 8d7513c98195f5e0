//! Past incidents that look like one: what they hit, what they were called, and what was promised after them and never proved.

use chrono::{DateTime, Utc};

use super::Severity;

/// How many are shown.
pub const SHOWN: usize = 3;
/// Words of a title that say nothing about what happened.
const COMMON: [&str; 24] = [
    "after", "alert", "again", "been", "before", "cannot", "data", "does", "down", "error", "errors", "every", "fail", "failed", "fails",
    "from", "have", "incident", "into", "issue", "missing", "that", "this", "with",
];

/// A promise that did not prove itself yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproved {
    /// `7` of `ACT-7`.
    pub number: i64,
    /// What was promised.
    pub title: String,
    /// Where it stands, as the database says it.
    pub state: String,
}

/// A past incident that looks like another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// How bad it was.
    pub peak_severity: Severity,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// Whether its postmortem can be read.
    pub published: bool,
    /// What both hit, by name.
    pub assets: Vec<String>,
    /// Words that both titles have.
    pub words: Vec<String>,
    /// What was promised after it and is still open, or was never verified.
    pub unproved: Vec<Unproved>,
}

impl Alike {
    /// How alike they are: an asset weighs as much as three words.
    fn weight(&self) -> usize {
        self.assets.len() * 3 + self.words.len()
    }
}

/// The words of a title that say what happened, in small letters, each once.
pub fn telling(title: &str) -> Vec<String> {
    let mut words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
        .map(|word| word.trim_matches('-').to_lowercase())
        .filter(|word| (word.chars().count() >= 4 || word.chars().any(|c| c.is_ascii_digit())) && !COMMON.contains(&word.as_str()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The most alike of `found`, those with an open promise first among equals: with an asset in common, or two words.
pub fn most_alike(found: Vec<Alike>) -> Vec<Alike> {
    let mut alike: Vec<Alike> = found.into_iter().filter(|one| !one.assets.is_empty() || one.words.len() >= 2).collect();
    alike.sort_by_key(|one| std::cmp::Reverse((one.weight(), !one.unproved.is_empty(), one.number)));
    alike.truncate(SHOWN);
    alike
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(number: i64, assets: usize, words: usize) -> Alike {
        Alike {
            number,
            title: String::new(),
            peak_severity: Severity::try_from(3_i64).unwrap(),
            declared_at: DateTime::UNIX_EPOCH,
            published: false,
            assets: vec!["orders".to_owned(); assets],
            words: vec!["late".to_owned(); words],
            unproved: Vec::new(),
        }
    }

    #[test]
    fn only_words_that_say_what_happened_are_compared() {
        assert_eq!(
            telling("STAT6: predictions are missing from the warehouse, DR-3098!"),
            ["dr-3098", "predictions", "stat6", "warehouse"]
        );
        assert!(telling("It is down again").is_empty());
    }

    #[test]
    fn one_word_in_common_is_chance() {
        let numbers = |found: Vec<Alike>| most_alike(found).iter().map(|one| one.number).collect::<Vec<_>>();
        assert_eq!(
            numbers(vec![alike(1, 0, 1), alike(2, 0, 2), alike(3, 1, 0), alike(4, 0, 0), alike(5, 1, 1), alike(6, 0, 2)]),
            [5, 3, 6]
        );
    }
}
