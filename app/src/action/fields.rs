//! The fields of an action item: for a new one, and for one that is changed.

use leptos::prelude::*;

use super::{ActionItem, Horizon, Priority};
use crate::actor::Actor;
use crate::due_day::DueDay;
use crate::error::AppError;
use crate::services::Services;
use crate::ticket::Ticket;
use crate::ui::{Check, Field, Select, TextArea, Ticks};

/// What can be chosen.
#[derive(Clone)]
pub struct Lists {
    people: Vec<(String, String)>,
    checks: Vec<(String, String)>,
    tickets: Vec<Ticket>,
}

impl Lists {
    /// For action items of an incident.
    pub async fn of(services: &Services, who: &Actor, incident: i64) -> Result<Self, AppError> {
        let people = services.people.people(who).await?;
        let checks = services.actions.checks(who).await?;
        Ok(Self {
            people: people.into_iter().filter(|person| person.active).map(|person| (person.id.to_string(), person.name)).collect(),
            checks: checks.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            tickets: services.tickets.of_incident(who, incident).await?,
        })
    }
}

/// Everything that is agreed about it.
#[component]
pub fn Fields(
    /// What can be chosen.
    lists: Lists,
    /// As it is; `None` for a new one.
    #[prop(optional)]
    item: Option<ActionItem>,
    /// Which tickets are linked.
    #[prop(optional)]
    linked: Vec<i64>,
) -> impl IntoView {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let of = |read: fn(&ActionItem) -> String| item.as_ref().map(read).unwrap_or_default();
    let (title, about) = (of(|item| item.title.clone()), of(|item| item.about.clone()));
    let owner = number(item.as_ref().and_then(|item| item.owner.as_ref().map(|(id, _)| *id)));
    let due = item.as_ref().and_then(|item| item.due).map(DueDay::iso).unwrap_or_default();
    let horizon = item.as_ref().map_or(Horizon::ShortTerm, |item| item.horizon);
    let priority = item.as_ref().map_or(Priority::Medium, |item| item.priority);
    let check = number(item.as_ref().and_then(|item| item.check.as_ref().map(|check| check.id)));
    let criterion = item.as_ref().map(|item| item.criterion).unwrap_or_default();
    let zero_is_empty = |many: i64| if many == 0 { String::new() } else { many.to_string() };
    let (runs, days) = (zero_is_empty(criterion.green_runs()), zero_is_empty(criterion.green_days()));
    let tickets = lists.tickets.into_iter().map(|ticket| (ticket.id, format!("{} {}", ticket.external_key, ticket.title))).collect();
    view! {
        <Field name="title" label="Title" value=title required=true placeholder="Check every morning that IDs and names agree" hint="Start with a verb, and make it clear when it is done."/>
        <div class="fields">
            <Select name="owner" label="Owner" options=lists.people value=owner none="No owner yet"/>
            <Field name="due" label="Due date" kind="date" value=due/>
        </div>
        <div class="fields">
            <Select name="horizon" label="Horizon" options=Horizon::options() value=horizon.as_str()/>
            <Select name="priority" label="Priority" options=Priority::options() value=priority.as_str()/>
        </div>
        <Select name="check" label="Verified by check" options=lists.checks value=check none="None: verified by a second person"
            hint="Agree on it before work starts. With a check, only its runs verify the action item, never a person."/>
        <div class="fields">
            <Field name="green_runs" label="Green runs in a row" value=runs placeholder="3"/>
            <Field name="green_days" label="Green days" value=days placeholder="0"/>
        </div>
        <Check name="counts_empty" label="Also count runs that examined no rows" ticked={criterion.counts_empty()}
            hint="Otherwise a run that examined no rows, or an unknown number, is not evidence."/>
        <Ticks name="tickets" legend="Tickets" options=tickets chosen=linked/>
        <TextArea name="about" label="Description" rows=2 value=about/>
    }
}
