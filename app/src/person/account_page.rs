//! `/account`: one's own name, zone, password and API tokens.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{ChangeAccount, ChangePassword, CreateToken, RevokeToken};
use super::{ApiToken, Person};
use crate::services::caller;
use crate::ui::{Empty, Field, Form, Hidden, Page, PageHead, Panel, Select, When, page};

/// One's own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        let me = services.people.me(&who).await?;
        let tokens = services.people.tokens(&who).await?;
        Ok(view! {
            <Page title="Your account" width="narrow">
                <PageHead title="Your account"/>
                <About me=me/>
                <Panel title="Password">
                    <Form action=ChangePassword::PATH>
                        <Field name="old" label="Current password" kind="password" required=true autocomplete="current-password"/>
                        <Field name="new" label="New password" kind="password" required=true autocomplete="new-password" hint="At least 12 characters. Your other sessions end."/>
                        <div class="form-actions"><button class="button">"Change password"</button></div>
                    </Form>
                </Panel>
                <Tokens tokens=tokens/>
            </Page>
        })
    })
}

#[component]
fn About(me: Person) -> impl IntoView {
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| (zone.name().to_owned(), zone.name().replace('_', " "))).collect();
    view! {
        <Panel title="Profile">
            <Form action=ChangeAccount::PATH edit=true>
                <p class="muted">{me.email} ", " {me.role.as_str()} ". " {me.role.meaning()} "."</p>
                <Field name="name" label="Name" value=me.name required=true autocomplete="name"/>
                <Select name="zone" label="Time zone" value=me.zone options=zones hint="Times are shown in it, with UTC beside them."/>
                <div class="form-actions"><button class="button">"Save"</button></div>
            </Form>
        </Panel>
    }
}

#[component]
fn Tokens(tokens: Vec<ApiToken>) -> impl IntoView {
    let scopes = vec![("read".to_owned(), "Read".to_owned()), ("write".to_owned(), "Read and write".to_owned())];
    view! {
        <Panel title="API tokens" count=tokens.len()>
            {if tokens.is_empty() {
                view! { <Empty icon=icondata_lu::LuKeyRound title="No API tokens" text="A token lets a program act as you, with your role or less."/> }.into_any()
            } else {
                view! { <ul class="rows">{tokens.into_iter().map(|token| view! { <TokenRow token=token/> }).collect_view()}</ul> }.into_any()
            }}
            <Form action=CreateToken::PATH>
                <div class="fields">
                    <Field name="name" label="Name" required=true placeholder="Airflow"/>
                    <Select name="scope" label="Scope" options=scopes/>
                </div>
                <div class="form-actions"><button class="button">"Create token"</button></div>
            </Form>
            <p class="muted"><a href="/api/v1/openapi.json">"API reference (OpenAPI)"</a></p>
        </Panel>
    }
}

#[component]
fn TokenRow(token: ApiToken) -> impl IntoView {
    view! {
        <li class="row">
            <div>
                <strong>{token.name}</strong> " " <span class="tag">{token.scope}</span>
                <p class="muted">"Created " <When at=token.created_at day=true/> ", "
                    {match token.last_used_at { Some(at) => view! { "last used " <When at=at/> }.into_any(), None => "never used".into_any() }}
                </p>
            </div>
            <Form action=RevokeToken::PATH key=token.id.to_string() class="inline">
                <Hidden name="token" value=token.id.to_string()/>
                <button class="button small danger">"Revoke"</button>
            </Form>
        </li>
    }
}
