//! Facts as HTML: the blocks of [`super::words`] on a page.

use leptos::prelude::*;

use super::gaps::Gap;
use super::words::{Block, Cell, Piece, heads};
use crate::due_day;
use crate::incident::badges::SeverityBadge;
use crate::ui::{Icon, When, zone_here};

fn piece(piece: Piece) -> AnyView {
    match piece {
        Piece::Text(text) => view! { {text} }.into_any(),
        Piece::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Piece::Muted(text) => view! { <span class="muted">{text}</span> }.into_any(),
        Piece::Written(_, html) => view! { <div class="prose" inner_html=html></div> }.into_any(),
        Piece::Moment(at) => view! { <When at=at/> }.into_any(),
        Piece::Day(at) => view! { <When at=at day=true/> }.into_any(),
        Piece::Date(day) => view! { <time class="nowrap" datetime=day.to_string()>{due_day::words(day)}</time> }.into_any(),
        Piece::Link(href, text) => view! { <a href=href>{text}</a> }.into_any(),
        Piece::Source(href, text) => view! { <a class="source" href=href>{text}</a> }.into_any(),
        Piece::Severity(severity) => view! { <SeverityBadge severity=severity/> }.into_any(),
        Piece::Break => view! { <br/> }.into_any(),
    }
}

fn cell(cell: Cell) -> impl IntoView {
    cell.into_iter().map(piece).collect_view()
}

/// What the record says, as lists, tables and sentences.
#[component]
pub fn Blocks(
    /// In order.
    blocks: Vec<Block>,
) -> impl IntoView {
    blocks.into_iter().map(|block| view! { <One block=block/> }).collect_view()
}

#[component]
fn One(block: Block) -> impl IntoView {
    match block {
        Block::Say(words) => view! { <p class="fact">{cell(words)}</p> }.into_any(),
        Block::Pairs(pairs) => view! {
            <dl class="facts">{pairs.into_iter().map(|(name, words)| view! { <div><dt>{name}</dt><dd>{cell(words)}</dd></div> }).collect_view()}</dl>
        }
        .into_any(),
        Block::Figures(figures) => view! {
            <dl class="facts figures">{figures.into_iter().map(|(name, words)| view! { <div><dt>{name}</dt>" "<dd>{cell(words)}</dd></div> }).collect_view()}</dl>
        }
        .into_any(),
        Block::Table(_, rows) if rows.is_empty() => ().into_any(),
        Block::Table(head, rows) => {
            let head = heads(head, &rows, zone_here());
            view! {
            <div class="table-wrap" tabindex="0">
                <table class="list">
                    <thead><tr>{head.iter().map(|word| view! { <th scope="col">{word.clone()}</th> }).collect_view()}</tr></thead>
                    <tbody>{rows.into_iter().map(|row| view! {
                        <tr>{row.into_iter().zip(&head).map(|(words, label)| view! { <td data-label=label.clone()>{cell(words)}</td> }).collect_view()}</tr>
                    }).collect_view()}</tbody>
                </table>
            </div>
            }
        }
        .into_any(),
    }
}

/// What the record lacks beside these facts, each with the place where it is added.
#[component]
pub fn Gaps(
    /// One sentence each.
    gaps: Vec<Gap>,
) -> impl IntoView {
    (!gaps.is_empty()).then(|| {
        view! {
            <ul class="gaps">{gaps.into_iter().map(|gap| view! {
                <li><Icon of=icondata_lu::LuCircleHelp/><span>{gap.sentence} " " <a href=gap.href>{gap.ask}</a></span></li>
            }).collect_view()}</ul>
        }
    })
}
