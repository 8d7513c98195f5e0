//! After publication: what was corrected, and who read it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that turned out to be otherwise after publication. What was published stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erratum {
    /// Markdown.
    pub body: String,
    /// The body as safe HTML; made when it is shown.
    pub html: String,
    /// Who says so.
    pub person: Option<String>,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Who read a published postmortem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// Everybody who says so, the first first: name, and whether it was useful.
    pub people: Vec<(String, bool)>,
    /// Whether the person who looks is among them, and what they said.
    pub mine: Option<bool>,
}

impl Readers {
    /// `Read by 5, useful to 3.`
    pub fn words(&self) -> String {
        let useful = self.people.iter().filter(|(_, useful)| *useful).count();
        match (self.people.len(), useful) {
            (0, _) => "Nobody has marked it as read yet.".to_owned(),
            (read, 0) => format!("Read by {read}."),
            (read, useful) => format!("Read by {read}; {useful} found it useful."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_counted_in_words() {
        let of = |people: &[(&str, bool)]| Readers {
            people: people.iter().map(|(name, useful)| ((*name).to_owned(), *useful)).collect(),
            mine: None,
        };
        assert_eq!(of(&[]).words(), "Nobody has marked it as read yet.");
        assert_eq!(of(&[("Ada", false)]).words(), "Read by 1.");
        assert_eq!(of(&[("Ada", false), ("Bo", true)]).words(), "Read by 2; 1 found it useful.");
    }
}

/// A team that a published postmortem was sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Its number.
    pub team: i64,
    /// Its name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How many people are in it now.
    pub members: i64,
    /// How many of them said that they have read it.
    pub readers: i64,
}
