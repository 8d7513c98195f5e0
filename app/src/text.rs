//! Parses what people type into values, and formats numbers.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::characters;
use crate::error::AppError;
pub use crate::local_time::moment;

/// Text of a line: trimmed, not empty, at most `most` characters.
///
/// # Errors
/// One sentence when there is nothing to see in it, when it is too long or has several lines. What nobody sees and nothing needs is left out ([`characters`]).
pub fn line(what: &str, typed: &str, most: usize) -> Result<String, String> {
    let kept = characters::line(typed);
    let typed = kept.trim();
    if characters::is_blank(typed) {
        return Err(format!("Enter {what}."));
    }
    if typed.contains(['\n', '\t']) {
        return Err(format!("Enter {what} on one line."));
    }
    at_most(what, typed, most)
}

/// Text of several lines: trimmed at the end, possibly empty, at most `most` characters, line ends as `\n`, without what nobody sees and nothing needs.
///
/// # Errors
/// One sentence when it is too long.
pub fn prose(what: &str, typed: &str, most: usize) -> Result<String, String> {
    at_most(what, characters::prose(typed).trim_end(), most)
}

/// Like [`prose`], and not empty.
///
/// # Errors
/// One sentence when it is empty or too long.
pub fn reason(what: &str, typed: &str) -> Result<String, String> {
    if characters::is_blank(typed) { Err(format!("Enter {what}.")) } else { prose(what, typed.trim(), 2_000) }
}

fn at_most(what: &str, text: &str, most: usize) -> Result<String, String> {
    let count = text.chars().count();
    if count > most {
        return Err(format!("Shorten {what} to {most} characters or fewer (it has {count})."));
    }
    Ok(text.to_owned())
}

/// The number of an incident however people write it: `INC-42`, `inc-42`, `INC 42`, `#42`, `42`, or the address of its page.
pub fn incident_number(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    let digits = match typed.rsplit_once("/incidents/") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
        None => typed,
    };
    let prefixed = digits.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("inc"));
    let digits = if prefixed { digits[3..].trim_start_matches(['-', ' ', '#', '_', '–']) } else { digits.trim_start_matches('#') };
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// The same, typed into `field`.
///
/// # Errors
/// [`AppError::Invalid`] when it is none.
pub fn incident(field: &str, typed: &str) -> Result<i64, AppError> {
    incident_number(typed)
        .ok_or_else(|| AppError::field(field, format!("“{}” is not the number of an incident, such as INC-42.", shortened(typed))))
}

/// At most forty characters, for a message.
fn shortened(typed: &str) -> String {
    let typed = typed.trim();
    let mut short: String = typed.chars().take(40).collect();
    if short.len() < typed.len() {
        short.push('…');
    }
    short
}

/// A whole number of zero or more, with or without separators, or nothing.
///
/// # Errors
/// One sentence when it is not such a number.
pub fn count(what: &str, typed: &str) -> Result<Option<i64>, String> {
    let plain: String = typed.trim().chars().filter(|c| !matches!(c, ',' | ' ' | '_' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    match plain.parse::<i64>() {
        Ok(number) if number >= 0 => Ok(Some(number)),
        _ => Err(format!("Enter {what} as a whole number, such as 258000000.")),
    }
}

/// A link that is safe to show: http or https, or nothing.
///
/// # Errors
/// One sentence for any other scheme or a link with blanks.
pub fn link(typed: &str) -> Result<Option<String>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let lower = typed.to_ascii_lowercase();
    let known = lower.starts_with("https://") || lower.starts_with("http://");
    if known && typed.len() <= 2_000 && !typed.chars().any(characters::is_unseen) {
        Ok(Some(typed.to_owned()))
    } else {
        Err("The link must start with https:// or http://.".to_owned())
    }
}

const NO_DAY: &str = "Enter a date, such as 2025-09-30.";

/// A day as a `date` field sends it.
///
/// # Errors
/// One sentence when it is no day of the years 1 to 9999.
pub fn day(typed: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok().filter(|day| (1..=9_999).contains(&day.year()));
    day.ok_or_else(|| NO_DAY.to_owned())
}

/// The first line that says something, cut to `most` characters: how a long text is named in a list.
pub fn excerpt(text: &str, most: usize) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Where a day begins in a zone: at midnight, or where the clocks went on when they were moved forward over it.
pub fn day_start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let quarters = (0..=96).map(|quarter| midnight + TimeDelta::minutes(15 * quarter));
    let first = quarters.filter_map(|time| zone.from_local_datetime(&time).earliest()).next();
    first.map_or_else(|| midnight.and_utc(), |time| time.to_utc())
}

/// One cell of comma-separated values: quoted where needed, and never taken for a formula by a spreadsheet.
pub fn csv_cell(value: &str) -> String {
    let safe = if is_formula(value) { format!("'{value}") } else { value.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

/// Whether a spreadsheet may take a cell for a formula: its first character that is seen is one that begins formulas, or is read
/// as one (full-width forms), or it begins with a character that some programs cut off.
fn is_formula(value: &str) -> bool {
    let first = value.trim_start_matches(characters::is_unseen).chars().next();
    let begins = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠' | '﹢' | '﹣' | '﹦' | '﹫' | '−' | '⁼' | '⁺' | '⁻')
    };
    first.is_some_and(begins) || value.starts_with(['\t', '\r', '\n'])
}

/// Whether a checkbox was ticked.
pub fn ticked(typed: &str) -> bool {
    matches!(typed, "on" | "true" | "yes" | "1")
}

/// A number with its thousands apart: `258,000,000`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    #[test]
    fn an_incident_is_found_however_it_is_written() {
        for typed in [
            "131",
            "INC-131",
            "inc-131",
            "Inc-131",
            "INC 131",
            " inc131 ",
            "#131",
            "INC-#131",
            "https://firebreak.example/incidents/131",
            "/incidents/131#timeline",
            "https://x.example/incidents/131/postmortem?a=1",
        ] {
            assert_eq!(incident_number(typed), Some(131), "{typed}");
        }
        for typed in ["", "INC-", "inc", "INC-12x", "-131", "1.5", "incident 3", "١٣١", "99999999999999999999", "/incidents/"] {
            assert_eq!(incident_number(typed), None, "{typed}");
        }
        assert!(
            incident("into", "nonsense").is_err_and(|error| error.message_for("into").is_some_and(|words| words.contains("“nonsense”")))
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            " =1",
            "＝1+1",
            "\u{200b}=1",
            "\u{feff}=1",
            "\u{ad}＠x",
            "\t=1",
            "\r=1",
            "|cmd",
            "\u{202e}=1",
            "\u{2800}-1",
        ] {
            assert!(csv_cell(cell).trim_start_matches('"').starts_with('\''), "{cell:?}: {}", csv_cell(cell));
        }
        for cell in ["a=1", "INC-1", "1", "山田", "Łódź", "(x)"] {
            assert_eq!(csv_cell(cell), cell);
        }
    }

    #[test]
    fn numbers_are_read_with_the_separators_people_use() {
        assert_eq!(count("x", "258,000,000"), Ok(Some(258_000_000)));
        assert_eq!([258_000_000, 12, -1_000].map(grouped), ["258,000,000", "12", "-1,000"]);
        assert_eq!(count("x", "258 000 000"), Ok(Some(258_000_000)));
        assert_eq!(count("x", ""), Ok(None));
        assert!(count("x", "-1").is_err() && count("x", "many").is_err());
    }

    #[test]
    fn an_excerpt_is_the_first_line_that_says_something() {
        assert_eq!(excerpt("\n  Patch or rebuild?  \nLong story", 80), "Patch or rebuild?");
        assert_eq!(excerpt("ÄÖÜ and more", 5), "ÄÖÜ…");
        assert_eq!(excerpt("", 5), "");
    }

    #[test]
    fn only_web_links_are_links() {
        assert!(link("javascript:alert(1)").is_err() && link("https://a b").is_err());
        assert_eq!(link(" https://example.org/PE-3217 "), Ok(Some("https://example.org/PE-3217".to_owned())));
    }

    #[test]
    fn a_day_begins_when_the_clocks_say_so() {
        let beirut = day_start(NaiveDate::from_ymd_opt(2024, 3, 31).unwrap(), chrono_tz::Asia::Beirut);
        assert_eq!(beirut.to_rfc3339(), "2024-03-30T22:00:00+00:00", "midnight was skipped");
        assert_eq!(day_start(NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(), Berlin).to_rfc3339(), "2024-12-31T23:00:00+00:00");
    }

    #[test]
    fn every_day_of_every_zone_begins_and_ends() {
        let first = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        for zone in chrono_tz::TZ_VARIANTS {
            for day in first.iter_days().take(365 * 40) {
                let (begins, next) = (day_start(day, zone), day_start(day + chrono::Days::new(1), zone));
                assert!(begins <= next && next - begins <= TimeDelta::hours(49), "{day} in {zone}");
                assert!(next - begins >= TimeDelta::hours(12) || next == begins, "{day} in {zone}");
            }
        }
    }

    #[test]
    fn a_cell_is_no_formula() {
        for (typed, cell) in [
            ("=1+1", "'=1+1"),
            ("@cmd", "'@cmd"),
            (" -2", "' -2"),
            ("+3", "'+3"),
            ("\tx", "'\tx"),
            ("a,b", "\"a,b\""),
            ("=\"x\"", "\"'=\"\"x\"\"\""),
            ("plain", "plain"),
        ] {
            assert_eq!(csv_cell(typed), cell);
        }
    }
}
