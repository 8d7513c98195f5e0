//! Parts that two nouns or more are shown with. Each writes the markup that `style/README.md` describes.

pub mod badge;
pub mod chart;
pub mod empty;
pub mod form;
pub mod icon;
pub mod page;
pub mod pop;
pub mod when;

pub use badge::{Badge, Tone};
pub use chart::{BarChart, Line, LineChart, Series};
pub use empty::Empty;
pub use form::{Check, Choice, Field, Form, FormState, Hidden, Select, TextArea};
pub use icon::Icon;
pub use page::{Page, PageHead, page, part};
pub use pop::{Panel, Pop};
pub use when::{When, moment_value, span_words};
