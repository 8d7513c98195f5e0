//! The OpenAPI 3.1 document, made from the handlers. What every operation has in common is added here, in one place.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The document, as it is served.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut api = Head::openapi();
    api.merge(super::closed().into_openapi());
    api.merge(super::open().into_openapi());
    complete(serde_json::to_value(api).unwrap_or_default())
});

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Firebreak",
        description = "Incidents, and what keeps them from coming back. Times are RFC 3339 in UTC. A severity is a number from 1 (critical) to 5 (notice). \
                       Every error is `application/problem+json` (RFC 9457). A POST with an `Idempotency-Key` is done once, however often it is sent."
    ),
    servers((url = "/api/v1", description = "This Firebreak")),
    security(("bearer" = [])),
    components(schemas(super::Problem)),
    modifiers(&Bearer)
)]
struct Head;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let words = "A token of a person: `firebreak token create`, or under Account. Its scope is `read` or `write`; an operation names the one it needs, and `write` includes `read`. It never may more than its person.";
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("fb_…").description(Some(words)).build();
        api.components.get_or_insert_with(Default::default).add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// Reads this document.
#[utoipa::path(get, path = "/openapi.json", tag = "about", security(()), responses((status = 200, description = "The OpenAPI 3.1 document of this API.", body = Object)))]
pub async fn read_openapi() -> Json<&'static Value> {
    Json(&DOCUMENT)
}

/// The problems an operation can answer with: status, name in the document, sentence.
const PROBLEMS: [(&str, &str, &str); 10] = [
    ("400", "Malformed", "The body is not JSON."),
    ("401", "TokenNeeded", "There is no bearer token, or it does not work."),
    ("403", "Forbidden", "The token may only read, or its person may not do this."),
    ("404", "NotFound", "It is not there, or it is not shared with the token's person: the two look alike."),
    ("409", "Conflict", "The state of things does not allow it, or the same request is under way."),
    ("413", "TooLarge", "The body is larger than 1 MiB."),
    ("415", "NotJson", "The body is not declared as JSON."),
    ("422", "Invalid", "Fields, parameters or headers cannot be accepted as they are; each has its sentence."),
    ("429", "TooMany", "Too many tries; `Retry-After` says when the next is worth it."),
    (
        "503",
        "Unavailable",
        "The database is away or overloaded, and nothing was stored; `Retry-After` says when to try again. With the type `outcome-unknown` it may be stored: look, or send it again with its `Idempotency-Key`.",
    ),
];

fn complete(mut document: Value) -> Value {
    let mut responses = Map::new();
    for (status, name, sentence) in PROBLEMS {
        let mut response = json!({ "description": sentence, "content": { super::problem::MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } } });
        if matches!(status, "409" | "429" | "503") {
            response["headers"] = json!({ "Retry-After": { "description": "Seconds.", "schema": { "type": "integer" } } });
        }
        if status == "401" {
            response["headers"] = json!({ "WWW-Authenticate": { "description": "`Bearer`.", "schema": { "type": "string" } } });
        }
        responses.insert(name.to_owned(), response);
    }
    document["components"]["responses"] = Value::Object(responses);
    document["components"]["parameters"] = json!({ "IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
        "description": "Made by you, new for each request (a UUID does). Sent again within a day with the same request, it gets the first answer again, with the header `Idempotency-Replayed: true`; with another request it is refused.",
    } });
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.iter_mut());
    for (path, item) in paths.filter(|(path, _)| *path != "/openapi.json") {
        for (method, operation) in item.as_object_mut().into_iter().flat_map(|item| item.iter_mut()) {
            finish(path, method, operation);
        }
    }
    document
}

/// Adds to one operation what its path and method bring with them.
fn finish(path: &str, method: &str, operation: &mut Value) {
    let (changes, body) = (method != "get", operation.get("requestBody").is_some());
    operation["security"] = json!([{ "bearer": [if changes { "write" } else { "read" }] }]);
    for (status, name, _) in PROBLEMS {
        let applies = match status {
            "400" | "413" | "415" => body,
            "403" | "409" => changes,
            "404" => path.contains('{'),
            "422" => changes || operation.get("parameters").is_some_and(|parameters| parameters.to_string().contains("\"query\"")),
            _ => true,
        };
        if applies {
            operation["responses"][status] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
    }
    if method == "post" {
        let key = json!({ "$ref": "#/components/parameters/IdempotencyKey" });
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(key),
            None => operation["parameters"] = json!([key]),
        }
        let replayed = json!({ "description": "`true` when this answer was given before.", "schema": { "type": "string" } });
        for status in ["200", "201"] {
            if operation["responses"].get(status).is_some() {
                operation["responses"][status]["headers"]["Idempotency-Replayed"] = replayed.clone();
            }
        }
    }
}
