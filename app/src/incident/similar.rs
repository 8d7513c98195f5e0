//! Ranks past incidents by their similarity to one: shared assets, words in the title, and action items that are not verified.

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
pub struct Similar {
    /// Its number.
    pub number: i64,
    /// The title.
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

/// A past incident before it is known whether it is one of the most similar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub number: i64,
    /// The title.
    pub title: String,
    /// How bad it was.
    pub peak_severity: Severity,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// Whether its postmortem can be read.
    pub published: bool,
    /// How many assets both hit.
    pub assets: usize,
    /// Whether something that was promised after it is still open, or was never verified.
    pub unproved: bool,
}

/// The words of a title that say what happened, in small letters, each once.
pub fn keywords(title: &str) -> Vec<String> {
    let mut words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
        .map(|word| word.trim_matches('-').to_lowercase())
        .filter(|word| (word.chars().count() >= 4 || word.chars().any(|c| c.is_ascii_digit())) && !COMMON.contains(&word.as_str()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The most similar of `found` with the words that their titles share with `title`: with an asset in common, or two words. An asset counts as
/// much as three words; among equals those with an open promise come first, then the latest.
pub fn most_similar(title: &str, found: Vec<Candidate>) -> Vec<(Candidate, Vec<String>)> {
    let words = keywords(title);
    let shared = |one: Candidate| {
        let shared: Vec<String> = keywords(&one.title).into_iter().filter(|word| words.contains(word)).collect();
        (one, shared)
    };
    let mut similar: Vec<_> = found.into_iter().map(shared).filter(|(one, words)| one.assets > 0 || words.len() >= 2).collect();
    similar.sort_by_key(|(one, words)| std::cmp::Reverse((one.assets * 3 + words.len(), one.unproved, one.number)));
    similar.truncate(SHOWN);
    similar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(number: i64, assets: usize, title: &str, unproved: bool) -> Candidate {
        Candidate {
            number,
            title: title.to_owned(),
            peak_severity: Severity::try_from(3_i64).unwrap(),
            declared_at: DateTime::UNIX_EPOCH,
            published: false,
            assets,
            unproved,
        }
    }

    fn ranked(found: Vec<Candidate>) -> Vec<i64> {
        most_similar("Orders arrived late", found).iter().map(|(one, _)| one.number).collect()
    }

    #[test]
    fn only_words_that_say_what_happened_are_compared() {
        assert_eq!(
            keywords("STAT6: predictions are missing from the warehouse, DR-3098!"),
            ["dr-3098", "predictions", "stat6", "warehouse"]
        );
        assert!(keywords("It is down again").is_empty());
    }

    #[test]
    fn one_word_in_common_is_chance() {
        let of = |number, assets, title| candidate(number, assets, title, false);
        let found = vec![of(1, 0, "late"), of(2, 0, "orders late"), of(3, 1, ""), of(4, 0, ""), of(5, 1, "late"), of(6, 0, "late orders")];
        assert_eq!(ranked(found), [5, 3, 6]);
    }

    #[test]
    fn among_equals_an_open_promise_comes_first() {
        let found = (1..=5).map(|number| candidate(number, 1, "", number == 2)).collect();
        assert_eq!(ranked(found), [2, 5, 4]);
    }
}
