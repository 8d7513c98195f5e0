//! Characters that nobody sees: which of them a text keeps, and whether there is anything to see in it. What is stored is what is
//! seen: nothing turns the direction of the words around it, and nothing hides between letters. By the General Category and the bidirectional
//! controls of Unicode 16 (UAX #44, UAX #9, UTR #36).

/// Whether a character has no shape of its own: blanks, controls, formatting, fillers.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(u32::from(c), 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF)
}

/// Whether nothing is to be seen in a text.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// Whether a character is never kept: controls, byte-order marks, embeddings, overrides and isolates of direction, and
/// formatting that nothing reads.
pub fn is_refused(c: char) -> bool {
    let breaks = matches!(c, '\n' | '\t');
    c.is_control() && !breaks || matches!(u32::from(c), 0x180E | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF9..=0xFFFB | 0xE0001)
}

/// A letter of the alphabet in which flags of regions are written, behind a black flag.
fn is_tag(c: char) -> bool {
    matches!(u32::from(c), 0xE0020..=0xE007F)
}

/// A text of several lines as it is kept. Joiners, marks of direction and variants stay: Persian, Hebrew and emoji need them.
pub fn prose(text: &str) -> String {
    let mut flag = false;
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let kept = |c: &char| {
        let kept = !is_refused(*c) && (flag || !is_tag(*c));
        flag = *c == '\u{1F3F4}' || flag && is_tag(*c);
        kept
    };
    text.chars().filter(kept).collect()
}

/// A text of one line as it is kept: like [`prose`], and nothing between two letters that nobody sees and nothing needs.
pub fn line(text: &str) -> String {
    prose(text).chars().filter(|c| !matches!(*c, '\u{AD}' | '\u{34F}' | '\u{200B}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_turns_or_hides_words_is_not_kept() {
        assert_eq!(prose("a\u{202e}b\u{2066}c\u{0}\u{7}\u{1b}[31m\u{feff}"), "abc[31m");
        assert_eq!(prose("one\r\ntwo\rthree\u{2028}four\tfive"), "one\ntwo\nthree\nfour\tfive");
        assert_eq!(line("Ze\u{200b}d\u{ad}"), "Zed");
    }

    #[test]
    fn what_scripts_and_emoji_need_is_kept() {
        for text in [
            "می\u{200c}خواهم",
            "א\u{200f}!",
            "👩🏽\u{200d}🚒",
            "❤\u{fe0f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "葛\u{e0100}",
        ] {
            assert_eq!((prose(text).as_str(), line(text).as_str()), (text, text));
        }
        assert_eq!(prose("a\u{e0067}\u{e0062}b"), "ab", "no flag, no letters of flags");
    }

    #[test]
    fn fillers_are_nothing_to_see() {
        assert!(["", " \u{200b}\u{3164}", "\u{2800}\u{ad}\n", "\u{fe0f}\u{200d}"].into_iter().all(is_blank));
        assert!(!is_blank("\u{200b}.") && !is_blank("数"));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_again(text in "\\PC{0,40}|[\u{0}-\u{2fff}]{0,40}") {
            let kept = prose(&text);
            prop_assert_eq!(prose(&kept), kept.clone());
            prop_assert!(!kept.chars().any(is_refused));
            prop_assert_eq!(line(&line(&text)), line(&text));
        }
    }
}
