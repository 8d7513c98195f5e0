//! The page map on one screen, and the frame around every page.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::action::{list_page::ActionsPage, show_page::ActionPage};
use crate::asset::{list_page::AssetsPage, show_page::AssetPage};
use crate::audit::list_page::AuditPage;
use crate::channel::page::ChannelsPage;
use crate::check::edit_page::{EditCheckPage, NewCheckPage};
use crate::check::{list_page::ChecksPage, run_page::RunPage, show_page::CheckPage, source_page::SourcePage, sources_page::SourcesPage};
use crate::decision::new_page::DecidePage;
use crate::error::AppError;
use crate::factor::library_page::FactorLibraryPage;
use crate::incident::assets_page::HitAssetsPage;
use crate::incident::severities_page::SeveritiesPage;
use crate::incident::{
    declare_page::DeclarePage, entry_page::EntryPage, list_page::ListPage, show_page::ShowPage, timeline_page::TimelinePage,
};
use crate::metrics::commitments_page::CommitmentsPage;
use crate::metrics::durations_page::DurationsPage;
use crate::metrics::year_page::YearPage;
use crate::person::account_page::AccountPage;
use crate::person::actions::SignOut;
use crate::person::departure_page::DeparturePage;
use crate::person::people_page::PeoplePage;
use crate::person::setup_page::{InvitationPage, SetupPage};
use crate::person::sign_in_page::SignInPage;
use crate::person::teams_page::{TeamPage, TeamsPage};
use crate::postmortem::{edit_page::EditPage, library_page::LibraryPage, read_page::ReadPage, versions_page::VersionsPage};
use crate::services::{Flash, Outcome, optional_user};
use crate::signal::{incident_page::IncidentSignalsPage, list_page::SignalsPage, show_page::SignalPage};
use crate::template::list_page::{NewTemplatePage, TemplatesPage};
use crate::template::show_page::TemplatePage;
use crate::ui::page::ErrorPage;
use crate::ui::{FormState, Icon, LocalDrafts};
use crate::update::incident_page::IncidentUpdatesPage;

/// The names of the files the browser needs, each with a hash of its content in the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// `firebreak-<hash>`, of the script and the wasm; `None` when the browser part was not built.
    pub script: Option<String>,
    /// `/pkg/firebreak-<hash>.css`.
    pub style: Option<String>,
}

/// The document around every page.
pub fn shell(site: Site) -> impl IntoView {
    let options = site.script.map(|name| LeptosOptions::builder().output_name(name).site_pkg_dir("pkg").build());
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/icon.svg"/>
                {site.style.map(|href| view! { <link rel="stylesheet" href=href/> })}
                {options.map(|options| view! { <HydrationScripts options=options islands=true/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Every page of Firebreak.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Firebreak".to_owned() } else { format!("{title} · Firebreak") } text=""/>
        <Router>
            <Top/>
            <FlashNotice/>
            <Routes fallback=|| view! { <ErrorPage error=AppError::NotFound/> }>
                <Route path=path!("/") view=ListPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents") view=ListPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/new") view=DeclarePage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number") view=ShowPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/assets") view=HitAssetsPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/entries/:entry") view=EntryPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/signals") view=IncidentSignalsPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/timeline") view=TimelinePage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/updates") view=IncidentUpdatesPage ssr=SsrMode::Async/>
                <Route path=path!("/severities") view=SeveritiesPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/decisions/new") view=DecidePage ssr=SsrMode::Async/>
                <Route path=path!("/signals") view=SignalsPage ssr=SsrMode::Async/>
                <Route path=path!("/signals/:signal") view=SignalPage ssr=SsrMode::Async/>
                <Route path=path!("/actions") view=ActionsPage ssr=SsrMode::Async/>
                <Route path=path!("/actions/:number") view=ActionPage ssr=SsrMode::Async/>
                <Route path=path!("/assets") view=AssetsPage ssr=SsrMode::Async/>
                <Route path=path!("/assets/:id") view=AssetPage ssr=SsrMode::Async/>
                <Route path=path!("/checks") view=ChecksPage ssr=SsrMode::Async/>
                <Route path=path!("/checks/new") view=NewCheckPage ssr=SsrMode::Async/>
                <Route path=path!("/checks/sources") view=SourcesPage ssr=SsrMode::Async/>
                <Route path=path!("/checks/sources/:id") view=SourcePage ssr=SsrMode::Async/>
                <Route path=path!("/checks/:id") view=CheckPage ssr=SsrMode::Async/>
                <Route path=path!("/checks/:id/edit") view=EditCheckPage ssr=SsrMode::Async/>
                <Route path=path!("/checks/:id/runs/:run") view=RunPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/postmortem") view=ReadPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/postmortem/edit") view=EditPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/postmortem/sections/:section") view=VersionsPage ssr=SsrMode::Async/>
                <Route path=path!("/postmortems") view=LibraryPage ssr=SsrMode::Async/>
                <Route path=path!("/templates") view=TemplatesPage ssr=SsrMode::Async/>
                <Route path=path!("/templates/new") view=NewTemplatePage ssr=SsrMode::Async/>
                <Route path=path!("/templates/:template") view=TemplatePage ssr=SsrMode::Async/>
                <Route path=path!("/factors") view=FactorLibraryPage ssr=SsrMode::Async/>
                <Route path=path!("/insights") view=YearPage ssr=SsrMode::Async/>
                <Route path=path!("/insights/durations") view=DurationsPage ssr=SsrMode::Async/>
                <Route path=path!("/insights/commitments") view=CommitmentsPage ssr=SsrMode::Async/>
                <Route path=path!("/people") view=PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/audit") view=AuditPage ssr=SsrMode::Async/>
                <Route path=path!("/people/:person") view=DeparturePage ssr=SsrMode::Async/>
                <Route path=path!("/channels") view=ChannelsPage ssr=SsrMode::Async/>
                <Route path=path!("/teams") view=TeamsPage ssr=SsrMode::Async/>
                <Route path=path!("/teams/:team") view=TeamPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/setup/:secret") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/invitation/:secret") view=InvitationPage ssr=SsrMode::Async/>
            </Routes>
            <Keeping/>
            <footer class="foot"><p>"Firebreak incident and postmortem management"</p></footer>
        </Router>
    }
}

/// What is typed on this page is kept in the browser until it is stored; for people who are signed in.
#[component]
fn Keeping() -> impl IntoView {
    let here = leptos_router::hooks::use_location();
    let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
    optional_user().and_then(|actor| actor.person).map(|person| view! { <LocalDrafts person=person page=format!("{path}?{search}")/> })
}

/// The links of the navigation: address and words.
const PLACES: [(&str, &str); 7] = [
    ("/incidents", "Incidents"),
    ("/actions", "Action items"),
    ("/postmortems", "Postmortems"),
    ("/checks", "Checks"),
    ("/assets", "Assets"),
    ("/signals", "Signals"),
    ("/insights", "Insights"),
];

#[component]
fn Top() -> impl IntoView {
    let path = leptos_router::hooks::use_location().pathname.get_untracked();
    let path = if path == "/" { "/incidents".to_owned() } else { path };
    let signed_in = optional_user();
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        <header class="top">
            <div class="top-inner">
                <a class="brand" href="/"><Icon of=icondata_lu::LuFlame/><span>"Firebreak"</span></a>
                {signed_in.map(|actor| view! {
                    <nav class="main" aria-label="Main">
                        {PLACES.into_iter().map(|(href, words)| {
                            let current = path.starts_with(href).then_some("page");
                            view! { <a href=href aria-current=current>{words}</a> }
                        }).collect_view()}
                    </nav>
                    <form class="find" method="get" action="/incidents" role="search">
                        <input type="search" name="q" placeholder="Search" aria-label="Search incidents"/>
                    </form>
                    <a class="button primary" href="/incidents/new"><Icon of=icondata_lu::LuSiren/>"Declare"</a>
                    <Me name=actor.name.clone() admin={actor.require_admin().is_ok()}/>
                })}
            </div>
        </header>
    }
}

#[component]
fn Me(name: String, admin: bool) -> impl IntoView {
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    view! {
        <details class="pop me">
            <summary aria-label=format!("Signed in as {name}")><span class="avatar">{initials}</span></summary>
            <div class="pop-body">
                <p class="muted">{name}</p>
                <a href="/account">"Your account"</a>
                <a href="/teams">"Teams"</a>
                <a href="/severities">"Severities"</a>
                {admin.then(|| view! { <a href="/people">"People"</a> <a href="/channels">"Channels"</a> <a href="/audit">"Audit log"</a> })}
                <form method="post" action=SignOut::PATH>
                    <button class="button quiet">"Sign out"</button>
                </form>
            </div>
        </details>
    }
}

/// Why a form was refused; each field that stands in the way is a link to it.
#[component]
fn Refusal(state: FormState) -> impl IntoView {
    let problems = state.problems();
    let whole = if matches!(state.error, AppError::Invalid { .. }) && !problems.is_empty() { None } else { Some(state.error.to_string()) };
    let overlap = matches!(state.error, AppError::Overlap { .. });
    view! {
        <div>
            {whole.map(|words| view! { <p>{words}</p> })}
            {(!overlap).then(|| problems.into_iter().map(|(href, words)| view! { <p><a href=href>{words}</a></p> }).collect_view())}
            {overlap.then(|| state.problems().into_iter().take(1).map(|(href, _)| view! { <p><a href=href>"Go to the marked field"</a></p> }).collect_view())}
        </div>
    }
}

/// What the last form did, or why it was refused, above the page.
#[component]
fn FlashNotice() -> impl IntoView {
    let refused = use_context::<FormState>().filter(|state| state.error != AppError::SignIn);
    let note = use_context::<Flash>();
    view! {
        {refused.map(|state| view! {
            <div class="notice said" data-tone="bad" role="alert"><Icon of=icondata_lu::LuCircleAlert/><Refusal state=state/></div>
        })}
        {note.map(|note| {
            let (tone, role, icon) = match note.outcome {
                Outcome::Done => ("good", "status", icondata_lu::LuCheck),
                Outcome::Refused => ("bad", "alert", icondata_lu::LuCircleAlert),
                Outcome::Notice => ("info", "status", icondata_lu::LuInfo),
            };
            view! {
                <div class="notice said" data-tone=tone role=role><Icon of=icon/>
                    <div><p>{note.text}</p>{note.secret.map(|secret| view! { <p><code class="secret">{secret}</code></p> })}</div>
                </div>
            }
        })}
    }
}
