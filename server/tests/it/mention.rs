//! What a text can name while it is written.

use app::action::NewAction;
use app::incident::{Declaration, EntryKind};
use app::person::Role;
use app::ticket::NewTicket;

crate::each_engine! {
    what_is_named_is_found_and_written_as_markdown(app) {
        let ada = app.person("Lovelace", Role::Commander).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Rows are missing").unwrap()).await.unwrap();
        let root = app.person("Root", Role::Admin).await;
        app.services.people.add_team(&root, "Platform", "").await.unwrap();
        let asset = app::asset::Draft::parse("warehouse.daily_rows", "table", "", "1", "1", "1").unwrap();
        app.services.assets.add(&ada, asset).await.unwrap();
        let ticket = NewTicket::parse("PE-3217", "Backfill the rows", "https://example.org/PE-3217", "immediate").unwrap();
        app.services.tickets.add(&ada, number, ticket).await.unwrap();
        let action = NewAction { owner: ada.person, ..NewAction::titled("Check that rows match").unwrap() };
        app.services.actions.add(&ada, number, action).await.unwrap();
        let mentions = &app.services.mentions;
        let offered = |typed: &'static str| async { mentions.offer(&ada, number, false, typed).await.unwrap().into_iter().map(|one| one.written).collect::<Vec<_>>() };
        assert_eq!(offered("ROWS").await, ["[warehouse.daily\\_rows](/assets/1)", "[PE-3217](<https://example.org/PE-3217>)", "[ACT-1](/actions/1)"]);
        assert_eq!(offered("lace").await, ["Lovelace"]);
        assert_eq!((offered("%").await.len(), offered("y_r").await.len(), offered("a_a").await.len()), (0, 1, 0), "signs of `like` are letters");
        assert_eq!(offered("act-1").await, ["[ACT-1](/actions/1)"]);
        let entry = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items.into_iter().find(|entry| entry.kind == EntryKind::Declared).unwrap();
        let found = mentions.offer(&ada, number, true, "declared").await.unwrap();
        assert_eq!(found.iter().map(|one| one.written.as_str()).collect::<Vec<_>>(), [format!("[24 Jun, 12:00 UTC](/incidents/1/entries/{})", entry.id)]);
    }
}
