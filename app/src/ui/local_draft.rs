//! The text that waits in the browser's own storage until the server has confirmed that it is stored.
//!
//! An entry knows over which version its writer typed. It is restored together with that version, so that a text somebody
//! else stored meanwhile is never overwritten by a restored one: the server refuses it and shows both.

use leptos::prelude::{document, window};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDocument, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, Storage};

use super::local_drafts_island::on;

/// Before every key of ours.
const PREFIX: &str = "firebreak:";
/// Set by the server when a form that carried a token was stored (`server/src/forms.rs`).
const STORED: &str = "firebreak_stored";
/// Older entries are swept away.
const MONTH: f64 = 30.0 * 24.0 * 3_600_000.0;

#[derive(Serialize, Deserialize)]
struct Entry {
    fields: Vec<(String, String)>,
    version: Option<String>,
    token: String,
    at: f64,
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn load(key: &str) -> Option<Entry> {
    serde_json::from_str(&storage()?.get_item(key).ok()??).ok()
}

fn store(key: &str, entry: &Entry) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(entry)) {
        // A full storage keeps nothing more; the form itself still works.
        let _ = storage.set_item(key, &text);
    }
}

fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let all = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    all.filter(|key| key.starts_with(prefix)).collect()
}

fn elements<T: JsCast>(root: &Element, selector: &str) -> Vec<T> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

fn areas(form: &Element) -> Vec<HtmlTextAreaElement> {
    elements(form, "textarea[name]")
}

/// What the server put into it.
fn initial(area: &HtmlTextAreaElement) -> String {
    area.default_value().unwrap_or_default()
}

fn version(form: &Element) -> Option<HtmlInputElement> {
    elements(form, "input[name=version]").into_iter().next()
}

/// The attribute, and not the property: in a form with a field named `id`, the property is that field.
fn id_of(form: &Element) -> String {
    form.get_attribute("id").unwrap_or_default()
}

fn form_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_ref::<Element>()?.closest("form[id]").ok()?
}

/// Restores what waits for this page, and from now on keeps what is typed.
pub fn begin(person: i64, page: &str) {
    let mine = format!("{PREFIX}{person}:");
    sweep();
    let prefix = format!("{mine}{page}#");
    if let Some(body) = document().body() {
        for form in elements::<Element>(&body, "form[id]") {
            restore(&format!("{prefix}{}", id_of(&form)), &form);
        }
    }
    // What the server has stored without a new page needs not wait any more.
    for change in ["input", "stored"] {
        let key = prefix.clone();
        on(change, move |event: &Event| {
            if let Some(form) = form_of(event).filter(|form| !areas(form).is_empty()) {
                keep(&format!("{key}{}", id_of(&form)), &form);
            }
        });
    }
    on("submit", move |event: &Event| {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        if form.get_attribute("action").is_some_and(|action| action.ends_with("/do/sign-out")) {
            keys(&mine).iter().for_each(|key| forget(key));
        } else if let Some(entry) = load(&format!("{prefix}{}", id_of(&form))) {
            set_token(&form, &entry.token);
        }
    });
    on("click", |event: &Event| discard(event));
}

/// Forgets what the server has confirmed, and what is a month old.
fn sweep() {
    let Some(page) = document().dyn_into::<HtmlDocument>().ok() else { return };
    let cookies = page.cookie().unwrap_or_default();
    let stored = cookies.split("; ").find_map(|cookie| cookie.strip_prefix(STORED)?.strip_prefix('='));
    let now = js_sys::Date::now();
    for key in keys(PREFIX) {
        if load(&key).is_none_or(|entry| stored == Some(entry.token.as_str()) || now - entry.at > MONTH) {
            forget(&key);
        }
    }
    if stored.is_some() {
        let _ = page.set_cookie(&format!("{STORED}=; Path=/; Max-Age=0; SameSite=Lax"));
    }
}

fn keep(key: &str, form: &Element) {
    let areas = areas(form);
    if areas.iter().all(|area| area.value() == initial(area)) && !form.has_attribute("data-refused") {
        forget(key);
        return;
    }
    let token = load(key).map_or_else(token, |entry| entry.token);
    let fields = areas.iter().map(|area| (area.name(), area.value())).collect();
    store(key, &Entry { fields, version: version(form).map(|input| input.value()), token, at: js_sys::Date::now() });
}

fn token() -> String {
    format!("{:x}{:x}", js_sys::Date::now() as u64, (js_sys::Math::random() * 4e15) as u64)
}

/// A form that is sent carries the token of its text, so that the server can confirm it.
fn set_token(form: &HtmlFormElement, token: &str) {
    let field = elements::<HtmlInputElement>(form, "input[name=keep]").into_iter().next().or_else(|| {
        let field: HtmlInputElement = document().create_element("input").ok()?.dyn_into().ok()?;
        field.set_type("hidden");
        field.set_name("keep");
        form.append_child(&field).ok()?;
        Some(field)
    });
    if let Some(field) = field {
        field.set_value(token);
    }
}

fn restore(key: &str, form: &Element) {
    let Some(mut entry) = load(key) else { return };
    let areas = areas(form);
    let kept = |area: &HtmlTextAreaElement| entry.fields.iter().find(|(name, _)| *name == area.name()).map(|(_, text)| text.clone());
    let differing: Vec<(HtmlTextAreaElement, String)> =
        areas.into_iter().filter_map(|area| kept(&area).filter(|text| *text != area.value()).map(|text| (area, text))).collect();
    let field = version(form);
    if differing.is_empty() {
        if form.has_attribute("data-refused") {
            // Refused, and the page shows why: from here on it is typed over the version this page shows.
            entry.version = field.map(|field| field.value());
            store(key, &entry);
        } else {
            forget(key);
        }
        return;
    }
    if let (Some(field), Some(typed_over)) = (field, &entry.version) {
        let _ = form.set_attribute("data-version", &field.value());
        field.set_value(typed_over);
    }
    for (area, text) in differing {
        area.set_value(&text);
        show(&area);
        say(&area, key);
    }
}

/// Opens what hides the field. A pop-over stays closed, for on a phone it would cover the page: its button is marked.
fn show(area: &HtmlTextAreaElement) {
    let mut inner = area.parent_element();
    while let Some(Ok(Some(details))) = inner.as_ref().map(|inner| inner.closest("details")) {
        let name = if details.class_list().contains("pop") { "data-draft" } else { "open" };
        let _ = details.set_attribute(name, "");
        inner = details.parent_element();
    }
}

/// Says below the field that its text was restored, with a button that takes it back.
fn say(area: &HtmlTextAreaElement, key: &str) -> Option<()> {
    let note = document().create_element("p").ok()?;
    note.set_class_name("restored");
    note.set_attribute("role", "status").ok()?;
    note.set_text_content(Some("Draft restored. "));
    let button = document().create_element("button").ok()?;
    button.set_class_name("button small");
    button.set_attribute("type", "button").ok()?;
    button.set_attribute("data-discard", key).ok()?;
    button.set_text_content(Some("Discard"));
    note.append_child(&button).ok()?;
    area.parent_element()?.append_child(&note).ok()?;
    Some(())
}

fn discard(event: &Event) {
    let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some((key, button)) = button.and_then(|button| Some((button.get_attribute("data-discard")?, button))) else { return };
    forget(&key);
    let Ok(Some(form)) = button.closest("form") else { return };
    for area in areas(&form) {
        area.set_value(&initial(&area));
    }
    if let (Some(field), Some(shown)) = (version(&form), form.get_attribute("data-version")) {
        field.set_value(&shown);
    }
    elements::<Element>(&form, ".restored").iter().for_each(Element::remove);
    if let Ok(Some(pop)) = form.closest("[data-draft]") {
        let _ = pop.remove_attribute("data-draft");
    }
}
