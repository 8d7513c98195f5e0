//! While somebody writes: the text goes to the server at every pause, as a step, and the page stays.
//!
//! A step is only stored over the text that its writer saw. When somebody else was faster, nothing more is stored until the
//! writer says so; what was typed waits in this browser meanwhile (`ui/kept.rs`).

use std::time::Duration;

use leptos::prelude::{document, set_timeout};
use leptos::task::spawn_local;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventInit, HtmlFormElement, HtmlTextAreaElement};

use crate::ui::ask::{Answer, hidden, say, send_fields};
use crate::ui::on;

/// How long nobody types before it is stored.
const PAUSE: Duration = Duration::from_millis(2_500);
/// How long after a request without an answer.
const LATER: Duration = Duration::from_secs(15);
/// On a form while a step is on its way.
const BUSY: &str = "data-storing";
/// On a form that was sent meanwhile, and waits.
const WAITING: &str = "data-waiting";
/// On a form whose text is stored by hand from now on; `data-refused` says the same of a page that shows two texts.
const OVERTAKEN: &str = "data-overtaken";

/// An [`crate::error::AppError`] that says what would fit; reading the others, too, would be a tenth of the browser part.
#[derive(Deserialize)]
struct Refusal {
    message: String,
}

/// Listens from now on.
pub fn begin() {
    on("input", |event: &Event| {
        let area = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(area) = area.filter(super::question::is_section) {
            consider(area, PAUSE);
        }
    });
    // Sent while a step is on its way, it would be sent over a version that is gone a moment later.
    on("submit", |event: &Event| {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if form.has_attribute(BUSY) {
            event.prevent_default();
            let _ = form.set_attribute(WAITING, "");
        }
    });
}

fn consider(area: HtmlTextAreaElement, pause: Duration) {
    let typed = area.value();
    set_timeout(
        move || {
            if area.value() == typed {
                spawn_local(async move {
                    // A page without its fields stores nothing by itself.
                    let _ = store(area, typed).await;
                });
            }
        },
        pause,
    );
}

async fn store(area: HtmlTextAreaElement, typed: String) -> Result<(), JsValue> {
    let form: HtmlFormElement = area.form().ok_or(JsValue::NULL)?;
    let by_hand = [BUSY, OVERTAKEN, "data-refused"].into_iter().any(|mark| form.has_attribute(mark));
    if by_hand || area.default_value()? == typed {
        return Ok(());
    }
    let (number, section) = (hidden(&form, "number")?.value(), hidden(&form, "section")?.value());
    let version = hidden(&form, "version")?;
    // Whose page it is: it is not stored under the name of somebody else who signed in meanwhile.
    let token = hidden(&form, "form_token")?.value();
    let fields =
        [("number", number.as_str()), ("section", &section), ("version", &version.value()), ("body", &typed), ("form_token", &token)];
    form.set_attribute(BUSY, "")?;
    let answer = send_fields("/do/autosave-section", &fields).await;
    form.remove_attribute(BUSY)?;
    let stored = match answer {
        Ok(Answer { ok: true, text, .. }) => {
            version.set_value(&text);
            area.set_default_value(&typed)?;
            let bubbles = EventInit::new();
            bubbles.set_bubbles(true);
            form.dispatch_event(&Event::new_with_event_init_dict("stored", &bubbles)?)?;
            told(&form, &number, &section, &text)?;
            true
        }
        Ok(Answer { later: false, text, .. }) => {
            form.set_attribute(OVERTAKEN, "")?;
            let refusal = serde_json::from_str::<Refusal>(&text);
            say(&area, refusal.as_ref().map_or("Not saved automatically. Save it to see why.", |refusal| &refusal.message));
            false
        }
        Ok(_) | Err(_) => {
            say(&area, "Not saved yet: Firebreak cannot be reached. Your text is kept in this browser.");
            false
        }
    };
    if form.has_attribute(WAITING) {
        form.remove_attribute(WAITING)?;
        form.request_submit()?;
    } else if area.value() != typed {
        consider(area, PAUSE);
    } else if !stored {
        consider(area, LATER);
    }
    Ok(())
}

/// Says which version it is now, where the page said which it was.
fn told(form: &Element, number: &str, section: &str, version: &str) -> Result<(), JsValue> {
    let Some(editor) = form.closest(".editor")? else { return Ok(()) };
    editor.class_list().remove_1("generated")?;
    if let Some(button) = form.query_selector(".form-actions .button.primary")? {
        button.set_text_content(Some("Save"));
    }
    let Some(meta) = editor.query_selector(".section-meta")? else { return Ok(()) };
    meta.set_attribute("role", "status")?;
    meta.set_text_content(Some(&format!("Version {version}, saved automatically. ")));
    let link = document().create_element("a")?;
    link.set_attribute("href", &format!("/incidents/{number}/postmortem/sections/{section}"))?;
    link.set_text_content(Some("All versions"));
    meta.append_child(&link)?;
    Ok(())
}
