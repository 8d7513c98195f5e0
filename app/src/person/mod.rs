//! People and teams: who may sign in, what they may do, and how programs act for them.
//!
//! Invariants: there is always at least one active admin; an e-mail address belongs to one person, whatever its case; a
//! person who left keeps their name in history but owns nothing and cannot sign in; changing a password ends all other
//! sessions.

#[cfg(feature = "ssr")]
pub mod account_page;
#[cfg(feature = "ssr")]
pub mod actions;
pub mod departure;
#[cfg(feature = "ssr")]
pub mod departure_page;
#[cfg(feature = "ssr")]
pub mod people_page;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod setup_page;
#[cfg(feature = "ssr")]
pub mod sign_in_page;
#[cfg(feature = "ssr")]
pub mod teams_page;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::{Client, NewPerson, People, SignedIn};

/// What somebody may do everywhere; each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(as = PersonRole))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads, and raises signals.
    Viewer,
    /// Declares and works on incidents.
    Responder,
    /// Lowers severities, closes, merges, publishes.
    Commander,
    /// Manages people, teams and sources.
    Admin,
}

impl Role {
    /// All, from the one that may least.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Responder, Self::Commander, Self::Admin];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Responder => "responder",
            Self::Commander => "commander",
            Self::Admin => "admin",
        }
    }

    /// What it means, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Viewer => "Reads everything that is not private, and raises signals",
            Self::Responder => "Declares and works on incidents",
            Self::Commander => "Lowers severities, closes, merges and publishes",
            Self::Admin => "Manages people, teams, sources and settings",
        }
    }
}

impl TryFrom<String> for Role {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| format!("“{text}” is not a role."))
    }
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Where they are reached, and how they sign in.
    pub email: String,
    /// What they may do everywhere.
    pub role: Role,
    /// The IANA name of the zone they read times in.
    pub zone: String,
    /// Whether they are still here.
    pub active: bool,
    /// Whether they have set a password.
    pub has_password: bool,
}

/// People who own things together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The description.
    pub about: String,
    /// Who is in it.
    pub members: Vec<(i64, String)>,
}

/// A bearer token of a person, without its secret, which is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// The description.
    pub name: String,
    /// `read` or `write`.
    pub scope: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// An e-mail address, in lower case. Only ASCII: an address that looks like somebody else's is nobody's (a domain in other
/// letters has an ASCII form, which begins with `xn--`).
///
/// # Errors
/// One sentence when it does not look like one.
pub fn email(typed: &str) -> Result<String, String> {
    let typed = typed.trim().to_lowercase();
    let sound =
        typed.len() <= 254 && typed.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.len() > 1 && !host.contains('@'));
    if sound && typed.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(typed)
    } else {
        Err("Enter an e-mail address, such as ada@example.org.".to_owned())
    }
}

/// A password somebody chooses: 12 to 128 characters and not one of the commonest (OWASP ASVS 5.0, 6.2).
///
/// # Errors
/// One sentence that says what is missing.
pub fn new_password(typed: &str, email: &str) -> Result<(), String> {
    let length = typed.chars().count();
    if length < 12 {
        return Err("The password must have 12 characters or more; a short sentence works well.".to_owned());
    }
    if length > 128 {
        return Err("The password must have 128 characters or fewer.".to_owned());
    }
    let lower = typed.to_lowercase();
    let name = email.split('@').next().unwrap_or_default();
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 5
        || lower.contains("password")
        || lower.contains("123456789")
        || lower == email
        || (name.len() > 5 && lower.contains(name))
    {
        return Err("This password is too common. Choose another one.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_by_what_they_may() {
        assert!(Role::Admin > Role::Commander && Role::Commander > Role::Responder && Role::Responder > Role::Viewer);
    }

    #[test]
    fn addresses_are_lowered_and_passwords_judged() {
        assert_eq!(email(" Ada@Example.org "), Ok("ada@example.org".to_owned()));
        assert!(email("ada").is_err() && email("a@b@c").is_err());
        for look_alike in
            ["\u{430}da@example.org", "ada\u{200b}@example.org", "ada@ex\u{e1}mple.org", "ad\0a@example.org", "\u{ff41}da@example.org"]
        {
            assert!(email(look_alike).is_err(), "{look_alike}");
        }
        assert!(new_password("short", "a@b.c").is_err() && new_password("aaaaaaaaaaaaaaaa", "a@b.c").is_err());
        assert!(new_password("four brave otters", "ada@example.org").is_ok());
    }
}
