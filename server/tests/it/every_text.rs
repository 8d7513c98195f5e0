//! Every text that a form or an operation takes: nothing is stored that nobody sees and that turns or hides what is around it.

use std::collections::BTreeSet;

use app::characters::is_refused;
use serde_json::Value;

use crate::every_operation::Operation;
use crate::every_route::policy::FORMS;
use crate::every_route::world::{Subject, World};
use crate::support::schema;

/// What is put into every text: an override of direction, a bell, an isolate, a byte-order mark, a letter of a flag without a flag.
const HOSTILE: &str = "zzhid\u{202e}den\u{7}\u{2067}\u{feff}\u{e0041}";
const KEPT: &str = "zzhidden";

/// Fields that are texts, of those of `every_route::policy::FIELDS` and of the forms.
const TEXTS: [&str; 26] = [
    "about",
    "body",
    "external_key",
    "meaning",
    "name",
    "note",
    "option_a",
    "option_b",
    "phrase",
    "problem",
    "quote",
    "reason",
    "source",
    "sql",
    "summary",
    "title",
    "unit",
    "why",
    "constraints",
    "objections",
    "revisit_when",
    "theme",
    "no_action",
    "customers",
    "money_at_stake",
    "due_reason",
];

fn hostile(value: &Value) -> Value {
    match value {
        Value::String(text) if text.contains(' ') => Value::String(format!("{text} {HOSTILE}")),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), hostile(value))).collect(),
        other => other.clone(),
    }
}

/// The rows with the words, and those with a character that is never kept.
async fn rows(world: &World) -> (BTreeSet<String>, Vec<String>) {
    let all = schema::everything(&world.app.firebreak.db).await;
    // What search and the audit log make of a text are lines and blanks of their own.
    let (told, turned) = (all.iter().filter(|row| row.contains(KEPT)), all.iter().filter(|row| row.chars().any(is_refused)));
    (told.map(|row| row.split_whitespace().next().unwrap_or_default().to_owned()).collect(), turned.cloned().collect())
}

crate::each_engine! {
    no_form_stores_what_nobody_sees(app) {
        let world = World::build(app).await;
        let mut root = world.browser("Root").await;
        for (path, _, _, with) in FORMS.iter().filter(|form| form.0 != "/do/sign-out") {
            let mut fields = world.fields(Subject::Public, with);
            for name in TEXTS {
                match fields.iter_mut().find(|(field, _)| *field == name) {
                    Some((_, value)) if value.contains(' ') || matches!(name, "name" | "unit" | "external_key") => value.push_str(HOSTILE),
                    Some(_) => {}
                    None => fields.push((name, HOSTILE.to_owned())),
                }
            }
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, word)| (*name, word.as_str())).collect();
            let answer = root.submit("/", path, &fields).await;
            assert_ne!(answer.status, 500, "{path}: {}", answer.text());
        }
        let (told, turned) = rows(&world).await;
        assert!(turned.is_empty(), "{} rows:\n{}", turned.len(), turned.join("\n"));
        assert!(told.len() > 12, "the words were stored: {told:?}");
    }

    no_operation_stores_what_nobody_sees(app) {
        let world = World::build(app).await;
        let program = world.app.program(&world.actor("Root").await, "write").await;
        for operation in Operation::closed() {
            let Some(example) = operation.example() else { continue };
            let got = program.send(&operation.method, &operation.address(1), &[("content-type", "application/json")], hostile(&example).to_string()).await;
            assert!(got.status < 500, "{}: {}", operation.address(1), got.text);
        }
        let (told, turned) = rows(&world).await;
        assert!(turned.is_empty(), "{} rows:\n{}", turned.len(), turned.join("\n"));
        assert!(told.len() > 5, "the words were stored: {told:?}");
    }
}
