//! Tickets: noted beside the incident they repair, kept in step by hand, hidden with it.

use app::error::AppError;
use app::incident::{Declaration, EntryKind};
use app::person::Role;
use app::ticket::{NewTicket, State};

fn pe_3217() -> NewTicket {
    NewTicket::parse("PE-3217", "Backfill the missing predictions", "https://tracker.example.org/PE-3217", "immediate").unwrap()
}

crate::each_engine! {
    a_ticket_is_noted_moved_and_told(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        let page = "/incidents/1";
        let refused = browser.submit(page, "/do/add-ticket", &[("number", "1"), ("external_key", ""), ("title", "Backfill"), ("url", "tracker")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("Enter the ticket's key") && refused.says("https://"), "{}", refused.text());
        let typed = [("number", "1"), ("external_key", "PE-3217"), ("title", "Backfill the missing predictions"), ("url", "https://tracker.example.org/PE-3217"), ("horizon", "immediate")];
        let shown = browser.accept(page, "/do/add-ticket", &typed).await;
        assert!(shown.says("PE-3217 Backfill the missing predictions") && shown.says("Ticket PE-3217 noted (immediate)"), "{}", shown.text());
        assert_eq!(shown.count("a[href='https://tracker.example.org/PE-3217']"), 2, "in the panel and in the timeline");
        let twice = browser.submit(page, "/do/add-ticket", &[("number", "1"), ("external_key", "pe-3217"), ("title", "Again")]).await;
        assert!(twice.status == 422 && twice.says("is already on this incident"), "{}", twice.text());
        let done = browser.accept(page, "/do/change-ticket-state", &[("ticket", "1"), ("state", "done")]).await;
        assert!(done.says("Ticket PE-3217 changed from open to done"), "{}", done.text());
        let corrected = browser.accept(page, "/do/describe-ticket", &[("ticket", "1"), ("external_key", "PE-3218"), ("title", "Backfill"), ("horizon", "long_term")]).await;
        assert!(corrected.says("PE-3218 Backfill") && corrected.says("Long term"), "{}", corrected.text());
    }

    done_tickets_have_a_time_and_reopened_ones_have_none(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let id = app.services.tickets.add(&ada, number, pe_3217()).await.unwrap();
        app.services.tickets.change_state(&ada, id, State::Done, &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(app.services.tickets.show(&ada, id).await.unwrap().done_at, Some(app.now()));
        app.services.tickets.change_state(&ada, id, State::Open, &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(app.services.tickets.show(&ada, id).await.unwrap().done_at, None);
        let told = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        assert_eq!(told.iter().filter(|entry| entry.kind == EntryKind::Ticket).count(), 3);
    }

    tickets_of_a_private_incident_do_not_exist_for_others(app) {
        let (ada, eve, vic) = (app.person("Ada", Role::Responder).await, app.person("Eve", Role::Admin).await, app.person("Vic", Role::Viewer).await);
        let secret = Declaration { private: true, ..Declaration::titled("Canary").unwrap() };
        let number = app.services.incidents.declare(&ada, secret).await.unwrap();
        let id = app.services.tickets.add(&ada, number, pe_3217()).await.unwrap();
        let tickets = &app.services.tickets;
        assert_eq!(tickets.show(&eve, id).await, Err(AppError::NotFound));
        assert_eq!(tickets.of_incident(&eve, number).await, Err(AppError::NotFound));
        assert_eq!(tickets.add(&eve, number, pe_3217()).await, Err(AppError::NotFound));
        assert_eq!(tickets.change_state(&eve, id, State::Done, &app::edit::Seen::nothing()).await, Err(AppError::NotFound));
        assert_eq!(tickets.describe(&eve, id, pe_3217(), &app::edit::Seen::nothing()).await, Err(AppError::NotFound));
        assert!(matches!(tickets.change_state(&vic, id, State::Done, &app::edit::Seen::nothing()).await, Err(AppError::Forbidden { .. })));
    }
}
