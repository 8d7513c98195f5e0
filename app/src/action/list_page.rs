//! `/actions`: the list of action items. Its filters are in the URL.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::badges::{Due, OwnerName, Proof, StateBadge};
use super::{ActionFilter, ActionItem, ActionListing, Counts, Cursor, Horizon, Owner, Priority, View};
use crate::services::{caller, now};
use crate::ui::{Asked, Empty, Icon, Page, PageHead, page};

/// What the address asks for.
fn asked() -> ActionFilter {
    let asked = Asked::of(&["view", "state", "owner", "overdue", "horizon", "priority", "check", "incident", "after"]);
    let number = |name: &str| asked.read(name, crate::text::incident_number);
    let owner = |word: &str| match word {
        "me" => Some(Owner::Mine),
        "nobody" => Some(Owner::Nobody),
        other => other.parse().ok().map(Owner::Person),
    };
    let cursor = |place: &str| {
        let (key, number) = place.split_once('.')?;
        Some(Cursor(key.parse().ok()?, number.parse().ok()?))
    };
    ActionFilter {
        view: asked.read("view", |word| View::ALL.into_iter().find(|view| view.as_str() == word)).unwrap_or_default(),
        state: asked.word("state"),
        owner: asked.read("owner", owner),
        overdue: crate::text::ticked(&asked.text("overdue")),
        horizon: asked.word("horizon"),
        priority: asked.word("priority"),
        check: number("check"),
        incident: number("incident"),
        after: asked.read("after", cursor),
    }
}

/// The same list with another view or another page.
fn link(filter: &ActionFilter, view: View, after: Option<Cursor>) -> String {
    let mut pairs = vec![("view", view.as_str().to_owned())];
    pairs.extend(filter.state.map(|state| ("state", state.as_str().to_owned())));
    pairs.extend(filter.owner.map(|owner| ("owner", owner_word(owner))));
    pairs.extend(filter.overdue.then(|| ("overdue", "on".to_owned())));
    pairs.extend(filter.horizon.map(|horizon| ("horizon", horizon.as_str().to_owned())));
    pairs.extend(filter.priority.map(|priority| ("priority", priority.as_str().to_owned())));
    pairs.extend(filter.check.map(|check| ("check", check.to_string())));
    pairs.extend(filter.incident.map(|incident| ("incident", incident.to_string())));
    pairs.extend(after.map(|Cursor(key, number)| ("after", format!("{key}.{number}"))));
    format!("/actions?{}", pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}

fn owner_word(owner: Owner) -> String {
    match owner {
        Owner::Mine => "me".to_owned(),
        Owner::Nobody => "nobody".to_owned(),
        Owner::Person(person) => person.to_string(),
    }
}

/// The list.
#[component]
pub fn ActionsPage() -> impl IntoView {
    let caller = caller();
    let (filter, now) = (asked(), now());
    page(async move {
        let (who, services) = caller?;
        let counts = services.actions.counts(&who).await?;
        let listing = services.actions.list(&who, &filter).await?;
        let people = services.people.people(&who).await?;
        let people = people.into_iter().filter(|person| person.active).map(|person| (person.id.to_string(), person.name)).collect();
        let filtered = link(&filter, filter.view, None) != link(&ActionFilter::default(), filter.view, None);
        Ok(view! {
            <Page title="Action items">
                <PageHead title="Action items" sub=view! { <Sub counts=counts/> }.into_any()/>
                <Tabs filter=filter.clone() counts=counts/>
                <Filters filter=filter.clone() people=people filtered=filtered/>
                {if listing.items.is_empty() {
                    view! { <Nothing filtered=filtered view=filter.view/> }.into_any()
                } else {
                    view! { <Rows listing=listing filter=filter now=now/> }.into_any()
                }}
            </Page>
        })
    })
}

#[component]
fn Sub(counts: Counts) -> impl IntoView {
    let links = [
        (counts.overdue, "overdue", "/actions?overdue=on"),
        (counts.unowned, "without an owner", "/actions?owner=nobody"),
        (counts.awaiting, "awaiting evidence", "/actions?state=awaiting_evidence"),
        (counts.mine, "yours", "/actions?owner=me"),
    ];
    let told = links.into_iter().filter(|(count, ..)| *count > 0);
    view! {
        <span class="muted">"An action item is complete when its fix is verified. "</span>
        {told.map(|(count, words, href)| view! { <a class="tag" href=href>{format!("{count} {words}")}</a> " " }).collect_view()}
    }
}

#[component]
fn Tabs(filter: ActionFilter, counts: Counts) -> impl IntoView {
    let tab = move |view: View| {
        let (words, count) = match view {
            View::Open => ("Open", Some(counts.open)),
            View::Verified => ("Verified", Some(counts.verified)),
            View::Risks => ("Risks accepted", Some(counts.risks)),
            View::Ideas => ("Ideas", Some(counts.ideas)),
            View::All => ("All", None),
        };
        let current = (view == filter.view).then_some("page");
        view! { <a href=link(&filter, view, None) aria-current=current>{words} {count.map(|count| view! { <span class="count">{count}</span> })}</a> }
    };
    view! { <nav class="tabs" aria-label="Which">{View::ALL.into_iter().map(tab).collect_view()}</nav> }
}

#[component]
fn Filters(filter: ActionFilter, people: Vec<(String, String)>, filtered: bool) -> impl IntoView {
    let owner = filter.owner.map(owner_word).unwrap_or_default();
    let owners = [("me".to_owned(), "Mine".to_owned()), ("nobody".to_owned(), "Unassigned".to_owned())].into_iter().chain(people);
    let owners = owners
        .map(|(value, words)| {
            let selected = value == owner;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    let horizon = filter.horizon.map_or("", Horizon::as_str);
    let horizons = Horizon::options()
        .into_iter()
        .map(|(value, words)| {
            let selected = value == horizon;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    let priority = filter.priority.map_or("", Priority::as_str);
    let priorities = Priority::options()
        .into_iter()
        .map(|(value, words)| {
            let selected = value == priority;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    let clear = format!("/actions?view={}", filter.view.as_str());
    view! {
        <form class="filters" method="get" action="/actions">
            <input type="hidden" name="view" value=filter.view.as_str()/>
            <select name="owner" aria-label="Owner"><option value="">"Any owner"</option>{owners}</select>
            <select name="horizon" aria-label="Horizon"><option value="">"Any horizon"</option>{horizons}</select>
            <select name="priority" aria-label="Priority"><option value="">"Any priority"</option>{priorities}</select>
            <label class="tick"><input type="checkbox" name="overdue" value="on" checked=filter.overdue/>"Overdue"</label>
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Filter"</button>
            {filtered.then(|| view! { <p class="chips"><a href=clear>"Clear filters"</a></p> })}
        </form>
    }
}

#[component]
fn Nothing(filtered: bool, view: View) -> impl IntoView {
    if filtered {
        return view! { <Empty icon=icondata_lu::LuSearchX title="No action item matches" text="Try another owner, horizon or tab."><a class="button" href="/actions">"Clear filters"</a></Empty> }.into_any();
    }
    let (title, text) = match view {
        View::Open => {
            ("No open action items", "Action items are added on the page of an incident, together with how they will be verified.")
        }
        View::Verified => ("No verified action items", "An action item is verified when its check stayed green, or by a second person."),
        View::Risks => ("No accepted risks", "A commander can accept the risk of leaving something undone, until a date."),
        View::Ideas => ("No ideas", "Ideas are listed separately from agreed action items."),
        View::All => ("No action items yet", "Action items are added on the page of an incident."),
    };
    view! { <Empty icon=icondata_lu::LuBadgeCheck title=title text=text/> }.into_any()
}

#[component]
fn Rows(listing: ActionListing, filter: ActionFilter, now: DateTime<Utc>) -> impl IntoView {
    let first = filter.after.map(|_| link(&filter, filter.view, None));
    let next = listing.after.map(|after| link(&filter, filter.view, Some(after)));
    view! {
        <div class="table-wrap">
            <table class="list">
                <thead><tr><th>"Action item"</th><th>"State"</th><th>"Owner"</th><th>"Due"</th><th>"Horizon"</th><th>"Priority"</th><th>"Verification"</th></tr></thead>
                <tbody>{listing.items.into_iter().map(|item| view! { <ActionRow item=item now=now/> }).collect_view()}</tbody>
            </table>
        </div>
        {(first.is_some() || next.is_some()).then(|| view! {
            <nav class="pager" aria-label="Pages">
                {first.map(|href| view! { <a class="button" href=href><Icon of=icondata_lu::LuArrowLeft/>"First page"</a> })}
                {next.map(|href| view! { <a class="button" rel="next" href=href>"Next page"<Icon of=icondata_lu::LuArrowRight/></a> })}
            </nav>
        })}
    }
}

#[component]
fn ActionRow(item: ActionItem, now: DateTime<Utc>) -> impl IntoView {
    let (badge, due, owned, proof) = (item.clone(), item.clone(), item.clone(), item.clone());
    let (incident, about) = item.incident;
    let again = (item.recurrences > 0)
        .then(|| format!("recurred {}", if item.recurrences == 1 { "once".to_owned() } else { format!("{} times", item.recurrences) }));
    view! {
        <tr>
            <td class="lead" data-label="Action item">
                <a href=format!("/actions/{}", item.number)><span class="ref">{format!("ACT-{}", item.number)}</span> " " {item.title}</a>
                <p class="muted"><a href=format!("/incidents/{incident}")>{format!("INC-{incident}")}</a> " " {about}
                    {item.merged_into.map(|into| view! { ", merged into " <a href=format!("/incidents/{into}")>{format!("INC-{into}")}</a> })}
                    {item.drill.then(|| view! { " " <span class="badge drill">"drill"</span> })} {again.map(|words| format!(", {words}"))}</p>
            </td>
            <td data-label="State"><StateBadge item=badge now=now/></td>
            <td data-label="Owner"><OwnerName item=owned now=now/></td>
            <td data-label="Due"><Due item=due now=now/></td>
            <td data-label="Horizon">{item.horizon.title()}</td>
            <td data-label="Priority">{item.priority.title()}</td>
            <td data-label="Verification"><Proof item=proof/></td>
        </tr>
    }
}
