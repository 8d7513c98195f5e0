-- Full-text search over incidents: one of the two places where the engines differ (the other is the wake-up).

create virtual table incident_text using fts5 (title, summary, content = 'incident', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2');

create trigger incident_text_insert after insert on incident begin
    insert into incident_text (rowid, title, summary) values (new.number, new.title, new.summary);
end;
create trigger incident_text_update after update of title, summary on incident begin
    insert into incident_text (incident_text, rowid, title, summary) values ('delete', old.number, old.title, old.summary);
    insert into incident_text (rowid, title, summary) values (new.number, new.title, new.summary);
end;
