//! Every form that changes what is stored, field by field: an older page overwrites nothing that its author did not change,
//! and the same field is asked about. See docs/decisions/0022-edits.md.
//!
//! A new form whose fields hold something fails here until it is an edit form (`edit=true`) or stands in [`OTHERWISE`].

use std::collections::BTreeMap;

use crate::every_route::policy::{May, PAGES};
use crate::every_route::world::{Subject, World};
use crate::support::{Answer, Browser, FormField, PageForm};

/// Forms whose fields hold something and that change nothing which was there: what they say is new, or they say in another way
/// what their author saw.
const OTHERWISE: &[(&str, &str)] = &[
    ("/do/add-check", "makes something new"),
    ("/do/add-person", "makes something new"),
    ("/do/add-severity", "makes something new; its time is now"),
    ("/do/change-severity", "an act; which way it leads is part of it"),
    ("/do/assign-role", "an act: somebody has the role from now on"),
    ("/do/promise-action", "makes something new"),
    ("/do/add-action", "makes something new"),
    ("/do/add-ticket", "makes something new"),
    ("/do/create-token", "makes something new"),
    ("/do/declare-incident", "makes something new"),
    ("/do/add-factor", "makes something new"),
    ("/do/record-decision", "makes something new"),
    ("/do/write-update", "makes something new"),
    ("/do/raise-signal", "makes something new"),
    ("/do/add-template", "makes something new"),
    ("/do/add-channel", "makes something new"),
    ("/do/add-asset", "makes something new"),
    ("/do/set-member", "an act: somebody comes in or goes out"),
    ("/do/change-status", "an act; from where it leads is looked up again"),
    ("/do/link-signal", "an act; a signal that was linked meanwhile is refused"),
    ("/do/ask-reviewer", "an act: somebody is asked"),
    ("/do/create-action-from-comment", "makes something new"),
    ("/do/use-template", "an act: the document is written by another template"),
    ("/do/save-section", "carries the version its author saw"),
    ("/do/change-template", "carries the version its author saw"),
];

/// Two values for fields whose form is particular: the first is stored, the second stands against it.
const VALUES: &[(&str, &str, [&str; 2])] = &[
    ("/do/change-check", "sql", ["select 1 as a, 2 as b", "select 3 as a, 4 as b"]),
    ("/do/change-check", "fresh_minutes", ["3000", "4000"]),
    ("/do/change-check", "every_minutes", ["50", "40"]),
    ("/do/change-thresholds", "warn_above", ["1", "2"]),
    ("/do/change-thresholds", "fail_above", ["8", "9"]),
    ("/do/describe-backfill", "total", ["300,000,000", "400000000"]),
    ("/do/change-action", "green_runs", ["4", "5"]),
    ("/do/change-action", "green_days", ["6", "7"]),
];

/// Fields that cannot be walked alone, and which test walks them.
const APART: &[(&str, &str, &str)] = &[
    ("/do/correct-time", "", "edit::a_corrected_time_is_compared_with_the_one_that_was_seen"),
    ("/do/correct-severity", "", "edit::a_corrected_time_is_compared_with_the_one_that_was_seen"),
    ("/do/change-ticket-state", "", "edit::the_state_of_a_ticket_is_not_overwritten_unseen"),
    ("/do/dispose-signal", "", "edit::a_signal_that_was_judged_meanwhile_is_not_judged_again_unseen"),
    ("/do/change-source", "url", "edit::the_address_of_a_source_is_not_overwritten_unseen: only addresses of databases are accepted"),
    ("/do/change-check", "kind", "the columns have to fit it"),
    ("/do/change-check", "source", "there is one"),
    ("/do/change-factor", "leads_to", "there is one factor"),
    ("/do/change-factor", "action", "it stands against the reason why nothing is done"),
    ("/do/change-factor", "kind", "a trigger leads to nothing else"),
];

/// Two other values for a field, if it has so many.
fn others(action: &str, field: &FormField) -> Option<[String; 2]> {
    if let Some((.., values)) = VALUES.iter().find(|(form, name, _)| *form == action && *name == field.name) {
        return Some(values.map(str::to_owned));
    }
    let of = |end: &str| format!("{}{end}", field.value);
    match field.kind.as_str() {
        "checkbox" => Some([if field.on { "" } else { "on" }.to_owned(), String::new()]),
        "select" => {
            let mut more = field.options.iter().filter(|option| **option != field.value && !option.is_empty()).cloned();
            let first = more.next()?;
            Some([first, more.next().unwrap_or_else(|| field.value.clone())])
        }
        "date" => Some(["2027-02-03".to_owned(), "2027-02-04".to_owned()]),
        "datetime-local" => Some(["2025-01-02T03:04".to_owned(), "2025-01-02T03:05".to_owned()]),
        "url" => Some(["https://example.org/one".to_owned(), "https://example.org/two".to_owned()]),
        "number" => Some(["11".to_owned(), "12".to_owned()]),
        _ if matches!(field.name.as_str(), "records_affected") => Some(["11".to_owned(), "12".to_owned()]),
        _ => Some([of("one"), of("two")]),
    }
}

/// Fields that say why, and are new each time.
const REASONS: [&str; 2] = ["reason", "due_reason"];

/// What a form asks for beside the change itself.
fn reasons(form: &PageForm) -> Vec<(&'static str, &'static str)> {
    let asked = |name: &&str| form.fields.iter().any(|field| field.name == **name);
    REASONS.into_iter().filter(asked).map(|name| (name, "So it is")).collect()
}

async fn send(browser: &mut Browser, page: &str, form: &PageForm, values: &[(&str, &str)]) -> Answer {
    let all = [reasons(form).as_slice(), values].concat();
    let sent = form.with(&all);
    let fields: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(page, &form.action, &fields).await
}

/// The form with the same action and key on the page as it is now.
async fn again(browser: &mut Browser, page: &str, form: &PageForm) -> PageForm {
    let now = browser.get(page).await.forms().into_iter().find(|one| one.action == form.action && one.id == form.id);
    now.unwrap_or_else(|| panic!("{page}: the form {} is gone", form.id))
}

fn shown(form: &PageForm, name: &str) -> String {
    let field = form.field(name).unwrap_or_else(|| panic!("{}: no field {name}", form.action));
    if field.kind == "checkbox" { field.on.to_string() } else { field.value.clone() }
}

/// Every form on the pages of the public incident that an admin may open: one for each action and page.
async fn forms(world: &World, browser: &mut Browser) -> Vec<(String, PageForm)> {
    let mut found: BTreeMap<(String, String), (String, PageForm)> = BTreeMap::new();
    for (route, may, _) in PAGES.iter().filter(|page| page.1 > May::Stranger && !page.0.contains('*')) {
        let path = world.path(route, Subject::Public);
        let answer = browser.get(&path).await;
        assert!(*may <= May::Admin && answer.status < 500, "{path}: {}", answer.status);
        for form in answer.forms() {
            found.insert((path.clone(), form.action.clone()), (path.clone(), form));
        }
    }
    found.into_values().collect()
}

crate::each_engine! {
    a_form_that_holds_something_compares_it_with_what_is_stored(app) {
        let world = World::build(app).await;
        let mut root = world.browser("Root").await;
        let (mut wrong, mut edits) = (Vec::new(), 0);
        for (page, form) in forms(&world, &mut root).await {
            edits += usize::from(form.is_edit());
            let otherwise = OTHERWISE.iter().any(|(action, _)| *action == form.action);
            let held: Vec<&str> = form.prefilled().map(|field| field.name.as_str()).collect();
            if !form.is_edit() && !otherwise && !held.is_empty() {
                wrong.push(format!("{page}: {} holds {held:?}", form.action));
            }
        }
        assert!(edits > 15, "{edits}");
        assert!(wrong.is_empty(), "make it an edit form:\n{}", wrong.join("\n"));
    }

    an_older_page_overwrites_nothing_that_its_author_did_not_change(app) {
        let world = World::build(app).await;
        let mut root = world.browser("Root").await;
        let (mut wrong, mut walked) = (Vec::new(), 0);
        for (page, form) in forms(&world, &mut root).await.into_iter().filter(|(_, form)| form.is_edit()) {
            let apart = |name: &str| APART.iter().any(|(action, field, _)| *action == form.action && (field.is_empty() || *field == name));
            let mut names: Vec<String> = form.fields.iter().filter(|field| field.kind != "hidden").map(|field| field.name.clone()).collect();
            names.sort();
            names.dedup();
            names.retain(|name| !REASONS.contains(&name.as_str()));
            for name in names {
                let seen = [format!("seen.{name}"), format!("{name}.was")];
                if apart(&name) || name.contains('[') || !form.fields.iter().any(|field| seen.contains(&field.name)) {
                    continue;
                }
                let older = again(&mut root, &page, &form).await;
                let Some([one, two]) = older.field(&name).and_then(|field| others(&form.action, field)) else { continue };
                let place = format!("{page}: {} {name}", form.action);
                let stored = send(&mut root, &page, &older, &[(&name, &one)]).await;
                if stored.status != 303 {
                    wrong.push(format!("{place} = {one:?} is refused: {} {}", stored.status, stored.all("[role=alert]").join(" | ")));
                    continue;
                }
                walked += 1;
                let before = shown(&again(&mut root, &page, &form).await, &name);
                if before == shown(&older, &name) {
                    wrong.push(format!("{place}: {one:?} is not stored"));
                }
                // Its author changed nothing, or something else.
                let nothing = send(&mut root, &page, &older, &[]).await;
                let after = shown(&again(&mut root, &page, &form).await, &name);
                if !matches!(nothing.status, 303 | 422) || after != before {
                    wrong.push(format!("{place}: {before:?} became {after:?} ({})", nothing.status));
                }
                if two.is_empty() || two == older.field(&name).unwrap().value {
                    continue;
                }
                let refused = send(&mut root, &page, &older, &[(&name, &two)]).await;
                let back = refused.forms().into_iter().find(|one| one.action == form.action && one.id == form.id);
                let typed = back.as_ref().map(|back| shown(back, &name));
                let told = refused.all("[role=alert]").iter().any(|words| words.contains("Somebody else has changed this to"));
                if refused.status != 409 || !told || typed.as_deref() != Some(two.as_str()) {
                    wrong.push(format!("{place}: {two:?} against {before:?}: {}, told {told}, typed {typed:?}", refused.status));
                }
                // Sent again, it is meant: the other value was seen.
                if let Some(back) = back {
                    let meant = send(&mut root, &page, &back, &[]).await;
                    if meant.status != 303 {
                        wrong.push(format!("{place}: sent again: {} {}", meant.status, meant.all("[role=alert]").join(" | ")));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {walked} fields:\n{}", wrong.len(), wrong.join("\n"));
        assert!(walked > 40, "{walked}");
    }
}

/// A program leaves out what it does not change, and can say what it saw.
#[test]
fn every_put_can_say_what_was_seen() {
    let mut puts = 0;
    for operation in crate::every_operation::Operation::closed().into_iter().filter(|operation| operation.method == "PUT") {
        let schema = operation.body().unwrap();
        puts += 1;
        assert!(schema["properties"]["seen"].is_object(), "{schema}");
        let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
        assert!(needed.iter().all(|name| ["reason", "moment", "at"].contains(name)), "{needed:?} of {schema}");
    }
    assert!(puts >= 8, "{puts}");
}
