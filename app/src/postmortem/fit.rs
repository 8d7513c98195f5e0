//! How large the browser prints each page so that it takes one sheet: how much it takes is estimated from what it says. The
//! PDF is measured instead, by the typesetter that makes it.

use super::words::{Block, Cell, Piece, blocks};
use super::{Document, Facts};
use crate::factor::columns;
use crate::template::{Page, Part, Spec};

/// Height of the sheet between its margins, in units of print, and the height of a line of prose.
const SHEET: usize = 970;
const LINE: usize = 18;
/// Characters on a full line of prose, and of facts.
const PROSE: usize = 94;
const FACT: usize = 108;
/// Sizes of print in per cent, and what a text takes in them, in thousandths: both lines and letters shrink.
const STEPS: [(u8, usize); 6] = [(100, 1000), (95, 921), (90, 845), (85, 771), (80, 700), (75, 631)];

/// The size of print, in per cent, in which `page` of `document` should take one sheet; the smallest there is when none does.
pub fn fit(page: &Page, first: bool, document: &Document) -> u8 {
    let errata: usize = document.errata.iter().map(|erratum| lines(&erratum.body, FACT) * 16 + 40).sum();
    let head = if first { 125 + errata } else { 35 };
    let taken: usize = head + 25 + page.sections.iter().map(|spec| section(spec, document)).sum::<usize>();
    sized(taken)
}

fn sized(taken: usize) -> u8 {
    STEPS.into_iter().find(|(_, share)| taken * share / 1000 <= SHEET).unwrap_or(STEPS[STEPS.len() - 1]).0
}

fn section(spec: &Spec, document: &Document) -> usize {
    let written = document.section(&spec.key).map(|section| section.body.trim()).filter(|body| !body.is_empty());
    let facts = spec.part.map_or(0, |part| {
        let picture = match part {
            Part::Chart => chart(&document.facts),
            Part::Factors => columns(&document.facts.factors).iter().map(Vec::len).max().unwrap_or(0) * 110,
            _ => 0,
        };
        picture + blocks(part, &document.facts).iter().map(block).sum::<usize>()
    });
    if written.is_none() && facts == 0 {
        return 0;
    }
    30 + written.map_or(0, |body| body.lines().map(|line| if line.trim().is_empty() { 5 } else { lines(line, PROSE) * LINE }).sum()) + facts
}

fn chart(facts: &Facts) -> usize {
    55 + facts.backfills.iter().filter(|backfill| !backfill.points.is_empty()).take(2).count() * 44
}

fn lines(text: &str, width: usize) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(width.max(1)).max(1)).sum::<usize>().max(1)
}

fn block(block: &Block) -> usize {
    match block {
        Block::Say(cell) => lines(&plain(cell), FACT) * 16 + 4,
        Block::Pairs(pairs) => pairs.iter().map(|(_, cell)| lines(&plain(cell), FACT - 17) * 15 + 3).sum(),
        Block::Figures(figures) => figures.len().div_ceil(3) * 33,
        Block::Table(_, rows) if rows.is_empty() => 0,
        Block::Table(_, rows) => {
            let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(plain).collect()).collect();
            let widths = widths(&texts);
            let row = |row: &Vec<String>| row.iter().zip(&widths).map(|(text, width)| lines(text, *width)).max().unwrap_or(1) * 15 + 6;
            20 + texts.iter().map(row).sum::<usize>()
        }
    }
}

/// Characters of each column: short ones take what they need, long ones share the rest.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let needs: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .flat_map(|text| text.lines())
                .map(|line| line.chars().count() + 2)
                .max()
                .unwrap_or(2)
        })
        .collect();
    let short = |need: &usize| *need <= 20;
    let left = FACT.saturating_sub(needs.iter().filter(|need| short(need)).sum());
    let long = needs.iter().filter(|need| !short(need)).count().max(1);
    needs.into_iter().map(|need| if need <= 20 { need } else { need.min(left / long).max(8) }).collect()
}

/// About what is read, with its line breaks.
fn plain(cell: &Cell) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) | Piece::Strong(text) | Piece::Muted(text) | Piece::Link(_, text) | Piece::Written(text, _) => text.clone(),
        Piece::Source(..) => String::new(),
        Piece::Moment(_) => "23 Jun 2025, 09:50".to_owned(),
        Piece::Day(_) | Piece::Date(_) => "23 Jun 2025".to_owned(),
        Piece::Severity(severity) => format!("    {} {}", severity.code(), severity.word()),
        Piece::Break => "\n".to_owned(),
    };
    cell.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn print_shrinks_before_a_page_flows_over() {
        assert_eq!([500, SHEET, SHEET + 20, 1_500, 9_000].map(sized), [100, 100, 95, 75, 75]);
        let sizes: Vec<u8> = (0..4_000).map(sized).collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b), "more text is never printed larger");
    }

    #[test]
    fn short_columns_take_what_they_need() {
        let rows = vec![vec!["1 Jul 2025".to_owned(), "word ".repeat(60)]];
        assert_eq!(widths(&rows), [12, FACT - 12]);
    }
}
