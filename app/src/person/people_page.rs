//! `/people` for admins, `/teams` for everybody.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddPerson, AddTeam, ChangeRole, InviteAgain, SetMember};
use super::{Person, Role, Team};
use crate::services::caller;
use crate::ui::{Badge, Empty, Field, Form, Hidden, Page, PageHead, Panel, Pop, Select, Tone, page};

fn role_options() -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.as_str().to_owned(), format!("{}: {}", role.as_str(), role.meaning()))).collect()
}

/// Who may sign in, and what they may do.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        who.require_admin()?;
        let people = services.people.people(&who).await?;
        Ok(view! {
            <Page title="People">
                <PageHead title="People" actions=view! {
                    <Pop label="Add a person" icon=icondata_lu::LuUserPlus class="primary" holds=(AddPerson::PATH, String::new())>
                        <Form action=AddPerson::PATH>
                            <Field name="name" label="Name" required=true/>
                            <Field name="email" label="E-mail address" kind="email" required=true/>
                            <Select name="role" label="Role" value="responder" options=role_options()/>
                            <div class="form-actions"><button class="button primary">"Add and make a link"</button></div>
                        </Form>
                    </Pop>
                }.into_any()/>
                <Panel title="Everybody" count=people.len() flush=true>
                    <ul class="rows">{people.into_iter().map(|person| view! { <PersonRow person=person/> }).collect_view()}</ul>
                </Panel>
            </Page>
        })
    })
}

#[component]
fn PersonRow(person: Person) -> impl IntoView {
    let id = person.id;
    let (active, role) = (person.active, person.role.as_str());
    let (tone, state) = match (person.active, person.has_password) {
        (false, _) => (Tone::Neutral, "left"),
        (true, false) => (Tone::Warn, "invited"),
        (true, true) => (Tone::Neutral, ""),
    };
    view! {
        <li class="row">
            <div>
                <strong><a href=format!("/people/{id}")>{person.name}</a></strong> " " <span class="tag">{role}</span> {(!state.is_empty()).then(|| view! { " " <Badge tone=tone text=state/> })}
                <p class="muted">{person.email}</p>
            </div>
            <Pop label="Change" icon=icondata_lu::LuUserCog class="small" holds=(ChangeRole::PATH, id.to_string())>
                <Form action=ChangeRole::PATH key=id.to_string() edit=true>
                    <Hidden name="person" value=id.to_string()/>
                    <Select name="role" label="Role" value=role options=role_options()/>
                    <div class="form-actions"><button class="button small">"Change role"</button></div>
                </Form>
                <Form action=InviteAgain::PATH key=id.to_string()>
                    <Hidden name="person" value=id.to_string()/>
                    <button class="button small">"Make a link to set a password"</button>
                </Form>
                <a class="button small" href=format!("/people/{id}")>{if active { "Deactivate…" } else { "Hand over, reactivate…" }}</a>
            </Pop>
        </li>
    }
}

/// Teams and who is in them.
#[component]
pub fn TeamsPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        let teams = services.people.teams(&who).await?;
        let admin = who.require_admin().is_ok();
        let people: Vec<(String, String)> = if admin {
            services.people.people(&who).await?.into_iter().filter(|p| p.active).map(|p| (p.id.to_string(), p.name)).collect()
        } else {
            Vec::new()
        };
        Ok(view! {
            <Page title="Teams">
                <PageHead title="Teams" actions=admin.then(|| view! {
                    <Pop label="Add a team" icon=icondata_lu::LuUsers class="primary" holds=(AddTeam::PATH, String::new())>
                        <Form action=AddTeam::PATH>
                            <Field name="name" label="Name" required=true/>
                            <Field name="about" label="What is it for?"/>
                            <div class="form-actions"><button class="button primary">"Add"</button></div>
                        </Form>
                    </Pop>
                }.into_any()).into_any()/>
                {teams.is_empty().then(|| view! { <Empty icon=icondata_lu::LuUsers title="No teams yet" text="Teams own incidents and assets together with a person."/> })}
                {teams.into_iter().map(|team| view! { <TeamPanel team=team people=people.clone()/> }).collect_view()}
            </Page>
        })
    })
}

#[component]
fn TeamPanel(team: Team, people: Vec<(String, String)>) -> impl IntoView {
    let id = team.id;
    let admin = !people.is_empty();
    let count = team.members.len();
    let others = people.into_iter().filter(|(person, _)| !team.members.iter().any(|(member, _)| member.to_string() == *person)).collect();
    view! {
        <Panel title=team.name count=count>
            {(!team.about.is_empty()).then(|| view! { <p class="muted">{team.about}</p> })}
            <ul class="rows">
                {team.members.into_iter().map(|(person, name)| view! {
                    <li class="row"><span>{name}</span>
                        {admin.then(|| view! {
                            <Form action=SetMember::PATH key=format!("{id}-{person}") class="inline">
                                <Hidden name="team" value=id.to_string()/><Hidden name="person" value=person.to_string()/><Hidden name="member" value="false"/>
                                <button class="button small quiet">"Take out"</button>
                            </Form>
                        })}
                    </li>
                }).collect_view()}
            </ul>
            {admin.then(|| view! {
                <Form action=SetMember::PATH key=id.to_string()>
                    <Hidden name="team" value=id.to_string()/><Hidden name="member" value="true"/>
                    <div class="fields"><Select name="person" label="Add a member" options=others/></div>
                    <div class="form-actions"><button class="button small">"Add"</button></div>
                </Form>
            })}
        </Panel>
    }
}
