//! Ctrl or Cmd in a long field: Enter and S send its form, B, I and K make bold, italic and a link.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement, KeyboardEvent};

use super::local_drafts_island::on;

/// Listens from now on.
pub fn begin() {
    on("keydown", |event: &KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.shift_key() || event.is_composing() {
            return;
        }
        let Some(area) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
        let (before, after, place) = match event.key().as_str() {
            "Enter" | "s" => {
                event.prevent_default();
                if let Some(form) = area.form() {
                    let _ = form.request_submit();
                }
                return;
            }
            "b" => ("**", "**", 2),
            "i" => ("*", "*", 1),
            "k" => ("[", "](https://)", 1),
            _ => return,
        };
        event.prevent_default();
        wrap(&area, before, after, place);
    });
}

/// Puts marks around what is selected; `place` is where the cursor stands when nothing is. Positions are UTF-16 units.
pub(super) fn wrap(area: &HtmlTextAreaElement, before: &str, after: &str, place: u32) {
    let Some(chosen) = chosen(area) else { return };
    let start = area.selection_start().ok().flatten().unwrap_or(0);
    replace(area, &format!("{before}{chosen}{after}"));
    if chosen.is_empty() {
        let cursor = start + place;
        let _ = area.set_selection_range(cursor, cursor);
    }
}

/// What is selected.
pub(super) fn chosen(area: &HtmlTextAreaElement) -> Option<String> {
    let units: Vec<u16> = area.value().encode_utf16().collect();
    let at = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(0) as usize;
    units.get(at(area.selection_start())..at(area.selection_end())).map(String::from_utf16_lossy)
}

/// Writes `text` over what is selected, in the only way that the browser's own undo knows about.
pub(crate) fn replace(area: &HtmlTextAreaElement, text: &str) {
    let typed = document()
        .dyn_into::<HtmlDocument>()
        .is_ok_and(|page| page.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or(false));
    if !typed {
        let _ = area.set_range_text(text);
    }
}
