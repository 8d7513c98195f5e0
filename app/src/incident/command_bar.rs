//! The actions on an incident, as pop-overs with plain forms; on a phone they are within reach of a thumb.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{
    AddEntry, AddMember, AssignRole, ChangeSeverity, ChangeStatus, ClassifyIncident, DescribeIncident, MakePrivate, MakePublic,
    MarkIncident, MergeIncident, ReopenIncident, UnmergeIncident,
};
use super::{Incident, Kind, Moment, OpenItems, Responsibility, Severity, Status, TimeChoice};
use crate::ui::{Check, Field, Form, FormState, Hidden, Icon, Pop, Select, TextArea, TimeField};

/// The actions of an incident.
#[component]
pub fn CommandBar(
    /// The incident.
    incident: Incident,
    /// Who can be given a role.
    people: Vec<(String, String)>,
    /// Whether this reader may lower, close, cancel and merge.
    may_command: bool,
    /// What would be left open by the next ending of it.
    open_items: OpenItems,
    /// The moments that were corrected by hand.
    corrected: Vec<Moment>,
    /// The teams it can belong to.
    teams: Vec<(String, String)>,
) -> impl IntoView {
    let number = incident.number.to_string();
    let open = incident.status.is_open();
    view! {
        <div class="command-bar" role="toolbar" aria-label="Actions">
            {open.then(|| view! { <SeverityPop number=number.clone() severity=incident.severity may_command=may_command/> })}
            {(!incident.status.next().is_empty()).then(|| view! { <StatusPop number=number.clone() status=incident.status may_command=may_command open_items=open_items corrected=corrected/> })}
            {incident.status.may_reopen().then(|| view! { <ReopenPop number=number.clone() status=incident.status/> })}
            <EntryPop number=number.clone()/>
            <RolePop number=number.clone() people=people.clone() has_commander=incident.commander.is_some()/>
            <a class="button" href="#updates"><Icon of=icondata_lu::LuMegaphone/>"Update"</a>
            <MorePop incident=incident people=people teams=teams may_command=may_command/>
        </div>
    }
}

#[component]
fn SeverityPop(number: String, severity: Severity, may_command: bool) -> impl IntoView {
    let (raise, lower): (Vec<Severity>, Vec<Severity>) =
        Severity::ALL.into_iter().filter(|one| *one != severity).partition(|one| one.is_worse_than(severity));
    let words = |offered: Vec<Severity>| -> Vec<(String, String)> {
        offered.into_iter().map(|one| (one.level().to_string(), format!("{} {}: {}", one.code(), one.word(), one.meaning()))).collect()
    };
    let next = severity.one_up().map_or_else(String::new, |one| one.level().to_string());
    let lower_refused = FormState::of(ChangeSeverity::PATH, "lower").is_some();
    let (raise, lower) = (words(raise), words(lower));
    let held = if lower_refused { "lower" } else { "raise" };
    let lower_number = number.clone();
    view! {
        <Pop label="Severity" icon=icondata_lu::LuTriangleAlert class="primary" holds=(ChangeSeverity::PATH, held.to_owned())>
            {(!raise.is_empty()).then(|| view! {
                <Form action=ChangeSeverity::PATH key="raise">
                    <Hidden name="number" value=number/><Hidden name="direction" value="raise"/>
                    <p class="hint">"When in doubt, choose the higher severity."</p>
                    <Select name="severity" label="Raise to" value=next options=raise/>
                    <TextArea name="reason" label="Reason" rows=2 required=true placeholder="Nominations cannot be evaluated"/>
                    <div class="form-actions"><button class="button primary">"Raise severity"</button></div>
                </Form>
            })}
            {(may_command && !lower.is_empty()).then(|| view! {
                <details class="more" open=lower_refused>
                    <summary>"Lower severity"</summary>
                    <Form action=ChangeSeverity::PATH key="lower">
                        <Hidden name="number" value=lower_number/><Hidden name="direction" value="lower"/>
                        <Select name="severity" label="Lower to" options=lower none="Choose a severity"/>
                        <TextArea name="reason" label="Reason" rows=2 required=true/>
                        <div class="form-actions"><button class="button">"Lower severity"</button></div>
                    </Form>
                </details>
            })}
        </Pop>
    }
}

#[component]
fn StatusPop(number: String, status: Status, may_command: bool, open_items: OpenItems, corrected: Vec<Moment>) -> impl IntoView {
    let commanded = |one: &Status| matches!(one, Status::Closed | Status::Canceled);
    let options: Vec<(String, String)> = status
        .next()
        .into_iter()
        .filter(|one| may_command || !commanded(one))
        .map(|one| {
            (one.as_str().to_owned(), if one == Status::Canceled { "canceled (false alarm)".to_owned() } else { one.as_str().to_owned() })
        })
        .collect();
    let asks = status.next().into_iter().filter_map(Status::moment).any(|moment| corrected.contains(&moment));
    let ends = if status == Status::Resolved { "closed" } else { "resolved" };
    view! {
        <Pop label="Status" icon=icondata_lu::LuArrowRightLeft holds=(ChangeStatus::PATH, String::new())>
            <Form action=ChangeStatus::PATH>
                <Hidden name="number" value=number/>
                <Select name="status" label="Status" options=options/>
                {(!open_items.is_empty()).then(|| view! {
                    <div class="notice" data-tone="warn"><div><p>{format!("Open before it is {ends}:")}</p><ul>{open_items.into_iter().map(|end| view! { <li>{end}</li> }).collect_view()}</ul></div></div>
                })}
                {asks.then(|| view! {
                    <Select name="time" label="Corrected time" options=TimeChoice::options() none="Choose which time to keep, if it was corrected"/>
                })}
                <TextArea name="reason" label="Note" rows=2 hint="Required when you cancel it, or while something is still open."/>
                <div class="form-actions"><button class="button primary">"Change status"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn ReopenPop(number: String, status: Status) -> impl IntoView {
    let hint = if status == Status::Closed {
        "Reopen only if it was closed by mistake. If it recurred, declare a recurrence instead."
    } else {
        "Its status becomes investigating."
    };
    view! {
        <Pop label="Reopen" icon=icondata_lu::LuRotateCcw holds=(ReopenIncident::PATH, String::new())>
            <Form action=ReopenIncident::PATH>
                <Hidden name="number" value=number/>
                <TextArea name="reason" label="Reason" rows=2 required=true hint=hint/>
                <div class="form-actions"><button class="button primary">"Reopen"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn EntryPop(number: String) -> impl IntoView {
    view! {
        <Pop label="Note" icon=icondata_lu::LuPencilLine holds=(AddEntry::PATH, "bar".to_owned())>
            <Form action=AddEntry::PATH key="bar">
                <Hidden name="number" value=number/>
                <TextArea name="body" label="What happened?" required=true placeholder="DR-3098 fails: rows are missing since Monday"/>
                <div class="fields">
                    <TimeField name="happened_at" label="Time" hint="Leave empty for now."/>
                    <Field name="evidence_url" label="Evidence link" kind="url" placeholder="https://"/>
                </div>
                <div class="form-actions"><button class="button primary">"Add to the timeline"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn RolePop(number: String, people: Vec<(String, String)>, has_commander: bool) -> impl IntoView {
    let role = if has_commander { "communications" } else { "commander" };
    view! {
        <Pop label="Roles" icon=icondata_lu::LuUsers holds=(AssignRole::PATH, String::new())>
            <Form action=AssignRole::PATH>
                <Hidden name="number" value=number/>
                <Select name="role" label="Role" value=role options=Responsibility::options()/>
                <Select name="person" label="Person" options=people/>
                <p class="hint">{if has_commander { "Assigning another commander hands over command." } else { "No commander is assigned." }}</p>
                <div class="form-actions"><button class="button primary">"Assign"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn MorePop(incident: Incident, people: Vec<(String, String)>, teams: Vec<(String, String)>, may_command: bool) -> impl IntoView {
    let number = incident.number;
    let (drill, private) = (incident.drill, incident.private);
    let (open, merged) = (incident.status.is_open(), incident.status == Status::Merged);
    let (kind, team) = (incident.kind.as_str(), incident.team.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default());
    // Opened for whichever of its forms was refused.
    let forms = [
        ClassifyIncident::PATH,
        MarkIncident::PATH,
        MakePublic::PATH,
        MakePrivate::PATH,
        AddMember::PATH,
        MergeIncident::PATH,
        UnmergeIncident::PATH,
    ];
    let refused = forms.into_iter().find(|path| FormState::of(path, "").is_some());
    let held = (refused.unwrap_or(DescribeIncident::PATH), String::new());
    view! {
        <Pop label="More" icon=icondata_lu::LuEllipsis holds=held>
            <Form action=DescribeIncident::PATH edit=true>
                <Hidden name="number" value=number.to_string()/>
                <Field name="title" label="Title" value=incident.title required=true/>
                <TextArea name="summary" label="Summary" value=incident.summary rows=4 hint="Markdown. What is known, in a few lines."/>
                <div class="form-actions"><button class="button">"Save"</button></div>
            </Form>
            <Form action=ClassifyIncident::PATH edit=true>
                <Hidden name="number" value=number.to_string()/>
                <Select name="kind" label="Type" value=kind options=Kind::options()/>
                <Select name="team" label="Owning team" value=team options=teams none="No team"/>
                <div class="form-actions"><button class="button">"Save type and team"</button></div>
            </Form>
            {may_command.then(|| view! {
                <Form action=MarkIncident::PATH>
                    <Hidden name="number" value=number.to_string()/><Hidden name="drill" value=(!drill).to_string()/>
                    <div class="form-actions"><button class="button">{if drill { "Mark as real" } else { "Mark as drill" }}</button></div>
                </Form>
                {if private { view! {
                    <Form action=MakePublic::PATH>
                        <Hidden name="number" value=number.to_string()/>
                        <Check name="confirm" label="Let everybody who can sign in read this incident and its whole timeline"/>
                        <div class="form-actions"><button class="button">"Make public"</button></div>
                    </Form>
                }.into_any() } else { view! {
                    <Form action=MakePrivate::PATH>
                        <Hidden name="number" value=number.to_string()/>
                        <p class="hint">"Only its members will see it: you and everybody with a role. You can add others afterwards."</p>
                        <div class="form-actions"><button class="button">"Make private"</button></div>
                    </Form>
                }.into_any() }}
            })}
            {private.then(|| view! {
                <Form action=AddMember::PATH>
                    <Hidden name="number" value=number.to_string()/>
                    <Select name="person" label="Add a member" options=people/>
                    <div class="form-actions"><button class="button">"Add member"</button></div>
                </Form>
            })}
            {(may_command && open).then(|| view! {
                <Form action=MergeIncident::PATH>
                    <Hidden name="number" value=number.to_string()/>
                    <Field name="into" label="Duplicate of" placeholder="INC-42" required=true hint="This link keeps working; you can unmerge."/>
                    <div class="form-actions"><button class="button">"Merge"</button></div>
                </Form>
            })}
            {(may_command && merged).then(|| view! {
                <Form action=UnmergeIncident::PATH>
                    <Hidden name="number" value=number.to_string()/>
                    <div class="form-actions"><button class="button">"Unmerge"</button></div>
                </Form>
            })}
        </Pop>
    }
}
