//! Changes of what is stored, for every `PUT`: what is not sent stays as it is, null clears it, and with `seen` nothing is
//! overwritten that its author did not see. See docs/decisions/0022-edits.md.

use std::borrow::Cow;
use std::marker::PhantomData;

use app::edit::{Seen, numbers};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema};
use utoipa::openapi::{RefOr, Type};
use utoipa::{PartialSchema, ToSchema};

use super::extract::refused;
use super::problem::Problem;

/// What the program saw of the fields that it changes, as it was answered; a field that was changed meanwhile is refused.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct SeenFields(Map<String, Value>);

impl From<SeenFields> for Seen {
    fn from(fields: SeenFields) -> Self {
        let mut seen = Self::nothing();
        for (name, value) in &fields.0 {
            seen.insert(name, shown(value));
        }
        seen
    }
}

impl PartialSchema for SeenFields {
    fn schema() -> RefOr<Schema> {
        let words = "What you saw of the fields that you change. Where somebody has changed one of them meanwhile, nothing is stored: \
                     409, with a sentence for each of them. Without it what you send is written.";
        let any = AdditionalProperties::FreeForm(true);
        ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(any)).description(Some(words)).into()
    }
}

impl ToSchema for SeenFields {}

/// A value as its form would show it: what [`app::edit::Edit`] compares.
fn shown(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => "true".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => numbers(&items.iter().filter_map(Value::as_i64).collect::<Vec<_>>()),
        other => other.to_string(),
    }
}

/// The body of a `PUT` that changes a `T`.
#[derive(Debug, Clone)]
pub struct Change<T> {
    sent: Map<String, Value>,
    seen: SeenFields,
    of: PhantomData<T>,
}

impl<'de, T> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut sent = Map::deserialize(deserializer)?;
        let seen = sent.remove("seen").map(SeenFields::deserialize).transpose().map_err(serde::de::Error::custom)?;
        Ok(Self { sent, seen: seen.unwrap_or_default(), of: PhantomData })
    }
}

impl<T: Serialize + DeserializeOwned> Change<T> {
    /// The whole as it will be, and what its author saw of it: what was not sent is taken from `stored`, and is theirs only to leave.
    ///
    /// # Errors
    /// [`Problem`] 422 on a field that is not known or cannot be read.
    pub fn over(self, stored: &T) -> Result<(T, Seen), Problem> {
        let mut seen = Seen::from(self.seen);
        let Ok(Value::Object(mut whole)) = serde_json::to_value(stored) else { return Err(Problem::no_such_path()) };
        for (name, value) in whole.iter().filter(|(name, _)| !self.sent.contains_key(*name)) {
            seen.insert(name, shown(value));
        }
        for (name, value) in self.sent {
            if value.is_null() && whole.contains_key(&name) {
                whole.remove(&name)
            } else {
                whole.insert(name, value)
            };
        }
        let changed = serde_path_to_error::deserialize(Value::Object(whole));
        let changed = changed.map_err(|error| refused("field", &error.path().to_string(), &error.inner().to_string()))?;
        Ok((changed, seen))
    }
}

impl<T: ToSchema> PartialSchema for Change<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = T::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
            object.properties.insert("seen".to_owned(), SeenFields::schema());
        }
        schema
    }
}

impl<T: ToSchema> ToSchema for Change<T> {
    fn name() -> Cow<'static, str> {
        format!("Change{}", T::name().trim_start_matches("Describe")).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        name: String,
        count: Option<i64>,
        #[serde(default)]
        assets: Vec<i64>,
    }

    fn over(sent: Value) -> Result<(Thing, Seen), Problem> {
        let stored = Thing { name: "One".to_owned(), count: Some(3), assets: vec![2, 1] };
        serde_json::from_value::<Change<Thing>>(sent).unwrap().over(&stored)
    }

    #[test]
    fn what_is_not_sent_stays_and_null_clears() {
        let (thing, seen) = over(json!({ "count": null, "seen": { "count": 3 } })).unwrap();
        assert_eq!(thing, Thing { name: "One".to_owned(), count: None, assets: vec![2, 1] });
        assert_eq!([seen.get("name"), seen.get("count"), seen.get("assets")], [Some("One"), Some("3"), Some("1,2")]);
        let (_, seen) = over(json!({ "name": "Two" })).unwrap();
        assert_eq!(seen.get("name"), None, "nothing is known of what its author saw");
    }

    #[test]
    fn what_is_not_known_or_needed_is_told_on_its_field() {
        assert_eq!(over(json!({ "nam": "Two" })).unwrap_err().errors[0].field, "nam");
        assert_eq!(over(json!({ "nam": null })).unwrap_err().errors[0].field, "nam");
        assert_eq!(over(json!({ "name": null })).unwrap_err().errors[0].message, "“name” is required.");
        assert_eq!(over(json!({ "count": "many" })).unwrap_err().errors[0].field, "count");
    }
}
