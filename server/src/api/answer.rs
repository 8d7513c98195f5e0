//! Types that several responses share.

use app::part::Part;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;

/// What a handler answers with.
pub type Answer<T> = Result<Json<T>, Problem>;

/// Something by number and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
}

impl From<(i64, String)> for Named {
    fn from((id, name): (i64, String)) -> Self {
        Self { id, name }
    }
}

/// A list that comes in one piece.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Items<T> {
    /// All of them.
    pub items: Vec<T>,
}

impl<T> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().collect() }
    }
}

/// Where a page of a long list begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// The `id` of the item after which the page begins: from `next`.
    pub after: Option<i64>,
}

/// A page of a long list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// At most a hundred.
    pub items: Vec<T>,
    /// The next page, if there is one.
    pub next: Option<String>,
    /// How many the whole list has.
    pub total: i64,
}

impl<T> Listed<T> {
    /// A part of the list at `path`, whose items are known by `id`.
    pub fn new<F>(part: Part<F>, path: &str, id: impl Fn(&T) -> i64) -> Self
    where
        T: From<F>,
    {
        let items: Vec<T> = part.items.into_iter().map(T::from).collect();
        let next = items.last().filter(|_| part.after).map(|last| link(path, &[("after", &id(last).to_string())]));
        Self { items, next, total: part.total }
    }
}

/// Something that was made: 201, where it is, and what it is.
pub struct Created<T>(String, T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, [(header::LOCATION, self.0)], Json(self.1)).into_response()
    }
}

/// 201 with the address below `/api/v1`.
pub fn created<T>(path: String, what: impl Into<T>) -> Result<Created<T>, Problem> {
    Ok(Created(format!("/api/v1{path}"), what.into()))
}

/// A link below `/api/v1` with those of `parameters` that say something: the next page of a list.
pub fn link(path: &str, parameters: &[(&str, &str)]) -> String {
    let start = format!("/api/v1{path}?");
    let length = start.len();
    let mut link = form_urlencoded::Serializer::for_suffix(start, length);
    link.extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    link.finish()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_link_says_what_there_is_to_say() {
        assert_eq!(super::link("/signals", &[("q", "a & b"), ("after", ""), ("open", "1")]), "/api/v1/signals?q=a+%26+b&open=1");
    }
}
