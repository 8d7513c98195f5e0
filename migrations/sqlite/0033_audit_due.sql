-- The audit log watches what is promised for when, every later date, proposals to accept a risk, and the zone of a document.

drop trigger audit_action_item_update;
create trigger audit_action_item_update after update of incident, title, owner, due_at, idea, state, data_check, green_runs, green_days, awaiting_since, verified_at, verified_by, evidence, risk_reason, risk_accepted_by, risk_expires_at, recurrences, counts_empty, check_version, version_confirmed_by, version_confirmed_at, verified_version, due_day, first_due_at, first_due_day, due_moves, promised_at, risk_expires_day, proposed_by, proposed_at, proposed_reason, proposed_until, proposed_until_day on action_item begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_item', new.number, 'action/' || new.number);
end;

drop trigger audit_postmortem_update;
create trigger audit_postmortem_update after update of incident, state, template, template_version, approved_by, approved_at, published_by, published_at, facts, content_hash, zone on postmortem begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'postmortem', new.id, 'postmortem/' || new.id);
end;

create trigger audit_due_change_insert after insert on due_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'due_change', new.id, 'action/' || new.action_item);
end;
create trigger audit_due_change_update after update of action_item, old_due_at, old_due_day, new_due_at, new_due_day, reason, person, at on due_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'due_change', new.id, 'action/' || new.action_item);
end;
create trigger audit_due_change_delete after delete on due_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'due_change', old.id, 'action/' || old.action_item);
end;
