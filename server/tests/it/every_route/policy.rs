//! Who may open which page and send which form: one line each. A route without a line fails the test; so does a line
//! without a route.

use May::{Admin, Commander, Responder, Stranger, Viewer, Whoever};

/// The least that somebody must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum May {
    /// Anybody, with or without an account.
    Stranger,
    /// Whoever holds a secret: a wrong one looks like nothing there.
    Whoever,
    /// Anybody with an account.
    Viewer,
    /// Responders and up.
    Responder,
    /// Commanders and up, or the commander of that incident.
    Commander,
    /// Admins.
    Admin,
}

/// Whether it shows or changes something that belongs to an incident, by a number in the request: then it is as invisible
/// as a private incident is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Nothing of an incident is named in the request.
    Nothing,
    /// Something of one incident is.
    Incident,
}
use Of::{Incident, Nothing};

/// Pages, as the router writes them.
pub const PAGES: &[(&str, May, Of)] = &[
    ("/", Viewer, Nothing),
    ("/account", Viewer, Nothing),
    ("/incidents", Viewer, Nothing),
    ("/incidents/new", Responder, Nothing),
    ("/incidents/{number}", Viewer, Incident),
    ("/incidents/{number}/decisions/new", Responder, Incident),
    ("/incidents/{number}/entries/{entry}", Viewer, Incident),
    ("/invitation/{secret}", Whoever, Nothing),
    ("/people", Admin, Nothing),
    ("/setup/{secret}", Whoever, Nothing),
    ("/severities", Viewer, Nothing),
    ("/sign-in", Stranger, Nothing),
    ("/signals", Viewer, Nothing),
    ("/signals/{signal}", Viewer, Incident),
    ("/teams", Viewer, Nothing),
];

/// Handlers beside the pages, as `server/src` writes them in `.route("…")`.
pub const HANDLERS: &[(&str, May, Of)] = &[
    ("/do/{*name}", Stranger, Nothing),
    ("/icon.svg", Stranger, Nothing),
    ("/livez", Stranger, Nothing),
    ("/pkg/{name}", Stranger, Nothing),
    ("/readyz", Stranger, Nothing),
];

/// Words for fields that other forms mean differently.
pub type With = &'static [(&'static str, &'static str)];

/// Server functions.
pub const FORMS: &[(&str, May, Of, With)] = &[
    ("/do/accept-invitation", Stranger, Nothing, &[]),
    ("/do/add-entry", Responder, Incident, &[]),
    ("/do/add-member", Responder, Incident, &[]),
    ("/do/add-person", Admin, Nothing, &[("role", "viewer")]),
    ("/do/add-team", Admin, Nothing, &[]),
    ("/do/assign-role", Responder, Incident, &[]),
    ("/do/change-account", Viewer, Nothing, &[]),
    ("/do/change-password", Viewer, Nothing, &[]),
    ("/do/change-role", Admin, Nothing, &[("role", "viewer")]),
    ("/do/change-severity", Responder, Incident, &[]),
    ("/do/change-status", Responder, Incident, &[]),
    ("/do/correct-entry", Responder, Incident, &[]),
    ("/do/correct-time", Responder, Incident, &[]),
    ("/do/create-token", Viewer, Nothing, &[]),
    ("/do/declare-incident", Responder, Nothing, &[]),
    ("/do/describe-incident", Responder, Incident, &[]),
    ("/do/dispose-signal", Responder, Incident, &[]),
    ("/do/invite-again", Admin, Nothing, &[]),
    ("/do/link-signal", Responder, Incident, &[("signal", "3")]),
    ("/do/mark-incident", Commander, Incident, &[]),
    ("/do/merge-incident", Commander, Incident, &[]),
    ("/do/pin-entry", Responder, Incident, &[]),
    ("/do/raise-signal", Viewer, Nothing, &[]),
    ("/do/record-decision", Responder, Incident, &[]),
    ("/do/release-role", Responder, Incident, &[]),
    ("/do/reopen-incident", Responder, Incident, &[]),
    ("/do/revoke-token", Viewer, Nothing, &[]),
    ("/do/set-active", Admin, Nothing, &[]),
    ("/do/set-impact", Responder, Incident, &[]),
    ("/do/set-meaning", Admin, Nothing, &[]),
    ("/do/set-member", Admin, Nothing, &[]),
    ("/do/set-up", Stranger, Nothing, &[]),
    ("/do/sign-in", Stranger, Nothing, &[]),
    ("/do/sign-out", Stranger, Nothing, &[]),
    ("/do/strike-decision", Responder, Incident, &[]),
    ("/do/strike-entry", Responder, Incident, &[]),
    ("/do/supersede-decision", Responder, Incident, &[]),
    ("/do/unmerge-incident", Commander, Incident, &[]),
    ("/do/write-update", Responder, Incident, &[]),
];

/// What every form is filled with: name, word for the public incident, word for the private one. A form takes what it
/// knows and ignores the rest. Things that belong to incidents are made in the same order, so that the second of each
/// kind belongs to the private incident; what stands in braces is looked up.
pub const FIELDS: &[(&str, &str, &str)] = &[
    ("number", "1", "2"),
    ("entry", "{entry 1}", "{entry 2}"),
    ("assignment", "{assignment 1}", "{assignment 2}"),
    ("signal", "1", "2"),
    ("decision", "1", "2"),
    ("by", "3", "3"),
    ("incident", "INC-1", "INC-2"),
    ("into", "INC-3", "INC-3"),
    ("action", "1", "2"),
    ("ticket", "1", "2"),
    ("backfill", "1", "2"),
    ("person", "6", "6"),
    ("team", "1", "1"),
    ("token", "1", "1"),
    ("version", "1", "1"),
    ("active", "true", "true"),
    ("at", "2025-06-20T10:00", "2025-06-20T10:00"),
    ("audience", "responders", "responders"),
    ("body", "Something was written", "Something was written"),
    ("chosen", "a", "a"),
    ("disposition", "noise", "noise"),
    ("email", "nobody@example.org", "nobody@example.org"),
    ("guardrail", "halted", "halted"),
    ("happened_at", "2025-06-20T10:00", "2025-06-20T10:00"),
    ("kind", "data", "data"),
    ("meaning", "It is bad", "It is bad"),
    ("member", "true", "true"),
    ("moment", "detected", "detected"),
    ("name", "Somebody", "Somebody"),
    ("new", "five calm badgers", "five calm badgers"),
    ("old", "not the password", "not the password"),
    ("option_a", "Patch", "Patch"),
    ("option_b", "Rebuild", "Rebuild"),
    ("password", "five calm badgers", "five calm badgers"),
    ("pinned", "true", "true"),
    ("problem", "Which way?", "Which way?"),
    ("reason", "Because it is so", "Because it is so"),
    ("role", "scribe", "scribe"),
    ("scope", "read", "read"),
    ("secret", "guess", "guess"),
    ("severity", "1", "1"),
    ("source", "slack", "slack"),
    ("status", "mitigated", "mitigated"),
    ("struck", "true", "true"),
    ("summary", "What is known", "What is known"),
    ("title", "Something else", "Something else"),
    ("why", "It balances", "It balances"),
    ("zone", "Europe/Berlin", "Europe/Berlin"),
];
