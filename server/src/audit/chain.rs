//! How entries are chained: each hash covers the entry and the hash before it. With the operator's key it is a MAC, so that
//! whoever can write the database cannot make one.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The key of this process: one process serves one database.
static KEY: OnceLock<[u8; 32]> = OnceLock::new();

/// Chains with this key from now on. The first one counts.
pub fn use_key(key: [u8; 32]) {
    let _ = KEY.set(key);
}

/// The key of this process, if it has one.
pub fn key() -> Option<[u8; 32]> {
    KEY.get().copied()
}

/// Before the hash of an entry that is chained with the key.
const KEYED: char = 'k';
/// Before the hash of one that is chained without.
const PLAIN: char = 'p';

/// Whether an entry is chained with a key.
pub fn is_keyed(hash: &str) -> bool {
    hash.starts_with(KEYED)
}

/// What a row stands for.
pub fn digest(part: &str, content: &str) -> String {
    let mut hasher = Sha256::new();
    for text in [part, content] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    STANDARD_NO_PAD.encode(hasher.finalize())
}

/// An entry, as far as its hash covers it.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    pub subject: &'a str,
    pub link: i64,
    pub at: i64,
    pub person: Option<i64>,
    pub body: &'a str,
    pub previous: &'a str,
}

impl Link<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"firebreak audit 1".to_vec();
        let person = self.person.map(|person| person.to_string()).unwrap_or_default();
        for text in [self.subject, &self.link.to_string(), &self.at.to_string(), &person, self.body, self.previous] {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    }

    /// Its hash, with the key if there is one.
    pub fn hash(&self, key: Option<[u8; 32]>) -> String {
        // A key of any length makes a MAC.
        match key.and_then(|key| Hmac::<Sha256>::new_from_slice(&key).ok()) {
            Some(mut mac) => {
                mac.update(&self.bytes());
                format!("{KEYED}{}", STANDARD_NO_PAD.encode(mac.finalize().into_bytes()))
            }
            None => format!("{PLAIN}{}", STANDARD_NO_PAD.encode(Sha256::digest(self.bytes()))),
        }
    }

    /// Whether `hash` is its hash; `None` when it is chained with a key that is not here.
    pub fn is_hashed_by(&self, hash: &str, key: Option<[u8; 32]>) -> Option<bool> {
        match (is_keyed(hash), key) {
            (true, None) => None,
            (true, key) => Some(self.hash(key) == hash),
            (false, _) => Some(self.hash(None) == hash),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_covers_everything_and_needs_the_key() {
        let link = Link { subject: "check/1", link: 2, at: 3, person: Some(4), body: "check_run 5 abc", previous: "kx" };
        let key = Some([7; 32]);
        let hash = link.hash(key);
        assert_eq!((link.is_hashed_by(&hash, key), link.is_hashed_by(&hash, None)), (Some(true), None));
        for other in [
            Link { subject: "check/2", ..link },
            Link { link: 3, ..link },
            Link { at: 4, ..link },
            Link { person: None, ..link },
            Link { body: "check_run 5 abd", ..link },
            Link { previous: "ky", ..link },
        ] {
            assert_eq!(other.is_hashed_by(&hash, key), Some(false), "{other:?}");
        }
        assert_eq!(link.is_hashed_by(&hash, Some([8; 32])), Some(false), "another key");
        assert_eq!(link.is_hashed_by(&link.hash(None), key), Some(true), "one from before the key");
    }
}
