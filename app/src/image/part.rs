//! Uploading an image with a form, and the images of an incident.

use leptos::prelude::*;

use super::Image;
use crate::ui::{Field, FileField, Form, FormState, Icon, Pop};

/// The form and the list.
#[component]
pub fn AddImage(
    /// The incident's number.
    number: i64,
    /// Those that are there.
    images: Vec<Image>,
) -> impl IntoView {
    let action = format!("/incidents/{number}/images/new");
    let open = FormState::of(&action, "").is_some();
    view! {
        <Pop label="Images" icon=icondata_lu::LuImagePlus open=open>
            <Form action=action files=true>
                <Field name="alt" label="Description" required=true placeholder="Rows without a matching task, June to August"/>
                <FileField name="image" label="Image" accept="image/png,image/jpeg,image/gif,image/webp"
                    hint="PNG, JPEG, GIF or WebP, up to 8 MB. Metadata is removed. You can also paste or drop an image into a text."/>
                <div class="form-actions"><button class="button primary"><Icon of=icondata_lu::LuUpload/>"Upload image"</button></div>
            </Form>
            {(!images.is_empty()).then(|| view! {
                <p class="muted">"To show an image, copy its line into the text."</p>
                <ul class="images">{images.into_iter().map(|image| {
                    let (markdown, href) = (image.markdown(), image.path.clone());
                    view! { <li><a href=href><img src=image.path alt=image.alt width=image.width.to_string() height=image.height.to_string() loading="lazy"/></a><code>{markdown}</code></li> }
                }).collect_view()}</ul>
            })}
        </Pop>
    }
}
