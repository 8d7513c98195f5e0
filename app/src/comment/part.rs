//! The comments on a section, and the form for a new one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Comment;
use super::actions::{CreateActionFromComment, ResolveComment, SayComment};
use crate::ui::{Field, Form, Hidden, Icon, Pop, TextArea, When};

/// The comments on a section.
#[component]
pub fn Margin(
    /// The incident's number.
    number: i64,
    /// The section.
    section: String,
    /// Those of this section.
    comments: Vec<Comment>,
    /// Whether something can be said.
    open: bool,
) -> impl IntoView {
    let (unanswered, answered): (Vec<Comment>, Vec<Comment>) = comments.into_iter().partition(Comment::is_open);
    let count = answered.len();
    let key = format!("-{section}");
    view! {
        <div class="margin">
            {(!unanswered.is_empty()).then(|| view! { <ul class="comments">{unanswered.into_iter().map(|one| view! { <One number=number one=one open=open/> }).collect_view()}</ul> })}
            {(count > 0).then(|| view! {
                <details class="more"><summary>{if count == 1 { "1 resolved comment".to_owned() } else { format!("{count} resolved comments") }}</summary>
                    <ul class="comments answered">{answered.into_iter().map(|one| view! { <One number=number one=one open=open/> }).collect_view()}</ul>
                </details>
            })}
            {open.then(|| view! {
                <Pop label="Comment" icon=icondata_lu::LuMessageSquarePlus class="small quiet" holds=(SayComment::PATH, key.clone())>
                    <Form action=SayComment::PATH key=key.clone()>
                        <Hidden name="number" value=number.to_string()/>
                        <Hidden name="section" value=section/>
                        <Field name="quote" label="Quoted text" hint="Leave empty to comment on the whole section."/>
                        <TextArea name="body" label="Comment" rows=3 required=true/>
                        <div class="form-actions"><button class="button">"Post comment"</button></div>
                    </Form>
                </Pop>
            })}
        </div>
    }
}

#[component]
fn One(number: i64, one: Comment, open: bool) -> impl IntoView {
    let key = format!("-{}", one.id);
    let (id, resolved) = (one.id, one.resolved.clone());
    let title: String = one.body.lines().next().unwrap_or_default().chars().take(120).collect();
    let answer = resolved.as_ref().map(|(at, by)| {
        let name = by.clone().unwrap_or_else(|| "somebody".to_owned());
        match one.action {
            Some(action) => view! { <p class="muted"><a href=format!("/actions/{action}")>{format!("ACT-{action}")}</a> {format!(" created from it by {name}, ")} <When at=*at/></p> }.into_any(),
            None => view! { <p class="muted">{format!("Resolved by {name}, ")} <When at=*at/></p> }.into_any(),
        }
    });
    let is_open = resolved.is_none();
    view! {
        <li class="comment" id=format!("comment-{id}")>
            <p class="muted"><Icon of=icondata_lu::LuMessageSquare/> " " <strong>{one.person.unwrap_or_else(|| "Somebody".to_owned())}</strong> ", " <When at=one.at/></p>
            {(!one.quote.is_empty()).then(|| view! { <blockquote dir="auto">{one.quote}</blockquote> })}
            <div class="prose" dir="auto" inner_html=one.html></div>
            {answer}
            {open.then(|| view! {
                <div class="pops">
                    {(one.action.is_none()).then(|| view! {
                        <Form action=ResolveComment::PATH key=key.clone() class="inline">
                            <Hidden name="number" value=number.to_string()/>
                            <Hidden name="comment" value=id.to_string()/>
                            <Hidden name="resolved" value=is_open.to_string()/>
                            <button class="button small">{if is_open { "Resolve" } else { "Reopen" }}</button>
                        </Form>
                    })}
                    {is_open.then(|| view! {
                        <Pop label="Create action item" icon=icondata_lu::LuListPlus class="small" holds=(CreateActionFromComment::PATH, key.clone())>
                            <Form action=CreateActionFromComment::PATH key=key.clone()>
                                <Hidden name="number" value=number.to_string()/>
                                <Hidden name="comment" value=id.to_string()/>
                                <Field name="title" label="Title" value=title required=true hint="Start with a verb: what will be done."/>
                                <div class="form-actions"><button class="button">"Create action item"</button></div>
                            </Form>
                        </Pop>
                    })}
                </div>
            })}
        </li>
    }
}
