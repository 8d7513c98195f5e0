-- The audit log watches what is promised for when, every later date, proposals to accept a risk, and the zone of a document.

drop trigger audit_action_item_update on action_item;
create trigger audit_action_item_update after update of incident, title, owner, due_at, idea, state, data_check, green_runs, green_days, awaiting_since, verified_at, verified_by, evidence, risk_reason, risk_accepted_by, risk_expires_at, recurrences, counts_empty, check_version, version_confirmed_by, version_confirmed_at, verified_version, due_day, first_due_at, first_due_day, due_moves, promised_at, risk_expires_day, proposed_by, proposed_at, proposed_reason, proposed_until, proposed_until_day on action_item for each row execute function audit_action_item();

drop trigger audit_postmortem_update on postmortem;
create trigger audit_postmortem_update after update of incident, state, template, template_version, approved_by, approved_at, published_by, published_at, facts, content_hash, zone on postmortem for each row execute function audit_postmortem();

create function audit_due_change() returns trigger language plpgsql as $$
declare r due_change%rowtype;
begin
    if tg_op = 'DELETE' then r := old; else r := new; end if;
    insert into audit_touch (tx, part, row_key, subject) values (pg_current_xact_id()::text::bigint, 'due_change', r.id, 'action/' || r.action_item);
    return null;
end $$;
create trigger audit_due_change_insert after insert on due_change for each row execute function audit_due_change();
create trigger audit_due_change_update after update of action_item, old_due_at, old_due_day, new_due_at, new_due_day, reason, person, at on due_change for each row execute function audit_due_change();
create trigger audit_due_change_delete after delete on due_change for each row execute function audit_due_change();
