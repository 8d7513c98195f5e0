//! Buttons above a long Markdown text, for those who do not know its marks; and the selected words as the quotation of a comment.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement};

use super::local_drafts_island::on;
use super::shortcuts::{chosen, replace, wrap};

/// Name, what stands on the button, and its marks: around the selection, or before each of its lines when nothing comes after.
const TOOLS: [(&str, &str, &str, &str); 6] = [
    ("Bold (Ctrl+B)", "B", "**", "**"),
    ("Italic (Ctrl+I)", "I", "*", "*"),
    ("Link (Ctrl+K)", "Link", "[", "](https://)"),
    ("Code", "Code", "`", "`"),
    ("List", "List", "- ", ""),
    ("Quotation", "Quote", "> ", ""),
];

/// Puts a toolbar above each section's text, and listens from now on.
pub fn begin() {
    let areas = document().query_selector_all(".editor textarea");
    let areas = areas.iter().flat_map(|areas| (0..areas.length()).filter_map(|index| areas.item(index)?.dyn_into::<Element>().ok()));
    for area in areas {
        // Without a toolbar everything can still be typed.
        let _ = add(&area);
    }
    on("click", |event: &Event| {
        let Some(button) = closest(event, "button[data-tool]") else { return };
        let tool = button.get_attribute("data-tool").and_then(|tool| tool.parse::<usize>().ok()).and_then(|tool| TOOLS.get(tool));
        let area = button.closest(".field").ok().flatten().and_then(|field| field.query_selector("textarea").ok().flatten());
        if let (Some(tool), Some(area)) = (tool, area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok())) {
            use_tool(&area, tool);
        }
    });
    // Before the browser forgets what was selected.
    on("mousedown", |event: &Event| {
        let Some(summary) = closest(event, ".margin summary") else { return };
        let selected = window().get_selection().ok().flatten().map(|selection| String::from(selection.to_string())).unwrap_or_default();
        let field = summary.closest("details").ok().flatten().and_then(|pop| pop.query_selector("input[name=quote]").ok().flatten());
        if let (false, Some(field)) = (selected.trim().is_empty(), field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok())) {
            field.set_value(&selected.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect::<String>());
        }
    });
}

fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

fn add(area: &Element) -> Result<(), wasm_bindgen::JsValue> {
    let bar = document().create_element("div")?;
    bar.set_class_name("toolbar");
    bar.set_attribute("role", "group")?;
    bar.set_attribute("aria-label", "Formatting")?;
    for (index, (name, face, ..)) in TOOLS.iter().enumerate() {
        let button = document().create_element("button")?;
        button.set_class_name("button quiet small");
        for (attribute, value) in [("type", "button"), ("title", name), ("aria-label", name), ("data-tool", index.to_string().as_str())] {
            button.set_attribute(attribute, value)?;
        }
        button.set_text_content(Some(face));
        bar.append_child(&button)?;
    }
    if let Some(field) = area.parent_element() {
        field.insert_before(&bar, Some(area))?;
    }
    Ok(())
}

fn use_tool(area: &HtmlTextAreaElement, (_, _, before, after): &(&str, &str, &str, &str)) {
    let _ = area.focus();
    if after.is_empty() {
        let lines: Vec<String> = chosen(area).unwrap_or_default().split('\n').map(|line| format!("{before}{line}")).collect();
        replace(area, &lines.join("\n"));
    } else {
        wrap(area, before, after, u32::try_from(before.len()).unwrap_or_default());
    }
}
