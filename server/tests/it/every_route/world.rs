//! A Firebreak with something of everything: a public incident, a private one with a canary in every text, and people of
//! every kind who are not its members.

use app::actor::Actor;
use app::incident::{Declaration, Guardrail, Impact, Moment, Responsibility};
use app::person::Role;
use app::signal::{NewSignal, Verdict};
use app::update::Audience;
use chrono::TimeDelta;

use super::policy::{FIELDS, May, With};
use crate::support::{Browser, PASSWORD, TestApp, schema};

/// The number of the public incident.
pub const PUBLIC: i64 = 1;
/// The number of the private incident.
pub const PRIVATE: i64 = 2;
/// What every text of the private incident begins with; the name of the text follows, without a blank.
pub const CANARY: &str = "zzcanary";

/// Who has an account: the first is a member of the private incident, the others are not.
pub const PEOPLE: [(&str, Role, May); 5] = [
    ("Ada", Role::Responder, May::Responder),
    ("Root", Role::Admin, May::Admin),
    ("Grace", Role::Commander, May::Commander),
    ("Rhea", Role::Responder, May::Responder),
    ("Vera", Role::Viewer, May::Viewer),
];

/// The world and what was looked up in it.
pub struct World {
    pub app: TestApp,
    ids: Vec<(String, String)>,
}

impl World {
    pub async fn build(app: TestApp) -> Self {
        for (name, role, _) in PEOPLE {
            app.person(name, role).await;
        }
        // Whom the forms are about: nobody's session depends on them.
        app.person("Tom", Role::Viewer).await;
        let ada = actor(&app, "Ada").await;
        let root = actor(&app, "Root").await;
        let team = app.services.people.add_team(&root, "Platform", "").await.unwrap();
        app.services.people.set_member(&root, team, 1, true).await.unwrap();
        app.services.people.create_token(&root, "Airflow", "read", None).await.unwrap();
        for (number, private) in [(PUBLIC, false), (PRIVATE, true)] {
            incident(&app, &ada, number, private).await;
        }
        let again = Declaration { recurrence_of: Some(PRIVATE), ..Declaration::titled("It came back").unwrap() };
        app.services.incidents.declare(&ada, again).await.unwrap();
        let signal = NewSignal { title: "Nobody has judged this".to_owned(), ..NewSignal::default() };
        app.services.signals.raise(&ada, signal).await.unwrap();
        app.pass(TimeDelta::days(400));
        let mut ids = Vec::new();
        for number in [PUBLIC, PRIVATE] {
            let note = app.services.incidents.timeline(&ada, number).await.unwrap();
            let note = note.iter().find(|entry| entry.kind == app::incident::EntryKind::Note).unwrap().id;
            ids.push((format!("{{entry {number}}}"), note.to_string()));
            let roles = app.services.incidents.show(&ada, number).await.unwrap().roles;
            ids.push((
                format!("{{assignment {number}}}"),
                roles.iter().find(|held| held.role == Responsibility::Scribe).unwrap().id.to_string(),
            ));
        }
        Self { app, ids }
    }

    /// A browser of somebody who signs in now.
    pub async fn browser(&self, name: &str) -> Browser {
        let mut browser = self.app.browser();
        let email = format!("{}@example.org", name.to_lowercase());
        let answer = browser.submit("/sign-in", "/do/sign-in", &[("email", &email), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    /// The fields of every form, about the public or the private incident, or about things that are not there.
    pub fn fields(&self, subject: Subject, with: With) -> Vec<(&'static str, String)> {
        let word = |public: &str, private: &str| match subject {
            Subject::Public => public.to_owned(),
            Subject::Private => private.to_owned(),
            Subject::Absent if public == private => public.to_owned(),
            Subject::Absent if private.starts_with("INC-") => "INC-999999".to_owned(),
            Subject::Absent => "999999".to_owned(),
        };
        let looked_up = |word: String| self.ids.iter().find(|(name, _)| *name == word).map_or(word, |(_, id)| id.clone());
        let fields = FIELDS.iter().filter(|(name, ..)| !with.iter().any(|(other, _)| other == name));
        let fields = fields.map(|(name, public, private)| (*name, looked_up(word(public, private))));
        fields.chain(with.iter().map(|(name, word)| (*name, (*word).to_owned()))).collect()
    }

    /// A route with its places filled.
    pub fn path(&self, route: &str, subject: Subject) -> String {
        let fields = self.fields(subject, &[]);
        let parts = route.split('/').map(|part| match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => fields
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, word)| word.clone())
                .unwrap_or_else(|| panic!("{route}: FIELDS has no “{name}”")),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// Whose things a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Public,
    Private,
    Absent,
}

async fn actor(app: &TestApp, name: &str) -> Actor {
    let email = format!("{}@example.org", name.to_lowercase());
    let signed_in = app.services.people.sign_in(&email, PASSWORD, "here").await.unwrap();
    app.actor(&signed_in).await
}

/// Something of everything that an incident can have.
async fn incident(app: &TestApp, ada: &Actor, number: i64, private: bool) {
    let text = |name: &str| format!("{}{name}", if private { CANARY } else { "plain" });
    let declaration = Declaration { private, ..Declaration::titled(&text("title")).unwrap().summarised(&text("summary")).unwrap() };
    assert_eq!(app.services.incidents.declare(ada, declaration).await.unwrap(), number);
    let incidents = &app.services.incidents;
    incidents.note(ada, number, &text("note"), None, Some(format!("https://example.org/{}", text("evidence")))).await.unwrap();
    incidents.assign(ada, number, Responsibility::Commander, 1).await.unwrap();
    incidents.assign(ada, number, Responsibility::Scribe, 1).await.unwrap();
    let impact = Impact {
        guardrail: Guardrail::Halted,
        customers: text("customers"),
        records_affected: Some(258_000_000),
        money_at_stake: text("money"),
        assets: Vec::new(),
    };
    incidents.set_impact(ada, number, impact).await.unwrap();
    incidents.correct_time(ada, number, Moment::Started, Some(app.now() - TimeDelta::days(1)), &text("correction"), false).await.unwrap();
    let signal = NewSignal { title: text("signal"), body: text("signalbody"), source: text("source"), seen_at: None };
    let signal = app.services.signals.raise(ada, signal).await.unwrap();
    app.services.signals.dispose(ada, signal, Verdict::Incident(number)).await.unwrap();
    let option = |name: &str| app::decision::NewOption { label: text(name), pros: text("pros"), cons: text("cons"), risk: text("risk") };
    let decision = app::decision::NewDecision {
        problem: text("problem"),
        constraints: text("constraints"),
        options: vec![option("patch"), option("rebuild")],
        chosen: Some(0),
        why: text("why"),
        objections: text("objections"),
        revisit_when: text("revisit"),
        ..app::decision::NewDecision::default()
    };
    app.services.decisions.record(ada, number, decision).await.unwrap();
    app.services.updates.write(ada, number, Audience::Executives, &text("update")).await.unwrap();
    let now = app.now().timestamp_millis();
    for sql in REMEDIATION {
        let sql = sql.replace("{n}", &number.to_string()).replace("{now}", &now.to_string());
        schema::run(&app.firebreak.db, &sql.replace("{x}", if private { CANARY } else { "plain" })).await;
    }
}

/// What is made through SQL: the same on both engines, `{n}` the incident, `{x}` the beginning of every text.
const REMEDIATION: &[&str] = &[
    "insert into ticket (incident, external_key, title, url, state, horizon, created_at, updated_at) \
     values ({n}, '{x}ticketkey', '{x}ticket', 'https://example.org/{x}ticketurl', 'open', 'immediate', {now}, {now})",
    "insert into backfill (incident, name, unit, total, done, started_at, updated_at) values ({n}, '{x}backfill', '{x}unit', 100, 40, {now}, {now})",
    "insert into backfill_point (backfill, at, done, person) values ({n}, {now}, 40, 1)",
    "insert into action_item (incident, title, about, owner, due_at, horizon, priority, state, evidence, created_at, created_by, updated_at) \
     values ({n}, '{x}action', '{x}actionabout', 1, {now} - 86400000, 'immediate', 'high', 'open', '{x}evidence', {now}, 1, {now})",
    "insert into action_event (action_item, from_state, to_state, note, person, at) values ({n}, 'open', 'open', '{x}actionnote', 1, {now})",
    "insert into action_ticket (action_item, ticket) values ({n}, {n})",
    "insert into postmortem (incident, state, template, created_at, created_by, updated_at, published_at, published_by, facts) \
     values ({n}, 'draft', 'data', {now}, 1, {now}, null, null, null)",
    "insert into postmortem_section (postmortem, key, body, updated_at, updated_by) values ({n}, 'summary', '{x}postmortem', {now}, 1)",
    "insert into postmortem_version (postmortem, key, version, body, person, at) values ({n}, 'summary', 1, '{x}postmortemversion', 1, {now})",
    "insert into postmortem_event (postmortem, to_state, note, person, at) values ({n}, 'draft', '{x}postmortemnote', 1, {now})",
];
