//! Changes by several people at once: a change writes only what its author changed, against what they saw. Where two
//! people changed the same field, the second is shown both values and nothing is overwritten. See docs/decisions/0022-edits.md.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::error::{AppError, FieldError};
use crate::text;

/// In front of the name of a field: what it held when its author opened the form.
pub const PREFIX: &str = "seen_";

/// What the author of a change saw in its fields, as the form showed it. A field that is not in it is written as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, String>);

impl Seen {
    /// From the fields of a form: those whose names begin with [`PREFIX`].
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value))).collect())
    }

    /// Nothing is known of what its author saw: all that is sent is written.
    pub fn nothing() -> Self {
        Self::default()
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
        let Some(seen) = self.seen.0.get(name) else { return typed };
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

    /// Like [`Self::field`] for a moment that the form shows to the minute: a moment that nobody moved keeps its seconds.
    pub fn moment(&mut self, name: &str, stored: DateTime<Utc>, typed: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let seen = self.seen.0.get(name).and_then(|seen| text::moment(seen, zone).ok().flatten());
        let Some(seen) = seen else { return typed };
        let minute = |at: DateTime<Utc>| at.timestamp().div_euclid(60);
        match merge(&minute(seen), &minute(stored), &minute(typed)) {
            Outcome::Stored => stored,
            Outcome::Typed => typed,
            Outcome::Both => {
                self.conflict(name, &stored.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string());
                stored
            }
        }
    }

    fn conflict(&mut self, name: &str, theirs: &str) {
        let theirs = if theirs.trim().is_empty() { "nothing".to_owned() } else { format!("“{theirs}”") };
        let message = format!("Somebody else changed this to {theirs} meanwhile. Keep your value or use theirs, then save again.");
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
    fn a_moment_that_nobody_moved_keeps_its_seconds() {
        let stored: DateTime<Utc> = "2025-06-24T07:30:42Z".parse().unwrap();
        let seen = seen("2025-06-24T09:30");
        let typed: DateTime<Utc> = "2025-06-24T07:30:00Z".parse().unwrap();
        assert_eq!(Edit::new(&seen).moment("title", stored, typed, chrono_tz::Europe::Berlin), stored);
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
