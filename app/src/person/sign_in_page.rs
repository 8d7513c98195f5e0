//! `/sign-in`: e-mail address and password, nothing else needed, nothing else asked.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::actions::SignIn;
use crate::services::whoever;
use crate::ui::{Field, Form, FormState, Hidden, Icon, Page};

/// The sign-in page. It carries a form that was sent without a session, so that nothing typed is lost.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let refused = use_context::<FormState>();
    let next = query
        .get("next")
        .or_else(|| refused.as_ref().and_then(|state| state.value("next").map(str::to_owned)))
        .unwrap_or_else(|| "/".to_owned());
    let kept = refused.filter(|state| state.action != SignIn::PATH).and_then(|state| serde_json::to_string(&state).ok());
    let already = whoever().map(|actor| actor.name);
    view! {
        <Page title="Sign in" width="narrow">
            <div class="sign-in">
                <p class="brand"><Icon of=icondata_lu::LuFlame/>"Firebreak"</p>
                <h1>"Sign in"</h1>
                {already.map(|name| view! { <p class="muted">"You are signed in as " {name} "."</p> })}
                {kept.is_some().then(|| view! {
                    <div class="notice" data-tone="info"><p>"You were signed out while you were writing. What you wrote is kept: sign in, look at it once more, and send it again."</p></div>
                })}
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
