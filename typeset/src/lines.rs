//! How full a page is, in print and in words.

use std::fmt;

use serde::Deserialize;

use crate::LONGEST_PAGE;
use crate::node::{Block, Document, Inline, Page};

/// How a page takes its sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFit {
    /// Its heading.
    pub page: String,
    /// The size of its print in per cent of the usual one.
    pub size: u8,
    /// How much of the sheet is taken at that size, in per cent; over 100 when it does not fit.
    pub taken: u32,
    /// How many lines it is too long even in the smallest print; 0 when it fits.
    pub over: u32,
    /// Sections whose prose is longer than it was meant to be, the longest first: heading and lines too many.
    pub longest: Vec<(String, u32)>,
}

/// Pages that hold more than a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLong {
    /// How full the pages are; at least one is too full.
    pub pages: Vec<PageFit>,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences = self.pages.iter().filter(|page| page.over > 0).map(|page| {
            let lines = if page.over == 1 { "1 line".to_owned() } else { format!("{} lines", page.over) };
            let places: Vec<String> = page.longest.iter().take(3).map(|(section, by)| format!("{section} (by {by})")).collect();
            match places.is_empty() {
                true => format!("“{}” is about {lines} too long for its sheet.", page.page),
                false => format!("“{}” is about {lines} too long for its sheet; longer than meant: {}.", page.page, places.join(", ")),
            }
        });
        f.write_str(&sentences.collect::<Vec<_>>().join(" "))
    }
}

/// What `sheet.typ` notes about a page.
#[derive(Debug, Deserialize)]
pub(crate) struct Note {
    size: f64,
    /// Share of the sheet.
    taken: f64,
    /// Lines too many.
    over: f64,
    /// Lines of prose of each section.
    lines: Vec<f64>,
}

impl Note {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares and lines of a page are small and not negative")]
    pub(crate) fn told(self, page: &Page) -> PageFit {
        let whole = |number: f64| number.max(0.0).ceil() as u32;
        let longer = page.sections.iter().zip(&self.lines).filter(|(section, _)| section.meant > 0);
        let longer = longer.map(|(section, lines)| (section.title.clone(), whole(lines - f64::from(section.meant))));
        let mut longest: Vec<(String, u32)> = longer.filter(|(_, by)| *by > 0).collect();
        longest.sort_by_key(|(_, by)| std::cmp::Reverse(*by));
        PageFit {
            page: page.title.clone(),
            size: whole(self.size * 100.0 - 0.01).min(100) as u8,
            taken: whole(self.taken * 100.0 - 0.01),
            over: whole(self.over - 0.01),
            longest,
        }
    }
}

/// For each page, how full it is when it is so long that setting it would only cost time.
pub(crate) fn endless(document: &Document) -> Vec<Option<PageFit>> {
    let endless = |page: &Page| {
        let prose: Vec<usize> = page.sections.iter().map(|section| section.prose.iter().map(length).sum()).collect();
        let facts: usize = page.sections.iter().flat_map(|section| &section.facts).map(length).sum();
        let all = facts + prose.iter().sum::<usize>();
        let lines = |characters: usize| u32::try_from(characters / 130 + 1).unwrap_or(u32::MAX);
        let mut longest: Vec<(String, u32)> =
            page.sections.iter().zip(prose).map(|(section, long)| (section.title.clone(), lines(long))).collect();
        longest.sort_by_key(|(_, by)| std::cmp::Reverse(*by));
        longest.truncate(1);
        let taken = u32::try_from(all / 120).unwrap_or(u32::MAX);
        (all > LONGEST_PAGE).then(|| PageFit { page: page.title.clone(), size: 75, taken, over: lines(all - 12_000), longest })
    };
    document.pages.iter().map(endless).collect()
}

/// Characters of a block, and a line's worth for each block.
fn length(block: &Block) -> usize {
    let all = |blocks: &[Block]| blocks.iter().map(length).sum::<usize>();
    40 + match block {
        Block::Paragraph { words, .. } | Block::Heading { words, .. } | Block::Remark { words } => words.iter().map(characters).sum(),
        Block::List { items, .. } => items.iter().map(|item| all(item)).sum(),
        Block::Quote { blocks } => all(blocks),
        Block::Code { text } => text.len() + text.lines().count() * 80,
        Block::Rule | Block::Picture { .. } => 0,
        Block::Table { rows, .. } => rows.iter().flatten().map(|cell| all(cell)).sum(),
        Block::Pairs { pairs } => pairs.iter().map(|(_, blocks)| all(blocks)).sum(),
        Block::Figures { figures } => figures.iter().map(|(_, words)| words.iter().map(characters).sum::<usize>()).sum(),
    }
}

/// What setting one mark-up costs beside its characters, in characters: thousands of links or code words are slow and print little.
const MARK: usize = 8;

fn characters(inline: &Inline) -> usize {
    match inline {
        Inline::Text { text } | Inline::Muted { text } => text.len(),
        Inline::Code { text } | Inline::Severity { text, .. } | Inline::Tag { text } => MARK + text.len(),
        Inline::Strong { words } | Inline::Emphasis { words } | Inline::Strike { words } | Inline::Link { words, .. } => {
            MARK + words.iter().map(characters).sum::<usize>()
        }
        Inline::Image { .. } => 0,
        Inline::Break => 80,
    }
}
