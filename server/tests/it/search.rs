//! What is typed is what is found: the same rows in the same order on both engines.

use app::actor::Actor;
use app::incident::{Declaration, Filter};
use app::person::Role;
use app::services::Services;

use crate::support::{Engine, TestApp};

/// Titles and summaries, numbered from 1.
const INCIDENTS: &[(&str, &str)] = &[
    ("Rows missing after PE-3217", "The loader joins by task_name, see node.js on example.org"),
    ("Zürich depot counts twice", "Naïve retry; version 2.10.3 of foo-bar/baz_qux"),
    ("Straße is cut in addresses", "tableName is too short"),
    ("Łódź cluster lost a node", "It doesn’t restart"),
    ("İstanbul prices are stale", "Who told the vendor to wait?"),
    ("生产数据丢失", "データが遅い"),
    ("हिन्दी शीर्षक", "العَرَبِيَّة"),
    ("🔥 Disk & queue full", "Predictions are late; queries pile up"),
    ("C++ build fails", "12 rows of 3217 were joined"),
    ("ΟΔΟΣ is misspelt", "Ｆｕｌｌ width"),
];

/// What is typed, and the numbers that are found.
const QUERIES: &[(&str, &[i64])] = &[
    ("PE-3217", &[1]),
    ("pe3217", &[]),
    ("3217", &[9, 1]),
    ("INC-3", &[3]),
    ("inc-3", &[3]),
    ("#3", &[3]),
    ("3", &[9, 3, 2, 1]),
    ("task_name", &[1]),
    ("name", &[3, 1]),
    ("task", &[1]),
    ("node.js", &[1]),
    ("js", &[1]),
    ("example.org", &[1]),
    ("Zurich", &[2]),
    ("ZÜRICH", &[2]),
    ("zürich", &[2]),
    ("naive", &[2]),
    ("NAÏVE", &[2]),
    ("2.10.3", &[2]),
    ("baz", &[2]),
    ("qux", &[2]),
    ("foo-bar/baz_qux", &[2]),
    ("straße", &[3]),
    ("STRASSE", &[3]),
    ("strasse", &[3]),
    ("tableName", &[3]),
    ("tablename", &[3]),
    ("table", &[3]),
    ("Lodz", &[4]),
    ("łódź", &[4]),
    ("ŁÓDŹ", &[4]),
    ("doesn't", &[4]),
    ("doesn’t", &[4]),
    ("istanbul", &[5]),
    ("İSTANBUL", &[5]),
    ("ISTANBUL", &[5]),
    ("who", &[5]),
    ("to wait", &[5]),
    ("数据丢失", &[6]),
    ("数据", &[6]),
    ("丢失", &[6]),
    ("失", &[6]),
    ("生失", &[]),
    ("遅い", &[6]),
    ("データ", &[6]),
    ("ﾃﾞｰﾀ", &[6]),
    ("हिन्दी", &[7]),
    ("शीर्षक", &[7]),
    ("العربية", &[7]),
    ("العَرَبِيَّة", &[7]),
    ("🔥", &[8]),
    ("🦊", &[]),
    ("&", &[]),
    ("\" * OR", &[1]),
    ("prediction", &[8]),
    ("predictions", &[8]),
    ("query", &[8]),
    ("c++", &[9, 4, 3, 2]),
    ("joining", &[9, 1]),
    ("joins", &[9, 1]),
    ("οδος", &[10]),
    ("οδοσ", &[10]),
    ("full", &[10, 8]),
    ("ｆｕｌｌ", &[10, 8]),
    ("Rows -missing", &[1]),
    ("'; drop table incident; --", &[]),
    ("99999999999999999999", &[]),
    ("\u{200B}", &[]),
    ("-1", &[9, 2]),
];

#[test]
fn no_statement_compares_text_that_is_not_folded() {
    let mut likes = 0;
    for (file, statements) in server::db::statements::ALL {
        for (name, sql) in *statements {
            for (at, _) in sql.match_indices(" like ") {
                assert!(sql[..at].ends_with("search_text"), "{file} {name}: `like` on a text that search.rs did not fold");
                likes += 1;
            }
        }
    }
    assert!(likes >= 5, "{likes}");
}

async fn declared(app: &TestApp) -> Actor {
    let ada = app.person("Ada", Role::Commander).await;
    for (title, summary) in INCIDENTS {
        let declaration = Declaration { summary: (*summary).to_owned(), ..Declaration::titled(title).unwrap() };
        app.services.incidents.declare(&ada, declaration).await.unwrap();
    }
    ada
}

async fn found(services: &Services, who: &Actor, typed: &str) -> Vec<i64> {
    let filter = Filter { text: typed.to_owned(), ..Filter::default() };
    services
        .incidents
        .list(who, &filter)
        .await
        .unwrap_or_else(|error| panic!("{typed}: {error}"))
        .incidents
        .iter()
        .map(|one| one.number)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_find_the_same_in_the_same_order() {
    let (sqlite, postgres) = (TestApp::start(Engine::Sqlite).await, TestApp::start(Engine::Postgres).await);
    let readers = (declared(&sqlite).await, declared(&postgres).await);
    let mut wrong = Vec::new();
    let long = "数据 lost ".repeat(600);
    let hostile = [("(", None), ("\\", None), ("'", None), (":*", None), ("a\0b", None), (long.as_str(), None), ("İ", None), ("ﷺ", None)];
    let expected = QUERIES.iter().map(|(typed, right)| (*typed, Some(*right)));
    for (typed, right) in expected.chain(hostile) {
        let (left, other) = (found(&sqlite.services, &readers.0, typed).await, found(&postgres.services, &readers.1, typed).await);
        if left != other || right.is_some_and(|right| right != left) {
            wrong.push(format!("{}: SQLite {left:?}, PostgreSQL {other:?}, expected {right:?}", &typed[..typed.floor_char_boundary(40)]));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

crate::each_engine! {
    every_list_finds_words_whatever_their_case_and_accents(app) {
        let ada = app.person("Lucja", Role::Commander).await;
        crate::postmortem::stored(&app, "update person set name = 'Łucja Ångström' where name = 'Lucja'").await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Ärger mit Zürich").unwrap()).await.unwrap();
        let asset = app::asset::Draft::parse("Übersicht.Straße", "table", "", "1", "", "").unwrap();
        app.services.assets.add(&ada, asset).await.unwrap();
        let signal = app::signal::NewSignal { title: "ÉCART observé".to_owned(), body: String::new(), source: "Łódź".to_owned(), seen_at: None };
        app.services.signals.raise(&ada, signal).await.unwrap();
        app.services.tickets.add(&ada, number, app::ticket::NewTicket::parse("ÄB-1", "Größe prüfen", "", "immediate").unwrap()).await.unwrap();
        let mut browser = app.signed_in("Cy", Role::Responder).await;
        for (page, found) in [
            ("/assets?q=%C3%BCBERSICHT", "Übersicht.Straße"), ("/assets?q=strasse", "Übersicht.Straße"), ("/assets?q=Uebersicht", ""),
            ("/signals?q=%C3%A9cart", "ÉCART observé"), ("/signals?q=lodz", "ÉCART observé"), ("/signals?q=%C3%96zil", ""),
            ("/incidents?q=%C3%A4RGER", "Ärger mit Zürich"),
        ] {
            let page_read = browser.get(page).await;
            let any = ["Übersicht.Straße", "ÉCART observé", "Ärger mit Zürich"].iter().any(|one| page_read.says(one));
            assert!(if found.is_empty() { !any } else { page_read.says(found) }, "{page}: {}", page_read.text());
        }
        for (typed, written) in [("lucja", "Łucja Ångström"), ("ÅNGSTRÖM", "Łucja Ångström"), ("ubersicht", "Übersicht"), ("GRÖSSE", "ÄB"), ("grosse", "ÄB"), ("äb-1", "ÄB")] {
            let offered = app.services.mentions.offer(&ada, number, false, typed).await.unwrap();
            assert!(offered.iter().any(|one| one.written.contains(written)), "{typed}: {offered:?}");
        }
        let entries = app.services.mentions.offer(&ada, number, true, "ZURICH").await.unwrap();
        let all = app.services.mentions.offer(&ada, number, true, "").await.unwrap();
        assert!(entries.len() <= all.len() && !all.is_empty());
    }

    what_was_stored_before_is_folded_at_the_next_start(app) {
        let ada = declared(&app).await;
        for statement in ["update incident set search_text = null, search_words = null", "update postmortem_section set search_text = null"] {
            crate::postmortem::stored(&app, statement).await;
        }
        assert_eq!(found(&app.services, &ada, "zurich").await, Vec::<i64>::new());
        let again = server::build(&server::config::Config::on(app.database.clone()), app.clock.clone()).await.unwrap().firebreak.services();
        assert_eq!((found(&again, &ada, "zurich").await, found(&again, &ada, "丢失").await), (vec![2], vec![6]));
    }
}
