//! How full a page is, shown while writing.

use serde::{Deserialize, Serialize};

use crate::lint::Finding;
#[cfg(feature = "ssr")]
use crate::template::Template;

/// How a page takes its sheet, as the typesetter measured it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFit {
    /// The size of its print in per cent of the usual one: the largest in which it fits, or the smallest there is.
    pub size: u8,
    /// How much of the sheet is taken in that print, in per cent; over 100 when it does not fit.
    pub taken: u32,
    /// About how many lines it is too long even in the smallest print; 0 when it fits.
    pub over: u32,
    /// Sections whose prose is longer than it was meant to be, the longest first: heading and lines too many.
    pub longest: Vec<(String, u32)>,
}

impl PageFit {
    fn lines(&self) -> String {
        if self.over == 1 { "1 line".to_owned() } else { format!("{} lines", self.over) }
    }

    /// The same in words.
    pub fn words(&self) -> String {
        let places: Vec<String> = self.longest.iter().take(3).map(|(section, by)| format!("{section} (by {by})")).collect();
        let lines = self.lines();
        match (self.over, self.size, places.is_empty()) {
            (0, 100, _) => format!("{} % full.", self.taken),
            (0, size, _) => format!("Full: the text is scaled to {size} %."),
            (_, _, true) => format!("About {lines} too long for one page, even with the smallest text."),
            (_, _, false) => {
                format!("About {lines} too long for one page, even with the smallest text. Longer than recommended: {}.", places.join(", "))
            }
        }
    }
}

/// The pages that do not fit on their sheets, one sentence each: published, they could not be shortened any more.
#[cfg(feature = "ssr")]
pub fn too_long(template: &Template, sheets: &[PageFit]) -> Vec<String> {
    let pages = template.pages.iter().zip(sheets).filter(|(_, sheet)| sheet.over > 0);
    pages.map(|(page, sheet)| format!("“{}” is about {} too long for one page: shorten it.", page.title, sheet.lines())).collect()
}

/// What is said about a section while somebody writes in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What the blameless lint finds.
    pub findings: Vec<Finding>,
    /// How full its page is with this text; `None` when that could not be measured now.
    pub sheet: Option<PageFit>,
    /// The text as safe HTML.
    pub html: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_says_how_full_it_is_and_where_it_is_too_long() {
        let sheet = |size, taken, over, longest: &[(&str, u32)]| {
            PageFit { size, taken, over, longest: longest.iter().map(|(name, by)| ((*name).to_owned(), *by)).collect() }.words()
        };
        assert_eq!(sheet(100, 62, 0, &[("Summary", 2)]), "62 % full.");
        assert_eq!(sheet(91, 99, 0, &[]), "Full: the text is scaled to 91 %.");
        assert_eq!(sheet(76, 101, 1, &[]), "About 1 line too long for one page, even with the smallest text.");
        assert_eq!(
            sheet(76, 140, 31, &[("Summary", 28), ("Impact", 3)]),
            "About 31 lines too long for one page, even with the smallest text. Longer than recommended: Summary (by 28), Impact (by 3)."
        );
    }
}
