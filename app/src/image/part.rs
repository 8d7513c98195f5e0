//! Adding an image without pasting it, and those that are there.

use leptos::prelude::*;

use super::Image;
use crate::ui::{Icon, Pop};

/// The form and the list.
#[component]
pub fn AddImage(
    /// The incident's number.
    number: i64,
    /// Those that are there.
    images: Vec<Image>,
) -> impl IntoView {
    view! {
        <Pop label="Images" icon=icondata_lu::LuImagePlus>
            <form class="form" method="post" enctype="multipart/form-data" action=format!("/incidents/{number}/images/new")>
                <div class="field">
                    <label for="image-file">"Image"</label>
                    <p class="hint">"PNG, JPEG, GIF or WebP, up to 8 MB. What the camera wrote into it is removed. You can also paste or drop it into a text."</p>
                    <input id="image-file" type="file" name="image" required=true accept="image/png,image/jpeg,image/gif,image/webp"/>
                </div>
                <div class="field">
                    <label for="image-alt">"What it shows"</label>
                    <input id="image-alt" type="text" name="alt" required=true maxlength="200" placeholder="Rows without a matching task, June to August"/>
                </div>
                <div class="form-actions"><button class="button primary"><Icon of=icondata_lu::LuUpload/>"Keep it"</button></div>
            </form>
            {(!images.is_empty()).then(|| view! {
                <p class="muted">"To show one, write its line where it belongs."</p>
                <ul class="images">{images.into_iter().map(|image| {
                    let (markdown, href) = (image.markdown(), image.path.clone());
                    view! { <li><a href=href><img src=image.path alt=image.alt width=image.width.to_string() height=image.height.to_string() loading="lazy"/></a><code>{markdown}</code></li> }
                }).collect_view()}</ul>
            })}
        </Pop>
    }
}
