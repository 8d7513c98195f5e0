//! What changed between two texts, word by word; and one text with the changes of two writers.

use std::time::Duration;

use app::postmortem::Change;
use similar::{ChangeTag, TextDiff};

/// After this long the rest is compared roughly: nobody can keep the server busy with two strange texts.
const DIFF_TIMEOUT: Duration = Duration::from_millis(200);

/// From `old` to `new`. Put together, what stayed and went is the old text, what stayed and came the new one.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let diff = TextDiff::configure().timeout(DIFF_TIMEOUT).diff_words(old, new);
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

/// Longer texts are not put together: their writers see both.
const MOST_LINES: usize = 2_000;

/// `base` with what changed to `theirs` and to `mine`; `None` where both changed the same lines, which only a person can
/// put together.
pub fn merge(base: &str, theirs: &str, mine: &str) -> Option<String> {
    let texts = [base, theirs, mine].map(|text| format!("{text}\n"));
    if texts.iter().any(|text| text.lines().count() > MOST_LINES) {
        return None;
    }
    let [base, theirs, mine] = &texts;
    diffy::merge(base, theirs, mine).ok().map(|merged| merged.trim_end_matches('\n').to_owned())
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

    #[test]
    fn lines_of_two_writers_come_together_and_one_line_of_both_does_not() {
        let base = "One.\n\nTwo.\n\nThree.";
        assert_eq!(
            merge(base, "One, by Ada.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree, by Bo.").as_deref(),
            Some("One, by Ada.\n\nTwo.\n\nThree, by Bo.")
        );
        assert_eq!(merge(base, "One, by Ada.\n\nTwo.\n\nThree.", "One, by Bo.\n\nTwo.\n\nThree."), None);
        assert_eq!(merge("", "Ada.", "Bo."), None, "both began");
        assert_eq!(merge(base, "One.\n\nThree.", "One.\n\nTwo and a half.\n\nThree."), None, "one removed what the other changed");
        assert_eq!(merge("", &"x\n".repeat(MOST_LINES + 1), ""), None, "too long");
    }

    fn lines() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(0_u8..6, 0..12)
    }

    fn joined(lines: &[u8], writer: &str) -> String {
        lines.iter().map(|line| format!("{writer}{line}")).collect::<Vec<_>>().join("\n")
    }

    proptest! {
        #[test]
        fn who_changed_nothing_takes_nothing_away(base in lines(), other in lines()) {
            let (base, other) = (joined(&base, ""), joined(&other, ""));
            prop_assert_eq!(merge(&base, &other, &base), Some(other.clone()));
            prop_assert_eq!(merge(&base, &base, &other), Some(other));
        }

        #[test]
        fn every_line_that_either_wrote_is_there(base in lines(), ada in lines(), bo in lines()) {
            let base_text = joined(&base, "");
            let theirs = format!("{}\n{base_text}", joined(&ada, "ada"));
            let mine = format!("{base_text}\n{}", joined(&bo, "bo"));
            if let Some(both) = merge(&base_text, &theirs, &mine) {
                for line in joined(&ada, "ada").lines().chain(joined(&bo, "bo").lines()) {
                    prop_assert!(both.lines().any(|one| one == line), "{line} is not in {both:?}");
                }
            }
        }

        #[test]
        fn no_word_of_either_text_is_lost(old in ".{0,80}", new in ".{0,80}") {
            prop_assert_eq!(sides(&changes(&old, &new)), (old, new));
        }
    }
}
