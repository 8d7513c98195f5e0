//! A language's rules: read from their file once, tried on one sentence at a time.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;

use super::Finding;
use super::prose::Sentence;

/// English.
pub static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::read(include_str!("en.toml")));

/// What stands for a name in the text that is tried.
const NAME: &str = "@";
/// How large a compiled rule may be, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;

/// A file of rules.
#[derive(Deserialize)]
struct File {
    denied: String,
    first_names: String,
    classes: BTreeMap<String, String>,
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
struct RuleText {
    key: String,
    title: String,
    why: String,
    instead: String,
    unless: Option<String>,
    pattern: Vec<PatternText>,
}

#[derive(Deserialize)]
struct PatternText {
    find: String,
    instead: Option<String>,
    unless: Option<String>,
    #[serde(default)]
    negatable: bool,
}

/// The rules of one language.
pub struct Language {
    denied: Regex,
    names: Regex,
    rules: Vec<Rule>,
}

struct Rule {
    key: String,
    title: String,
    why: String,
    instead: String,
    unless: Option<Regex>,
    patterns: Vec<Pattern>,
}

struct Pattern {
    find: Regex,
    instead: String,
    unless: Option<Regex>,
    negatable: bool,
}

impl Language {
    #[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads them")]
    fn read(text: &str) -> Self {
        let file: File = toml::from_str(text).expect("the rules are TOML");
        let compile = |pattern: &str| {
            let pattern = expanded(pattern, &file.classes);
            let built = RegexBuilder::new(&pattern).case_insensitive(true).size_limit(LARGEST).build();
            built.expect("every pattern is a regular expression")
        };
        let pattern = |rule: &str, text: PatternText| Pattern {
            find: compile(&text.find),
            instead: text.instead.unwrap_or_else(|| rule.to_owned()),
            unless: text.unless.as_deref().map(compile),
            negatable: text.negatable,
        };
        let names: Vec<&str> = file.first_names.split_whitespace().collect();
        let names = Regex::new(&format!(r"\b(?:{})\b(?:\s+\p{{Lu}}[\p{{L}}'’-]+)?", names.join("|"))).expect("names are words");
        let denied = compile(&file.denied);
        let rule = |text: RuleText| Rule {
            patterns: text.pattern.into_iter().map(|one| pattern(&text.instead, one)).collect(),
            unless: text.unless.as_deref().map(compile),
            instead: text.instead,
            key: text.key,
            title: text.title,
            why: text.why,
        };
        Self { rules: file.rule.into_iter().map(rule).collect(), denied, names }
    }

    /// The findings in a sentence, in order; of two that overlap the longer one.
    pub fn findings(&self, sentence: &Sentence, people: &[&str]) -> Vec<Finding> {
        let said = self.without_names(&sentence.said, people);
        let mut found: Vec<(Range<usize>, Finding)> = Vec::new();
        for rule in self.rules.iter().filter(|rule| !rule.unless.as_ref().is_some_and(|unless| unless.is_match(&said))) {
            for pattern in &rule.patterns {
                let Some(words) = pattern.find.captures(&said).filter(|words| self.stands(pattern, &said, words)) else { continue };
                let at = words.get(0).map(|all| trimmed(&said, all.range())).unwrap_or_default();
                found.push((at.clone(), self.finding(rule, pattern, sentence, &words, at)));
            }
        }
        found.sort_by_key(|(at, _)| std::cmp::Reverse(at.len()));
        let mut kept: Vec<(Range<usize>, Finding)> = Vec::new();
        for (at, finding) in found {
            if kept.iter().all(|(other, _)| at.end <= other.start || other.end <= at.start) {
                kept.push((at, finding));
            }
        }
        kept.sort_by_key(|(at, _)| at.start);
        kept.into_iter().map(|(_, finding)| finding).collect()
    }

    fn stands(&self, pattern: &Pattern, said: &str, words: &Captures<'_>) -> bool {
        let start = words.get(0).map_or(0, |all| all.start());
        let denied = pattern.negatable && self.denied.is_match(&said[..start]);
        !denied && !pattern.unless.as_ref().is_some_and(|unless| unless.is_match(said))
    }

    fn finding(&self, rule: &Rule, pattern: &Pattern, sentence: &Sentence, words: &Captures<'_>, at: Range<usize>) -> Finding {
        let mut instead = pattern.instead.clone();
        for name in pattern.find.capture_names().flatten() {
            match words.name(name).and_then(|part| fitting(&sentence.written, part.range())) {
                Some(what) => instead = instead.replace(&format!("${name}"), &what),
                None => instead.clone_from(&rule.instead),
            }
        }
        Finding {
            rule: rule.key.clone(),
            title: rule.title.clone(),
            phrase: sentence.written[at.clone()].to_owned(),
            at: sentence.source(&at),
            sentence: sentence.written.trim().to_owned(),
            why: rule.why.clone(),
            instead,
        }
    }

    /// The same length, with names replaced.
    fn without_names(&self, said: &str, people: &[&str]) -> String {
        let plain = |text: &str| text.replace(NAME, "#");
        let mut text = plain(said);
        for person in people {
            let person = plain(person);
            let parts = std::iter::once(person.trim()).chain(person.split_whitespace().filter(|part| part.chars().count() > 2));
            parts.for_each(|part| hide(&mut text, part));
        }
        let known: Vec<Range<usize>> = self.names.find_iter(&text).map(|name| name.range()).collect();
        for at in known {
            let length = at.len();
            text.replace_range(at, &NAME.repeat(length));
        }
        text
    }
}

/// Replaces `part` by as many [`NAME`]s wherever it stands as a word of its own. It reads the text once, from left to right,
/// and never what it wrote: it ends for every text and every name.
fn hide(text: &mut String, part: &str) {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let Some(step) = part.chars().next().map(char::len_utf8) else { return };
    let mut from = 0;
    while let Some(start) = text[from..].find(part).map(|at| from + at) {
        let at = start..start + part.len();
        if letter(text[..at.start].chars().next_back()) || letter(text[at.end..].chars().next()) {
            from = start + step;
        } else {
            from = at.end;
            text.replace_range(at, &NAME.repeat(part.len()));
        }
    }
}

/// Words after which something else begins that would not fit into another sentence.
const ENDS: [&str; 16] = [
    "because", "since", "although", "though", "while", "when", "where", "which", "who", "until", "before", "after", "and", "but", "so",
    "as",
];
/// Words with which a clause or a reference to somebody begins.
const UNFIT_FIRST: [&str; 16] =
    ["that", "it", "them", "him", "her", "us", "me", "this", "these", "those", "how", "why", "what", "whether", "if", "to"];
/// Words that speak of a person who would not be in the new sentence.
const UNFIT: [&str; 10] = ["he", "she", "they", "his", "her", "their", "him", "himself", "herself", "themselves"];

/// What of the words at `at` fits into another sentence; nothing when they are cut off, a clause, or about somebody.
fn fitting(written: &str, at: Range<usize>) -> Option<String> {
    let cut = written[at.end..].chars().next().is_some_and(char::is_alphanumeric);
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let all: Vec<&str> = written[at].split_whitespace().collect();
    let words: Vec<&str> = all.iter().copied().take_while(|word| !ENDS.contains(&bare(word).as_str())).collect();
    let first = bare(words.first()?);
    let unfit = (cut && words.len() == all.len()) || UNFIT_FIRST.contains(&first.as_str());
    (!unfit && words.iter().all(|word| !UNFIT.contains(&bare(word).as_str()))).then(|| words.join(" "))
}

fn trimmed(text: &str, at: Range<usize>) -> Range<usize> {
    let words = &text[at.clone()];
    let edge = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let start = at.start + (words.len() - words.trim_start_matches(edge).len());
    start..start.max(at.end - (words.len() - words.trim_end_matches(edge).len()))
}

/// The pattern with its classes written out, classes in classes, too.
fn expanded(pattern: &str, classes: &BTreeMap<String, String>) -> String {
    let mut pattern = pattern.to_owned();
    for _ in 0..classes.len() {
        for (name, class) in classes {
            pattern = pattern.replace(&format!("{{{name}}}"), class);
        }
    }
    pattern.replace("{name}", &format!("(?:{NAME}+(?:\\s+{NAME}+)*)"))
}
