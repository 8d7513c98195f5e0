//! Rules that read something and then write by it hold, however many ask at once.

use app::person::Role;

use crate::support::PASSWORD;

crate::each_engine! {
    two_admins_who_demote_each_other_leave_one(app) {
        let people = &app.services.people;
        let (ada, bea) = (app.person("Ada", Role::Admin).await, app.person("Bea", Role::Admin).await);
        for _ in 0..25 {
            let (one, two) = tokio::join!(
                people.change_role(&ada, bea.person.unwrap(), Role::Viewer),
                people.change_role(&bea, ada.person.unwrap(), Role::Viewer),
            );
            assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
            for person in [&ada, &bea] {
                people.change_role(&ada, person.person.unwrap(), Role::Admin).await.unwrap();
            }
            let (one, two) = tokio::join!(
                people.set_active(&ada, bea.person.unwrap(), false),
                people.change_role(&bea, ada.person.unwrap(), Role::Viewer),
            );
            assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
            people.set_active(&ada, bea.person.unwrap(), true).await.unwrap();
            for person in [&ada, &bea] {
                people.change_role(&ada, person.person.unwrap(), Role::Admin).await.unwrap();
            }
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
}
