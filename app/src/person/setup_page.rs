//! `/setup/{secret}` and `/invitation/{secret}`: the first admin, and everybody who is invited.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{AcceptInvitation, SetUp};
use crate::error::AppError;
use crate::services::services;
use crate::ui::{Field, Form, Hidden, Icon, Page, page};

const PASSWORD_HINT: &str = "At least 12 characters; a short sentence works well.";

fn secret() -> String {
    use_params_map().get_untracked().get("secret").unwrap_or_default()
}

/// The first run: makes the admin.
#[component]
pub fn SetupPage() -> impl IntoView {
    let (secret, services) = (secret(), services());
    page(async move {
        if !services.people.setup_is_open(&secret).await? {
            return Err(AppError::NotFound);
        }
        Ok(view! {
            <Page title="Set up Firebreak" width="narrow">
                <div class="sign-in">
                    <p class="brand"><Icon of=icondata_lu::LuFlame/>"Firebreak"</p>
                    <h1>"Set up Firebreak"</h1>
                    <p class="muted">"You become the first admin, and can then invite others."</p>
                    <Form action=SetUp::PATH>
                        <Hidden name="secret" value=secret/>
                        <Field name="name" label="Your name" required=true autofocus=true autocomplete="name"/>
                        <Field name="email" label="E-mail address" kind="email" required=true autocomplete="username"/>
                        <Field name="password" label="Password" kind="password" required=true autocomplete="new-password" hint=PASSWORD_HINT/>
                        <div class="form-actions"><button class="button primary">"Set up"</button></div>
                    </Form>
                </div>
            </Page>
        })
    })
}

/// Somebody was invited: sets their password.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let (secret, services) = (secret(), services());
    page(async move {
        let (name, email) = services.people.invitation(&secret).await?;
        Ok(view! {
            <Page title="Welcome" width="narrow">
                <div class="sign-in">
                    <p class="brand"><Icon of=icondata_lu::LuFlame/>"Firebreak"</p>
                    <h1>"Welcome, " {name}</h1>
                    <p class="muted">"You sign in as " {email} ". Choose a password."</p>
                    <Form action=AcceptInvitation::PATH>
                        <Hidden name="secret" value=secret/>
                        <Field name="password" label="Password" kind="password" required=true autofocus=true autocomplete="new-password" hint=PASSWORD_HINT/>
                        <div class="form-actions"><button class="button primary">"Set password and sign in"</button></div>
                    </Form>
                </div>
            </Page>
        })
    })
}
