//! Every page, every server function and every handler, as everybody: who may not, gets nowhere and changes nothing; a
//! private incident does not exist for those who are not its members, in no page that can be reached.
//!
//! A new route fails here until it has a line in `every_route/policy.rs`.

mod away;
pub mod policy;
pub mod world;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use policy::{FORMS, HANDLERS, May, Of, PAGES};
use world::{CANARY, PEOPLE, PRIVATE, Subject, World};

use server::api::DOCUMENT;

use crate::support::{Answer, Browser, code, encoded, schema};

/// The headers of a form as a browser sends it, from a page of ours.
const FORM: [(&str, &str); 4] = [
    ("accept", "application/json"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("origin", "http://firebreak.test"),
    ("sec-fetch-site", "same-origin"),
];

async fn post(browser: &mut Browser, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, word)| (*name, word.as_str())).collect();
    browser.ask("POST", path, &FORM, encoded(&fields)).await
}

fn assert_all(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
}

#[track_caller]
fn nothing_changed(before: &BTreeSet<String>, after: &BTreeSet<String>) {
    let changed: Vec<&String> = before.symmetric_difference(after).collect();
    assert!(changed.is_empty(), "something has changed: {changed:#?}");
}

fn same(have: BTreeSet<String>, policies: Vec<&str>, what: &str) {
    let policies: BTreeSet<String> = policies.into_iter().map(str::to_owned).collect();
    let without: Vec<_> = have.difference(&policies).collect();
    let gone: Vec<_> = policies.difference(&have).collect();
    assert!(without.is_empty(), "{what} without a policy: {without:?}. Add a line for each to server/tests/it/every_route/policy.rs");
    assert!(gone.is_empty(), "policies of {what} that are no longer there: {gone:?}");
}

#[tokio::test]
async fn every_route_has_a_policy() {
    let _ = any_spawner::Executor::init_tokio();
    let pages = leptos_axum::generate_route_list(app::App);
    same(pages.iter().map(|route| route.path().to_owned()).collect(), PAGES.iter().map(|page| page.0).collect(), "pages");
    let forms = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned());
    same(forms.collect(), FORMS.iter().map(|form| form.0).collect(), "server functions");
    let mut handlers = BTreeSet::new();
    for (_, text) in code::rust("server/src") {
        handlers.extend(
            text.split(".route(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()).map(str::to_owned),
        );
    }
    same(handlers, HANDLERS.iter().map(|handler| handler.0).collect(), "handlers");
}

#[test]
fn a_form_with_the_number_of_an_incident_is_declared_as_such() {
    for (file, text) in code::rust("app/src").into_iter().filter(|(file, _)| file.ends_with("actions.rs")) {
        for function in text.split("endpoint = \"").skip(1) {
            let (endpoint, rest) = function.split_once('"').unwrap();
            let arguments = rest.split(") ->").next().unwrap_or_default();
            let form = FORMS.iter().find(|form| form.0 == format!("/do/{endpoint}"));
            let of = form.unwrap_or_else(|| panic!("{file}: {endpoint} has no policy")).2;
            assert!(of == Of::Incident || !arguments.contains("number: i64"), "{endpoint} takes the number of an incident");
        }
    }
}

crate::each_engine! {
    a_stranger_gets_nowhere(app) {
        let world = World::build(app).await;
        let before = schema::everything(&world.app.firebreak.db).await;
        let mut wrong = Vec::new();
        for (route, may, _) in PAGES {
            for subject in [Subject::Public, Subject::Private] {
                let path = world.path(route, subject);
                let answer = world.app.browser().get(&path).await;
                let sound = match may {
                    May::Stranger => answer.status == 200,
                    May::Whoever => answer.status == 404,
                    _ => answer.status == 302 && answer.location.as_deref() == Some(format!("/sign-in?next={path}").as_str()),
                };
                if !sound || answer.html().contains(CANARY) {
                    wrong.push(format!("GET {path}: {} {:?}", answer.status, answer.location));
                }
            }
        }
        for (route, ..) in HANDLERS.iter().filter(|handler| handler.1 > May::Whoever) {
            for subject in [Subject::Public, Subject::Private] {
                let path = world.path(route, subject);
                let answer = world.app.browser().get(&path).await;
                if answer.status != 401 || answer.html().contains(CANARY) {
                    wrong.push(format!("GET {path}: {}", answer.status));
                }
            }
        }
        for (path, may, _, with) in FORMS {
            let answer = post(&mut world.app.browser(), path, &world.fields(Subject::Public, with)).await;
            if (*may != May::Stranger) != (answer.status == 401) {
                wrong.push(format!("POST {path}: {} {}", answer.status, answer.html()));
            }
        }
        assert_all(wrong);
        nothing_changed(&before, &schema::everything(&world.app.firebreak.db).await);
    }

    a_form_from_elsewhere_is_refused(app) {
        let world = World::build(app).await;
        let mut root = world.browser("Root").await;
        let before = schema::everything(&world.app.firebreak.db).await;
        let elsewhere: [&[(&str, &str)]; 5] = [
            &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://other.firebreak.test")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ];
        let mut wrong = Vec::new();
        for (path, _, _, with) in FORMS {
            let fields = world.fields(Subject::Public, with);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, word)| (*name, word.as_str())).collect();
            // A cookie without a word about where it comes from is refused, too.
            for headers in elsewhere.into_iter().chain([&[] as &[(&str, &str)]]) {
                for accept in ["application/json", "text/html"] {
                    let all = [headers, &[("accept", accept), ("content-type", "application/x-www-form-urlencoded")]].concat();
                    let answer = root.ask("POST", path, &all, encoded(&fields)).await;
                    if answer.status != 403 {
                        wrong.push(format!("POST {path} with {all:?}: {}", answer.status));
                    }
                    if !headers.is_empty() {
                        let answer = world.app.browser().ask("POST", path, &all, encoded(&fields)).await;
                        if answer.status != 403 {
                            wrong.push(format!("POST {path} without a session, with {all:?}: {}", answer.status));
                        }
                    }
                }
            }
        }
        assert_all(wrong);
        nothing_changed(&before, &schema::everything(&world.app.firebreak.db).await);
        assert_eq!(root.get("/incidents").await.status, 200, "and nobody was signed out");
    }

    who_may_not_is_told_and_changes_nothing(app) {
        let world = World::build(app).await;
        let before = schema::everything(&world.app.firebreak.db).await;
        let mut wrong = Vec::new();
        for (name, _, is) in PEOPLE.into_iter().skip(1) {
            let mut browser = world.browser(name).await;
            for (route, may, _) in PAGES.iter().chain(HANDLERS).filter(|page| page.1 > May::Whoever) {
                let path = world.path(route, Subject::Public);
                let answer = browser.get(&path).await;
                if answer.status != if *may > is { 403 } else { 200 } {
                    wrong.push(format!("{name} GET {path}: {}", answer.status));
                }
            }
            for (path, _, _, with) in FORMS.iter().filter(|form| form.1 > is) {
                let answer = post(&mut browser, path, &world.fields(Subject::Public, with)).await;
                if answer.status != 403 {
                    wrong.push(format!("{name} POST {path}: {} {}", answer.status, answer.html()));
                }
            }
        }
        assert_all(wrong);
        nothing_changed(&before, &schema::everything(&world.app.firebreak.db).await);
    }

    who_may_is_not_turned_away(app) {
        let world = World::build(app).await;
        let mut wrong = Vec::new();
        let mut browsers = BTreeMap::new();
        for (name, ..) in PEOPLE {
            browsers.insert(name, world.browser(name).await);
        }
        for (path, may, _, with) in FORMS.iter().filter(|form| form.1 > May::Whoever) {
            let name = PEOPLE.into_iter().skip(1).filter(|(_, _, is)| is >= may).min_by_key(|(_, _, is)| *is).unwrap().0;
            let answer = post(browsers.get_mut(name).unwrap(), path, &world.fields(Subject::Public, with)).await;
            // An impossible step, or a word that is not right, is an answer to somebody who may; being turned away is not.
            let incomplete = answer.status == 422 && answer.html().contains("incomplete");
            if !matches!(answer.status, 200..=399 | 409 | 422) || incomplete {
                wrong.push(format!("{name} POST {path}: {} {}", answer.status, answer.html()));
            }
        }
        assert_all(wrong);
    }

    a_private_incident_looks_like_none(app) {
        let world = World::build(app).await;
        let before = schema::everything(&world.app.firebreak.db).await;
        let mut wrong = Vec::new();
        for (name, _, is) in PEOPLE.into_iter().skip(1) {
            let mut browser = world.browser(name).await;
            for (route, may, _) in PAGES.iter().chain(HANDLERS).filter(|page| page.2 == Of::Incident) {
                let (path, nowhere) = (world.path(route, Subject::Private), world.path(route, Subject::Absent));
                let (answer, absent) = (browser.get(&path).await, browser.get(&nowhere).await);
                let denied = answer.status == 404 || *may > is && answer.status == 403;
                if !denied || (answer.status, answer.text()) != (absent.status, absent.text()) {
                    wrong.push(format!("{name} GET {path}: {}, {nowhere}: {}", answer.status, absent.status));
                }
            }
            for (path, may, _, with) in FORMS.iter().filter(|form| form.2 == Of::Incident) {
                let answer = post(&mut browser, path, &world.fields(Subject::Private, with)).await;
                let absent = post(&mut browser, path, &world.fields(Subject::Absent, with)).await;
                let denied = answer.status == 404 || *may > is && answer.status == 403;
                if !denied || answer.status != absent.status || answer.html() != absent.html() {
                    wrong.push(format!("{name} POST {path}: {} {}, absent: {} {}", answer.status, answer.html(), absent.status, absent.html()));
                }
            }
        }
        assert_all(wrong);
        nothing_changed(&before, &schema::everything(&world.app.firebreak.db).await);
    }

    no_page_shows_a_word_of_a_private_incident(app) {
        let world = World::build(app).await;
        let mut wrong = Vec::new();
        // Who may the most, and who may the least.
        for name in ["Root", "Vera"] {
            for (path, found) in crawl(&world, &mut world.browser(name).await).await {
                wrong.extend((!found.is_empty()).then(|| format!("{name} GET {path}: {found:?}")));
            }
        }
        let program = world.app.program(&world.actor("Root").await, "read").await;
        for path in DOCUMENT["paths"].as_object().unwrap().iter().filter(|(_, item)| item.get("get").is_some()).map(|(path, _)| path) {
            for subject in [Subject::Public, Subject::Private] {
                let address = world.path(path, subject) + if path.starts_with("/metrics") { "?year=2025" } else { "" };
                let text = program.get(&address).await.text;
                if text.contains(CANARY) || is_named(&text) {
                    wrong.push(format!("GET /api/v1{address}: {text}"));
                }
            }
        }
        assert_all(wrong);
        // The same walk by a member finds them: it is able to.
        let found: BTreeSet<String> = crawl(&world, &mut world.browser("Ada").await).await.into_iter().flat_map(|(_, found)| found).collect();
        for name in ["title", "summary", "note", "customers", "money", "correction", "signal", "signalbody", "source", "problem", "patch", "pros", "why", "objections", "update", "ticket", "ticketkey", "backfill", "unit", "action", "actionabout", "actionnote", "checked", "idea", "postmortem", "postmortemnote"] {
            assert!(found.contains(name), "a member does not find {name} among {found:?}");
        }
    }
}

/// Questions to lists that a page may not link to.
const QUESTIONS: &[&str] = &[
    "q=zzcanary",
    "q=INC-2",
    "status=open",
    "severity=3",
    "kind=data",
    "drill=no",
    "disposition=incident",
    "state=draft",
    "state=open",
    "owner=1",
    "overdue=on",
    "horizon=immediate",
    "year=2025",
    "view=risks",
    "view=verified",
    "view=ideas",
    "view=all",
    "owner=me",
    "check=1",
    "incident=2",
    "priority=medium",
    "standing=fail",
    "unowned=yes",
    "state=in_review",
    "counted=yes&from=2025-01-01&until=2026-12-31&peak=3",
    "year=2025&measure=resolve",
    "year=2025&which=made",
    "year=2025&which=broken",
    "from=2025-01-01&until=2026-12-31",
];

/// How many questions each page is asked: some pages link to every combination of what they can be asked.
const MOST: usize = 40;

/// Every page that can be reached: each route about the public, the private and an absent incident, each list with every
/// question, and every link on them. Gives each path with the canaries on it.
async fn crawl(world: &World, browser: &mut Browser) -> Vec<(String, BTreeSet<String>)> {
    let mut ahead: VecDeque<String> = VecDeque::new();
    for route in PAGES.iter().chain(HANDLERS).map(|page| page.0).filter(|route| !route.contains('*') && !route.starts_with("/pkg")) {
        for subject in [Subject::Public, Subject::Private, Subject::Absent] {
            ahead.push_back(world.path(route, subject));
        }
        ahead.extend(QUESTIONS.iter().filter(|_| !route.contains('{')).map(|question| format!("{route}?{question}")));
    }
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let (mut pages, mut asked) = (Vec::new(), BTreeMap::new());
    while let Some(path) = ahead.pop_front() {
        let asked: &mut usize = asked.entry(path.split('?').next().unwrap_or_default().to_owned()).or_default();
        if *asked >= MOST || !seen.insert(path.clone()) {
            continue;
        }
        *asked += 1;
        let answer = browser.get(&path).await;
        assert_ne!(answer.status, 500, "{path}: {}", answer.text());
        ahead.extend(answer.links());
        ahead.extend(answer.location.clone());
        let mut found = canaries(&answer);
        // What was asked for is known already: it comes back in the search field, or as the page that is not there.
        if path.contains("INC-2") || ["/incidents", "/postmortems"].iter().any(|folder| path.starts_with(&format!("{folder}/{PRIVATE}"))) {
            found.remove("its number");
        }
        pages.push((path, found));
    }
    pages
}

/// The names of the canaries in an answer: in its body and its headers.
fn canaries(answer: &Answer) -> BTreeSet<String> {
    let headers: Vec<&str> = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
    let text = format!("{}\n{}", answer.html(), headers.join("\n"));
    // What was asked for comes back in the search field: only what follows the word counts.
    let names = text.split(CANARY).skip(1).map(|rest| rest.chars().take_while(char::is_ascii_lowercase).collect::<String>());
    names.filter(|name| !name.is_empty()).chain(is_named(&text).then(|| "its number".to_owned())).collect()
}

/// Whether a text names or links to the private incident by its number.
fn is_named(text: &str) -> bool {
    let names = [format!("INC-{PRIVATE}"), format!("/incidents/{PRIVATE}")];
    names.iter().flat_map(|name| text.split(name.as_str()).skip(1)).any(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
}
