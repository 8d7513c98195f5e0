//! How a postmortem is set on paper: a document of three pages as PDF, A4 or Letter, tagged for readers who listen (PDF/UA-1,
//! ISO 14289-1), with its fonts and working links, made in this process by Typst.
//!
//! Invariants: what people wrote reaches the typesetter as data and never as its source; each of the three pages takes one
//! sheet, in the largest print that fits; what does not fit in the smallest print is refused with the lines that are too
//! many, and never cut; characters without a glyph and tables that nobody could read are refused with their section. To add a kind of content: a variant of [`Block`] or [`Inline`], and its function in `sheet.typ`.
//! It is a crate of its own so that its many dependencies are built once and by nobody who only works on a page.

mod fonts;
mod lines;
mod markdown;
mod node;
mod world;

use std::sync::Arc;

use typst::diag::SourceDiagnostic;
use typst::foundations::{Label, Smart, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use fonts::Fonts;
pub use lines::{PageFit, TooLong};
pub use markdown::{absolute, breakable, events, plain_words, table, written};
pub use node::{Block, Document, Images, Inline, Page, Paper, Raster, Section};

/// Characters on one page beyond which it is refused without setting it: far more than the smallest print holds.
pub const LONGEST_PAGE: usize = 40_000;

/// Columns of a table that can still be read side by side on paper.
pub const MOST_COLUMNS: usize = 12;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Some page holds more than one sheet does.
    #[error("{0}")]
    TooLong(TooLong),
    /// The fonts at hand lack characters of the text: at most twenty of them, and the sections they stand in.
    #[error("the fonts at hand lack these characters: {0}")]
    NoGlyph(String, Vec<String>),
    /// A table has more columns than can be read on paper: its section, and how many.
    #[error("a table in “{0}” has {1} columns")]
    TooWide(String, usize),
    /// The typesetter gave up: a fault of this crate, in its words.
    #[error("{0}")]
    Fault(String),
}

/// A document on paper.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file.
    pub bytes: Arc<Vec<u8>>,
    /// How full each of the three pages is.
    pub fullness: Vec<PageFit>,
}

/// Sets `document` as a PDF of exactly three pages.
///
/// # Errors
/// [`Refused::TooLong`] when a page does not fit even in the smallest print, [`Refused::NoGlyph`] when the fonts lack
/// characters, [`Refused::TooWide`] when a table has too many columns, and [`Refused::Fault`] when the typesetter fails.
pub fn pdf(document: &Document, fonts: &Fonts) -> Result<Pdf, Refused> {
    let (paged, fullness) = set(document, fonts)?;
    if fullness.iter().any(|page| page.over > 0) || paged.pages().len() != 3 {
        return Err(Refused::TooLong(TooLong { pages: fullness }));
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|hinted| Refused::Fault(hinted.message().to_string()))?;
    let options = PdfOptions { standards, creator: Smart::Custom(Some("Firebreak".to_owned())), ..PdfOptions::default() };
    // What the standard refuses for a reason nobody thought of is still tagged and better than no document.
    let bytes = typst_pdf::pdf(&paged, &options)
        .or_else(|_| typst_pdf::pdf(&paged, &PdfOptions { standards: PdfStandards::default(), ..options }))
        .map_err(|faults| fault(&faults))?;
    Ok(Pdf { bytes: Arc::new(bytes), fullness })
}

/// How full each page of `document` is, without making the file.
///
/// # Errors
/// [`Refused::NoGlyph`], [`Refused::TooWide`] and [`Refused::Fault`] as [`pdf`]; a page that is too long is no error here.
pub fn fullness(document: &Document, fonts: &Fonts) -> Result<Vec<PageFit>, Refused> {
    let endless = lines::endless(document);
    if endless.iter().all(Option::is_none) {
        return set(document, fonts).map(|(_, fullness)| fullness);
    }
    let mut rest = document.clone();
    for (page, _) in rest.pages.iter_mut().zip(&endless).filter(|(_, endless)| endless.is_some()) {
        page.sections.clear();
    }
    let (_, measured) = set(&rest, fonts)?;
    Ok(measured.into_iter().zip(endless).map(|(page, endless)| endless.unwrap_or(page)).collect())
}

fn set(document: &Document, fonts: &Fonts) -> Result<(PagedDocument, Vec<PageFit>), Refused> {
    let endless: Vec<PageFit> = lines::endless(document).into_iter().flatten().collect();
    if !endless.is_empty() {
        return Err(Refused::TooLong(TooLong { pages: endless }));
    }
    let lacking = fonts.lacking(document);
    if !lacking.is_empty() {
        return Err(Refused::NoGlyph(lacking.clone(), markdown::sections_with(document, &lacking)));
    }
    if let Some((section, columns)) = markdown::widest_table(document).filter(|(_, columns)| *columns > MOST_COLUMNS) {
        return Err(Refused::TooWide(section, columns));
    }
    let data = serde_json::to_vec(document).map_err(|error| Refused::Fault(error.to_string()))?;
    let world = world::Paper::new(fonts, data, &document.images);
    let paged: Result<PagedDocument, _> = typst::compile(&world).output;
    // What was remembered of earlier documents would grow without end.
    comemo::evict(0);
    let paged = paged.map_err(|faults| fault(&faults))?;
    let fullness = measured(&paged, document)?;
    Ok((paged, fullness))
}

/// What `sheet.typ` noted about each page while it chose the size of its print.
fn measured(paged: &PagedDocument, document: &Document) -> Result<Vec<PageFit>, Refused> {
    let notes = Label::construct("fullness".into()).map_err(|error| Refused::Fault(error.to_string()))?;
    let found = paged.introspector().query(&typst::foundations::Selector::Label(notes));
    let values = found.iter().filter_map(|content| content.to_packed::<MetadataElem>()).map(|note| &note.value);
    let read = values.map(|value: &Value| serde_json::to_value(value).ok().and_then(|value| serde_json::from_value(value).ok()));
    let read: Option<Vec<lines::Note>> = read.collect();
    let read = read.ok_or_else(|| Refused::Fault("the notes of the pages cannot be read".to_owned()))?;
    Ok(read.into_iter().zip(&document.pages).map(|(note, page)| note.told(page)).collect())
}

fn fault(faults: &[SourceDiagnostic]) -> Refused {
    Refused::Fault(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests;
