//! What is set on paper: three pages of sections, each of blocks.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

/// The size of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm, ISO 216.
    #[default]
    A4,
    /// 8.5 × 11 in, ANSI/ASME Y14.1.
    Letter,
}

/// A document of three pages.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// Its sheet.
    pub paper: Paper,
    /// What it is called.
    pub title: String,
    /// What stands small above the title, `INC-42 postmortem` for instance.
    pub overline: String,
    /// Who wrote it, for the properties of the file.
    pub authors: Vec<String>,
    /// Year, month, day for the properties of the file.
    pub date: (i32, u8, u8),
    /// Below the title: a line of badges and moments.
    pub about: Vec<Inline>,
    /// Names and who they are, below that.
    pub people: Vec<(String, String)>,
    /// What was corrected later, before anything else.
    pub errata: Vec<Section>,
    /// Three.
    pub pages: [Page; 3],
    /// At the foot of every page, before its number.
    pub foot: String,
    /// Beside it: what makes the text provable, or empty.
    pub seal: String,
    /// What its images show, by the addresses that Markdown has for them.
    #[serde(skip)]
    pub images: Images,
}

/// Raster images by the addresses that Markdown has for them.
pub type Images = BTreeMap<String, Raster>;

/// A PNG or JPEG file, told apart by the end of its address.
#[derive(Debug, Clone)]
pub struct Raster {
    /// The file.
    pub bytes: Arc<Vec<u8>>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// One page.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Its heading.
    pub title: String,
    /// What stands on it.
    pub sections: Vec<Section>,
}

/// A part of a page with a heading of its own.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What people wrote.
    pub prose: Vec<Block>,
    /// Lines of prose it is meant to take; 0 when nobody said.
    pub meant: u16,
    /// Where the record keeps it, as an absolute address.
    pub source: Option<String>,
    /// What the record says.
    pub facts: Vec<Block>,
}

/// Something that stands on lines of its own.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the line above each variant names its fields")]
pub enum Block {
    /// A paragraph of words; `rtl` when it runs from right to left.
    Paragraph { rtl: bool, words: Vec<Inline> },
    /// A remark of Firebreak's own, small.
    Remark { words: Vec<Inline> },
    /// A heading inside prose; `level` counts from 1.
    Heading { level: u8, rtl: bool, words: Vec<Inline> },
    /// A list of items; numbered from `start` if there is one.
    List { start: Option<u64>, items: Vec<Vec<Block>> },
    /// A quotation of blocks.
    Quote { blocks: Vec<Block> },
    /// The text of code, line by line.
    Code { text: String },
    /// A line across.
    Rule,
    /// A table with its head and rows of cells; `wide` says how many characters wide each column would like to be.
    Table { head: Vec<String>, wide: Vec<u32>, rows: Vec<Vec<Vec<Block>>> },
    /// Pairs of names and what they are.
    Pairs { pairs: Vec<(String, Vec<Block>)> },
    /// Figures: names and their numbers, several in a row.
    Figures { figures: Vec<(String, Vec<Inline>)> },
    /// A picture as SVG with its style (CSS), and the words that say the same.
    Picture { svg: String, style: String, alt: String },
}

/// Something that stands in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the line above each variant names its fields")]
pub enum Inline {
    /// Text as it is.
    Text { text: String },
    /// Muted text.
    Muted { text: String },
    /// Bold words.
    Strong { words: Vec<Inline> },
    /// Words that are stressed.
    Emphasis { words: Vec<Inline> },
    /// Words that no longer hold.
    Strike { words: Vec<Inline> },
    /// The text of code.
    Code { text: String },
    /// Words that link to `href`, an absolute address.
    Link { href: String, words: Vec<Inline> },
    /// A severity: its level from 1 to 5, and its text.
    Severity { level: u8, text: String },
    /// A raster image: one of [`Document::images`], in words, and how much of the column it takes, in per cent.
    Image { file: String, alt: String, width: u8 },
    /// A label's text, in a frame.
    Tag { text: String },
    /// A new line.
    Break,
}

impl Inline {
    /// Words as they are.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Muted words.
    pub fn muted(text: impl Into<String>) -> Self {
        Self::Muted { text: text.into() }
    }
}
