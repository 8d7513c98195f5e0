//! `/people` for admins: who may sign in, and what they may do.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::AddPerson;
use super::{Person, Role};
use crate::part::Part;
use crate::services::caller;
use crate::ui::{Asked, Badge, Empty, Field, Form, Page, PageHead, Pager, Panel, Pop, Search, Select, Tone, neighbours, page};

/// What somebody may do, to choose from.
pub fn role_options() -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.as_str().to_owned(), format!("{}: {}", role.as_str(), role.meaning()))).collect()
}

/// Everybody, a page at a time.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["q", "page"]);
    page(async move {
        let (who, services) = caller?;
        who.require_admin()?;
        let (words, place) = (asked.text("q"), asked.parsed("page").unwrap_or_default());
        let Part { items, total, before, after } = services.people.find_people(&who, &words, place).await?;
        let (back, on) = neighbours("/people", &words, place, before, after);
        let none = items.is_empty();
        Ok(view! {
            <Page title="People">
                <PageHead title="People" actions=view! {
                    <Pop label="Add person" icon=icondata_lu::LuUserPlus class="primary" holds=(AddPerson::PATH, String::new())>
                        <Form action=AddPerson::PATH>
                            <Field name="name" label="Name" required=true/>
                            <Field name="email" label="E-mail address" kind="email" required=true/>
                            <Select name="role" label="Role" value="responder" options=role_options()/>
                            <div class="form-actions"><button class="button primary">"Add and create invitation link"</button></div>
                        </Form>
                    </Pop>
                }.into_any()/>
                <Search action="/people" words=words placeholder="Name or address"/>
                {if none {
                    view! { <Empty icon=icondata_lu::LuSearch title="No person matches" text="Use a shorter search."><a class="button" href="/people">"Show all"</a></Empty> }.into_any()
                } else {
                    view! {
                        <Panel title="All people" count=usize::try_from(total).unwrap_or_default() flush=true>
                            <ul class="rows">{items.into_iter().map(|person| view! { <PersonRow person=person/> }).collect_view()}</ul>
                        </Panel>
                    }.into_any()
                }}
                <Pager back=back back_words="Previous page" on=on on_words="Next page"/>
            </Page>
        })
    })
}

#[component]
fn PersonRow(person: Person) -> impl IntoView {
    let (tone, state) = match (person.active, person.has_password) {
        (false, _) => (Tone::Neutral, "left"),
        (true, false) => (Tone::Warn, "invited"),
        (true, true) => (Tone::Neutral, ""),
    };
    view! {
        <li class="row">
            <div>
                <strong><a href=format!("/people/{}", person.id)>{person.name}</a></strong> " " <span class="tag">{person.role.as_str()}</span>
                {(!state.is_empty()).then(|| view! { " " <Badge tone=tone text=state/> })}
                <p class="muted">{person.email}</p>
            </div>
        </li>
    }
}
