//! Local times: what a `datetime-local` field says, which instants it can mean, and which one is meant.
//! A time that came twice is asked about, one that never came is refused, and an instant that nobody moved stays as it is.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// A local time as fields and people write it.
fn local(typed: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"].iter().find_map(|form| NaiveDateTime::parse_from_str(typed.trim(), form).ok())
}

/// A moment in the reader's zone as a `datetime-local` field sends it, possibly with the zone in which it was shown
/// (`2025-06-24T09:30[Europe/Berlin]`), or RFC 3339 as a program sends it, or nothing.
///
/// # Errors
/// One sentence when it is neither, came twice, or falls into the hour that a clock change skipped.
pub fn moment(typed: &str, zone: Tz) -> Result<Option<DateTime<Utc>>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if let Ok(exact) = DateTime::parse_from_rfc3339(typed) {
        return Ok(Some(exact.to_utc()));
    }
    let (text, zone) = match typed.strip_suffix(']').and_then(|typed| typed.rsplit_once('[')) {
        Some((text, name)) => (text, name.parse().map_err(|_| format!("“{name}” is not a time zone."))?),
        None => (typed, zone),
    };
    let local = local(text).ok_or("Enter a date and a time, such as 2025-06-24 09:30.")?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Ok(Some(at.to_utc())),
        MappedLocalTime::None => Err("This time did not exist: the clocks were moved forward over it.".to_owned()),
        MappedLocalTime::Ambiguous(first, second) => {
            let (day, offsets) = (local.format("%-d %b %Y, %H:%M"), [first, second].map(|at| at.format("UTC%:z").to_string()));
            Err(format!("{day} occurred twice, because the clocks were moved back: choose {} or {}.", offsets[0], offsets[1]))
        }
    }
}

/// The two instants of a local time that came twice.
pub fn twice(typed: &str, zone: Tz) -> Option<[DateTime<Tz>; 2]> {
    match zone.from_local_datetime(&local(typed)?) {
        MappedLocalTime::Ambiguous(first, second) => Some([first, second]),
        _ => None,
    }
}

/// An instant as a `datetime-local` field shows it: to the minute.
pub fn shown(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// What is meant by `typed` in a field that was shown in `zone`, held the instant `was`, and asked `which` instant is meant.
/// The answer is for [`moment`].
pub fn settle(typed: &str, zone: Tz, was: Option<DateTime<Utc>>, which: Option<DateTime<Utc>>) -> String {
    let Some(local) = local(typed) else { return typed.to_owned() };
    let says =
        |at: &DateTime<Utc>| at.with_timezone(&zone).naive_local().with_second(0).and_then(|at| at.with_nanosecond(0)) == Some(local);
    match (was.filter(says), which.filter(says)) {
        // The other one of two: it was moved although the clock says the same.
        (Some(was), Some(which)) if shown(was, Tz::UTC) != shown(which, Tz::UTC) => which.to_rfc3339(),
        (Some(at), _) | (None, Some(at)) => at.to_rfc3339(),
        (None, None) => format!("{}[{}]", typed.trim(), zone.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::Toronto;
    use chrono_tz::Asia::Kathmandu;
    use chrono_tz::Australia::Lord_Howe;
    use chrono_tz::Europe::Berlin;
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_local_time_is_read_in_the_readers_zone() {
        assert_eq!(moment("2025-06-24T09:30", Berlin), Ok(Some(utc("2025-06-24T07:30:00Z"))));
        assert_eq!(moment("2025-06-24T09:30[Asia/Kathmandu]", Berlin), Ok(Some(utc("2025-06-24T03:45:00Z"))), "as it was shown");
        assert!(moment("2025-03-30T02:30", Berlin).is_err(), "the hour that was skipped");
        assert!(moment("2025-10-05T02:15", Lord_Howe).is_err(), "the half hour that was skipped");
        assert!(moment("soon", Berlin).is_err() && moment("2025-06-24T09:30[Mars]", Berlin).is_err());
        assert_eq!(moment(" ", Berlin), Ok(None));
    }

    #[test]
    fn a_time_that_came_twice_is_asked_about() {
        let sentence = moment("2025-11-02T01:30", Toronto).unwrap_err();
        assert_eq!(sentence, "2 Nov 2025, 01:30 occurred twice, because the clocks were moved back: choose UTC-04:00 or UTC-05:00.");
        let instants = twice("2025-11-02T01:30", Toronto).unwrap().map(|at| at.to_utc());
        assert_eq!(instants, [utc("2025-11-02T05:30:00Z"), utc("2025-11-02T06:30:00Z")]);
        for which in instants {
            assert_eq!(moment(&settle("2025-11-02T01:30", Toronto, None, Some(which)), Berlin), Ok(Some(which)));
        }
        let half = twice("2025-04-06T01:45", Lord_Howe).unwrap();
        assert_eq!((half[1] - half[0]).num_minutes(), 30);
        assert_eq!(twice("2025-11-02T01:30", Kathmandu), None);
    }

    #[test]
    fn an_answer_about_another_time_is_no_answer() {
        let first = utc("2025-11-02T05:30:00Z");
        assert!(moment(&settle("2025-11-02T01:45", Toronto, None, Some(first)), Toronto).is_err());
        assert_eq!(moment(&settle("2025-11-02T03:00", Toronto, None, Some(first)), Berlin), Ok(Some(utc("2025-11-02T08:00:00Z"))));
    }

    #[test]
    fn the_other_one_of_two_can_be_chosen() {
        let (first, second) = (utc("2025-11-02T05:30:10Z"), utc("2025-11-02T06:30:00Z"));
        assert_eq!(moment(&settle("2025-11-02T01:30", Toronto, Some(first), Some(second)), Toronto), Ok(Some(second)));
        let itself = Some(utc("2025-11-02T05:30:00Z"));
        assert_eq!(moment(&settle("2025-11-02T01:30", Toronto, Some(first), itself), Toronto), Ok(Some(first)));
    }

    proptest! {
        #[test]
        fn an_instant_that_nobody_moved_stays(millis in 0i64..4_000_000_000_000, shown_in in 0..chrono_tz::TZ_VARIANTS.len(), read_in in 0..chrono_tz::TZ_VARIANTS.len()) {
            let (at, zone) = (DateTime::from_timestamp_millis(millis).unwrap(), chrono_tz::TZ_VARIANTS[shown_in]);
            let settled = settle(&shown(at, zone), zone, Some(at), None);
            prop_assert_eq!(moment(&settled, chrono_tz::TZ_VARIANTS[read_in]), Ok(Some(at)));
        }

        #[test]
        fn a_time_that_was_moved_is_what_was_typed(minutes in 0i64..60_000_000, zone in 0..chrono_tz::TZ_VARIANTS.len(), was in 0i64..4_000_000_000) {
            let zone = chrono_tz::TZ_VARIANTS[zone];
            let local = DateTime::from_timestamp(minutes * 60, 0).unwrap().naive_utc();
            let was = DateTime::from_timestamp(was, 0).unwrap();
            let settled = settle(&local.format("%Y-%m-%dT%H:%M").to_string(), zone, Some(was), None);
            if let Ok(Some(at)) = moment(&settled, Tz::UTC) {
                let again = at.with_timezone(&zone).naive_local();
                prop_assert!(again == local || (at == was && shown(at, zone) == local.format("%Y-%m-%dT%H:%M").to_string()));
            }
        }
    }
}
