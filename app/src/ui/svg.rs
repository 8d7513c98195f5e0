//! Copies a drawing of a page into the PDF.

use leptos::prelude::*;

/// A drawing as a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The drawing, without colours.
    pub svg: String,
    /// Its colours and letters on paper, as CSS; on a page they come from the page's style sheet.
    pub style: &'static str,
    /// The same in words.
    pub words: String,
}

/// What `drawn` draws as a file with `style` and `words`; `None` when it draws nothing.
pub(crate) fn drawing<V: IntoView>(drawn: impl FnOnce() -> Option<V>, style: &'static str, words: String) -> Option<Drawing> {
    // Markers between pieces are for the browser; they are not XML.
    let svg = Owner::new().with(|| drawn().map(|picture| picture.into_view().to_html().replace("<!>", "")))?;
    Some(Drawing { svg, style, words })
}
