//! Charts: pictures drawn on the server as SVG, each with a title, a description and the same numbers as a table behind it.
//!
//! Geometry is in attributes (the content security policy allows no inline styles), colours are in `style/ui/_chart.scss` by
//! `data-series` and `data-sev`, and no series is told apart by its colour alone.

mod bars;
mod frame;
mod line;
mod scale;

pub use bars::BarChart;
pub use frame::{Look, Series};
pub use line::{Line, LineChart};
pub use scale::compact;

/// Width of every chart in its own units: a phone shows them one to one, a desk larger.
const WIDTH: i64 = 400;
/// Height in the same units.
const HEIGHT: i64 = 190;
/// Room for the numbers of the vertical axis.
const LEFT: i64 = 34;
/// Room at the right.
const RIGHT: i64 = 6;
/// Room above.
const TOP: i64 = 10;
/// Room for the words of the horizontal axis.
const BOTTOM: i64 = 22;
