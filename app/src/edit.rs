//! Changes by several people at once: a change writes only what its author changed, against what they saw. Where two
//! people changed the same field, the second is shown both values and nothing is overwritten. See docs/decisions/0022-edits.md.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::error::{AppError, FieldError};
use crate::text;

/// In front of the name of a field: what it held when its author opened the form.
pub const PREFIX: &str = "seen.";

/// Behind the name of a time: the instant it held, as [`crate::ui::TimeField`] carries it.
pub const WAS: &str = ".was";

/// What the author of a change saw in its fields, as the form showed it. A field that is not in it is written as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, String>);

impl Seen {
    /// From the fields of a form: those whose names begin with [`PREFIX`], and the instants that times held.
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let name = |name: &str| name.strip_prefix(PREFIX).or_else(|| name.strip_suffix(WAS)).map(str::to_owned);
        Self(fields.into_iter().filter_map(|(field, value)| Some((name(&field)?, value))).collect())
    }

    /// Nothing is known of what its author saw: all that is sent is written.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// What was seen in the field `name`, if that is known.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Notes what was seen in the field `name`.
    pub fn insert(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// The same, where a form shows several values and changes the one that was chosen: what was seen of `name` was seen in `field`.
    #[must_use]
    pub fn renamed(&self, name: &str, field: &str) -> Self {
        let mut renamed = self.clone();
        match renamed.0.remove(name) {
            Some(seen) => renamed.insert(field, seen),
            None => drop(renamed.0.remove(field)),
        }
        renamed
    }
}

/// Which of three values is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Stored,
    Typed,
    Both,
}

/// The three-way rule, once for all: who changed nothing overwrites nothing.
fn merge<T: PartialEq>(seen: &T, stored: &T, typed: &T) -> Outcome {
    if typed == seen || typed == stored {
        Outcome::Stored
    } else if stored == seen {
        Outcome::Typed
    } else {
        Outcome::Both
    }
}

/// One change while it is compared, field by field, with what is stored now. Inside the transaction that writes it.
#[derive(Debug)]
pub struct Edit<'a> {
    seen: &'a Seen,
    conflicts: Vec<FieldError>,
}

impl<'a> Edit<'a> {
    /// Begins to compare.
    pub fn new(seen: &'a Seen) -> Self {
        Self { seen, conflicts: Vec::new() }
    }

    /// The value of the field `name` to be written; `shown` gives the text that its form shows for a value.
    pub fn field<T>(&mut self, name: &str, stored: T, typed: T, shown: impl Fn(&T) -> String) -> T {
        let Some(seen) = self.seen.get(name) else { return typed };
        let (theirs, ours) = (shown(&stored), shown(&typed));
        match merge(&plain(seen), &plain(&theirs), &plain(&ours)) {
            Outcome::Stored => stored,
            Outcome::Typed => typed,
            Outcome::Both => {
                self.conflict(name, &theirs);
                stored
            }
        }
    }

    /// Like [`Self::field`] for a text.
    pub fn text(&mut self, name: &str, stored: &str, typed: &str) -> String {
        self.field(name, stored.to_owned(), typed.to_owned(), String::clone)
    }

    /// Like [`Self::field`] for a whole number that may be missing.
    pub fn number(&mut self, name: &str, stored: Option<i64>, typed: Option<i64>) -> Option<i64> {
        self.field(name, stored, typed, |number| number.map(|number| number.to_string()).unwrap_or_default())
    }

    /// Like [`Self::field`] for a number of things, which is shown with its thousands apart and read either way.
    pub fn count(&mut self, name: &str, stored: i64, typed: i64) -> i64 {
        let Some(seen) = self.seen.get(name) else { return typed };
        match merge(&text::count(name, seen).ok().flatten(), &Some(stored), &Some(typed)) {
            Outcome::Stored => stored,
            Outcome::Typed => typed,
            Outcome::Both => {
                self.conflict(name, &text::grouped(stored));
                stored
            }
        }
    }

    /// Like [`Self::field`] for a link or another text that may be missing.
    pub fn maybe(&mut self, name: &str, stored: Option<&str>, typed: Option<&str>) -> Option<String> {
        self.field(name, stored.map(str::to_owned), typed.map(str::to_owned), |text| text.clone().unwrap_or_default())
    }

    /// Like [`Self::field`] for a box to tick.
    pub fn flag(&mut self, name: &str, stored: bool, typed: bool) -> bool {
        let Some(seen) = self.seen.get(name).map(text::ticked) else { return typed };
        if typed == seen { stored } else { typed }
    }

    /// Several numbers, each of which is a field of its own: what one person adds and another removes do not stand against each other.
    pub fn numbers(&mut self, name: &str, stored: &[i64], typed: &[i64]) -> Vec<i64> {
        let Some(seen) = self.seen.get(name) else { return typed.to_vec() };
        let seen: BTreeSet<i64> = seen.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        let typed: BTreeSet<i64> = typed.iter().copied().collect();
        let removed = |number: &i64| seen.contains(number) && !typed.contains(number);
        let kept = stored.iter().copied().filter(|number| !removed(number));
        kept.chain(typed.iter().copied().filter(|number| !seen.contains(number))).collect::<BTreeSet<i64>>().into_iter().collect()
    }

    /// Like [`Self::field`] for a moment, compared to the millisecond; `zone` is the one its author reads times in.
    pub fn moment(&mut self, name: &str, stored: Option<DateTime<Utc>>, typed: Option<DateTime<Utc>>, zone: Tz) -> Option<DateTime<Utc>> {
        let seen = match self.seen.get(name).map(str::trim) {
            None => return typed,
            Some("") => None,
            Some(seen) => match seen.parse::<DateTime<Utc>>() {
                Ok(seen) => Some(seen),
                Err(_) => return typed,
            },
        };
        let exact = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
        match merge(&exact(seen), &exact(stored), &exact(typed)) {
            Outcome::Stored => stored,
            Outcome::Typed => typed,
            Outcome::Both => {
                let shown = stored.map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M %Z").to_string());
                self.conflict(name, &shown.unwrap_or_default());
                stored
            }
        }
    }

    /// A change that is meant for what its author saw, and for nothing else: whether `name` still holds that.
    pub fn still(&mut self, name: &str, stored: &str) -> bool {
        let still = self.seen.get(name).is_none_or(|seen| plain(seen) == plain(stored));
        if !still {
            self.conflict(name, stored);
        }
        still
    }

    fn conflict(&mut self, name: &str, theirs: &str) {
        let theirs = if theirs.trim().is_empty() { "nothing".to_owned() } else { format!("“{theirs}”") };
        let message = format!("Somebody else has changed this to {theirs}. Keep your value or use theirs, then save again.");
        self.conflicts.push(FieldError { field: name.to_owned(), message });
    }

    /// # Errors
    /// [`AppError::Overlap`] when somebody else changed one of the same fields.
    pub fn finish(self) -> Result<(), AppError> {
        if self.conflicts.is_empty() { Ok(()) } else { Err(AppError::Overlap { errors: self.conflicts }) }
    }
}

/// Without what a browser changes in a text that nobody touched: line ends, and blanks at both ends.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Several numbers as one value: sorted, so that their order is no change.
pub fn numbers(numbers: &[i64]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen(value: &str) -> Seen {
        Seen::of([(format!("{PREFIX}title"), value.to_owned()), ("title".to_owned(), "typed".to_owned())])
    }

    #[test]
    fn the_same_field_is_a_conflict_that_names_the_other_value() {
        let seen = seen("One");
        let mut edit = Edit::new(&seen);
        assert_eq!(edit.text("title", "Two", "Three"), "Two");
        let error = edit.finish().unwrap_err();
        assert_eq!(error.status(), 409);
        assert!(error.message_for("title").unwrap().contains("“Two”"), "{error:?}");
    }

    #[test]
    fn a_moment_that_nobody_moved_stays_and_one_that_two_people_moved_is_a_conflict() {
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        let (was, now, typed) = (at("2025-06-24T07:30:42Z"), at("2025-06-24T08:00:00Z"), at("2025-06-24T09:00:00Z"));
        let seen = Seen::of([("at.was".to_owned(), "2025-06-24T09:30:42+02:00".to_owned())]);
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(Edit::new(&seen).moment("at", now, was, berlin), now, "nobody moved it here");
        assert_eq!(Edit::new(&seen).moment("at", was, typed, berlin), typed);
        let mut both = Edit::new(&seen);
        both.moment("at", now, typed, berlin);
        assert!(both.finish().unwrap_err().message_for("at").unwrap().contains("“2025-06-24 10:00 CEST”"));
        let unknown = Seen::of([("at.was".to_owned(), String::new())]);
        assert_eq!(Edit::new(&unknown).moment("at", None, typed, berlin), typed, "it was not known before");
    }

    #[test]
    fn what_one_adds_and_another_removes_comes_together() {
        let seen = Seen::of([("seen.assets".to_owned(), "1,2,3".to_owned())]);
        assert_eq!(Edit::new(&seen).numbers("assets", &[1, 2, 3, 5], &[2, 3, 4]), [2, 3, 4, 5]);
        assert_eq!(Edit::new(&Seen::nothing()).numbers("assets", &[1], &[2]), [2]);
    }

    #[test]
    fn a_value_that_was_chosen_among_several_is_compared_as_the_field_it_is_typed_into() {
        let seen = Seen::of([("seen.started".to_owned(), "a".to_owned()), ("at.was".to_owned(), "now".to_owned())]);
        assert_eq!(seen.renamed("started", "at").get("at"), Some("a"));
        assert_eq!(seen.renamed("detected", "at").get("at"), None, "what the field held says nothing of it");
    }

    proptest! {
        #[test]
        fn nothing_is_overwritten_that_its_author_did_not_see(was in "[ab]{0,2}", now in "[ab]{0,2}", typed in "[ab]{0,2}") {
            let seen = seen(&was);
            let mut edit = Edit::new(&seen);
            let written = edit.text("title", &now, &typed);
            let refused = edit.finish().is_err();
            prop_assert_eq!(refused, was != now && was != typed && now != typed);
            prop_assert_eq!(written, if refused || typed == was { now } else { typed });
        }

        #[test]
        fn what_was_not_shown_is_written_as_sent(now in ".{0,4}", typed in ".{0,4}") {
            let nothing = Seen::nothing();
            prop_assert_eq!(Edit::new(&nothing).text("title", &now, &typed), typed);
        }
    }
}
