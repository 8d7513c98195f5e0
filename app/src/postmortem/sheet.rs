//! The three pages of the document, each printed on one sheet.

use leptos::prelude::*;

use super::blocks::{Blocks, Gaps};
use super::chart::Chart;
use super::fit::fit;
use super::readers_part::Errata;
use super::words::{blocks, people, source};
use super::{Document, Gap, Section, State, gaps};
use crate::factor::picture::picture;
use crate::incident::badges::SeverityBadge;
use crate::template::{Part, Spec};
use crate::ui::{Badge, Icon, ShownIn, Tone, When, zone_words};

/// The state as a badge.
#[component]
pub fn StateBadge(
    /// Which.
    state: State,
) -> impl IntoView {
    let tone = match state {
        State::Draft => Tone::Neutral,
        State::InReview => Tone::Info,
        State::Approved => Tone::Warn,
        State::Published => Tone::Good,
    };
    view! { <Badge tone=tone text=state.title()/> }
}

/// The whole document.
#[component]
pub fn Sheets(
    /// What is shown.
    document: Document,
    /// Whether the reader may write in it: then what is missing links to where it is written.
    may_write: bool,
) -> impl IntoView {
    let template = document.template.clone();
    let lacking = if document.seal.is_some() { Vec::new() } else { gaps(&document.facts) };
    let zone = ShownIn(document.zone);
    view! {
        <leptos::context::Provider value=zone>
        <article class="postmortem">
            {template.pages.iter().enumerate().map(|(index, page)| {
                let size = fit(page, index == 0, &document).to_string();
                let head = (index == 0).then(|| view! { <Head document=document.clone()/> <Errata errata=document.errata.clone()/> });
                let sections = page.sections.iter().map(|spec| {
                    let gaps = lacking.iter().filter(|gap| Some(gap.part) == spec.part).cloned().collect();
                    view! { <Shown spec=spec.clone() document=document.clone() gaps=gaps may_write=may_write/> }
                }).collect_view();
                view! {
                    <section class="sheet" data-print=size>
                        {head}
                        <h2>{page.title.clone()}</h2>
                        {sections}
                        <Foot document=document.clone() page={index + 1}/>
                    </section>
                }
            }).collect_view()}
        </article>
        </leptos::context::Provider>
    }
}

/// Which incident, how bad, who.
#[component]
fn Head(document: Document) -> impl IntoView {
    let incident = document.facts.incident.clone();
    let people = people(&document.facts);
    view! {
        <header class="sheet-head">
            <p class="sheet-title"><span class="ref">{format!("INC-{}", incident.number)}</span> " " {incident.title}</p>
            <p class="sheet-sub">
                <SeverityBadge severity=incident.peak_severity/> " " <span class="tag">{incident.kind.title()}</span>
                {incident.drill.then(|| view! { " " <span class="badge drill">"drill"</span> })}
                " declared " <When at=incident.times.declared/>
                {incident.times.resolved.map(|at| view! { ", resolved " <When at=at/> })}
                {incident.recurrence_of.map(|earlier| view! { ", recurred after " <a href=format!("/incidents/{earlier}")>{format!("INC-{earlier}")}</a> })}
            </p>
            {(!people.is_empty()).then(|| view! {
                <p class="sheet-people">{people.into_iter().map(|(role, names)| view! { <span><span class="muted">{role}</span> " " {names}</span> " " }).collect_view()}</p>
            })}
        </header>
    }
}

#[component]
fn Foot(document: Document, page: usize) -> impl IntoView {
    let number = document.facts.incident.number;
    let seal = document.seal.map(|seal| seal.hash.chars().take(16).collect::<String>());
    view! {
        <footer class="sheet-foot">
            <span>{format!("INC-{number} postmortem, ")} {match document.published_at {
                Some(at) => view! { "published " <When at=at day=true/> }.into_any(),
                None => view! { {document.state.title().to_lowercase()} ", read from the record " <When at=document.facts.read_at/> }.into_any(),
            }} {format!(". Times in {}.", zone_words(document.zone))}</span>
            {seal.map(|hash| view! { <span>"SHA-256 " {hash} "…"</span> })}
            <span>{format!("Page {page} of 3")}</span>
        </footer>
    }
}

#[component]
fn Shown(spec: Spec, document: Document, gaps: Vec<Gap>, may_write: bool) -> impl IntoView {
    let section = document.section(&spec.key).cloned();
    let number = document.facts.incident.number;
    let facts = spec.part.map(|part| view! { <Facts part=part document=document.clone()/> });
    let heading = spec.part.map(|part| view! { " " <a class="source" href=source(part, number)>"in the record"</a> });
    let locked = document.state.locked().is_some();
    let prose = spec.prose.map(|prose| {
        let written = section.filter(|section| !section.body.trim().is_empty());
        match written {
            Some(section) => view! { <Prose section=section/> }.into_any(),
            None if !prose.required && locked => ().into_any(),
            None => view! {
                <p class="unwritten muted">{prose.prompt} {(may_write && !locked).then(|| view! { " " <a href=format!("/incidents/{number}/postmortem/edit#section-{}", spec.key)>"Write"</a> })}</p>
            }.into_any(),
        }
    });
    view! {
        <div class="section" id=format!("section-{}", spec.key)>
            <h3>{spec.title} {heading}</h3>
            {prose}
            {facts}
            <Gaps gaps=gaps/>
        </div>
    }
}

#[component]
fn Prose(section: Section) -> impl IntoView {
    let class = if section.generated { "prose generated" } else { "prose" };
    let drafted = match section.outdated.is_empty() {
        true => "Drafted from the record, not confirmed yet.",
        false => "Drafted from the record, which has changed since; not confirmed yet.",
    };
    view! {
        {section.generated.then(|| view! { <p class="muted drafted"><Icon of=icondata_lu::LuSparkles/>{drafted}</p> })}
        <div class=class dir="auto" inner_html=section.html></div>
    }
}

/// What the record says about a part.
#[component]
pub fn Facts(
    /// About what.
    part: Part,
    /// Of which document.
    document: Document,
) -> impl IntoView {
    let said = blocks(part, &document.facts);
    let chart = (part == Part::Chart).then(|| view! { <Chart facts=document.facts.clone() said=said.clone()/> });
    let chain = (part == Part::Factors).then(|| picture(&document.facts.factors, &document.facts.incident.title)).flatten();
    view! { {chart} {chain.map(|picture| view! { <figure class="chain">{picture}</figure> })} <Blocks blocks=said/> }
}
