//! What changed between two texts, word by word.

use std::time::Duration;

use app::postmortem::Change;
use similar::{ChangeTag, TextDiff};

/// After this long the rest is compared roughly: nobody can keep the server busy with two strange texts.
const PATIENCE: Duration = Duration::from_millis(200);

/// From `old` to `new`. Put together, what stayed and went is the old text, what stayed and came the new one.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_words(old, new);
    let mut out: Vec<Change> = Vec::new();
    for piece in diff.iter_all_changes() {
        let text = piece.value();
        match (piece.tag(), out.last_mut()) {
            (ChangeTag::Equal, Some(Change::Same(last)))
            | (ChangeTag::Delete, Some(Change::Gone(last)))
            | (ChangeTag::Insert, Some(Change::New(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => out.push(Change::Same(text.to_owned())),
            (ChangeTag::Delete, _) => out.push(Change::Gone(text.to_owned())),
            (ChangeTag::Insert, _) => out.push(Change::New(text.to_owned())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sides(changes: &[Change]) -> (String, String) {
        let (mut old, mut new) = (String::new(), String::new());
        for change in changes {
            match change {
                Change::Same(text) => {
                    old.push_str(text);
                    new.push_str(text);
                }
                Change::Gone(text) => old.push_str(text),
                Change::New(text) => new.push_str(text),
            }
        }
        (old, new)
    }

    #[test]
    fn words_that_changed_are_marked() {
        let changes = changes("The job failed twice.", "The job failed silently twice.");
        assert!(changes.contains(&Change::New("silently ".to_owned())), "{changes:?}");
        assert!(!changes.iter().any(|change| matches!(change, Change::Gone(_))), "{changes:?}");
    }

    proptest! {
        #[test]
        fn no_word_of_either_text_is_lost(old in ".{0,80}", new in ".{0,80}") {
            prop_assert_eq!(sides(&changes(&old, &new)), (old, new));
        }
    }
}
