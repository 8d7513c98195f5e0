//! `/teams` and `/teams/{team}`: who owns incidents and assets together.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::Team;
use super::actions::{AddTeam, SetMember};
use crate::error::AppError;
use crate::part::Part;
use crate::services::caller;
use crate::ui::{Asked, Empty, Field, Form, Hidden, Page, PageHead, Pager, Panel, Pop, Search, Select, neighbours, page};

/// How many members a list names.
const NAMED: usize = 6;

/// All teams, a page at a time.
#[component]
pub fn TeamsPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["q", "page"]);
    page(async move {
        let (who, services) = caller?;
        let (words, place) = (asked.text("q"), asked.parsed("page").unwrap_or_default());
        let Part { items, total, before, after } = services.people.find_teams(&who, &words, place).await?;
        let (back, on) = neighbours("/teams", &words, place, before, after);
        let (admin, none, sought) = (who.require_admin().is_ok(), items.is_empty(), !words.is_empty());
        Ok(view! {
            <Page title="Teams">
                <PageHead title="Teams" actions=admin.then(|| view! {
                    <Pop label="Add team" icon=icondata_lu::LuUsers class="primary" holds=(AddTeam::PATH, String::new())>
                        <Form action=AddTeam::PATH>
                            <Field name="name" label="Name" required=true/>
                            <Field name="about" label="Description"/>
                            <div class="form-actions"><button class="button primary">"Add"</button></div>
                        </Form>
                    </Pop>
                }.into_any()).into_any()/>
                <Search action="/teams" words=words placeholder="Team or member"/>
                {match (none, sought) {
                    (true, true) => view! { <Empty icon=icondata_lu::LuSearch title="No team matches" text="Use a shorter search."><a class="button" href="/teams">"Show all"</a></Empty> }.into_any(),
                    (true, false) => view! { <Empty icon=icondata_lu::LuUsers title="No teams yet" text="Teams own incidents and assets, together with a person."/> }.into_any(),
                    (false, _) => view! {
                        <Panel title="All teams" count=usize::try_from(total).unwrap_or_default() flush=true>
                            <ul class="rows">{items.into_iter().map(|team| view! { <TeamRow team=team/> }).collect_view()}</ul>
                        </Panel>
                    }.into_any(),
                }}
                <Pager back=back back_words="Previous page" on=on on_words="Next page"/>
            </Page>
        })
    })
}

#[component]
fn TeamRow(team: Team) -> impl IntoView {
    let count = team.members.len();
    let named: Vec<String> = team.members.into_iter().take(NAMED).map(|(_, name)| name).collect();
    let members = match count {
        0 => "No members.".to_owned(),
        many if many > NAMED => format!("{} and {} more", named.join(", "), many - NAMED),
        _ => named.join(", "),
    };
    view! {
        <li class="row"><div>
            <strong><a href=format!("/teams/{}", team.id)>{team.name}</a></strong> " " <span class="tag">{count}</span>
            {(!team.about.is_empty()).then(|| view! { <p>{team.about}</p> })}
            <p class="muted">{members}</p>
        </div></li>
    }
}

/// One team.
#[component]
pub fn TeamPage() -> impl IntoView {
    let caller = caller();
    let id = use_params_map().get_untracked().get("team").and_then(|team| team.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        let team = services.people.team(&who, id.ok_or(AppError::NotFound)?).await?;
        let admin = who.require_admin().is_ok();
        let people = if admin { services.people.people(&who).await? } else { Vec::new() };
        let others = people.into_iter().filter(|person| person.active && !team.members.iter().any(|(member, _)| *member == person.id));
        let others: Vec<(String, String)> = others.map(|person| (person.id.to_string(), person.name)).collect();
        let id = team.id;
        Ok(view! {
            <Page title=team.name.clone() width="narrow">
                <PageHead title=team.name.clone() crumbs=vec![("/teams".to_owned(), "Teams".to_owned())]
                    sub=(!team.about.is_empty()).then(|| view! { <span class="muted">{team.about.clone()}</span> }.into_any()).into_any()/>
                <p class="chips"><a href=format!("/incidents?team={id}")>"Incidents"</a> <a href=format!("/postmortems?team={id}")>"Postmortems"</a> <a href=format!("/insights?team={id}")>"Insights"</a></p>
                <Members team=team admin=admin others=others/>
            </Page>
        })
    })
}

#[component]
fn Members(team: Team, admin: bool, others: Vec<(String, String)>) -> impl IntoView {
    let (id, count) = (team.id, team.members.len());
    view! {
        <Panel title="Members" count=count>
            {(count == 0).then(|| view! { <p class="muted">"No members."</p> })}
            <ul class="rows">
                {team.members.into_iter().map(|(person, name)| view! {
                    <li class="row"><span>{name}</span>
                        {admin.then(|| view! {
                            <Form action=SetMember::PATH key=format!("{id}-{person}") class="inline">
                                <Hidden name="team" value=id.to_string()/><Hidden name="person" value=person.to_string()/><Hidden name="member" value="false"/>
                                <button class="button small quiet">"Remove"</button>
                            </Form>
                        })}
                    </li>
                }).collect_view()}
            </ul>
            {admin.then(|| view! {
                <Form action=SetMember::PATH key=id.to_string()>
                    <Hidden name="team" value=id.to_string()/><Hidden name="member" value="true"/>
                    <Select name="person" label="Add member" options=others none="Choose a person"/>
                    <div class="form-actions"><button class="button small">"Add"</button></div>
                </Form>
            })}
        </Panel>
    }
}
