//! `/sign-in`: e-mail address and password.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::SignIn;
use crate::services::optional_user;
use crate::ui::{Asked, Field, Form, FormState, Hidden, Icon, Page, TextArea, Written};

/// The sign-in page. It carries a form that was sent without a session, so that nothing typed is lost.
#[component]
pub fn SignInPage() -> impl IntoView {
    let asked = Asked::of(&["next"]);
    let refused = use_context::<FormState>();
    let next = asked
        .get("next")
        .or_else(|| refused.as_ref().and_then(|state| state.value("next").map(str::to_owned)))
        .unwrap_or_else(|| "/".to_owned());
    let written = use_context::<Written>();
    let kept = match &written {
        Some(Written::Kept(kept)) => Some(kept.clone()),
        _ => None,
    };
    let already = optional_user().map(|actor| actor.name);
    view! {
        <Page title="Sign in" width="narrow">
            <div class="sign-in">
                <p class="brand"><Icon of=icondata_lu::LuFlame/>"Firebreak"</p>
                <h1>"Sign in"</h1>
                {already.map(|name| view! { <p class="muted">"You are signed in as " {name} "."</p> })}
                {written.map(|written| view! { <WhatWasWritten written=written/> })}
                <Form action=SignIn::PATH>
                    <Field name="email" label="E-mail address" kind="email" required=true autofocus=true autocomplete="username"/>
                    <Field name="password" label="Password" kind="password" required=true autocomplete="current-password"/>
                    <Hidden name="next" value=next/>
                    {kept.map(|kept| view! { <Hidden name="kept" value=kept/> })}
                    <div class="form-actions"><button class="button primary">"Sign in"</button></div>
                </Form>
            </div>
        </Page>
    }
}

/// What becomes of a form that was sent without a session.
#[component]
fn WhatWasWritten(written: Written) -> impl IntoView {
    match written {
        Written::Kept(_) => view! {
            <div class="notice" data-tone="info"><p>"You were signed out while you were writing. Your text is kept: sign in, check it, and submit it again."</p></div>
        }
        .into_any(),
        Written::Unknown => view! {
            <div class="notice" data-tone="warn"><p>"You were signed out, and your text is not saved. Use your browser's Back button to return to it, and copy it before you sign in."</p></div>
        }
        .into_any(),
        Written::Lost(texts) => view! {
            <div class="notice" data-tone="warn"><p>"Your account is deactivated, so you cannot sign in, and your text is not saved. Copy it, or contact an admin."</p></div>
            {texts.into_iter().map(|text| view! { <TextArea name="written" label="Your text" value=text rows=6/> }).collect_view()}
        }
        .into_any(),
    }
}
