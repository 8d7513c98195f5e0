//! What is told: kept in the outbox as facts, worded when it is sent.

use app::channel::ChannelKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A postmortem was published, and somebody should read it. It waits in the outbox: a new field gets `#[serde(default)]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Published {
    /// The incident's number.
    pub number: i64,
    /// What it is called.
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

/// A word that says nothing, to see whether it arrives.
pub fn trial(kind: ChannelKind, base: &str, at: DateTime<Utc>) -> String {
    let words = "A test from Firebreak: published postmortems can be sent here.";
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
                // What a chat would take for a mention of everybody stays a word.
                serde_json::json!({ "text": text.replace('<', "‹").replace('>', "›").replace("@channel", "channel").replace("@here", "here") })
            }
            ChannelKind::Webhook => serde_json::json!({ "type": "postmortem.published", "timestamp": at.to_rfc3339(), "data": {
                "incident": self.number, "title": self.title, "severity": self.severity, "summary": self.summary, "note": self.note,
                "sent_by": self.sent_by, "published_at": self.published_at, "sha256": self.hash, "url": link,
            } }),
        };
        body.to_string()
    }
}
