//! A Firebreak with something of everything: a public incident, a private one with a canary in every text, and people of
//! every kind who are not its members.

use app::action::NewAction;
use app::actor::Actor;
use app::backfill::NewBackfill;
use app::check::Draft;
use app::incident::{Declaration, Guardrail, Impact, Moment, Responsibility};
use app::person::Role;
use app::signal::{NewSignal, Verdict};
use app::template::Wanted;
use app::ticket::{NewTicket, State};
use app::update::Audience;
use chrono::TimeDelta;

use super::policy::{FIELDS, May, With};
use crate::support::{Browser, PASSWORD, SourceDb, TestApp};

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
    _source: SourceDb,
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
        let source = include_str!("../../../../app/src/template/shipped/data.md").to_owned();
        app.services.templates.add(&root, Wanted { title: "House".to_owned(), source, ..Wanted::default() }).await.unwrap();
        app.services.people.create_token(&actor(&app, "Vera").await, "Airflow", "read", None).await.unwrap();
        let source = SourceDb::new(&app).await;
        let check = crate::check::typed(&app, &source).await;
        let check = app.services.checks.add(&ada, Draft::parse(&check).unwrap()).await.unwrap();
        for name in ["warehouse.predictions", "warehouse.tasks"] {
            let asset = app::asset::Draft::parse(name, "table", "", "1", "1", "1").unwrap();
            app.services.assets.add(&ada, asset).await.unwrap();
        }
        app.services.assets.connect(&ada, 1, 2).await.unwrap();
        for (number, private) in [(PUBLIC, false), (PRIVATE, true)] {
            incident(&app, &ada, number, private).await;
        }
        let again = Declaration { recurrence_of: Some(PRIVATE), ..Declaration::titled("It came back").unwrap() };
        app.services.incidents.declare(&ada, again).await.unwrap();
        let duplicate = app.services.incidents.declare(&ada, Declaration::titled("It is the same").unwrap()).await.unwrap();
        app.services.incidents.assign(&ada, duplicate, Responsibility::Commander, 1).await.unwrap();
        app.services.incidents.merge(&ada, duplicate, PRIVATE).await.unwrap();
        let signal = NewSignal { title: "Nobody has judged this".to_owned(), ..NewSignal::default() };
        app.services.signals.raise(&ada, signal).await.unwrap();
        for (number, private) in [(PUBLIC, false), (PRIVATE, true)] {
            promise(&app, &ada, number, private, check).await;
        }
        recur(&app, &ada, &source, check).await;
        app.pass(TimeDelta::days(400));
        let mut ids = Vec::new();
        for number in [PUBLIC, PRIVATE] {
            let note = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
            let note = note.iter().find(|entry| entry.kind == app::incident::EntryKind::Note).unwrap().id;
            ids.push((format!("{{entry {number}}}"), note.to_string()));
            let images = app.services.images.list(&ada, number).await.unwrap();
            ids.push((format!("{{image {number}}}"), images[0].path.rsplit('/').next().unwrap().to_owned()));
            let roles = app.services.incidents.show(&ada, number).await.unwrap().roles;
            ids.push((
                format!("{{assignment {number}}}"),
                roles.iter().find(|held| held.role == Responsibility::Scribe).unwrap().id.to_string(),
            ));
        }
        Self { app, ids, _source: source }
    }

    /// A browser of somebody who signs in now.
    pub async fn browser(&self, name: &str) -> Browser {
        let mut browser = self.app.browser();
        let email = format!("{}@example.org", name.to_lowercase());
        let answer = browser.submit("/sign-in", "/do/sign-in", &[("email", &email), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }

    /// Somebody by name.
    pub async fn actor(&self, name: &str) -> Actor {
        actor(&self.app, name).await
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
    let signed_in = app.services.people.sign_in(&email, PASSWORD, &app::person::Client::default()).await.unwrap();
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
        assets: vec![1],
    };
    incidents.set_impact(ada, number, impact, &app::edit::Seen::nothing()).await.unwrap();
    incidents
        .correct_time(
            ada,
            number,
            Moment::Started,
            Some(app.now() - TimeDelta::days(1)),
            &text("correction"),
            false,
            &app::edit::Seen::nothing(),
        )
        .await
        .unwrap();
    let signal = NewSignal { title: text("signal"), body: text("signalbody"), source: text("source"), seen_at: None };
    let signal = app.services.signals.raise(ada, signal).await.unwrap();
    app.services.signals.dispose(ada, signal, Verdict::Incident(number), &app::edit::Seen::nothing()).await.unwrap();
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
    repair(app, ada, number, private).await;
    let factor = app::factor::NewFactor { kind: "trigger".to_owned(), title: text("factor"), theme: text("theme"), ..Default::default() };
    app.services.factors.add(ada, number, app::factor::NewFactor { no_action: text("noaction"), ..factor }).await.unwrap();
    let postmortems = &app.services.postmortems;
    postmortems.begin(ada, number).await.unwrap();
    postmortems.save_section(ada, number, "learned", &text("postmortem"), 1).await.unwrap();
    let comment = app::comment::NewComment { section: "learned".to_owned(), quote: text("quote"), body: text("comment") };
    app.services.comments.say(ada, number, comment).await.unwrap();
    app.services.images.add(ada, number, &text("image"), crate::image::png(3, 2)).await.unwrap();
    postmortems.send_to_review(ada, number, &text("postmortemnote")).await.unwrap();
}

/// A ticket, a backfill, and a promise that a person verifies.
async fn repair(app: &TestApp, ada: &Actor, number: i64, private: bool) {
    let text = |name: &str| format!("{}{name}", if private { CANARY } else { "plain" });
    let ticket = NewTicket::parse(&text("ticketkey"), &text("ticket"), &format!("https://example.org/{}", text("ticketurl")), "immediate");
    let ticket = app.services.tickets.add(ada, number, ticket.unwrap()).await.unwrap();
    app.services.tickets.change_state(ada, ticket, State::InProgress, &app::edit::Seen::nothing()).await.unwrap();
    let backfill = NewBackfill::parse(&text("backfill"), &text("unit"), "258000000").unwrap();
    let backfill = app.services.backfills.add(ada, number, backfill).await.unwrap();
    app.services.backfills.report(ada, backfill, 40).await.unwrap();
    let action = NewAction {
        about: text("actionabout"),
        owner: Some(1),
        due: app::due_day::DueDay::stored(app.now() + TimeDelta::days(30), None).ok(),
        tickets: vec![ticket],
        ..NewAction::titled(&text("action")).unwrap()
    };
    let action = app.services.actions.add(ada, number, action).await.unwrap();
    app.services.actions.finish(ada, action, &text("actionnote")).await.unwrap();
}

/// A promise that a check verifies.
async fn promise(app: &TestApp, ada: &Actor, number: i64, private: bool, check: i64) {
    let title = format!("{}checked", if private { CANARY } else { "plain" });
    let promise = NewAction { check: Some(check), owner: Some(1), ..NewAction::titled(&title).unwrap() };
    let action = app.services.actions.add(ada, number, promise).await.unwrap();
    app.services.actions.finish(ada, action, "").await.unwrap();
    let idea = NewAction::titled(&title.replace("checked", "idea")).unwrap().as_idea();
    app.services.actions.add(ada, number, idea).await.unwrap();
}

/// The check turns green until the promises are verified, and red again: they are broken, which raises signals.
async fn recur(app: &TestApp, ada: &Actor, source: &SourceDb, check: i64) {
    source.execute(crate::action::FIX).await;
    for _ in 0..4 {
        app.pass(TimeDelta::hours(1));
        app.services.checks.run_now(ada, check).await.unwrap();
    }
    let verified = app.services.actions.counts(ada).await.unwrap().verified;
    assert_eq!(verified, 2, "both promises are verified by their check");
    source.execute(crate::action::BREAK).await;
    app.pass(TimeDelta::hours(1));
    app.services.checks.run_now(ada, check).await.unwrap();
}
