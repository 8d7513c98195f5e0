//! Images in the texts of an incident: stored in the database, visible to everybody who can see the incident.
//!
//! Invariants: what is kept was decoded and encoded again, so that it is an image and carries nothing else (no place, no
//! camera, no profile); its name is the hash of its bytes, so that a text that names it says what it shows; it is never changed.

#[cfg(feature = "ssr")]
pub mod part;
#[cfg(feature = "hydrate")]
pub mod paste;

#[cfg(feature = "ssr")]
pub use ssr::{Image, Images, MOST, Picture};

#[cfg(feature = "ssr")]
mod ssr {
    use std::sync::Arc;

    use async_trait::async_trait;

    use crate::actor::Actor;
    use crate::error::AppError;

    /// Images an incident may have.
    pub const MOST: usize = 60;

    /// An image, as the editor lists it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Image {
        /// Where it is, for a text: `/incidents/42/images/9f2c….png`.
        pub path: String,
        /// What it shows, in words.
        pub alt: String,
        /// In pixels.
        pub width: i64,
        /// In pixels.
        pub height: i64,
    }

    impl Image {
        /// How a text shows it.
        pub fn markdown(&self) -> String {
            format!("![{}]({})", self.alt, self.path)
        }
    }

    /// The bytes of an image.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Picture {
        /// `image/png` or `image/jpeg`.
        pub mime: &'static str,
        /// Its file.
        pub bytes: Arc<Vec<u8>>,
        /// In pixels.
        pub width: i64,
        /// In pixels.
        pub height: i64,
    }

    /// Use cases around images.
    #[async_trait]
    pub trait Images: Send + Sync {
        /// Keeps an image for the texts of an incident. [`AppError::Invalid`] on `image` when it is none, too large or one too
        /// many; [`AppError::Busy`] when too many are being read.
        async fn add(&self, actor: &Actor, number: i64, alt: &str, bytes: Vec<u8>) -> Result<Image, AppError>;
        /// Those of an incident, the latest first.
        async fn list(&self, actor: &Actor, number: i64) -> Result<Vec<Image>, AppError>;
        /// One of them, for whoever may see the incident.
        async fn show(&self, actor: &Actor, number: i64, name: &str) -> Result<Picture, AppError>;
    }
}
