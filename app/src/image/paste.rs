//! An image that is pasted or dropped into a section's text is kept, and shown where the cursor stands.

use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, FormData, Headers, HtmlInputElement, HtmlTextAreaElement, RequestInit,
    Response,
};

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
        say(&area, "Keeping the image …");
        match keep(&area, &image).await {
            Ok(markdown) => {
                let _ = area.focus();
                replace(&area, &markdown);
                say(&area, "");
            }
            Err(error) => say(&area, &error.as_string().unwrap_or_else(|| "The image could not be sent: try it once more.".to_owned())),
        }
    });
}

/// Sends it and gives the line that shows it.
async fn keep(area: &HtmlTextAreaElement, image: &File) -> Result<String, JsValue> {
    let form: Element = area.form().ok_or(JsValue::NULL)?.into();
    let number = form.query_selector("input[name=number]")?.ok_or(JsValue::NULL)?.unchecked_into::<HtmlInputElement>().value();
    let data = FormData::new()?;
    let name = image.name();
    data.append_with_str("alt", name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem))?;
    data.append_with_blob("image", image)?;
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&data);
    let path = format!("/incidents/{number}/images/new");
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(&path, &request)).await?.dyn_into()?;
    let answer = JsFuture::from(response.text()?).await?;
    if response.ok() { answer.as_string().ok_or(JsValue::NULL) } else { Err(answer) }
}

/// Beside the button that saves, where it is read out.
fn say(area: &HtmlTextAreaElement, words: &str) {
    let place = area.form().and_then(|form| form.query_selector(".form-actions .muted").ok().flatten());
    if let Some(place) = place {
        let _ = place.set_attribute("role", "status");
        place.set_text_content(Some(words));
    }
}
