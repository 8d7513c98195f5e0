-- Contributing factors: the causal chain of an incident, each link tied to the timeline and answered.

create table factor (
    id integer primary key,
    incident integer not null references incident (number),
    kind text not null check (kind in ('trigger', 'condition', 'not_caught', 'lasted')),
    title text not null,
    theme text not null default '',
    leads_to integer references factor (id),
    entry integer references timeline_entry (id),
    action_item integer references action_item (number),
    no_action text not null default '',
    created_at integer not null,
    created_by integer references person (id),
    removed_at integer
);
create index factor_by_incident on factor (incident, id);
create index factor_by_theme on factor (theme, incident);
