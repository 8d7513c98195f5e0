//! Asking the server from a page that stays, as its forms ask.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Headers, HtmlInputElement, HtmlTextAreaElement, RequestInit, Response, UrlSearchParams};

/// What came back.
pub(crate) struct Answer {
    /// Whether it was done.
    pub ok: bool,
    /// Whether it is worth asking again later.
    pub later: bool,
    /// JSON, or a refusal in words.
    pub text: String,
}

/// Posts `body`, fields or a file; no answer at all is an error.
pub(crate) async fn send(path: &str, body: &JsValue) -> Result<Answer, JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(body);
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Answer { ok: response.ok(), later: response.status() >= 500, text })
}

/// Posts fields.
pub(crate) async fn send_fields(path: &str, fields: &[(&str, &str)]) -> Result<Answer, JsValue> {
    let body = UrlSearchParams::new()?;
    fields.iter().for_each(|(name, value)| body.append(name, value));
    send(path, &body).await
}

/// A field of a form that people do not see.
pub(crate) fn hidden(form: &Element, name: &str) -> Result<HtmlInputElement, JsValue> {
    Ok(form.query_selector(&format!("input[name={name}]"))?.ok_or(JsValue::NULL)?.unchecked_into())
}

/// Says how it went beside the button of the field's form, where it is read out.
pub(crate) fn say(area: &HtmlTextAreaElement, words: &str) {
    let place = area.form().and_then(|form| form.query_selector(".form-actions .muted").ok().flatten());
    if let Some(place) = place {
        let _ = place.set_attribute("role", "status");
        place.set_text_content(Some(words));
    }
}
