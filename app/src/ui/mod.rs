//! Parts that two nouns or more are shown with. Each writes the markup that `style/README.md` describes.

#[cfg(feature = "hydrate")]
pub(crate) mod ask;
#[cfg(feature = "ssr")]
mod asked;
#[cfg(feature = "ssr")]
pub mod badge;
#[cfg(feature = "ssr")]
pub mod chart;
#[cfg(feature = "ssr")]
pub mod empty;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod icon;
#[cfg(feature = "hydrate")]
mod local_draft;
pub mod local_drafts_island;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod pager;
#[cfg(feature = "ssr")]
pub mod pop;
#[cfg(feature = "hydrate")]
mod shortcuts;
#[cfg(feature = "ssr")]
mod svg;
#[cfg(feature = "ssr")]
mod ticks;
#[cfg(feature = "ssr")]
pub mod time_field;
#[cfg(feature = "hydrate")]
mod toolbar;
pub mod when;

#[cfg(feature = "ssr")]
pub use asked::Asked;
#[cfg(feature = "ssr")]
pub use badge::{Badge, Tone};
#[cfg(feature = "ssr")]
pub use chart::{BarChart, Line, LineChart, Look, Series};
#[cfg(feature = "ssr")]
pub use empty::Empty;
#[cfg(feature = "ssr")]
pub use form::{
    Check, Choice, FORM_TOKEN, Field, FieldProblem, FileField, Form, FormState, FormToken, Hidden, SeenValue, Select, TextArea, Written,
};
#[cfg(feature = "ssr")]
pub use icon::Icon;
pub use local_drafts_island::LocalDrafts;
#[cfg(feature = "hydrate")]
pub(crate) use local_drafts_island::on;
#[cfg(feature = "ssr")]
pub use page::{Page, PageHead, page, part};
#[cfg(feature = "ssr")]
pub use pager::{Pager, Search, neighbours};
#[cfg(feature = "ssr")]
pub use pop::{Panel, Pop};
#[cfg(feature = "hydrate")]
pub(crate) use shortcuts::replace;
#[cfg(feature = "ssr")]
pub use svg::Drawing;
#[cfg(feature = "ssr")]
pub(crate) use svg::drawing;
#[cfg(feature = "ssr")]
pub use ticks::Ticks;
#[cfg(feature = "ssr")]
pub use time_field::TimeField;
pub use when::span_words;
#[cfg(feature = "ssr")]
pub use when::{ShownIn, When, zone_here, zone_words};
