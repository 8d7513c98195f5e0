//! Renders postmortems as PDF: off the threads that serve pages, with one permit per two cores, each document once.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use app::error::AppError;
use app::postmortem::PageFit;
use sha2::{Digest, Sha256};
use typeset::{Document, Fonts, Pdf, Refused};

use crate::work::Workers;

/// Documents that are kept once they are made.
const KEPT: usize = 8;
/// Documents that may wait for a permit.
const QUEUE: usize = 16;

/// How long a measure waits: an editor shows itself without it.
const FEEDBACK_DEADLINE: Duration = Duration::from_millis(800);

type Key = [u8; 32];

/// The fonts, the permits and what was made last. Cloning it is cheap and shares all three.
#[derive(Clone)]
pub struct PdfRenderer(Arc<Inside>);

struct Inside {
    more_fonts: Option<PathBuf>,
    /// Read when the first document is made: a server that makes none does not pay for them.
    fonts: OnceLock<Arc<Fonts>>,
    workers: Workers,
    made: Mutex<Vec<(Key, Pdf)>>,
}

impl PdfRenderer {
    /// With the carried fonts and those in `more_fonts`.
    pub fn new(more_fonts: Option<PathBuf>) -> Self {
        let permits = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        Self(Arc::new(Inside {
            more_fonts,
            fonts: OnceLock::new(),
            workers: Workers::new("typesetting", permits, QUEUE),
            made: Mutex::default(),
        }))
    }

    fn fonts(&self) -> Arc<Fonts> {
        let load = || {
            let more = self.0.more_fonts.as_deref();
            Fonts::load(more).or_else(|error| {
                tracing::warn!(%error, folder = ?more, "the folder of fonts cannot be read: only the carried ones are used");
                Fonts::load(None)
            })
        };
        // The carried fonts are part of the program: reading them reads no file.
        self.0.fonts.get_or_init(|| Arc::new(load().expect("the carried fonts"))).clone()
    }

    /// The PDF of `document`.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when it does not fit or a font lacks its characters, [`AppError::Busy`] when no permit became free.
    pub async fn pdf(&self, document: Document) -> Result<Pdf, AppError> {
        let key: Key = Sha256::digest(serde_json::to_vec(&document).unwrap_or_default()).into();
        if let Some(pdf) = self.kept(&key) {
            return Ok(pdf);
        }
        let this = self.clone();
        // Somebody before us in the queue may have made it.
        let made = self.0.workers.run(move || this.kept(&key).map_or_else(|| typeset::pdf(&document, &this.fonts()), Ok)).await?;
        let pdf = made.map_err(|refused| said(&refused))?;
        let mut kept = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.iter().all(|(made, _)| *made != key) {
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push((key, pdf.clone()));
        }
        Ok(pdf)
    }

    /// How full the pages of `document` are.
    ///
    /// # Errors
    /// As [`Self::pdf`], except that a page may be too long.
    pub async fn measure(&self, document: Document) -> Result<Vec<PageFit>, AppError> {
        let this = self.clone();
        let measured = self.0.workers.run_within(FEEDBACK_DEADLINE, move || typeset::fullness(&document, &this.fonts())).await?;
        let pages = measured.map_err(|refused| said(&refused))?;
        let sheet = |page: typeset::PageFit| PageFit { size: page.size, taken: page.taken, over: page.over, longest: page.longest };
        Ok(pages.into_iter().map(sheet).collect())
    }

    fn kept(&self, key: &Key) -> Option<Pdf> {
        let kept = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(made, _)| made == key).map(|(_, pdf)| pdf.clone())
    }
}

fn said(refused: &Refused) -> AppError {
    match refused {
        Refused::TooLong(too_long) => AppError::conflict(format!("{too_long} Shorten it, then create the PDF again.")),
        Refused::TooWide(section, columns) => AppError::conflict(format!(
            "A table in “{section}” has {columns} columns, and a page fits at most {}: split the table, or swap its rows and columns.",
            typeset::MOST_COLUMNS
        )),
        Refused::NoGlyph(characters, sections) => AppError::conflict(format!(
            "The installed fonts lack these characters: {characters}, used in {}. Replace them, or ask your administrator to add fonts (FIREBREAK_FONTS). You can also print the page from the browser.",
            sections.iter().map(|section| format!("“{section}”")).collect::<Vec<_>>().join(", ")
        )),
        Refused::Fault(words) => crate::secret::internal(format_args!("a postmortem could not be set on paper: {words}")),
    }
}
