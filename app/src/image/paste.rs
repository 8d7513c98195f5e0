//! Uploads an image that is pasted or dropped into a section's text, and inserts it at the cursor.

use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, FormData, HtmlTextAreaElement};

use crate::ui::ask::{hidden, say, send};
use crate::ui::{on, replace};

/// Listens from now on.
pub fn begin() {
    on("paste", |event: &ClipboardEvent| take(event, event.clipboard_data()));
    on("dragover", |event: &DragEvent| {
        if area(event).is_some() && event.data_transfer().is_some_and(|carried| carried.types().includes(&"Files".into(), 0)) {
            event.prevent_default();
        }
    });
    on("drop", |event: &DragEvent| take(event, event.data_transfer()));
}

fn area(event: &Event) -> Option<HtmlTextAreaElement> {
    let area: HtmlTextAreaElement = event.target()?.dyn_into().ok()?;
    area.closest(".editor").ok()?.map(|_| area)
}

fn take(event: &Event, carried: Option<DataTransfer>) {
    let Some(area) = area(event) else { return };
    let files = carried.and_then(|carried| carried.files());
    let Some(image) =
        files.and_then(|files| (0..files.length()).filter_map(|index| files.item(index)).find(|file| file.type_().starts_with("image/")))
    else {
        return;
    };
    event.prevent_default();
    spawn_local(async move {
        say(&area, "Uploading the image…");
        match keep(&area, &image).await {
            Ok(markdown) => {
                let _ = area.focus();
                replace(&area, &markdown);
                say(&area, "");
            }
            Err(error) => say(&area, &error.as_string().unwrap_or_else(|| "The image could not be uploaded. Try again.".to_owned())),
        }
    });
}

/// Sends it and gives the line that shows it.
async fn keep(area: &HtmlTextAreaElement, image: &File) -> Result<String, JsValue> {
    let form: Element = area.form().ok_or(JsValue::NULL)?.into();
    let number = hidden(&form, "number")?.value();
    let data = FormData::new()?;
    let name = image.name();
    data.append_with_str("alt", name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem))?;
    data.append_with_str("form_token", &hidden(&form, "form_token")?.value())?;
    data.append_with_blob("image", image)?;
    let answer = send(&format!("/incidents/{number}/images/new"), &data).await?;
    if answer.ok { Ok(answer.text) } else { Err(answer.text.into()) }
}
