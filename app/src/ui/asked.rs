//! What the address of a page asks for, after the question mark. A name that the page does not know and a value that it does not
//! understand are left out, and the page says so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::Icon;
use crate::text::excerpt;

/// What of an address was left out, one sentence each.
#[derive(Debug, Clone, Default)]
struct LeftOut(Arc<Mutex<BTreeMap<String, String>>>);

impl LeftOut {
    /// Name and value, and the sentence about them.
    fn say(&self, what: String, sentence: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(what, sentence);
    }

    fn holds(&self, what: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(what)
    }
}

fn pair(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

/// The question of an address: `?q=late&kind=data`.
#[derive(Debug, Clone)]
pub struct Asked {
    query: ParamsMap,
    left_out: LeftOut,
}

impl Asked {
    /// What this page is asked, when it knows the names `known`. To be called before the page is loaded.
    pub fn of(known: &[&str]) -> Self {
        let asked = Self { query: use_query_map().get_untracked(), left_out: LeftOut::default() };
        let unknown = asked.query.clone().into_iter().map(|(name, _)| name.into_owned()).filter(|name| !known.contains(&name.as_str()));
        for name in unknown {
            asked
                .left_out
                .say(name.clone(), format!("“{}” in the address is not a parameter of this page, so it was ignored.", excerpt(&name, 40)));
        }
        provide_context(asked.left_out.clone());
        asked
    }

    /// What is asked under `name`; nothing when it is empty, or was not understood.
    pub fn get(&self, name: &str) -> Option<String> {
        self.query.get(name).filter(|value| !value.is_empty() && !self.left_out.holds(&pair(name, value)))
    }

    /// The same as a text, empty when nothing is asked.
    pub fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default()
    }

    /// The value of `name` as `parse` understands it.
    pub fn read<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.one(name, &self.get(name)?, parse)
    }

    /// The same for a word of a list.
    pub fn word<T: TryFrom<String>>(&self, name: &str) -> Option<T> {
        self.read(name, |word| T::try_from(word.to_owned()).ok())
    }

    /// The same for a number and what else is written as its type writes it.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.read(name, |text| text.parse().ok())
    }

    /// Every value of `name` that `parse` understands.
    pub fn all<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.values(name).iter().filter_map(|value| self.one(name, value, &parse)).collect()
    }

    /// Every value of `name` that is not empty, and was not found to be none.
    pub fn values(&self, name: &str) -> Vec<String> {
        let values = self.query.get_all(name).unwrap_or_default().into_iter();
        values.filter(|value| !value.is_empty() && !self.left_out.holds(&pair(name, value))).collect()
    }

    fn one<T>(&self, name: &str, value: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let parsed = parse(value);
        if parsed.is_none() {
            self.left_out.say(
                pair(name, value),
                format!("“{}” is not a valid value for “{name}” in the address, so it was ignored.", excerpt(value, 40)),
            );
        }
        parsed
    }
}

/// What of the address was left out, if anything was.
#[component]
pub(super) fn LeftOutNotice() -> impl IntoView {
    let left_out = use_context::<LeftOut>().unwrap_or_else(|| Asked::of(&[]).left_out);
    let said = left_out.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (!said.is_empty()).then(|| {
        view! {
            <div class="notice left-out" data-tone="warn"><Icon of=icondata_lu::LuInfo/>
                <div>{said.into_values().take(5).map(|sentence| view! { <p>{sentence}</p> }).collect_view()}</div>
            </div>
        }
    })
}
