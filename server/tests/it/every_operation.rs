//! Every operation of the API: documented, routed, closed to strangers, to tokens that only read, and to those whom a
//! private incident does not concern.

use std::collections::BTreeSet;

use app::incident::{Declaration, Status};
use app::person::Role;
use serde_json::{Value, json};
use server::api::DOCUMENT;

use crate::support::Program;

/// Places in a path that stand for an incident, or for something that is hidden with its incident.
const OF_INCIDENTS: [&str; 4] = ["{number}", "{ticket}", "{backfill}", "{action}"];

/// One operation of the document, with an example of its body.
pub struct Operation {
    pub method: String,
    path: String,
    described: Value,
}

impl Operation {
    fn all() -> Vec<Self> {
        let paths = DOCUMENT["paths"].as_object().unwrap();
        let each = paths.iter().flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, described)| Self {
                method: method.to_uppercase(),
                path: path.clone(),
                described: described.clone(),
            })
        });
        each.collect()
    }

    pub fn closed() -> Vec<Self> {
        Self::all().into_iter().filter(|operation| operation.path != "/openapi.json").collect()
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it is about an incident, or about something that belongs to one.
    fn is_of_an_incident(&self) -> bool {
        OF_INCIDENTS.iter().any(|place| self.path.contains(place))
    }

    /// The path with numbers in its places; `number` is the incident's, and that of what belongs to it.
    pub fn address(&self, number: i64) -> String {
        let filled = OF_INCIDENTS.iter().fold(self.path.clone(), |path, place| path.replace(place, &number.to_string()));
        filled.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
    }

    /// The schema of its body.
    pub fn body(&self) -> Option<&'static Value> {
        let schema = self.described.pointer("/requestBody/content/application~1json/schema")?;
        let name = schema["$ref"].as_str().unwrap_or_else(|| panic!("{}: the body has no name", self.name()));
        DOCUMENT.pointer(name.trim_start_matches('#'))
    }

    /// The example that the document gives of its body.
    pub fn example(&self) -> Option<Value> {
        let schema = self.body()?;
        Some(schema.get("example").cloned().unwrap_or_else(|| panic!("{}: its body has no example", self.name())))
    }

    async fn send(&self, program: &Program, number: i64) -> crate::support::Got {
        self.send_to(program, &self.address(number)).await
    }

    async fn send_to(&self, program: &Program, address: &str) -> crate::support::Got {
        let body = self.example().map(|example| example.to_string()).unwrap_or_default();
        program.send(&self.method, address, &[("content-type", "application/json")], body).await
    }
}

crate::each_engine! {
    no_operation_answers_a_stranger(app) {
        for operation in Operation::closed() {
            let got = operation.send(&app.stranger(), 1).await;
            got.problem(401);
            assert_eq!(got.header("www-authenticate"), Some("Bearer realm=\"Firebreak\""), "{}", operation.name());
        }
        assert_eq!(app.stranger().get("/openapi.json").await.expect(200)["openapi"], "3.1.0");
    }

    no_operation_changes_anything_for_a_token_that_only_reads(app) {
        let grace = app.person("Grace", Role::Admin).await;
        let reader = app.program(&grace, "read").await;
        for operation in Operation::closed().into_iter().filter(|operation| operation.method != "GET") {
            let told = operation.send(&reader, 1).await.problem(403);
            assert!(told.contains("only the read scope"), "{}: {told}", operation.name());
        }
    }

    no_operation_shows_a_private_incident(app) {
        let (ada, root) = (app.person("Ada", Role::Responder).await, app.person("Root", Role::Admin).await);
        let secret = Declaration { private: true, ..Declaration::titled("Canary").unwrap() };
        let number = app.services.incidents.declare(&ada, secret).await.unwrap();
        // All of them are number 1, and all of them say "Canary": so do the lists that would show them.
        let insider = app.program(&ada, "write").await;
        insider.post("/incidents/1/tickets", json!({ "external_key": "PE-1", "title": "Canary" })).await.expect(201);
        insider.post("/incidents/1/backfills", json!({ "name": "Canary", "total": 9 })).await.expect(201);
        insider.post("/incidents/1/actions", json!({ "title": "Canary" })).await.expect(201);
        insider.post("/incidents/1/updates", json!({ "audience": "responders", "body": "Canary" })).await.expect(201);
        insider.post("/signals", json!({ "title": "Canary" })).await.expect(201);
        insider.post("/signals/1/disposition", json!({ "disposition": "incident", "incident": number })).await.expect(200);
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let seen = Operation::closed().into_iter().filter(|operation| operation.method == "GET" && operation.is_of_an_incident());
        for operation in seen {
            let got = operation.send(&insider, number).await;
            assert_eq!(got.status, 200, "{}: {}", operation.name(), got.text);
        }
        let outsider = app.program(&root, "write").await;
        for operation in Operation::closed() {
            let got = operation.send(&outsider, number).await;
            assert!(!got.text.contains("Canary"), "{}: {}", operation.name(), got.text);
            if operation.is_of_an_incident() || operation.path.contains("{signal}") {
                assert_eq!(got.status, 404, "{}: {}", operation.name(), got.text);
                let absent = operation.send_to(&outsider, &operation.address(4_000).replace("/signals/1", "/signals/4000")).await;
                assert_eq!((got.status, got.json()), (absent.status, absent.json()), "{}: hidden looks like absent", operation.name());
            }
        }
    }

    every_operation_of_the_document_is_routed(app) {
        let grace = app.person("Grace", Role::Admin).await;
        let program = app.program(&grace, "write").await;
        let nowhere = program.get("/nothing/like/this").await.problem(404);
        for operation in Operation::all() {
            let got = operation.send(&program, 1).await;
            assert!(got.status != 405 && got.status < 500 && !got.text.contains(&nowhere), "{}: {}", operation.name(), got.text);
        }
    }
}

/// Handlers become routes only through `routes!`, which documents them: nothing else in the API's files makes a route.
#[test]
fn every_route_is_in_the_document() {
    let mut named = BTreeSet::new();
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&sources) {
        let source = std::fs::read_to_string(&file).unwrap();
        let is_api = file.strip_prefix(&sources).unwrap().to_string_lossy().contains("api");
        assert!(!is_api || !source.contains(".route("), "{} makes a route that is not in the document", file.display());
        let handlers = source.split("#[utoipa::path(").skip(1);
        named.extend(handlers.map(|rest| {
            let signature = rest.split("pub async fn ").nth(1).unwrap();
            signature.split('(').next().unwrap().to_owned()
        }));
    }
    let documented: Vec<String> =
        Operation::all().iter().map(|operation| operation.described["operationId"].as_str().unwrap().to_owned()).collect();
    let once: BTreeSet<String> = documented.iter().cloned().collect();
    assert_eq!(documented.len(), once.len(), "an operation's name is there twice: {documented:?}");
    assert_eq!(once, named);
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn the_document_is_openapi_3_1() {
    assert_eq!(DOCUMENT["openapi"], "3.1.0");
    assert!(DOCUMENT["info"]["title"].is_string() && DOCUMENT["info"]["version"].is_string());
    assert_eq!(DOCUMENT["servers"], json!([{ "url": "/api/v1", "description": "This Firebreak" }]));
    assert_eq!(DOCUMENT["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let mut references = Vec::new();
    walk(&DOCUMENT, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads elsewhere"));
        assert!(DOCUMENT.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for operation in Operation::all() {
        let (name, described) = (operation.name(), &operation.described);
        let sentence = described["summary"].as_str().unwrap_or_default();
        assert!(sentence.ends_with('.') && sentence.len() > 10, "{name} has no sentence");
        let responses = described["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never works");
        assert!(responses.values().all(|response| response.get("$ref").is_some() || response["description"].is_string()), "{name}");
        let inside = |place: &str| {
            let parameters = described["parameters"].as_array().cloned().unwrap_or_default();
            let wanted = parameters.into_iter().filter(|parameter| parameter["in"] == place);
            wanted.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        let places: BTreeSet<String> =
            operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned).collect();
        assert_eq!(inside("path"), places, "{name}: the places of the path and its parameters differ");
        if operation.path == "/openapi.json" {
            assert_eq!(described["security"], json!([{}]), "{name}");
            continue;
        }
        let scope = if operation.method == "GET" { "read" } else { "write" };
        assert_eq!(described["security"], json!([{ "bearer": [scope] }]), "{name}");
        assert!(responses.contains_key("401") && responses.contains_key("503"), "{name}");
        for status in ["429", "503"] {
            let reference = responses[status]["$ref"].as_str().unwrap().trim_start_matches('#');
            let told = DOCUMENT.pointer(reference).unwrap();
            assert!(told["headers"]["Retry-After"].is_object() && told["description"].as_str().unwrap().contains("Retry-After"), "{name}");
        }
        let keyed = described["parameters"].to_string().contains("IdempotencyKey");
        assert_eq!(keyed, operation.method == "POST", "{name}");
        if let Some(example) = operation.example() {
            assert!(example.is_object(), "{name}");
        }
    }
}

/// Every request body refuses what it does not know.
#[test]
fn every_body_is_closed() {
    for operation in Operation::closed() {
        let Some(schema) = operation.described.pointer("/requestBody/content/application~1json/schema/$ref") else { continue };
        let schema = DOCUMENT.pointer(schema.as_str().unwrap().trim_start_matches('#')).unwrap();
        assert_eq!(schema["additionalProperties"], json!(false), "{}", operation.name());
        let properties = schema["properties"].as_object().unwrap();
        for (field, property) in properties {
            let told = property.pointer("/description").or(property.pointer("/oneOf/0/description"));
            assert!(told.is_some(), "{}: {field} has no sentence: {property}", operation.name());
        }
        let known: BTreeSet<&String> = properties.keys().collect();
        let example: Value = operation.example().unwrap();
        assert!(example.as_object().unwrap().keys().all(|key| known.contains(key)), "{}: the example has other fields", operation.name());
    }
}

/// Words are documented as they are sent.
#[test]
fn words_are_documented_as_they_are_sent() {
    let words = |name: &str| DOCUMENT["components"]["schemas"][name]["enum"].clone();
    assert_eq!(words("IncidentGuardrail"), json!(["unknown", "unaffected", "halted", "wrong_data"]));
    assert_eq!(words("IncidentStatus"), json!(Status::ALL));
    assert_eq!(words("PersonRole"), json!(Role::ALL));
}

fn walk(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| walk(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, references)),
        _ => {}
    }
}
