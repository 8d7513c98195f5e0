//! Where postmortems are set on paper: off the threads that serve pages, one at a time for each core, each document once.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use app::error::AppError;
use app::postmortem::Sheet;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use typeset::{Document, Fonts, Fullness, Pdf, Refused};

/// Documents that are kept once they are made.
const KEPT: usize = 8;
/// How long a document waits for its turn before the reader is asked to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a measure waits: an editor shows itself without it.
const HURRY: Duration = Duration::from_millis(800);

type Key = [u8; 32];

/// The fonts, the seats and what was made last. Cloning it is cheap and shares all three.
#[derive(Clone)]
pub struct Press(Arc<Inside>);

struct Inside {
    more_fonts: Option<PathBuf>,
    /// Read when the first document is made: a server that makes none does not pay for them.
    fonts: OnceLock<Arc<Fonts>>,
    seats: Semaphore,
    made: Mutex<Vec<(Key, Pdf)>>,
}

impl Press {
    /// With the carried fonts and those in `more_fonts`.
    pub fn new(more_fonts: Option<PathBuf>) -> Self {
        let seats = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        Self(Arc::new(Inside { more_fonts, fonts: OnceLock::new(), seats: Semaphore::new(seats), made: Mutex::default() }))
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
    /// [`AppError::Conflict`] when it does not fit or a font lacks its characters, [`AppError::Busy`] when no seat came free.
    pub async fn pdf(&self, document: Document) -> Result<Pdf, AppError> {
        let key: Key = Sha256::digest(serde_json::to_vec(&document).unwrap_or_default()).into();
        if let Some(pdf) = self.kept(&key) {
            return Ok(pdf);
        }
        let seat = tokio::time::timeout(PATIENCE, self.0.seats.acquire()).await.map_err(|_| AppError::Busy)?;
        if let Some(pdf) = self.kept(&key) {
            return Ok(pdf);
        }
        let this = self.clone();
        let made = tokio::task::spawn_blocking(move || typeset::pdf(&document, &this.fonts())).await;
        drop(seat);
        let pdf = made.unwrap_or_else(|error| Err(Refused::Fault(error.to_string()))).map_err(|refused| said(&refused))?;
        let mut kept = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, pdf.clone()));
        Ok(pdf)
    }

    /// How full the pages of `document` are.
    ///
    /// # Errors
    /// As [`Self::pdf`], except that a page may be too long.
    pub async fn measure(&self, document: Document) -> Result<Vec<Sheet>, AppError> {
        let seat = tokio::time::timeout(HURRY, self.0.seats.acquire()).await.map_err(|_| AppError::Busy)?;
        let this = self.clone();
        let measured = tokio::task::spawn_blocking(move || typeset::fullness(&document, &this.fonts())).await;
        drop(seat);
        let pages = measured.unwrap_or_else(|error| Err(Refused::Fault(error.to_string()))).map_err(|refused| said(&refused))?;
        let sheet = |page: Fullness| Sheet { size: page.size, taken: page.taken, over: page.over, longest: page.longest };
        Ok(pages.into_iter().map(sheet).collect())
    }

    fn kept(&self, key: &Key) -> Option<Pdf> {
        let kept = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(made, _)| made == key).map(|(_, pdf)| pdf.clone())
    }
}

fn said(refused: &Refused) -> AppError {
    match refused {
        Refused::TooLong(too_long) => AppError::conflict(format!("{too_long} Nothing is cut: shorten it, then make the PDF again.")),
        Refused::NoGlyph(characters) => AppError::conflict(format!(
            "The fonts of this Firebreak lack these characters: {characters}. Print the page from the browser, or ask your operator to add fonts (FIREBREAK_FONTS)."
        )),
        Refused::Fault(words) => {
            let reference = crate::secret::reference();
            tracing::error!(%words, reference, "a postmortem could not be set on paper");
            AppError::Internal { reference }
        }
    }
}
