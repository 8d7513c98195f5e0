//! While somebody writes: what the blameless lint says about the text as it stands, how it will read, and how full its page is, a second
//! after the last key.

use leptos::prelude::{document, set_timeout};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlTextAreaElement};

use super::{Feedback, PageFit, marks};
use crate::lint::{Finding, LONGEST};
use crate::ui::ask::{hidden, send_fields};
use crate::ui::on;

/// How long nobody types before the text is looked at.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(900);

/// Listens from now on; what was typed before the script arrived, or kept from last time, is looked at as well.
pub fn begin() {
    on("input", |event: &Event| {
        if let Some(area) = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) {
            consider(area);
        }
    });
    let Ok(areas) = document().query_selector_all("form textarea[name=body]") else { return };
    let areas = (0..areas.length()).filter_map(|index| areas.item(index)?.dyn_into::<HtmlTextAreaElement>().ok());
    areas.filter(|area| area.default_value().is_ok_and(|stored| stored != area.value())).for_each(consider);
}

/// Whether it is the text of a section.
pub fn is_section(area: &HtmlTextAreaElement) -> bool {
    area.closest("form[action='/do/save-section']").is_ok_and(|form| form.is_some())
}

/// Asks about a section's text when nobody has typed for a while.
fn consider(area: HtmlTextAreaElement) {
    if !is_section(&area) {
        return;
    }
    let typed = area.value();
    set_timeout(
        move || {
            // Something else was typed meanwhile: that text gets its own turn.
            if area.value() == typed && typed.len() <= LONGEST {
                spawn_local(async move {
                    // Without an answer nothing is said: the text is looked at again when it is stored.
                    let _ = ask(&area, &typed).await;
                });
            }
        },
        PAUSE,
    );
}

async fn ask(area: &HtmlTextAreaElement, typed: &str) -> Result<(), JsValue> {
    let form: Element = area.form().ok_or(JsValue::NULL)?.into();
    let (number, section) = (hidden(&form, "number")?.value(), hidden(&form, "section")?.value());
    let answer = send_fields("/do/question-section", &[("number", &number), ("section", &section), ("body", typed)]).await?;
    if !answer.ok || area.value() != typed {
        return Ok(());
    }
    let Ok(look) = serde_json::from_str::<Feedback>(&answer.text) else { return Ok(()) };
    if let Some(sheet) = &look.sheet {
        measure(&form, sheet)?;
    }
    preview(&form, &look.html)?;
    let section = form.closest(".edit-section")?.ok_or(JsValue::NULL)?;
    show(&section, &look.findings)?;
    let phrases: Vec<String> = look.findings.into_iter().map(|finding| finding.phrase).collect();
    marks::mark(&section, &phrases)
}

/// Shows beside the text how it will read.
fn preview(form: &Element, html: &str) -> Result<(), JsValue> {
    let Some(preview) = form.closest(".editor")?.map(|editor| editor.query_selector(".preview")).transpose()?.flatten() else {
        return Ok(());
    };
    if let Some(label) = preview.query_selector(".preview-label")? {
        label.set_text_content(Some("Preview"));
    }
    let prose = match preview.query_selector(".prose")? {
        Some(prose) => prose,
        None => {
            if let Some(nothing) = preview.query_selector("p:not(.preview-label)")? {
                nothing.remove();
            }
            let prose = document().create_element("div")?;
            prose.set_class_name("prose");
            prose.set_attribute("dir", "auto")?;
            preview.append_child(&prose)?;
            prose
        }
    };
    // The server made it safe, as it does for every page.
    prose.set_inner_html(html);
    Ok(())
}

/// Says how full the page is, where it was said for the stored text.
fn measure(form: &Element, sheet: &PageFit) -> Result<(), JsValue> {
    let Some(shown) = form.closest(".edit-page")?.map(|page| page.query_selector(".fullness")).transpose()?.flatten() else {
        return Ok(());
    };
    shown.toggle_attribute_with_force("data-over", sheet.over > 0)?;
    if let Some(meter) = shown.query_selector("meter")? {
        meter.set_attribute("value", &sheet.taken.min(100).to_string())?;
    }
    if let Some(words) = shown.query_selector("span")? {
        words.set_text_content(Some(&sheet.words()));
    }
    Ok(())
}

/// What is stored keeps its remark and the answer to it as long as it stands in the text; the rest is said below.
fn show(section: &Element, findings: &[Finding]) -> Result<(), JsValue> {
    let stored = section.query_selector_all(".remark[data-phrase]")?;
    let mut known = Vec::new();
    for index in 0..stored.length() {
        let Some(remark) = stored.item(index).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        let phrase = remark.get_attribute("data-phrase").unwrap_or_default();
        let stands = findings.iter().any(|finding| finding.phrase == phrase);
        remark.toggle_attribute_with_force("hidden", !stands)?;
        known.push(phrase);
    }
    let Some(list) = section.query_selector(".remarks-live")? else { return Ok(()) };
    list.set_inner_html("");
    for finding in findings.iter().filter(|finding| !known.contains(&finding.phrase)) {
        let line = |tag: &str, class: &str, words: &str| {
            let made = document().create_element(tag)?;
            made.set_class_name(class);
            made.set_text_content(Some(words));
            Ok::<_, JsValue>(made)
        };
        let (item, head) = (line("li", "remark", "")?, line("p", "", "")?);
        head.append_child(&*line("mark", "", &finding.phrase)?)?;
        head.append_child(&*line("strong", "", &format!(" {}", finding.title))?)?;
        item.append_child(&head)?;
        item.append_child(&*line("p", "muted", &finding.why)?)?;
        item.append_child(&*line("p", "", &finding.instead)?)?;
        list.append_child(&item)?;
    }
    Ok(())
}
