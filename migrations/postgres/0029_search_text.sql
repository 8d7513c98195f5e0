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

alter table incident drop column words;
alter table incident add column words tsvector generated always as (array_to_tsvector(string_to_array(coalesce(search_words, ''), ' '))) stored;
create index incident_by_words on incident using gin (words);
