//! `/incidents/{number}/postmortem/edit`: a form for each section, what it will look like beside it, and the facts.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{RedraftPostmortem, SaveSection, UseTemplate};
use super::blocks::Gaps;
use super::cover_part::Covers;
use super::remarks_part::Remarks;
use super::review_part::Review;
use super::sheet::{Facts, StateBadge};
use super::versions_page::Diff;
use super::words::blocks;
use super::{Change, Comparison, Document, Gap, PageFit, Section, State, gaps, too_long};
use crate::comment::part::Margin;
use crate::error::AppError;
use crate::factor::Choices;
use crate::factor::part::FactorForms;
use crate::image::part::AddImage;
use crate::incident::show_page::number_in_path;
use crate::services::caller;
use crate::template::{Part, Prose, Spec};
use crate::ui::{Badge, Form, FormState, Hidden, Icon, Page, PageHead, Pop, Select, TextArea, Tone, When, page};

/// The refused form of a section, if this page shows one again: the section and what was typed.
fn refused() -> Option<(String, String)> {
    let state = use_context::<FormState>().filter(|state| state.action == SaveSection::PATH)?;
    Some((state.value("section")?.to_owned(), state.value("body").unwrap_or_default().to_owned()))
}

/// The version over which the refused form wanted to store.
fn seen(section: &str) -> Option<i64> {
    FormState::of(SaveSection::PATH, section)?.value("version")?.parse().ok()
}

/// The editor.
#[component]
pub fn EditPage() -> impl IntoView {
    let caller = caller();
    let number = number_in_path();
    let refused = refused();
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let document = services.postmortems.show(&who, number).await?;
        let people: Vec<(String, String)> = services
            .people
            .people(&who)
            .await?
            .into_iter()
            .filter(|person| person.active)
            .map(|person| (person.id.to_string(), person.name))
            .collect();
        who.require_responder()?;
        // Whatever a form was refused for: when another text is stored by now, its writer sees both.
        let comparison = match refused {
            Some((key, typed)) if document.section(&key).is_some_and(|section| seen(&key) != Some(section.version)) => {
                Some(services.postmortems.compare(&who, number, &key, &typed).await?)
            }
            _ => None,
        };
        // Too much to do, or no font for a character: the text can be written all the same.
        let (sheets, unset) = match services.postmortems.sheets(&who, number).await {
            Ok(sheets) => (sheets, None),
            Err(AppError::Conflict { message }) => (Vec::new(), Some(message)),
            Err(AppError::Busy | AppError::Internal { .. }) => (Vec::new(), None),
            Err(error) => return Err(error),
        };
        let too_long = if document.state == State::Published { Vec::new() } else { too_long(&document.template, &sheets) };
        let images = services.images.list(&who, number).await?;
        let choices = services.factors.choices(&who, number).await?;
        let title = document.facts.incident.title.clone();
        let crumbs = vec![
            (format!("/incidents/{number}"), format!("INC-{number} {title}")),
            (format!("/incidents/{number}/postmortem"), "Postmortem".to_owned()),
        ];
        let locked = document.state.locked();
        let drafted = document.sections.iter().any(|section| section.generated);
        let state = document.state;
        let template = document.template.clone();
        let listed = services.templates.list(&who).await?;
        let templates = listed.into_iter().filter(|one| !one.retired).map(|one| (one.key, one.title)).collect::<Vec<_>>();
        let actions = view! {
            {locked.is_none().then(|| view! {
                <Pop label=template.title.clone() icon=icondata_lu::LuLayoutTemplate holds=(UseTemplate::PATH, String::new())>
                    <Form action=UseTemplate::PATH>
                        <Hidden name="number" value=number.to_string()/>
                        <Select name="template" label="Template" value=template.key.clone() options=templates hint="Headings and questions change; all texts are kept."/>
                        <p class="muted"><a href=format!("/templates/{}", template.key)>{format!("Questions of version {}", template.version)}</a></p>
                        <div class="form-actions"><button class="button">"Use template"</button></div>
                    </Form>
                </Pop>
            })}
            {locked.is_none().then(|| view! { <Covers number=number covered=document.facts.covered.clone()/> })}
            {(drafted && locked.is_none()).then(|| view! {
                <Form action=RedraftPostmortem::PATH class="inline"><Hidden name="number" value=number.to_string()/>
                    <button class="button"><Icon of=icondata_lu::LuRefreshCw/>"Refresh draft"</button></Form>
            })}
            {locked.is_none().then(|| view! { <AddImage number=number images=images/> })}
            <a class="button" href=format!("/incidents/{number}/postmortem")><Icon of=icondata_lu::LuBookOpen/>"View"</a>
        };
        Ok(view! {
            <Page title=format!("Edit postmortem of INC-{number}") width="wide">
                <PageHead title="Edit postmortem" reference=format!("INC-{number}") crumbs=crumbs
                    sub=view! { <StateBadge state=state/> " " <span class="muted">"Facts are taken from the incident's record. Each section is saved separately (Ctrl+S). Type @ to mention people, assets and tickets, # to mention timeline entries."</span> }.into_any()
                    actions=actions.into_any()/>
                {locked.map(|sentence| view! { <div class="notice" data-tone="info"><Icon of=icondata_lu::LuLock/><p>{sentence}</p></div> })}
                {unset.map(|sentence| view! { <div class="notice" data-tone="warn"><Icon of=icondata_lu::LuType/><p>{sentence}</p></div> })}
                <Sections document=document.clone() sheets=sheets choices=choices comparison=comparison/>
                <Review document=document people=people too_long=too_long/>
            </Page>
        })
    })
}

#[component]
fn Sections(document: Document, sheets: Vec<PageFit>, choices: Choices, comparison: Option<Comparison>) -> impl IntoView {
    let lacking = gaps(&document.facts);
    let open = document.state.locked().is_none();
    let commentable = document.state != State::Published;
    let pages = document.template.pages.clone();
    pages
        .into_iter()
        .enumerate()
        .map(|(index, page)| {
            let sections = page
                .sections
                .into_iter()
                .map(|spec| {
                    let gaps: Vec<Gap> = lacking.iter().filter(|gap| Some(gap.part) == spec.part && open).cloned().collect();
                    let section = document.section(&spec.key).cloned();
                    let comments = document.comments.iter().filter(|comment| comment.section == spec.key).cloned().collect();
                    let remarks = document.remarks.iter().filter(|remark| remark.section == spec.key).cloned().collect();
                    let comparison = comparison.clone().filter(|comparison| comparison.theirs.key == spec.key);
                    let said = spec.part.filter(|part| !blocks(*part, &document.facts).is_empty());
                    let optional = spec.prose.as_ref().is_some_and(|prose| !prose.required && open);
                    let facts = said.map(|part| view! { <div class="edit-facts"><Facts part=part document=document.clone()/></div> });
                    let chain = (spec.part == Some(Part::Factors) && open).then(|| {
                        view! { <FactorForms number=document.facts.incident.number factors=document.facts.factors.clone() choices=choices.clone()/> }
                    });
                    let prose = spec.prose.clone().zip(section).map(|(prose, section)| {
                        view! { <Written number=document.facts.incident.number spec=spec.clone() prose=prose section=section comparison=comparison open=open/> }
                    });
                    view! {
                        <section class="edit-section" id=format!("section-{}", spec.key)>
                            <h3>{spec.title.clone()} {optional.then(|| view! { " " <span class="optional">"optional"</span> })}</h3>
                            {prose}
                            {facts}
                            {chain}
                            <Remarks number=document.facts.incident.number remarks=remarks open=open/>
                            <Gaps gaps=gaps/>
                            <Margin number=document.facts.incident.number section=spec.key.clone() comments=comments open=commentable/>
                        </section>
                    }
                })
                .collect_view();
            let fullness = sheets.get(index).map(|sheet| view! { <PageFitMeter sheet=sheet.clone() page={index + 1}/> });
            view! { <div class="edit-page"><h2>{format!("{}. {}", index + 1, page.title)}</h2>{fullness}{sections}</div> }
        })
        .collect_view()
}

/// How full a page is; a script keeps it in step with what is typed.
#[component]
fn PageFitMeter(sheet: PageFit, page: usize) -> impl IntoView {
    let (over, words) = (sheet.over > 0, sheet.words());
    view! {
        <p class="fullness" data-over=over aria-live="polite">
            <meter min="0" max="100" value=sheet.taken.min(100) aria-label=format!("Page {page}: used space")></meter>
            <span>{words}</span>
        </p>
    }
}

#[component]
fn Written(number: i64, spec: Spec, prose: Prose, section: Section, comparison: Option<Comparison>, open: bool) -> impl IntoView {
    let typed_html = comparison.as_ref().map(|comparison| comparison.mine_html.clone());
    let (shown, label) = match typed_html {
        Some(html) => (html, "Preview of your text"),
        None => (section.html.clone(), "Preview"),
    };
    let empty = shown.trim().is_empty();
    let preview = view! {
        <div class="preview">
            <p class="muted preview-label">{label}</p>
            {if empty { view! { <p class="muted">"Empty."</p> }.into_any() } else { view! { <div class="prose" dir="auto" inner_html=shown></div> }.into_any() }}
        </div>
    };
    let meta = view! { <Meta number=number section=section.clone()/> };
    if !open {
        return view! { {meta} {preview} }.into_any();
    }
    view! {
        {comparison.map(|comparison| view! { <Conflict comparison=comparison/> })}
        {(!section.outdated.is_empty()).then(|| view! { <Outdated number=number changes=section.outdated.clone()/> })}
        <div class=if section.generated { "editor generated" } else { "editor" }>
            <div>
                <Form action=SaveSection::PATH key=spec.key.clone()>
                    <Hidden name="number" value=number.to_string()/>
                    <Hidden name="section" value=spec.key/>
                    <Hidden name="version" value=section.version.to_string()/>
                    <TextArea name="body" label=spec.title value=section.body hint=prose.prompt rows={prose.lines + 2} draft=prose.required placeholder="Markdown"/>
                    {(!prose.questions.is_empty()).then(|| view! {
                        <ol class="questions">{prose.questions.into_iter().map(|(name, question)| view! { <li><strong>{name}</strong> " " {question}</li> }).collect_view()}</ol>
                    })}
                    <div class="form-actions">
                        <button class="button primary">{if section.generated { "Confirm" } else { "Save" }}</button>
                        <span class="muted">{format!("About {} lines fit on the page.", prose.lines)}</span>
                    </div>
                </Form>
                {meta}
            </div>
            {preview}
        </div>
    }
    .into_any()
}

/// What the record says now, when nobody has confirmed a draft and the record has changed since.
#[component]
fn Outdated(number: i64, changes: Vec<Change>) -> impl IntoView {
    view! {
        <div class="notice outdated" data-tone="warn"><Icon of=icondata_lu::LuRefreshCw/>
            <div>
                <p>"The record has changed since this was drafted. The draft's words are struck through, the record's current words underlined:"</p>
                <Diff changes=changes/>
                <Form action=RedraftPostmortem::PATH class="inline"><Hidden name="number" value=number.to_string()/>
                    <button class="button small">"Refresh draft"</button></Form>
            </div>
        </div>
    }
}

/// Which version this is, by whom, and the way to the earlier ones.
#[component]
fn Meta(number: i64, section: Section) -> impl IntoView {
    let href = format!("/incidents/{number}/postmortem/sections/{}", section.key);
    view! {
        <p class="muted section-meta">
            {section.generated.then(|| view! { <Badge tone=Tone::Warn text="drafted from the record"/> " Confirm it or rewrite it. " })}
            {match (section.updated_by, section.version) {
                (Some(name), _) => view! { {format!("Version {} by {name}, ", section.version)} <When at=section.updated_at/> ". " }.into_any(),
                (None, 1) => ().into_any(),
                (None, version) => view! { {format!("Version {version}, ")} <When at=section.updated_at/> ". " }.into_any(),
            }}
            {(section.version > 1).then(|| view! { <a href=href>"All versions"</a> })}
        </p>
    }
}

/// Both texts, when somebody stored another one meanwhile.
#[component]
fn Conflict(comparison: Comparison) -> impl IntoView {
    let theirs = comparison.theirs;
    let name = theirs.updated_by.clone().unwrap_or_else(|| "Firebreak".to_owned());
    view! {
        <div class="conflict" role="alert">
            <div>
                <h4>{format!("Saved now: version {} by {name}", theirs.version)}</h4>
                <p class="diff" dir="auto">{theirs.body}</p>
            </div>
            <div>
                <h4>"Differences: struck through is only in their version, underlined only in yours"</h4>
                <Diff changes=comparison.changes/>
                <p class="muted">"Your text is in the field below. Saving it replaces their version, which stays available under versions."</p>
            </div>
        </div>
    }
}
