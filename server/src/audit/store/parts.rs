//! The tables that the audit log watches, and what of each row it stands for: every listed column, each with its length,
//! so that nothing can move from one to the next. The text is the same on both engines.
//!
//! To watch a table: a line here, and its triggers in a new migration (`migrations/README.md`). To add a column to a
//! released part: a new line for the table under the name `table.2`, which from then on is the one that is written.

/// One column: its length and its text; `-` for nothing.
macro_rules! column {
    (text $name:literal) => {
        concat!("coalesce(length(cast(t.", $name, " as text)) || ':' || cast(t.", $name, " as text), '-')")
    };
    (flag $name:literal) => {
        concat!("case when t.", $name, " then '1:1' else '1:0' end")
    };
}

macro_rules! select {
    ($table:literal, $key:literal, $subject:literal, $at:literal, $person:literal, [$($kind:ident $name:literal),+]) => {
        concat!("select t.", $key, " as row_key, ", $subject, " as subject, ", "cast(coalesce(", $at, ", 0) as bigint) as at, ", $person, " as person, '' ",
            $("|| ", column!($kind $name), " ",)+ "as content from ", $table, " t where t.", $key)
    };
}

/// A table that is watched.
#[derive(Debug)]
pub struct Part {
    /// As entries name it.
    pub name: &'static str,
    /// One row by its key.
    pub one: &'static str,
    /// Rows with a higher key, at most so many.
    pub page: &'static str,
}

macro_rules! parts {
    ($($name:literal, $key:literal, $subject:literal, $at:literal, $person:literal, [$($kind:ident $column:literal),+];)+) => {
        /// All of them.
        pub const PARTS: &[Part] = &[$(Part {
            name: $name,
            one: concat!(select!($name, $key, $subject, $at, $person, [$($kind $column),+]), " = $1"),
            page: concat!(select!($name, $key, $subject, $at, $person, [$($kind $column),+]), " > $1 order by t.", $key, " limit $2"),
        }),+];

        /// Every statement of this file: name and text.
        pub const STATEMENTS: &[(&str, &str)] = &[$(
            ($name, concat!(select!($name, $key, $subject, $at, $person, [$($kind $column),+]), " = $1")),
            (concat!($name, " page"), concat!(select!($name, $key, $subject, $at, $person, [$($kind $column),+]), " > $1 order by t.", $key, " limit $2")),
        )+];
    };
}

parts! {
    "incident", "number", "'incident/' || t.number", "t.updated_at", "cast(null as bigint)",
    [
        text "title", text "summary", text "kind", text "status", text "severity", text "peak_severity", flag "private", flag "drill",
        text "team", text "declared_by", text "commander", text "started_at", text "detected_at", text "declared_at",
        text "acknowledged_at", text "mitigated_at", text "resolved_at", text "closed_at", text "major_at", text "guardrail",
        text "customers", text "records_affected", text "money_at_stake", text "merged_into", text "recurrence_of"
    ];
    "severity_interval", "id", "'incident/' || t.incident", "t.from_at", "t.person",
    [
        text "incident", text "severity", text "from_at", text "reason", text "person"
    ];
    "severity_correction", "id", "'incident/' || (select o.incident from severity_interval o where o.id = t.severity_interval)", "t.at", "t.person",
    [
        text "severity_interval", text "old_at", text "new_at", text "reason", text "person", text "at"
    ];
    "status_change", "id", "'incident/' || t.incident", "t.at", "t.person",
    [
        text "incident", text "from_status", text "to_status", text "reason", text "at", text "person"
    ];
    "time_correction", "id", "'incident/' || t.incident", "t.at", "t.person",
    [
        text "incident", text "moment", text "old_at", text "new_at", text "reason", text "person", text "at"
    ];
    "role_assignment", "id", "'incident/' || t.incident", "t.from_at", "t.assigned_by",
    [
        text "incident", text "role", text "person", text "from_at", text "until_at", text "assigned_by"
    ];
    "timeline_entry", "id", "'incident/' || t.incident", "t.recorded_at", "t.person",
    [
        text "incident", text "kind", text "body", text "evidence_url", text "happened_at", text "recorded_at", text "person",
        text "source", flag "pinned", text "struck_at"
    ];
    "timeline_revision", "id", "'incident/' || (select o.incident from timeline_entry o where o.id = t.entry)", "t.at", "t.person",
    [
        text "entry", text "old_body", text "old_happened_at", text "reason", text "person", text "at"
    ];
    "decision", "id", "'incident/' || t.incident", "t.recorded_at", "t.recorded_by",
    [
        text "incident", text "problem", text "constraints", text "why", text "decided_by", text "objections", text "revisit_when",
        text "decided_at", text "recorded_at", text "recorded_by", text "superseded_by", text "struck_at", text "struck_reason"
    ];
    "decision_option", "id", "'incident/' || (select o.incident from decision o where o.id = t.decision)", "0", "cast(null as bigint)",
    [
        text "decision", text "position", text "label", text "pros", text "cons", text "risk", flag "chosen"
    ];
    "source", "id", "'source/' || t.id", "t.created_at", "t.created_by",
    [
        text "name", text "url"
    ];
    "source_change", "id", "'source/' || t.source", "t.at", "t.person",
    [
        text "source", text "kind", text "old_name", text "old_url", text "new_name", text "new_url", text "reason", text "person", text "at"
    ];
    "data_check", "id", "'check/' || t.id", "t.created_at", "t.created_by",
    [
        text "name", text "kind", text "source", text "sql", text "left_column", text "right_column", text "warn_above",
        text "fail_above"
    ];
    "threshold_change", "id", "'check/' || t.data_check", "t.at", "t.person",
    [
        text "data_check", text "old_warn_above", text "old_fail_above", text "new_warn_above", text "new_fail_above", text "reason",
        text "person", text "at"
    ];
    "check_version", "id", "'check/' || t.data_check", "t.at", "t.person",
    [
        text "data_check", text "version", text "kind", text "sql", text "left_column", text "right_column", text "source", text "source_name",
        text "source_url", text "warn_above", text "fail_above", text "reason", text "person", text "at"
    ];
    "run_removal", "id", "'check/' || t.data_check", "t.at", "cast(null as bigint)",
    [
        text "data_check", text "runs", text "first_at", text "last_at", text "at"
    ];
    "check_run", "id", "'check/' || t.data_check", "t.finished_at", "t.person",
    [
        text "data_check", text "started_at", text "finished_at", text "outcome", text "measured", text "message", text "asked_by",
        text "person", text "false_alarm_at", text "false_alarm_by", text "false_alarm_reason", text "version", text "examined"
    ];
    "action_item", "number", "'action/' || t.number", "t.updated_at", "cast(null as bigint)",
    [
        text "incident", text "title", text "owner", text "due_at", flag "idea", text "state", text "data_check", text "green_runs",
        text "green_days", text "awaiting_since", text "verified_at", text "verified_by", text "evidence", text "risk_reason",
        text "risk_accepted_by", text "risk_expires_at", text "recurrences", flag "counts_empty", text "check_version", text "version_confirmed_by",
        text "version_confirmed_at", text "verified_version", text "due_day", text "first_due_at", text "first_due_day", text "due_moves",
        text "promised_at", text "risk_expires_day", text "proposed_by", text "proposed_at", text "proposed_reason", text "proposed_until",
        text "proposed_until_day"
    ];
    "due_change", "id", "'action/' || t.action_item", "t.at", "t.person",
    [
        text "action_item", text "old_due_at", text "old_due_day", text "new_due_at", text "new_due_day", text "reason", text "person",
        text "at"
    ];
    "action_event", "id", "'action/' || t.action_item", "t.at", "t.person",
    [
        text "action_item", text "from_state", text "to_state", text "note", text "person", text "check_run", text "at"
    ];
    "postmortem", "id", "'postmortem/' || t.id", "t.updated_at", "t.published_by",
    [
        text "incident", text "state", text "template", text "template_version", text "approved_by", text "approved_at",
        text "published_by", text "published_at", text "facts", text "content_hash", text "zone"
    ];
    "postmortem_event", "id", "'postmortem/' || t.postmortem", "t.at", "t.person",
    [
        text "postmortem", text "from_state", text "to_state", text "note", text "person", text "at"
    ];
    "postmortem_erratum", "id", "'postmortem/' || t.postmortem", "t.at", "t.person",
    [
        text "postmortem", text "body", text "person", text "at"
    ];
    "person", "id", "'person/' || t.id", "t.created_at", "cast(null as bigint)",
    [
        text "name", text "email", text "role", flag "active"
    ];
    "api_token", "id", "'person/' || t.person", "t.created_at", "t.person",
    [
        text "person", text "name", text "scope", text "created_at", text "expires_at", text "revoked_at"
    ];
}

/// The part that entries and triggers name.
pub fn named(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}
