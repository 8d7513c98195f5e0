//! All SQL about this.

/// Every statement of this file: name and text.
pub const STATEMENTS: &[(&str, &str)] = &[];
