-- What search compares, folded by Firebreak itself (server/src/search.rs) so that both engines find the same. Null means not
-- folded yet: Firebreak does that when it starts.

alter table incident add column search_text text;
alter table incident add column search_words text;
alter table signal add column search_text text;
alter table asset add column search_text text;
alter table postmortem_section add column search_text text;

create index incident_not_folded on incident (number) where search_text is null;
create index signal_not_folded on signal (id) where search_text is null;
create index asset_not_folded on asset (id) where search_text is null;
create index postmortem_section_not_folded on postmortem_section (postmortem, key) where search_text is null;

drop trigger incident_text_insert;
drop trigger incident_text_update;
drop table incident_text;
create virtual table incident_text using fts5 (search_words, content = 'incident', content_rowid = 'number', tokenize = 'ascii', detail = none, columnsize = 0);
insert into incident_text (incident_text) values ('rebuild');
create trigger incident_text_insert after insert on incident begin
    insert into incident_text (rowid, search_words) values (new.number, new.search_words);
end;
create trigger incident_text_update after update of search_words on incident begin
    insert into incident_text (incident_text, rowid, search_words) values ('delete', old.number, old.search_words);
    insert into incident_text (rowid, search_words) values (new.number, new.search_words);
end;
