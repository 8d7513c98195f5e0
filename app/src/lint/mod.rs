//! The blameless lint: finds words in a postmortem that name a person where a system is meant, judge, know better
//! afterwards, or promise what nobody can check; says why, and how else to say it.
//!
//! It is rules, not a model: the same text always gives the same findings, offline, and each finding can be explained. The
//! rules are data (`en.toml`), so that a language is a file. Code, quotations and headings are nobody's own words and are
//! left alone. Its precision and recall are measured on `labelled.tsv` by a test.

#[cfg(feature = "ssr")]
mod language;
#[cfg(feature = "ssr")]
mod prose;

use std::ops::Range;

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use language::ENGLISH;

/// Something that could be said in a way from which more is learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's name: `person`, `human_error`, `should_have`, …
    pub rule: String,
    /// What the rule is about, for people.
    pub title: String,
    /// The words in question, as they were written.
    pub phrase: String,
    /// Where they stand in the Markdown, in bytes.
    pub at: Range<usize>,
    /// The sentence they stand in.
    pub sentence: String,
    /// Why they are in the way.
    pub why: String,
    /// How to say it so that the system comes first.
    pub instead: String,
}

/// How much of a text is looked at, in bytes: several times what a page of print holds, so that a text of any length costs
/// bounded time.
pub const LONGEST: usize = 20_000;

/// Every finding in the first [`LONGEST`] bytes of a Markdown text, in order, none overlapping another. `people` are the full names of those who were
/// there; common first names are known without them.
#[cfg(feature = "ssr")]
pub fn lint(markdown: &str, people: &[&str]) -> Vec<Finding> {
    let sentences = prose::sentences(&markdown[..markdown.floor_char_boundary(LONGEST)]);
    sentences.iter().flat_map(|sentence| ENGLISH.findings(sentence, people)).collect()
}

/// The findings in a single line that is not Markdown, such as the title of an action item.
#[cfg(feature = "ssr")]
pub fn lint_line(line: &str, people: &[&str]) -> Vec<Finding> {
    ENGLISH.findings(&prose::Sentence::plain(line), people)
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
