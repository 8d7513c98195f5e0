-- Full-text search over incidents: one of the two places where the engines differ (the other is the wake-up).

alter table incident add column words tsvector generated always as (to_tsvector('english', title || ' ' || summary)) stored;
create index incident_by_words on incident using gin (words);
