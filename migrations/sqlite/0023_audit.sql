-- Who changed what when, chained so that a change behind Firebreak's back is found (docs/decisions/0018-tamper-evidence.md).

-- One entry for each transaction and subject: the rows it wrote, each with the digest of its content, chained to the entry before.
create table audit_entry (
    id integer primary key,
    subject text not null,
    link integer not null,
    at integer not null,
    person integer,
    body text not null,
    previous text not null,
    hash text not null,
    unique (subject, link)
);

-- The last entry of each subject: what the next one is chained to.
create table audit_head (
    subject text primary key,
    link integer not null,
    hash text not null
);

-- Rows written by a transaction that is under way; whoever commits it makes entries of them. What stays here was written by
-- somebody else. SQLite: 0 is the transaction under way, 1 an earlier one. PostgreSQL: the number of the transaction.
create table audit_touch (
    id integer primary key,
    tx integer not null,
    part text not null,
    row_key integer not null,
    subject text not null
);
create index audit_touch_by_tx on audit_touch (tx);

create trigger audit_incident_insert after insert on incident begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'incident', new.number, 'incident/' || new.number);
end;
create trigger audit_incident_update after update of title, summary, kind, status, severity, peak_severity, private, drill, team, declared_by, commander, started_at, detected_at, declared_at, acknowledged_at, mitigated_at, resolved_at, closed_at, major_at, guardrail, customers, records_affected, money_at_stake, merged_into, recurrence_of on incident begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'incident', new.number, 'incident/' || new.number);
end;
create trigger audit_incident_delete after delete on incident begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'incident', old.number, 'incident/' || old.number);
end;

create trigger audit_severity_interval_insert after insert on severity_interval begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'severity_interval', new.id, 'incident/' || new.incident);
end;
create trigger audit_severity_interval_update after update of incident, severity, from_at, reason, person on severity_interval begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'severity_interval', new.id, 'incident/' || new.incident);
end;
create trigger audit_severity_interval_delete after delete on severity_interval begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'severity_interval', old.id, 'incident/' || old.incident);
end;

create trigger audit_severity_correction_insert after insert on severity_correction begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'severity_correction', new.id, 'incident/' || (select o.incident from severity_interval o where o.id = new.severity_interval));
end;
create trigger audit_severity_correction_update after update of severity_interval, old_at, new_at, reason, person, at on severity_correction begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'severity_correction', new.id, 'incident/' || (select o.incident from severity_interval o where o.id = new.severity_interval));
end;
create trigger audit_severity_correction_delete after delete on severity_correction begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'severity_correction', old.id, 'incident/' || (select o.incident from severity_interval o where o.id = old.severity_interval));
end;

create trigger audit_status_change_insert after insert on status_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'status_change', new.id, 'incident/' || new.incident);
end;
create trigger audit_status_change_update after update of incident, from_status, to_status, reason, at, person on status_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'status_change', new.id, 'incident/' || new.incident);
end;
create trigger audit_status_change_delete after delete on status_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'status_change', old.id, 'incident/' || old.incident);
end;

create trigger audit_time_correction_insert after insert on time_correction begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'time_correction', new.id, 'incident/' || new.incident);
end;
create trigger audit_time_correction_update after update of incident, moment, old_at, new_at, reason, person, at on time_correction begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'time_correction', new.id, 'incident/' || new.incident);
end;
create trigger audit_time_correction_delete after delete on time_correction begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'time_correction', old.id, 'incident/' || old.incident);
end;

create trigger audit_role_assignment_insert after insert on role_assignment begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'role_assignment', new.id, 'incident/' || new.incident);
end;
create trigger audit_role_assignment_update after update of incident, role, person, from_at, until_at, assigned_by on role_assignment begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'role_assignment', new.id, 'incident/' || new.incident);
end;
create trigger audit_role_assignment_delete after delete on role_assignment begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'role_assignment', old.id, 'incident/' || old.incident);
end;

create trigger audit_timeline_entry_insert after insert on timeline_entry begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'timeline_entry', new.id, 'incident/' || new.incident);
end;
create trigger audit_timeline_entry_update after update of incident, kind, body, evidence_url, happened_at, recorded_at, person, source, pinned, struck_at on timeline_entry begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'timeline_entry', new.id, 'incident/' || new.incident);
end;
create trigger audit_timeline_entry_delete after delete on timeline_entry begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'timeline_entry', old.id, 'incident/' || old.incident);
end;

create trigger audit_timeline_revision_insert after insert on timeline_revision begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'timeline_revision', new.id, 'incident/' || (select o.incident from timeline_entry o where o.id = new.entry));
end;
create trigger audit_timeline_revision_update after update of entry, old_body, old_happened_at, reason, person, at on timeline_revision begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'timeline_revision', new.id, 'incident/' || (select o.incident from timeline_entry o where o.id = new.entry));
end;
create trigger audit_timeline_revision_delete after delete on timeline_revision begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'timeline_revision', old.id, 'incident/' || (select o.incident from timeline_entry o where o.id = old.entry));
end;

create trigger audit_decision_insert after insert on decision begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'decision', new.id, 'incident/' || new.incident);
end;
create trigger audit_decision_update after update of incident, problem, constraints, why, decided_by, objections, revisit_when, decided_at, recorded_at, recorded_by, superseded_by, struck_at, struck_reason on decision begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'decision', new.id, 'incident/' || new.incident);
end;
create trigger audit_decision_delete after delete on decision begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'decision', old.id, 'incident/' || old.incident);
end;

create trigger audit_decision_option_insert after insert on decision_option begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'decision_option', new.id, 'incident/' || (select o.incident from decision o where o.id = new.decision));
end;
create trigger audit_decision_option_update after update of decision, position, label, pros, cons, risk, chosen on decision_option begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'decision_option', new.id, 'incident/' || (select o.incident from decision o where o.id = new.decision));
end;
create trigger audit_decision_option_delete after delete on decision_option begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'decision_option', old.id, 'incident/' || (select o.incident from decision o where o.id = old.decision));
end;

create trigger audit_source_insert after insert on source begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'source', new.id, 'source/' || new.id);
end;
create trigger audit_source_update after update of name, url on source begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'source', new.id, 'source/' || new.id);
end;
create trigger audit_source_delete after delete on source begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'source', old.id, 'source/' || old.id);
end;

create trigger audit_data_check_insert after insert on data_check begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'data_check', new.id, 'check/' || new.id);
end;
create trigger audit_data_check_update after update of name, kind, source, sql, left_column, right_column, warn_above, fail_above on data_check begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'data_check', new.id, 'check/' || new.id);
end;
create trigger audit_data_check_delete after delete on data_check begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'data_check', old.id, 'check/' || old.id);
end;

create trigger audit_threshold_change_insert after insert on threshold_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'threshold_change', new.id, 'check/' || new.data_check);
end;
create trigger audit_threshold_change_update after update of data_check, old_warn_above, old_fail_above, new_warn_above, new_fail_above, reason, person, at on threshold_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'threshold_change', new.id, 'check/' || new.data_check);
end;
create trigger audit_threshold_change_delete after delete on threshold_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'threshold_change', old.id, 'check/' || old.data_check);
end;

create trigger audit_check_run_insert after insert on check_run begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_run', new.id, 'check/' || new.data_check);
end;
create trigger audit_check_run_update after update of data_check, started_at, finished_at, outcome, measured, message, asked_by, person, false_alarm_at, false_alarm_by, false_alarm_reason on check_run begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_run', new.id, 'check/' || new.data_check);
end;
create trigger audit_check_run_delete after delete on check_run begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_run', old.id, 'check/' || old.data_check);
end;

create trigger audit_action_item_insert after insert on action_item begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_item', new.number, 'action/' || new.number);
end;
create trigger audit_action_item_update after update of incident, title, owner, due_at, idea, state, data_check, green_runs, green_days, awaiting_since, verified_at, verified_by, evidence, risk_reason, risk_accepted_by, risk_expires_at, recurrences on action_item begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_item', new.number, 'action/' || new.number);
end;
create trigger audit_action_item_delete after delete on action_item begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_item', old.number, 'action/' || old.number);
end;

create trigger audit_action_event_insert after insert on action_event begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_event', new.id, 'action/' || new.action_item);
end;
create trigger audit_action_event_update after update of action_item, from_state, to_state, note, person, check_run, at on action_event begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_event', new.id, 'action/' || new.action_item);
end;
create trigger audit_action_event_delete after delete on action_event begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_event', old.id, 'action/' || old.action_item);
end;

create trigger audit_postmortem_insert after insert on postmortem begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem', new.id, 'postmortem/' || new.id);
end;
create trigger audit_postmortem_update after update of incident, state, template, template_version, approved_by, approved_at, published_by, published_at, facts, content_hash on postmortem begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem', new.id, 'postmortem/' || new.id);
end;
create trigger audit_postmortem_delete after delete on postmortem begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem', old.id, 'postmortem/' || old.id);
end;

create trigger audit_postmortem_event_insert after insert on postmortem_event begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem_event', new.id, 'postmortem/' || new.postmortem);
end;
create trigger audit_postmortem_event_update after update of postmortem, from_state, to_state, note, person, at on postmortem_event begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem_event', new.id, 'postmortem/' || new.postmortem);
end;
create trigger audit_postmortem_event_delete after delete on postmortem_event begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem_event', old.id, 'postmortem/' || old.postmortem);
end;

create trigger audit_postmortem_erratum_insert after insert on postmortem_erratum begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem_erratum', new.id, 'postmortem/' || new.postmortem);
end;
create trigger audit_postmortem_erratum_update after update of postmortem, body, person, at on postmortem_erratum begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem_erratum', new.id, 'postmortem/' || new.postmortem);
end;
create trigger audit_postmortem_erratum_delete after delete on postmortem_erratum begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem_erratum', old.id, 'postmortem/' || old.postmortem);
end;

create trigger audit_person_insert after insert on person begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'person', new.id, 'person/' || new.id);
end;
create trigger audit_person_update after update of name, email, role, active on person begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'person', new.id, 'person/' || new.id);
end;
create trigger audit_person_delete after delete on person begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'person', old.id, 'person/' || old.id);
end;

create trigger audit_api_token_insert after insert on api_token begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'api_token', new.id, 'person/' || new.person);
end;
create trigger audit_api_token_update after update of person, name, scope, created_at, expires_at, revoked_at on api_token begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'api_token', new.id, 'person/' || new.person);
end;
create trigger audit_api_token_delete after delete on api_token begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'api_token', old.id, 'person/' || old.person);
end;
