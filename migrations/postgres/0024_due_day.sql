-- A due day is a day of the calendar, the same for every reader: kept beside the instant at which it ends where it was set.
-- Which zone an earlier one was set in was not kept. Its instant is one second before a midnight, so ten hours earlier it is
-- that day in every zone from UTC-10 to UTC+13.

alter table action_item add column due_day text;
alter table action_item add column first_due_day text;
alter table action_item add column risk_expires_day text;
alter table action_item add column proposed_until_day text;
alter table due_change add column old_due_day text;
alter table due_change add column new_due_day text;

update action_item set
    due_day = to_char(to_timestamp(due_at / 1000 - 36000) at time zone 'UTC', 'YYYY-MM-DD'),
    first_due_day = to_char(to_timestamp(first_due_at / 1000 - 36000) at time zone 'UTC', 'YYYY-MM-DD'),
    risk_expires_day = to_char(to_timestamp(risk_expires_at / 1000 - 36000) at time zone 'UTC', 'YYYY-MM-DD'),
    proposed_until_day = to_char(to_timestamp(proposed_until / 1000 - 36000) at time zone 'UTC', 'YYYY-MM-DD');
update due_change set
    old_due_day = to_char(to_timestamp(old_due_at / 1000 - 36000) at time zone 'UTC', 'YYYY-MM-DD'),
    new_due_day = to_char(to_timestamp(new_due_at / 1000 - 36000) at time zone 'UTC', 'YYYY-MM-DD');

-- An idea is promised when it is made a promise, not when it was noted. Figures of a year are found by the event they belong to.
alter table action_item add column promised_at bigint;
update action_item set promised_at = coalesce(
    (select max(e.at) from action_event e where e.action_item = action_item.number and e.note = 'From an idea to a promise'), created_at)
    where not idea;
create index action_item_by_promised on action_item (promised_at);
create index action_item_by_first_due on action_item (first_due_at);
create index action_item_by_verified on action_item (verified_at);
create index action_event_reopened on action_event (at) where from_state = 'verified' and to_state <> 'verified';

-- One zone for all times of a document: of whoever began it. What was drafted before named UTC.
alter table postmortem add column zone text not null default 'UTC';
