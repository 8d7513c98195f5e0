-- Texts that were stored while somebody was writing: steps towards the next text of the same person.

alter table postmortem_version add column step boolean not null default false;
