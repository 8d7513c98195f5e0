//! Rules that read something and then write by it hold, however many ask at once.

use app::person::Role;
use app::person::departure::Successors;
use std::sync::Arc;

use app::incident::{Declaration, Responsibility, SeverityChange};
use app::postmortem::Approval;
use app::template::Template;
use tokio::task::JoinSet;

use crate::postmortem::{filled, lived};
use crate::support::{PASSWORD, SourceDb, TestApp};

/// How many of these came true.
fn done<T, E>(results: &[Result<T, E>]) -> usize {
    results.iter().filter(|result| result.is_ok()).count()
}

async fn count(app: &TestApp, sql: &str) -> usize {
    app.texts(sql).await[0].parse().unwrap()
}

crate::each_engine! {
    two_admins_who_demote_each_other_leave_one(app) {
        let (people, seen) = (&app.services.people, app::edit::Seen::nothing());
        let (ada, bea) = (app.person("Ada", Role::Admin).await, app.person("Bea", Role::Admin).await);
        for _ in 0..25 {
            let (one, two) = tokio::join!(
                people.change_role(&ada, bea.person.unwrap(), Role::Viewer, &seen),
                people.change_role(&bea, ada.person.unwrap(), Role::Viewer, &seen),
            );
            assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
            for person in [&ada, &bea] {
                people.change_role(&ada, person.person.unwrap(), Role::Admin, &seen).await.unwrap();
            }
            let nobody = Successors::default();
            let (one, two) = tokio::join!(
                async { people.deactivate(&ada, bea.person.unwrap(), &nobody).await.map(drop) },
                people.change_role(&bea, ada.person.unwrap(), Role::Viewer, &seen),
            );
            assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
            people.reactivate(&ada, bea.person.unwrap()).await.unwrap();
            for person in [&ada, &bea] {
                people.change_role(&ada, person.person.unwrap(), Role::Admin, &seen).await.unwrap();
            }
        }
    }

    the_last_two_members_of_a_private_incident_do_not_both_leave(app) {
        let (people, incidents) = (&app.services.people, &app.services.incidents);
        let root = app.person("Root", Role::Admin).await;
        let (ada, bea) = (app.person("Ada", Role::Responder).await, app.person("Bea", Role::Responder).await);
        let secret = Declaration { private: true, ..Declaration::titled("Salaries leaked").unwrap() };
        let number = incidents.declare(&ada, secret).await.unwrap();
        incidents.add_member(&ada, number, bea.person.unwrap()).await.unwrap();
        let nobody = Successors::default();
        for _ in 0..10 {
            let (one, two) = tokio::join!(
                people.deactivate(&root, ada.person.unwrap(), &nobody),
                people.deactivate(&root, bea.person.unwrap(), &nobody),
            );
            assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
            let stayed = if one.is_ok() { &bea } else { &ada };
            assert!(incidents.show(stayed, number).await.is_ok(), "somebody still sees it");
            people.reactivate(&root, if one.is_ok() { ada.person } else { bea.person }.unwrap()).await.unwrap();
        }
    }

    every_replica_prints_a_setup_link_that_works_and_they_make_one_admin(app) {
        let (one, two) = tokio::join!(app.firebreak.open_setup(), app.firebreak.open_setup());
        let (one, two) = (one.unwrap().unwrap(), two.unwrap().unwrap());
        let people = &app.services.people;
        assert!(people.setup_is_open(&one).await.unwrap() && people.setup_is_open(&two).await.unwrap());
        let (a, b, c) = tokio::join!(
            people.set_up(&one, "Ada", "ada@example.org", PASSWORD),
            people.set_up(&one, "Bea", "bea@example.org", PASSWORD),
            people.set_up(&two, "Cyd", "cyd@example.org", PASSWORD),
        );
        assert_eq!([&a, &b, &c].iter().filter(|done| done.is_ok()).count(), 1, "{a:?} {b:?} {c:?}");
        assert_eq!(app.texts("select name from person").await.len(), 1);
    }

    an_invitation_is_accepted_once(app) {
        for name in ["Ada", "Bea", "Cyd", "Dee", "Eve"] {
            let secret = app.firebreak.invite(name, &format!("{name}@example.org"), Role::Responder).await.unwrap();
            let people = &app.services.people;
            let (one, two) = tokio::join!(people.accept_invitation(&secret, PASSWORD), people.accept_invitation(&secret, "five calm badgers"));
            assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
        }
    }

    there_is_one_commander(app) {
        let (ada, bea) = (app.person("Ada", Role::Commander).await, app.person("Bea", Role::Commander).await);
        let incidents = &app.services.incidents;
        let number = incidents.declare(&ada, Declaration::titled("Late").unwrap()).await.unwrap();
        for _ in 0..20 {
            let (one, two) = tokio::join!(
                incidents.assign(&ada, number, Responsibility::Commander, ada.person.unwrap()),
                incidents.assign(&bea, number, Responsibility::Commander, bea.person.unwrap()),
            );
            assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
            let now = "select p.name from role_assignment a join person p on p.id = a.person where a.role = 'commander' and until_at is null";
            let said = "select p.name from incident i join person p on p.id = i.commander";
            let (holds, said) = (app.texts(now).await, app.texts(said).await);
            assert_eq!((holds.len(), &holds), (1, &said));
        }
    }

    numbers_are_given_once_and_without_gaps(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let app = Arc::new(app);
        for round in 0..5 {
            let mut declared = JoinSet::new();
            for _ in 0..6 {
                let (app, ada) = (app.clone(), ada.clone());
                declared.spawn(async move { app.services.incidents.declare(&ada, Declaration::titled("Late").unwrap()).await.unwrap() });
            }
            let mut numbers = declared.join_all().await;
            numbers.sort_unstable();
            assert_eq!(numbers, (round * 6 + 1..=round * 6 + 6).collect::<Vec<i64>>());
        }
    }

    severity_is_raised_once(app) {
        let (ada, bea) = (app.person("Ada", Role::Responder).await, app.person("Bea", Role::Responder).await);
        let incidents = &app.services.incidents;
        let raise = || SeverityChange::parse("1", "It is worse").unwrap();
        for _ in 0..10 {
            let number = incidents.declare(&ada, Declaration::titled("Late").unwrap()).await.unwrap();
            let (one, two) = tokio::join!(incidents.change_severity(&ada, number, raise()), incidents.change_severity(&bea, number, raise()));
            assert_eq!(done(&[one, two]), 1);
            let intervals = format!("select cast(count(*) as text) from severity_interval where incident = {number}");
            assert_eq!(count(&app, &intervals).await, 2, "the one before, and the one since");
        }
    }

    a_check_runs_once_at_a_time(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let source = SourceDb::new(&app).await;
        let typed = crate::check::typed(&app, &source).await;
        let checks = &app.services.checks;
        let check = checks.add(&ada, app::check::Draft::parse(&typed).unwrap()).await.unwrap();
        for round in 1..=5 {
            let (one, two, three) = tokio::join!(checks.run_now(&ada, check), checks.run_now(&ada, check), checks.run_now(&ada, check));
            assert_eq!(done(&[one, two, three]), 1);
            assert_eq!(count(&app, "select cast(count(*) as text) from check_run").await, round);
        }
    }

    a_postmortem_is_begun_reviewed_approved_and_published_once(app) {
        let (ada, bea) = (app.person("Ada", Role::Commander).await, app.person("Bea", Role::Commander).await);
        let cyd = app.person("Cyd", Role::Commander).await;
        let postmortems = &app.services.postmortems;
        let number = lived(&app, &ada).await;
        let (one, two) = tokio::join!(postmortems.begin(&ada, number), postmortems.begin(&bea, number));
        assert!(one.is_ok() || two.is_ok());
        assert_eq!(count(&app, "select cast(count(*) as text) from postmortem").await, 1);
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let reviewer = bea.person.unwrap();
        let (one, two) = tokio::join!(postmortems.ask_reviewer(&ada, number, reviewer), postmortems.ask_reviewer(&cyd, number, reviewer));
        assert!(one.is_ok() || two.is_ok());
        assert_eq!(count(&app, "select cast(count(*) as text) from postmortem_reviewer").await, 1);
        let approval = || Approval::in_full(Template::named("data"));
        let (one, two) = tokio::join!(postmortems.approve(&bea, number, approval()), postmortems.approve(&cyd, number, approval()));
        assert_eq!(done(&[one, two]), 1);
        let (one, two) = tokio::join!(postmortems.publish(&bea, number, ""), postmortems.publish(&cyd, number, ""));
        assert_eq!(done(&[one, two]), 1);
        for state in ["approved", "published"] {
            let steps = format!("select cast(count(*) as text) from postmortem_event where to_state = '{state}'");
            assert_eq!(count(&app, &steps).await, 1, "{state}");
        }
    }
}
