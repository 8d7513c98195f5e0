//! A short impact questionnaire that suggests a severity: when in doubt, the higher one.

use super::Severity;

string_enum! {
    /// Who is held up.
    HeldUp, "who is blocked" {
        /// Nobody knows.
        Unknown = "unknown", "Not known yet";
        /// Nobody.
        Nobody = "nobody", "Nobody";
        /// A few people.
        Few = "few", "A few people, or one team";
        /// An important program or many customers.
        Many = "many", "An important program, or many customers";
        /// A critical program or most customers.
        Most = "most", "A critical program, or most customers";
    }
}

string_enum! {
    /// An answer that may not be known.
    Answer, "an answer" {
        /// Nobody knows.
        Unknown = "unknown", "Not known yet";
        /// Yes.
        Yes = "yes", "Yes";
        /// No.
        No = "no", "No";
    }
}

/// The severity that the answers suggest. Not knowing counts as the worse of the answers that are likely.
pub fn suggest(held_up: HeldUp, wrong_data: Answer, workaround: Answer) -> Severity {
    let by_people = match (held_up, workaround) {
        (HeldUp::Nobody, _) => 5,
        (HeldUp::Few, _) => 4,
        (HeldUp::Unknown, _) | (HeldUp::Many, Answer::Yes) => 3,
        (HeldUp::Many, _) | (HeldUp::Most, Answer::Yes) => 2,
        (HeldUp::Most, _) => 1,
    };
    let by_data = match wrong_data {
        Answer::Yes => 1,
        Answer::Unknown => 3,
        Answer::No => 5,
    };
    Severity::try_from(by_people.min(by_data)).unwrap_or(Severity::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_answer_decides() {
        assert_eq!(suggest(HeldUp::Most, Answer::No, Answer::No).level(), 1);
        assert_eq!(suggest(HeldUp::Nobody, Answer::Yes, Answer::Yes).level(), 1, "wrong data reached decisions");
        assert_eq!(suggest(HeldUp::Many, Answer::No, Answer::Yes).level(), 3);
        assert_eq!(suggest(HeldUp::Nobody, Answer::No, Answer::Unknown).level(), 5);
    }

    #[test]
    fn not_knowing_is_never_better_than_knowing_that_it_is_harmless() {
        for held_up in HeldUp::ALL {
            for workaround in Answer::ALL {
                let unknown = suggest(*held_up, Answer::Unknown, *workaround);
                assert!(!suggest(*held_up, Answer::No, *workaround).is_worse_than(unknown));
            }
        }
    }
}
