//! Sending a published postmortem on: to teams, who find it on their page, and to channels, through the outbox.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use app::actor::Actor;
use app::channel::NewChannel;
use app::error::AppError;
use app::incident::Declaration;
use app::person::Role;
use app::postmortem::Approval;
use app::template::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::TimeDelta;
use serde_json::Value;

use crate::postmortem::{filled, lived};
use crate::support::TestApp;

type Heard = Arc<Mutex<Vec<(HeaderMap, Value)>>>;

/// A chat at some address of this machine that hears what it is told, and answers with `status`.
async fn chat(status: StatusCode) -> (String, Heard) {
    wavering_chat(Arc::new(Mutex::new(status))).await
}

/// A chat whose answer may change.
async fn wavering_chat(status: Arc<Mutex<StatusCode>>) -> (String, Heard) {
    let heard = Heard::default();
    let hear = move |State(heard): State<Heard>, headers: HeaderMap, body: String| async move {
        heard.lock().unwrap().push((headers, serde_json::from_str(&body).unwrap()));
        *status.lock().unwrap()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook/secret", listener.local_addr().unwrap());
    let router = Router::new().route("/hook/secret", post(hear)).with_state(heard.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

/// A published postmortem of Ada's.
async fn published(app: &TestApp, ada: &Actor, bo: &Actor) -> i64 {
    let number = lived(app, ada).await;
    let postmortems = &app.services.postmortems;
    postmortems.begin(ada, number).await.unwrap();
    filled(app, ada, number).await;
    postmortems.send_to_review(ada, number, "").await.unwrap();
    postmortems.approve(bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
    postmortems.publish(bo, number, "").await.unwrap();
    number
}

async fn added(app: &TestApp, root: &Actor, name: &str, kind: &str, url: &str) -> Option<String> {
    let channel = NewChannel { name: name.to_owned(), kind: kind.to_owned(), url: url.to_owned() };
    app.services.channels.add(root, channel).await.unwrap()
}

async fn deliver_all(app: &TestApp) -> usize {
    let mut count = 0;
    while server::deliver(&app.firebreak).await.unwrap() {
        count += 1;
    }
    count
}

crate::each_engine! {
    a_published_postmortem_reaches_teams_and_channels(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let mut root = app.signed_in("Root", Role::Admin).await;
        let admin = app.actor_of("Root").await;
        let mut cy = app.signed_in("Cy", Role::Viewer).await;
        let team = app.services.people.add_team(&admin, "Platform", "").await.unwrap();
        app.services.people.set_member(&admin, team, app.actor_of("Cy").await.person.unwrap(), true).await.unwrap();
        let ((url, heard), (hook, signed)) = (chat(StatusCode::OK).await, chat(StatusCode::NO_CONTENT).await);
        let page = root.accept("/channels", "/do/add-channel", &[("name", "#incidents"), ("kind", "chat"), ("url", &url)]).await;
        assert!(page.says("#incidents") && page.says("http://127.0.0.1") && !page.html().contains("hook/secret"), "{}", page.text());
        let page = root.accept("/channels", "/do/add-channel", &[("name", "Status page"), ("kind", "webhook"), ("url", &hook)]).await;
        assert!(page.html().contains("whsec_"), "{}", page.text());
        assert!(!root.get("/channels").await.html().contains("whsec_"), "once");
        assert_eq!(root.submit("/channels", "/do/add-channel", &[("name", "x"), ("kind", "chat"), ("url", "file:///etc/passwd")]).await.status, 422);

        let number = published(&app, &ada, &bo).await;
        let path = format!("/incidents/{number}/postmortem");
        let id = number.to_string();
        let nobody = root.submit(&path, "/do/send-postmortem", &[("number", &id)]).await;
        assert!(nobody.status == 422 && nobody.says("Choose a team or a channel."), "{}", nobody.text());
        let form = [("number", id.as_str()), ("team_1", "on"), ("channel_1", "on"), ("channel_2", "on"), ("note", "Read page two @channel")];
        let page = root.accept(&path, "/do/send-postmortem", &form).await;
        assert!(page.says("Sent to Platform, #incidents, Status page.") && page.says("pending") && page.says("0 of 1 have read it"), "{}", page.text());
        assert_eq!(deliver_all(&app).await, 2);
        let told = heard.lock().unwrap().clone();
        let text = told[0].1["text"].as_str().unwrap().to_owned();
        assert!(told.len() == 1 && text.starts_with("Root: Read page two channel\nPostmortem of INC-1 (SEV1): Predictions are missing\nWhat we know about Summary."), "{text}");
        let told = signed.lock().unwrap().clone();
        let (headers, body) = &told[0];
        assert_eq!((told.len(), body["type"].as_str(), body["data"]["incident"].as_i64()), (1, Some("postmortem.published"), Some(1)));
        assert!(headers["webhook-id"].to_str().unwrap() == "msg_2" && headers["webhook-signature"].to_str().unwrap().starts_with("v1,"));
        assert!(root.get(&path).await.count(".badge[data-tone=good]") >= 2, "delivered");

        // The team finds it until it is read.
        assert!(cy.get("/postmortems").await.says("Sent to your teams"));
        cy.accept(&path, "/do/mark-read", &[("number", &id), ("useful", "true"), ("form_key", "-useful")]).await;
        assert!(!cy.get("/postmortems").await.says("Sent to your teams"));
        assert!(cy.get(&path).await.says("1 of 1 have read it"));
    }

    what_does_not_arrive_is_tried_again_for_a_day_and_then_given_up(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let root = app.person("Root", Role::Admin).await;
        let (url, heard) = chat(StatusCode::INTERNAL_SERVER_ERROR).await;
        added(&app, &root, "Broken", "chat", &url).await;
        let number = published(&app, &ada, &bo).await;
        let (nobody, broken) = (BTreeSet::new(), BTreeSet::from([1]));
        app.services.postmortems.send_to(&ada, number, &nobody, &broken, "").await.unwrap();
        let mut attempts = 0;
        for _ in 0..60 {
            attempts += deliver_all(&app).await;
            app.pass(TimeDelta::hours(1));
        }
        let message = app.services.channels.told(&bo, number).await.unwrap().remove(0);
        assert_eq!((attempts, heard.lock().unwrap().len(), message.attempts), (7, 7, 7));
        assert_eq!((message.next_at, message.delivered_at, message.problem.as_str()), (None, None, "It answered 500."));
        app.services.channels.retry(&root, message.id).await.unwrap();
        assert_eq!(deliver_all(&app).await, 1);
        assert!(matches!(app.services.channels.retry(&root, message.id).await, Err(AppError::Conflict { .. })), "it is pending");
        // Paused: it waits. Nobody there: it says so.
        app.services.channels.set_active(&root, 1, false).await.unwrap();
        app.pass(TimeDelta::hours(1));
        assert_eq!(deliver_all(&app).await, 0);
        added(&app, &root, "Nowhere", "chat", "http://127.0.0.1:9/x").await;
        app.services.postmortems.send_to(&ada, number, &nobody, &BTreeSet::from([2]), "").await.unwrap();
        assert_eq!(deliver_all(&app).await, 1);
        assert_eq!(app.services.channels.told(&bo, number).await.unwrap()[0].problem, "It could not be reached.");
        let refused = app.services.postmortems.send_to(&ada, number, &nobody, &BTreeSet::from([1]), "").await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })), "paused: {refused:?}");
    }

    nothing_of_a_private_incident_leaves(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let root = app.person("Root", Role::Admin).await;
        let (url, heard) = chat(StatusCode::OK).await;
        added(&app, &root, "Chat", "chat", &url).await;
        let number = published(&app, &ada, &bo).await;
        let (nobody, chat) = (BTreeSet::new(), BTreeSet::from([1]));
        app.services.postmortems.send_to(&ada, number, &nobody, &chat, "").await.unwrap();
        crate::postmortem::stored(&app, &format!("update incident set private = true where number = {number}")).await;
        crate::postmortem::stored(&app, &format!("insert into incident_member (incident, person, added_at) values ({number}, {}, 0)", ada.person.unwrap())).await;
        assert_eq!((deliver_all(&app).await, heard.lock().unwrap().len()), (1, 0), "it became private before it was sent");
        let refused = app.services.postmortems.send_to(&ada, number, &nobody, &chat, "").await;
        assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
        assert!(matches!(app.services.channels.told(&bo, number).await, Err(AppError::NotFound)));
        assert!(app.services.channels.messages(&root).await.unwrap().is_empty(), "an admin who is no member learns nothing either");
    }

    a_channel_is_tried_out(app) {
        let mut root = app.signed_in("Root", Role::Admin).await;
        let admin = app.actor_of("Root").await;
        let ((url, heard), (broken, _)) = (chat(StatusCode::OK).await, chat(StatusCode::TEMPORARY_REDIRECT).await);
        added(&app, &admin, "Chat", "chat", &url).await;
        assert!(root.accept("/channels", "/do/try-channel", &[("channel", "1")]).await.says("The test message was delivered."));
        assert!(heard.lock().unwrap()[0].1["text"].as_str().unwrap().starts_with("Test message from Firebreak"));
        added(&app, &admin, "Moved", "chat", &broken).await;
        let page = root.submit("/channels", "/do/try-channel", &[("channel", "2")]).await;
        assert!(page.status == 409 && page.says("It answered 307."), "{}", page.text());
        // The metadata of a cloud's machine, and what a name hides.
        for (number, url) in [(3, "http://169.254.169.254/latest/meta-data/"), (4, "http://[::1]:9/x"), (5, "http://localhost.:9/x")] {
            added(&app, &admin, &format!("Inside {number}"), "webhook", url).await;
            let page = root.submit("/channels", "/do/try-channel", &[("channel", &number.to_string())]).await;
            let said = if number == 5 { "It could not be reached." } else { "FIREBREAK_REACH does not name it" };
            assert!(page.status == 409 && page.says(said), "{}", page.text());
        }
    }

    addresses_are_kept_encrypted(app) {
        let root = app.person("Root", Role::Admin).await;
        let secret = added(&app, &root, "Hook", "webhook", "https://hooks.example.org/T00/canary-of-an-address").await.unwrap();
        let everything = crate::support::schema::everything(&app.firebreak.db).await;
        let stored = format!("{everything:?}");
        assert!(stored.contains("https://hooks.example.org/…") && !stored.contains("canary-of-an-address") && !stored.contains(&secret), "{stored}");
    }

    what_a_channel_is_told_of_an_incident_arrives_in_order(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let root = app.person("Root", Role::Admin).await;
        let status = Arc::new(Mutex::new(StatusCode::BAD_GATEWAY));
        let (url, heard) = wavering_chat(status.clone()).await;
        added(&app, &root, "Chat", "chat", &url).await;
        let number = published(&app, &ada, &bo).await;
        let send = async |word: &'static str| app.services.postmortems.send_to(&ada, number, &BTreeSet::new(), &BTreeSet::from([1]), word).await.unwrap();
        send("first").await;
        assert_eq!(deliver_all(&app).await, 1);
        send("second").await;
        assert_eq!(deliver_all(&app).await, 0, "the second waits for the first");
        *status.lock().unwrap() = StatusCode::OK;
        app.pass(TimeDelta::hours(1));
        assert_eq!(deliver_all(&app).await, 2);
        let heard = heard.lock().unwrap();
        let words: Vec<&str> = heard.iter().filter_map(|(_, body)| body["text"].as_str()?.lines().next()).collect();
        assert_eq!(words, ["Ada: first", "Ada: first", "Ada: second"]);
    }

    what_cannot_be_read_or_is_refused_for_good_is_set_aside(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let root = app.person("Root", Role::Admin).await;
        let ((url, heard), (wrong, refused)) = (chat(StatusCode::OK).await, chat(StatusCode::BAD_REQUEST).await);
        added(&app, &root, "Chat", "chat", &url).await;
        added(&app, &root, "Wrong", "chat", &wrong).await;
        let number = published(&app, &ada, &bo).await;
        for word in ["first", "second"] {
            app.services.postmortems.send_to(&ada, number, &BTreeSet::new(), &BTreeSet::from([1]), word).await.unwrap();
        }
        crate::postmortem::stored(&app, "update outbox set body = 'no message' where id = 1").await;
        app.services.postmortems.send_to(&ada, number, &BTreeSet::new(), &BTreeSet::from([2]), "").await.unwrap();
        assert_eq!(deliver_all(&app).await, 3);
        app.pass(TimeDelta::days(2));
        assert_eq!((deliver_all(&app).await, heard.lock().unwrap().len(), refused.lock().unwrap().len()), (0, 1, 1));
        let page = app.signed_in("Grace", Role::Admin).await.get("/channels").await;
        assert!(page.says("cannot be read by this version") && page.says("It answered 400. Trying again would not change that."), "{}", page.text());
    }

    a_slow_receiver_delays_nobody_else(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let root = app.person("Root", Role::Admin).await;
        // It takes the connection and never answers.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (url, heard) = chat(StatusCode::OK).await;
        added(&app, &root, "Silent", "chat", &format!("http://{}/x", silent.local_addr().unwrap())).await;
        added(&app, &root, "Chat", "chat", &url).await;
        let number = published(&app, &ada, &bo).await;
        for channel in [1, 2] {
            app.services.postmortems.send_to(&ada, number, &BTreeSet::new(), &BTreeSet::from([channel]), "").await.unwrap();
        }
        // Far more for the silent one than may be on their way at once, and all of them due before the other.
        for number in 0..40 {
            app.services.incidents.declare(&ada, Declaration::titled(&format!("More {number}")).unwrap()).await.unwrap();
        }
        app.execute("insert into outbox (channel, incident, body, created_at, next_at) select 1, number, (select body from outbox where id = 1), 0, 0 from incident where number > 1").await;
        let keeping = tokio::spawn(server::keep_delivering(app.firebreak.clone(), tokio_util::sync::CancellationToken::new()));
        let began = std::time::Instant::now();
        while heard.lock().unwrap().is_empty() && began.elapsed() < std::time::Duration::from_secs(9) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        keeping.abort();
        assert_eq!(heard.lock().unwrap().len(), 1, "the other waited for the silent one");
    }

    several_replicas_deliver_a_message_once(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let root = app.person("Root", Role::Admin).await;
        let (url, heard) = chat(StatusCode::OK).await;
        added(&app, &root, "Chat", "chat", &url).await;
        let number = published(&app, &ada, &bo).await;
        for _ in 0..12 {
            app.services.postmortems.send_to(&ada, number, &BTreeSet::new(), &BTreeSet::from([1]), "").await.unwrap();
        }
        let replicas = (0..4).map(|_| {
            let firebreak = app.firebreak.clone();
            let heard = heard.clone();
            tokio::spawn(async move {
                while heard.lock().unwrap().len() < 12 {
                    server::deliver(&firebreak).await.unwrap();
                }
            })
        });
        for replica in replicas.collect::<Vec<_>>() {
            replica.await.unwrap();
        }
        assert_eq!(deliver_all(&app).await, 0);
        assert_eq!(heard.lock().unwrap().len(), 12);
    }
}
