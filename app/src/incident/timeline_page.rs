//! `/incidents/{number}/timeline`: the whole timeline, a hundred entries per page.

use leptos::prelude::*;

use super::Stretch;
use super::show_page::number_in_path;
use super::timeline_part::Entries;
use crate::error::AppError;
use crate::part::MOST;
use crate::services::caller;
use crate::text::grouped;
use crate::ui::{Asked, Empty, Page, PageHead, Pager, Panel, page};

/// From its beginning, or `before`, `after` or around an `entry`.
#[component]
pub fn TimelinePage() -> impl IntoView {
    let (caller, number, asked) = (caller(), number_in_path(), Asked::of(&["entry", "before", "after"]));
    let asked = |name: &str| asked.parsed::<i64>(name);
    let stretch = (asked("entry").map(Stretch::Around))
        .or(asked("before").map(Stretch::Before))
        .or(asked("after").map(Stretch::After))
        .unwrap_or_default();
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let part = services.incidents.timeline(&who, number, stretch, MOST).await?;
        let may_work = who.require_responder().is_ok();
        let link = |name: &str, id: i64| format!("/incidents/{number}/timeline?{name}={id}");
        let earlier = part.items.first().filter(|_| part.before).map(|first| link("before", first.id));
        let later = part.items.last().filter(|_| part.after).map(|last| link("after", last.id));
        let crumbs = vec![("/incidents".to_owned(), "Incidents".to_owned()), (format!("/incidents/{number}"), format!("INC-{number}"))];
        let sub = format!("{} entries", grouped(part.total));
        let none = part.items.is_empty();
        Ok(view! {
            <Page title=format!("Timeline of INC-{number}")>
                <PageHead title=format!("Timeline of INC-{number}") crumbs=crumbs sub=view! { <span class="muted">{sub}</span> }.into_any()/>
                <Pager back=earlier.clone() back_words="Earlier" on=later.clone() on_words="Later"/>
                {none.then(|| view! { <Empty icon=icondata_lu::LuHistory title="No entries" text="There are no more entries in this direction."/> })}
                {(!none).then(|| view! { <Panel title="Entries"><Entries number=number entries=part.items may_work=may_work/></Panel> })}
                <Pager back=earlier back_words="Earlier" on=later on_words="Later"/>
            </Page>
        })
    })
}
