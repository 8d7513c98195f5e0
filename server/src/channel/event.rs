//! The event in the outbox: stored as facts, formatted when it is sent.

use app::channel::ChannelKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A postmortem was published, and somebody should read it. It waits in the outbox: a new field gets `#[serde(default)]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Published {
    /// The incident's number.
    pub number: i64,
    /// The title.
    pub title: String,
    /// Its worst severity, `SEV1`.
    pub severity: String,
    /// How the summary begins, in plain words.
    pub summary: String,
    /// A word with it.
    pub note: String,
    /// Who sends it.
    pub sent_by: String,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// SHA-256 over facts and prose.
    pub hash: String,
}

/// What chats take for a mention of many people, after an `@`: Slack, Mattermost, Rocket.Chat, Discord, Zulip, Matrix, Teams.
const MANY: [&str; 10] = ["all", "channel", "everybody", "everyone", "group", "here", "room", "stream", "team", "topic"];

/// The text for a chat: what would call many people, or be read as a control sequence, stays a word.
fn without_mass_mentions(text: &str) -> String {
    // From the end: what loses its sign must not become a mention together with the sign before it.
    let mut kept: Vec<char> = Vec::with_capacity(text.len());
    for one in text.chars().rev() {
        match one {
            '<' => kept.push('‹'),
            '>' => kept.push('›'),
            '@' if calls_many(kept.iter().rev()) => {}
            _ => kept.push(one),
        }
    }
    kept.iter().rev().collect()
}

fn calls_many<'a>(after: impl Iterator<Item = &'a char>) -> bool {
    // Zulip writes @**all** and @_**all**; no chat knows letters outside of ASCII in these words.
    let word: String = after
        .skip_while(|c| matches!(**c, '*' | '_' | '!' | '&') || c.is_control() || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(**c))
        .take_while(|c| c.is_alphabetic())
        .flat_map(|c| c.to_lowercase())
        .collect();
    // Discord hears these two also at the beginning of a longer word.
    MANY.contains(&word.as_str()) || word.starts_with("everyone") || word.starts_with("here")
}

/// A word that says nothing, to see whether it arrives.
pub fn trial(kind: ChannelKind, base: &str, at: DateTime<Utc>) -> String {
    let words = "Test message from Firebreak: published postmortems can be sent here.";
    match kind {
        ChannelKind::Chat => serde_json::json!({ "text": format!("{words} {base}").trim_end() }),
        ChannelKind::Webhook => {
            serde_json::json!({ "type": "channel.tested", "timestamp": at.to_rfc3339(), "data": { "text": words, "url": base } })
        }
    }
    .to_string()
}

impl Published {
    /// The body of the request, for a channel of this kind. Links begin with `base`.
    pub fn body(&self, kind: ChannelKind, base: &str, at: DateTime<Utc>) -> String {
        let link = format!("{base}/incidents/{}/postmortem", self.number);
        let body = match kind {
            ChannelKind::Chat => {
                let mut text = format!("Postmortem of INC-{} ({}): {}\n{}\n{link}", self.number, self.severity, self.title, self.summary);
                if !self.note.is_empty() {
                    text = format!("{}: {}\n{text}", self.sent_by, self.note);
                }
                serde_json::json!({ "text": without_mass_mentions(&text) })
            }
            ChannelKind::Webhook => serde_json::json!({ "type": "postmortem.published", "timestamp": at.to_rfc3339(), "data": {
                "incident": self.number, "title": self.title, "severity": self.severity, "summary": self.summary, "note": self.note,
                "sent_by": self.sent_by, "published_at": self.published_at, "sha256": self.hash, "url": link,
            } }),
        };
        body.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_called_by_what_is_told() {
        for (typed, told) in [
            ("@all data lost", "all data lost"),
            ("@everyone, @Here and @CHANNEL", "everyone, Here and CHANNEL"),
            ("(@room)", "(room)"),
            ("@@all @@@everyone", "all everyone"),
            ("x@everyone @everyonex", "xeveryone everyonex"),
            ("@**all** @_**topic**", "**all** _**topic**"),
            ("@\u{200b}all", "\u{200b}all"),
            ("<!channel> <!subteam^S1> <users/all>", "‹!channel› ‹!subteam^S1› ‹users/all›"),
            ("Ada (ada@example.org) and @allison of @teamwork", "Ada (ada@example.org) and @allison of @teamwork"),
            ("all @ once", "all @ once"),
        ] {
            assert_eq!(without_mass_mentions(typed), told, "{typed}");
        }
    }
}
