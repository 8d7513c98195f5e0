-- The key that says, on every replica and after every start, whose page a form was on.

create table form_key (
    id bigint primary key check (id = 1),
    key text not null
);
