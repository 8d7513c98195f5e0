//! The frame of a page: its data is loaded on the server, and a situation that stops it has a page of its own.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::asked::LeftOutNotice;
use super::{FormState, Icon};
use crate::error::AppError;

/// Lets the page come back to this part when it is its turn. Leptos asks every part once when it meets it, and then waits
/// for one after the other: a part that had begun would hold its database connection unasked while an earlier one waits
/// for a second, and pages that many people open at once would wait for each other until the pool gives up.
async fn in_turn() {
    let mut asked = false;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut asked, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// Loads a page with the use cases and shows it, or shows the situation that stopped it, with its HTTP status.
pub fn page<V, L>(load: L) -> impl IntoView
where
    V: IntoView + 'static,
    L: Future<Output = Result<V, AppError>> + Send + 'static,
{
    let here = use_location();
    let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
    let refused = use_context::<FormState>();
    Suspend::new(async move {
        in_turn().await;
        match load.await {
            Ok(view) => view.into_any(),
            Err(AppError::SignIn) => {
                let next = if search.is_empty() { path } else { format!("{path}?{search}") };
                if refused.is_none() {
                    crate::services::redirect(&format!("/sign-in?next={}", encode(&next)));
                }
                view! { <p><a href="/sign-in">"Sign in"</a> " to continue."</p> }.into_any()
            }
            Err(error) => view! { <ErrorPage error=error/> }.into_any(),
        }
    })
}

/// Loads a part of a page with the use cases. A part that cannot be loaded says so in its place.
pub fn part<V, L>(load: L) -> impl IntoView
where
    V: IntoView + 'static,
    L: Future<Output = Result<V, AppError>> + Send + 'static,
{
    Suspend::new(async move {
        in_turn().await;
        match load.await {
            Ok(view) => view.into_any(),
            Err(error) => view! { <div class="notice" data-tone="bad"><p>{error.to_string()}</p></div> }.into_any(),
        }
    })
}

/// Percent-encodes a value for a query string.
pub fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~/".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// A situation that stopped a page, in words, with its status for programs.
#[component]
pub fn ErrorPage(
    /// What stopped it.
    error: AppError,
) -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>()
        && let Ok(status) = axum_status(error.status())
    {
        response.set_status(status);
    }
    let heading = match &error {
        AppError::NotFound => "Page not found",
        AppError::Forbidden { .. } => "You don't have permission",
        AppError::Unavailable | AppError::OutcomeUnknown | AppError::Busy => "Temporarily unavailable",
        _ => "Something went wrong",
    };
    view! {
        <Title text=heading/>
        <main id="main" class="page narrow">
            <div class="error-page">
                <p class="error-code">{error.status()}</p>
                <h1>{heading}</h1>
                <p>{error.to_string()}</p>
                <a class="button primary" href="/"><Icon of=icondata_lu::LuArrowLeft/>"Go to incidents"</a>
            </div>
        </main>
    }
}

fn axum_status(status: u16) -> Result<http::StatusCode, ()> {
    http::StatusCode::from_u16(status).map_err(|_| ())
}

/// The content of a page with its title: `width` is `narrow`, `wide` or nothing.
#[component]
pub fn Page(
    /// For the browser's tab.
    #[prop(into)]
    title: String,
    /// `narrow` for forms, `wide` for boards.
    #[prop(optional)]
    width: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title/>
        <main id="main" class=format!("page {width}")><LeftOutNotice/>{children()}</main>
    }
}

/// The heading of a page: where it is, what it is, and what can be done with it.
#[component]
pub fn PageHead(
    /// The heading.
    #[prop(into)]
    title: String,
    /// `INC-42` and the like, before the heading.
    #[prop(optional, into)]
    reference: Option<String>,
    /// Links to what holds this page: address and words.
    #[prop(optional)]
    crumbs: Vec<(String, String)>,
    /// Badges and facts below the heading.
    #[prop(optional, into)]
    sub: Option<AnyView>,
    /// Buttons.
    #[prop(optional, into)]
    actions: Option<AnyView>,
) -> impl IntoView {
    view! {
        <div class="page-head">
            <div>
                {(!crumbs.is_empty()).then(|| view! {
                    <p class="crumbs">{crumbs.into_iter().map(|(href, words)| view! { <a href=href>{words}</a> }).collect_view()}</p>
                })}
                <h1>{reference.map(|reference| view! { <span class="ref">{reference}</span> " " })}{title}</h1>
                {sub.map(|sub| view! { <p class="sub">{sub}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
        </div>
    }
}
/// `path`, if a browser stays on this site when it follows it: it begins with one slash, and has nothing in it that browsers leave
/// out or turn into a slash before they look (the URL Standard, 4.4: tabs and line ends are removed, `\` is read as `/`).
pub fn local_path(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte > b' ' && byte != 0x7f && byte != b'\\');
    (plain && path.starts_with('/') && !path.starts_with("//")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for leaves in [
            "",
            "incidents",
            "//e.org",
            "/\\e.org",
            "\\/e.org",
            "/\t/e.org",
            "/\n/e.org",
            " //e.org",
            "/ /e.org",
            "https://e.org",
            "/\u{0}/e.org",
        ] {
            assert_eq!(local_path(leaves), None, "{leaves:?}");
        }
        for stays in ["/", "/incidents?q=a%20b#top", "/%09/e.org", "/a//b", "/suche?q=ü"] {
            assert_eq!(local_path(stays), Some(stays));
        }
    }
}
