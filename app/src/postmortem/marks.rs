//! Where questioned words stand: marked in the text as it will read. A click on words that are questioned selects them in the field.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement, Node};

use crate::ui::on;

/// Marks what was questioned when the page was made, and listens from now on.
pub fn begin() {
    for section in elements(&document(), ".edit-section") {
        // Words that cannot be marked are still named below.
        let _ = mark(&section, &phrases(&section, ".remark[data-phrase]"));
    }
    on("click", |event: &Event| {
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(words) = clicked.and_then(|clicked| clicked.closest(".remark mark, .preview mark").ok()?) {
            let _ = select(&words);
        }
    });
}

fn elements(root: &Node, selector: &str) -> Vec<Element> {
    let found = match root.dyn_ref::<Element>() {
        Some(element) => element.query_selector_all(selector),
        None => document().query_selector_all(selector),
    };
    found.map_or_else(|_| Vec::new(), |found| (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect())
}

fn phrases(section: &Element, selector: &str) -> Vec<String> {
    elements(section, selector).iter().filter_map(|remark| remark.get_attribute("data-phrase")).collect()
}

/// Marks these words, unless they are kept with a reason.
pub fn mark(section: &Element, questioned: &[String]) -> Result<(), JsValue> {
    let Some(prose) = section.query_selector(".preview .prose")? else { return Ok(()) };
    let kept = phrases(section, ".kept .remark[data-phrase]");
    for phrase in questioned.iter().filter(|phrase| !kept.contains(phrase)) {
        if let Some((text, at)) = find(&prose, phrase) {
            let units = |words: &str| u32::try_from(words.encode_utf16().count()).unwrap_or_default();
            let range = document().create_range()?;
            let start = units(&at);
            range.set_start(&text, start)?;
            range.set_end(&text, start + units(phrase))?;
            range.surround_contents(&document().create_element("mark")?.into())?;
        }
    }
    Ok(())
}

/// The first text that holds the phrase and is not marked yet, and what stands before it.
fn find(node: &Node, phrase: &str) -> Option<(Node, String)> {
    if node.node_type() == Node::TEXT_NODE {
        let text = node.text_content()?;
        return text.find(phrase).map(|at| (node.clone(), text[..at].to_owned()));
    }
    if node.node_name().eq_ignore_ascii_case("mark") {
        return None;
    }
    let children = node.child_nodes();
    (0..children.length()).filter_map(|index| children.item(index)).find_map(|child| find(&child, phrase))
}

fn select(words: &Element) -> Result<(), JsValue> {
    let Some(area) = words.closest(".edit-section")?.map(|section| section.query_selector(".editor textarea")).transpose()?.flatten()
    else {
        return Ok(());
    };
    let area: HtmlTextAreaElement = area.unchecked_into();
    let (text, phrase) = (area.value(), words.text_content().unwrap_or_default());
    if let Some(at) = text.find(&phrase) {
        let units = |words: &str| u32::try_from(words.encode_utf16().count()).unwrap_or_default();
        area.unchecked_ref::<HtmlElement>().focus()?;
        area.set_selection_range(units(&text[..at]), units(&text[..at]) + units(&phrase))?;
    }
    Ok(())
}
