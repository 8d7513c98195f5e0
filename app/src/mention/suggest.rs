//! A list below the text while somebody types `@` or `#`: arrows choose, Enter and Tab write, Escape leaves.

use std::cell::RefCell;

use leptos::prelude::{document, set_timeout};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlTextAreaElement, KeyboardEvent};

use super::Mention;
use crate::ui::ask::{hidden, send_fields};
use crate::ui::{on, replace};

/// How long nobody types before something is offered.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(120);
/// Letters after the sign beyond which it is no name.
const LONGEST: usize = 30;

/// What is offered now.
struct Offer {
    area: HtmlTextAreaElement,
    list: Element,
    mentions: Vec<Mention>,
    chosen: usize,
}

thread_local! {
    static OFFER: RefCell<Option<Offer>> = const { RefCell::new(None) };
}

/// Listens from now on.
pub fn begin() {
    on("input", |event: &Event| {
        let Some(area) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
        if area.closest(".editor").is_ok_and(|editor| editor.is_some()) {
            consider(area);
        }
    });
    on("keydown", key);
    on("focusout", |_: &Event| set_timeout(close, std::time::Duration::from_millis(200)));
    on("mousedown", |event: &Event| {
        let Some(item) = event.target().and_then(|target| target.dyn_into::<Element>().ok()?.closest("[data-mention]").ok()?) else {
            return;
        };
        event.prevent_default();
        if let Some(index) = item.get_attribute("data-mention").and_then(|index| index.parse().ok()) {
            choose(|offer| offer.chosen = index);
            write();
        }
    });
}

/// The sign and the letters before the cursor, in a word of their own: `@warehouse`, and how many UTF-16 units they are.
fn asked(area: &HtmlTextAreaElement) -> Option<(char, String, u32)> {
    let place = area.selection_start().ok()??;
    let before = String::from_utf16_lossy(area.value().encode_utf16().take(place as usize).collect::<Vec<_>>().as_slice());
    let start = before.rfind(['@', '#'])?;
    let (head, word) = before.split_at(start);
    let sign = word.chars().next()?;
    let typed: String = word.chars().skip(1).collect();
    let apart = head.chars().next_back().is_none_or(|last| last.is_whitespace() || last == '(');
    // A heading is # and a blank.
    let named = typed.chars().count() <= LONGEST && !typed.contains('\n') && !typed.starts_with([' ', '#']);
    (apart && named).then(|| (sign, typed, word.encode_utf16().count() as u32))
}

fn consider(area: HtmlTextAreaElement) {
    let Some((sign, typed, _)) = asked(&area) else { return close() };
    set_timeout(
        move || {
            // Something else was typed meanwhile: that gets its own turn.
            if asked(&area).is_some_and(|(now, letters, _)| now == sign && letters == typed) {
                spawn_local(async move {
                    match ask(&area, sign, &typed).await {
                        Ok(mentions) if asked(&area).is_some_and(|(_, letters, _)| letters == typed) => {
                            // Without a list everything can still be typed.
                            let _ = show(area, mentions);
                        }
                        _ => close(),
                    }
                });
            }
        },
        PAUSE,
    );
}

async fn ask(area: &HtmlTextAreaElement, sign: char, typed: &str) -> Result<Vec<Mention>, JsValue> {
    let form: Element = area.form().ok_or(JsValue::NULL)?.into();
    let number = hidden(&form, "number")?.value();
    let entries = (sign == '#').to_string();
    let answer = send_fields("/do/offer-mentions", &[("number", &number), ("entries", &entries), ("typed", typed)]).await?;
    serde_json::from_str(&answer.text).map_err(|_| JsValue::NULL)
}

fn show(area: HtmlTextAreaElement, mentions: Vec<Mention>) -> Result<(), JsValue> {
    close();
    if mentions.is_empty() {
        return Ok(());
    }
    let list = document().create_element("ul")?;
    list.set_class_name("mentions");
    list.set_id("mentions");
    list.set_attribute("role", "listbox")?;
    list.set_attribute("aria-label", "Suggestions")?;
    for (index, mention) in mentions.iter().enumerate() {
        let item = document().create_element("li")?;
        item.set_id(&format!("mention-{index}"));
        item.set_attribute("role", "option")?;
        item.set_attribute("data-mention", &index.to_string())?;
        let (name, kind) = (document().create_element("span")?, document().create_element("span")?);
        name.set_text_content(Some(&mention.name));
        kind.set_text_content(Some(&mention.kind));
        kind.set_class_name("muted");
        item.append_child(&name)?;
        item.append_child(&kind)?;
        list.append_child(&item)?;
    }
    let field = area.parent_element().ok_or(JsValue::NULL)?;
    field.append_child(&list)?;
    area.set_attribute("aria-controls", "mentions")?;
    OFFER.with_borrow_mut(|offer| *offer = Some(Offer { area, list, mentions, chosen: 0 }));
    choose(|_| ());
    Ok(())
}

fn close() {
    if let Some(offer) = OFFER.with_borrow_mut(Option::take) {
        offer.list.remove();
        let _ = offer.area.remove_attribute("aria-controls");
        let _ = offer.area.remove_attribute("aria-activedescendant");
    }
}

/// Changes what is chosen, and shows it.
fn choose(change: impl FnOnce(&mut Offer)) {
    OFFER.with_borrow_mut(|offer| {
        let Some(offer) = offer else { return };
        change(offer);
        let items = offer.list.children();
        for index in 0..items.length() {
            let chosen = index as usize == offer.chosen;
            if let Some(item) = items.item(index) {
                let _ = item.set_attribute("aria-selected", if chosen { "true" } else { "false" });
            }
        }
        let _ = offer.area.set_attribute("aria-activedescendant", &format!("mention-{}", offer.chosen));
    });
}

fn key(event: &KeyboardEvent) {
    let Some(count) = OFFER.with_borrow(|offer| offer.as_ref().map(|offer| offer.mentions.len())) else { return };
    if event.is_composing() || event.ctrl_key() || event.meta_key() {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => choose(|offer| offer.chosen = (offer.chosen + 1) % count),
        "ArrowUp" => choose(|offer| offer.chosen = (offer.chosen + count - 1) % count),
        "Enter" | "Tab" => write(),
        "Escape" => close(),
        _ => return,
    }
    event.prevent_default();
}

/// Writes what is chosen over the sign and the letters.
fn write() {
    let chosen = OFFER.with_borrow(|offer| offer.as_ref().map(|offer| (offer.area.clone(), offer.mentions[offer.chosen].written.clone())));
    close();
    let Some((area, written)) = chosen else { return };
    let (Some((_, _, length)), Ok(Some(place))) = (asked(&area), area.selection_start()) else { return };
    let _ = area.focus();
    let _ = area.set_selection_range(place - length, place);
    replace(&area, &format!("{written} "));
}
