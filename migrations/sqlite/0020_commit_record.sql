-- One row for each commit whose outcome somebody may have to look up: when the connection broke while it was confirmed, or when a
-- form is sent a second time. Written in the same transaction, deleted after a day.
create table commit_record (
    key text primary key,
    committed_at integer not null,
    fingerprint text,
    location text
);
create index commit_record_by_age on commit_record (committed_at);
