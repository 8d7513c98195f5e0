//! What search compares: text folded in one place, so that both engines find the same rows for what people type, whatever
//! its case, accents, width or script.
//!
//! Two shapes are stored beside a text, in the statement that stores the text. [`fold`] keeps the order of its letters and is
//! matched by [`pattern`] with `like`. [`words`] are the words of an incident for its full-text index, matched by
//! [`Query`]: an identifier is found whole and by its parts, a script without blanks by any two neighbouring characters.

mod store;

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

pub use store::{STATEMENTS, fold_stored};

/// Characters of a word that are compared.
const LONGEST_WORD: usize = 60;
/// Words of a text that are stored, and words of a query that are looked for.
const MOST_STORED: usize = 4_000;
const MOST_TYPED: usize = 24;

/// Compatibility forms taken apart, without accents and without characters that nobody sees.
fn bare(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|c| {
        let unseen = matches!(u32::from(*c), 0 | 0xAD | 0x640 | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF | 0x1F3FB..=0x1F3FF);
        canonical_combining_class(*c) == 0 && !unseen
    })
}

/// Adds `c` in small letters, in the spelling that is compared.
fn lower(c: char, out: &mut String) {
    for c in c.to_lowercase().filter(|c| canonical_combining_class(*c) == 0) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ŧ' => out.push('t'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            '’' | '‘' => out.push('\''),
            other => out.push(other),
        }
    }
}

/// `text` as it is compared: `Zürich`, `ZURICH` and `zurich` become the same.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    bare(text).for_each(|c| lower(c, &mut out));
    out
}

/// Folded texts that hold what was typed, for `like … escape '!'`; empty when nothing was typed.
pub fn pattern(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        return String::new();
    }
    let folded = fold(typed);
    // Only characters that nobody sees: nothing that is stored holds them.
    if folded.trim().is_empty() {
        return "!%!_!%".to_owned();
    }
    let mut out = String::from("%");
    for c in folded.trim().chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// Whether the folded `text` holds what was typed.
pub fn holds(text: &str, typed: &str) -> bool {
    fold(text).contains(fold(typed.trim()).trim())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Words between blanks and signs.
    Spaced,
    /// Words that nothing separates.
    Unspaced,
    /// Each is a word of its own.
    Symbol,
}

fn script(c: char) -> Option<Script> {
    match u32::from(c) {
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3041..=0x3096 | 0x309D..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF => {
            Some(Script::Unspaced)
        }
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Some(Script::Unspaced),
        _ if c.is_alphanumeric() || is_combining_mark(c) => Some(Script::Spaced),
        0x2190..=0x2BFF | 0x1F000..=0x1FBFF => Some(Script::Symbol),
        _ => None,
    }
}

/// What stands together: letters and figures of one kind of script. An apostrophe inside a word belongs to it.
fn runs(text: &str) -> Vec<(Script, Vec<char>)> {
    let mut runs: Vec<(Script, Vec<char>)> = Vec::new();
    let mut open = false;
    for c in bare(text).filter(|c| !matches!(c, '\'' | '’' | '‘')) {
        match (script(c), runs.last_mut()) {
            (None, _) => open = false,
            (Some(script), Some((last, run))) if open && *last == script && script != Script::Symbol => run.push(c),
            (Some(script), _) => {
                runs.push((script, vec![c]));
                open = true;
            }
        }
    }
    runs
}

fn word(letters: &[char]) -> String {
    let mut word = String::new();
    letters.iter().take(LONGEST_WORD).for_each(|c| lower(*c, &mut word));
    word
}

/// `taskName2` and its parts `task`, `Name`, `2`.
fn parts(run: &[char]) -> Vec<String> {
    let mut parts = vec![word(run)];
    let mut start = 0;
    for at in 1..run.len() {
        let (before, here) = (run[at - 1], run[at]);
        let next_is_small = run.get(at + 1).is_some_and(|next| next.is_lowercase());
        let hump = here.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_small));
        if hump || before.is_numeric() != here.is_numeric() {
            parts.push(word(&run[start..at]));
            start = at;
        }
    }
    if start > 0 {
        parts.push(word(&run[start..]));
    }
    parts
}

/// Every two neighbours, and the last alone.
fn pairs(run: &[char]) -> Vec<String> {
    (0..run.len()).map(|at| word(&run[at..run.len().min(at + 2)])).collect()
}

/// The words of a text for the full-text index, with one blank between them: nothing else than letters, figures and symbols.
pub fn words(text: &str) -> String {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for (script, run) in runs(text) {
        if words.len() >= MOST_STORED {
            break;
        }
        words.extend(match script {
            Script::Spaced => parts(&run),
            Script::Unspaced => pairs(&run),
            Script::Symbol => vec![word(&run)],
        });
    }
    words.remove("");
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// What is looked for: every group, in any of its spellings, each as the beginning of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<Vec<String>>);

impl Query {
    /// What was typed; `None` when nothing of it can be looked for.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut groups: Vec<Vec<String>> = Vec::new();
        for (script, run) in runs(typed) {
            match script {
                Script::Spaced => groups.push(spellings(word(&run))),
                Script::Unspaced if run.len() > 1 => groups.extend(pairs(&run[..]).into_iter().take(run.len() - 1).map(|pair| vec![pair])),
                Script::Unspaced | Script::Symbol => groups.push(vec![word(&run)]),
            }
            if groups.len() >= MOST_TYPED {
                break;
            }
        }
        groups.retain(|group| !group[0].is_empty());
        groups.truncate(MOST_TYPED);
        (!groups.is_empty()).then_some(Self(groups))
    }

    fn written(&self, word: impl Fn(&str) -> String, or: &str, and: &str) -> String {
        let group = |group: &Vec<String>| format!("({})", group.iter().map(|one| word(one)).collect::<Vec<_>>().join(or));
        self.0.iter().map(group).collect::<Vec<_>>().join(and)
    }

    /// For FTS5.
    pub fn sqlite(&self) -> String {
        self.written(|word| format!("\"{word}\"*"), " OR ", " AND ")
    }

    /// For a `tsquery`.
    pub fn postgres(&self) -> String {
        self.written(|word| format!("'{word}':*"), " | ", " & ")
    }
}

/// A word, and how else English writes it: `predictions` finds `prediction`, `joined` finds `joins`.
fn spellings(word: String) -> Vec<String> {
    let mut all = vec![word.clone()];
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return all;
    }
    let stem = |end: &str, least: usize| word.strip_suffix(end).filter(|stem| stem.len() >= least).map(str::to_owned);
    if let Some(stem) = stem("ies", 2) {
        all.push(format!("{stem}y"));
    } else if ["ches", "shes", "xes", "sses", "zes"].iter().any(|end| word.ends_with(end)) {
        all.extend(stem("es", 3));
    } else if !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        all.extend(stem("s", 3));
    }
    all.extend(stem("ing", 4).or_else(|| stem("ed", 4)));
    all.extend(stem("y", 3).map(|stem| format!("{stem}ies")));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_whatever_its_case_accents_or_width() {
        for (left, right) in [
            ("Zürich", "ZURICH"),
            ("straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("naïve", "Naive"),
            ("İstanbul", "istanbul"),
            ("ＡＢＣ", "abc"),
            ("ﾃﾞｰﾀ", "データ"),
            ("don’t", "don't"),
        ] {
            assert_eq!(fold(left), fold(right), "{left}");
        }
        assert!(holds("The Łódź cluster", " LODZ ") && !holds("Rows", "x"));
    }

    #[test]
    fn what_is_typed_is_meant_literally() {
        assert_eq!(pattern(" 100%_Sure! "), "%100!%!_sure!!%");
        assert_eq!(pattern("  "), "");
        assert_ne!(pattern("\u{200B}"), "%%", "what nobody sees does not find everything");
    }

    #[test]
    fn identifiers_are_stored_whole_and_by_their_parts() {
        assert_eq!(words("PE-3217 taskName2 XMLParser node.js"), "2 3217 js name node parser pe task taskname2 xml xmlparser");
        assert_eq!(words("数据丢失 ab🔥"), "ab 丢失 失 据丢 数据 🔥");
        assert_eq!(words("don't !? ' \u{0}"), "dont");
    }

    proptest::proptest! {
        #[test]
        fn words_are_letters_with_single_blanks_and_queries_have_no_syntax(text in "\\PC{0,60}") {
            let stored = words(&text);
            let clean = |word: &str| word.chars().all(|c| script(c).is_some());
            assert!(stored.is_empty() || stored.split(' ').all(|word| !word.is_empty() && clean(word)), "{stored:?}");
            if let Some(Query(groups)) = Query::parse(&text) {
                assert!(groups.iter().flatten().all(|word| clean(word)), "{groups:?}");
            }
        }
    }
}
