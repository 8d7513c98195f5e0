//! Accounts under attack: guessing, leaked tokens, a database that somebody else reads.

use app::error::AppError;
use app::person::{Client, Role};
use axum::http::header;

use crate::support::{Browser, Engine, Fresh, PASSWORD, TestApp};

const WRONG: [(&str, &str); 3] = [("email", "ada@example.org"), ("password", "four brave ottars"), ("next", "/")];
const RIGHT: [(&str, &str); 3] = [("email", "ada@example.org"), ("password", PASSWORD), ("next", "/")];

async fn sign_in(browser: &mut Browser, fields: &[(&str, &str)]) -> u16 {
    browser.submit("/sign-in", "/do/sign-in", fields).await.status
}

crate::each_engine! {
    somebody_elses_wrong_passwords_keep_only_strangers_out(app) {
        let mut known = app.signed_in("Ada", Role::Responder).await;
        app.person("Bo", Role::Responder).await;
        let mut stranger = app.browser();
        for _ in 0..11 {
            sign_in(&mut stranger, &WRONG).await;
        }
        assert_eq!(sign_in(&mut stranger, &RIGHT).await, 429, "the account has had its guesses");
        assert_eq!(known.submit("/", "/do/sign-out", &[]).await.status, 303);
        assert_eq!(sign_in(&mut known, &RIGHT).await, 303, "a device that signed in before is let in");
        let bo = [("email", "bo@example.org"), ("password", PASSWORD), ("next", "/")];
        assert_eq!(sign_in(&mut stranger, &bo).await, 303, "another account behind the same proxy");
        // The known device has ten guesses of its own.
        for _ in 0..10 {
            assert_eq!(sign_in(&mut known, &WRONG).await, 422);
        }
        assert_eq!(sign_in(&mut known, &RIGHT).await, 429);
    }

    right_passwords_are_not_guesses(app) {
        app.person("Ada", Role::Responder).await;
        let client = Client { address: Some("203.0.113.9".to_owned()), device: None };
        for _ in 0..12 {
            app.services.people.sign_in("ada@example.org", PASSWORD, &client).await.unwrap();
        }
        for _ in 0..10 {
            let wrong = app.services.people.sign_in("nobody@example.org", "wrong", &client).await;
            assert!(matches!(wrong, Err(AppError::Invalid { .. })), "{wrong:?}");
        }
        let refused = app.services.people.sign_in("bo@example.org", "wrong", &client).await;
        assert!(matches!(refused, Err(AppError::TooMany { .. })), "an address has ten wrong ones a minute, whatever the account: {refused:?}");
    }

    many_right_passwords_at_once_lock_nobody_out(app) {
        app.person("Ada", Role::Responder).await;
        let mut sign_ins = tokio::task::JoinSet::new();
        for _ in 0..60 {
            let people = app.services.people.clone();
            sign_ins.spawn(async move { people.sign_in("ada@example.org", PASSWORD, &Client::default()).await });
        }
        let answers = sign_ins.join_all().await;
        assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(AppError::TooMany { .. }))), "{answers:?}");
        app.services.people.sign_in("ada@example.org", PASSWORD, &Client::default()).await.expect("nothing was wrong");
    }

    a_hundred_guesses_at_once_are_ten(app) {
        app.person("Ada", Role::Responder).await;
        let mut guesses = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let people = app.services.people.clone();
            guesses.spawn(async move { people.sign_in("ada@example.org", "wrong", &Client::default()).await });
        }
        let answers = guesses.join_all().await;
        let looked = answers.iter().filter(|answer| matches!(answer, Err(AppError::Invalid { .. }))).count();
        let slowed = answers.iter().filter(|answer| matches!(answer, Err(AppError::TooMany { .. }))).count();
        assert_eq!((looked, slowed), (10, 30), "{answers:?}");
    }

    a_token_is_not_worth_an_account(app) {
        let ada = app.person("Ada", Role::Admin).await;
        for scope in ["read", "write"] {
            let secret = app.services.people.create_token(&ada, "Airflow", scope, None).await.unwrap();
            let token = app.services.people.actor_of_token(&secret).await.unwrap().unwrap();
            let people = &app.services.people;
            let answers = [
                people.change_password(&token, PASSWORD, "five calm badgers").await.map(drop),
                people.change_account(&token, "Eve", "UTC", &app::edit::Seen::nothing()).await,
                people.create_token(&token, "Another", "write", None).await.map(drop),
                people.tokens(&token).await.map(drop),
                people.revoke_token(&token, 1).await,
            ];
            for answer in answers {
                assert!(matches!(answer, Err(AppError::Forbidden { .. })), "{scope}: {answer:?}");
            }
            let bearer = format!("Bearer {secret}");
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
            let body = crate::support::encoded(&[("old", PASSWORD), ("new", "five calm badgers")]);
            let mut program = app.browser();
            let answer = program.ask("POST", "/do/change-password", &headers, body).await;
            assert_eq!((answer.status, program.cookie("firebreak")), (403, None), "{scope}: {}", answer.html());
        }
    }

    guesses_of_the_old_password_are_counted(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        for expected in [[422; 10].as_slice(), &[429; 3]].concat() {
            let wrong = [("old", "four brave ottars"), ("new", "five calm badgers")];
            assert_eq!(browser.submit("/account", "/do/change-password", &wrong).await.status, expected);
        }
    }

    tokens_do_not_come_back_with_their_person(app) {
        let admin = app.person("Ada", Role::Admin).await;
        let bo = app.person("Bo", Role::Responder).await;
        let secret = app.services.people.create_token(&bo, "Airflow", "write", None).await.unwrap();
        let person = bo.person.unwrap();
        app.services.people.deactivate(&admin, person, &Default::default()).await.unwrap();
        assert_eq!(app.services.people.actor_of_token(&secret).await.unwrap(), None);
        app.services.people.reactivate(&admin, person).await.unwrap();
        assert_eq!(app.services.people.actor_of_token(&secret).await.unwrap(), None, "they make a new one");
    }

    whoever_reads_the_database_gets_no_session_and_no_secret(app) {
        let mut browser = app.signed_in("Ada", Role::Admin).await;
        let answer = browser.submit("/account", "/do/create-token", &[("name", "Airflow"), ("scope", "write")]).await;
        assert_eq!(answer.status, 303);
        let stored = app.texts("select id || ' ' || data from session").await;
        assert!(!stored.is_empty());
        let id = browser.cookie("firebreak").unwrap().to_owned();
        let device = browser.cookie("firebreak-device").unwrap().to_owned();
        let devices = app.texts("select hash from device").await;
        assert!(!devices.is_empty());
        for row in stored.iter().chain(&devices) {
            for secret in [id.as_str(), device.as_str(), "fb_", "signed_in"] {
                assert!(!row.contains(secret), "{row} gives {secret} away");
            }
        }
        let told = browser.get("/account").await;
        assert!(told.find("code.secret").is_some_and(|secret| secret.starts_with("fb_")), "and yet it is shown once");
        assert_eq!(browser.get("/account").await.find("code.secret"), None);
    }

    a_sign_in_does_not_lead_elsewhere(app) {
        app.person("Ada", Role::Responder).await;
        for next in ["/\t/e.org", "//e.org", "/\\e.org", "https://e.org/", "/\n/e.org"] {
            let fields = [("email", "ada@example.org"), ("password", PASSWORD), ("next", next)];
            assert_eq!(app.browser().submit("/sign-in", "/do/sign-in", &fields).await.location.as_deref(), Some("/"), "{next:?}");
        }
    }
}

#[tokio::test]
async fn https_makes_cookies_of_this_host_alone_and_is_asked_for_next_time() {
    let app = TestApp::configured(Engine::Sqlite, |config| config.secure_cookies = true).await;
    app.person("Ada", Role::Responder).await;
    let mut browser = app.browser();
    let answer = browser.submit("/sign-in", "/do/sign-in", &RIGHT).await;
    let cookies: Vec<&str> = answer.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-firebreak"), "{cookie}");
        assert!(["Secure", "HttpOnly", "Path=/", "SameSite=Lax"].iter().all(|part| cookie.contains(part)), "{cookie}");
    }
    assert_eq!(answer.headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
    assert_eq!(browser.get("/incidents").await.status, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_of_the_database_are_nobody_elses() {
    use std::os::unix::fs::PermissionsExt;
    let fresh = Fresh::new(Engine::Sqlite).await;
    let server::db::Database::Sqlite(file) = &fresh.database else { panic!("a file") };
    let file = file.with_file_name("sub").join("firebreak.db");
    let db = server::Db::open(&server::db::Database::Sqlite(file.clone())).await.unwrap();
    db.migrate().await.unwrap();
    let folder = file.parent().unwrap();
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    assert!(files.len() >= 3, "the database, its log and what they share: {files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
    }
}
