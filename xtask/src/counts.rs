//! How many tests ran, read from what the test runners print.

use std::fmt;

/// Tests that passed, failed and were skipped.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// As they should.
    pub passed: u64,
    /// Not as they should.
    pub failed: u64,
}

impl Counts {
    /// `test result: ok. 16 passed; 0 failed; …`
    pub fn read_cargo(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result:") {
            self.passed += before(result, " passed");
            self.failed += before(result, " failed");
        }
    }

    /// `  12 passed (1.2m)` and `  1 failed`.
    pub fn read_playwright(&mut self, line: &str) {
        let plain = line.trim();
        if plain.starts_with(|c: char| c.is_ascii_digit()) {
            self.passed += before(plain, " passed");
            self.failed += before(plain, " failed");
        }
    }
}

fn before(text: &str, word: &str) -> u64 {
    let number = text.split(word).next().filter(|head| head.len() < text.len());
    number.and_then(|head| head.rsplit(|c: char| !c.is_ascii_digit()).next()).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_runners_are_read() {
        let mut counts = Counts::default();
        counts.read_cargo("test result: FAILED. 16 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2.13s");
        counts.read_playwright("  12 passed (1.2m)");
        counts.read_playwright("  1 failed");
        counts.read_playwright("  ✓  1 [with-javascript] › journey.spec.ts:1:1 › 3 passed");
        assert_eq!(counts, Counts { passed: 28, failed: 3 });
    }
}
