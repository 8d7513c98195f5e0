//! The figures, each beside what it is held to.

use std::fmt;

/// What a figure is held to.
#[derive(Debug, Clone, Copy)]
pub enum Budget {
    /// Told, not judged.
    None,
    /// At most.
    AtMost(f64),
    /// At least.
    AtLeast(f64),
}

/// Lines of figures.
#[derive(Debug, Default)]
pub struct Table(Vec<(String, String, f64, &'static str, Budget)>);

impl Table {
    /// One more figure.
    pub fn add(&mut self, name: &str, on: &str, value: f64, unit: &'static str, budget: Budget) {
        self.0.push((name.to_owned(), on.to_owned(), value, unit, budget));
    }
}

/// `100,000`.
pub fn grouped(number: i64) -> String {
    app::text::grouped(number)
}

fn figure(value: f64) -> String {
    if value.abs() >= 1_000.0 {
        grouped(value.round() as i64)
    } else if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<36} {:<28} {:>10} {:<4} {:>10}", "what", "on", "measured", "", "budget")?;
        for (name, on, value, unit, budget) in &self.0 {
            let (held, verdict) = match budget {
                Budget::None => (String::new(), ""),
                Budget::AtMost(most) => (format!("<= {most}"), if value <= most { "ok" } else { "MISSED" }),
                Budget::AtLeast(least) => (format!(">= {least}"), if value >= least { "ok" } else { "MISSED" }),
            };
            writeln!(f, "{name:<36} {on:<28} {:>10} {unit:<4} {held:>10} {verdict}", figure(*value))?;
        }
        Ok(())
    }
}
