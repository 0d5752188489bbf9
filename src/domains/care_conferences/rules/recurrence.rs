//! When a series of conferences goes on.

use chrono_tz::Tz;
use entity::Timestamp;
use rrule::{Frequency, RRule, Unvalidated};
use validator::ValidationError;

use crate::platform::broken_rule;

/// A rule that people can keep: no more often than daily, and not counted,
/// since each conference is planned from the one before.
pub fn check_recurrence(rule: Option<&str>) -> Result<(), ValidationError> {
    let Some(rule) = rule else { return Ok(()) };
    let kept = read(rule).is_some_and(|read| {
        let often = matches!(
            read.get_freq(),
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly
        );
        let by_hour = !(read.get_by_hour().is_empty()
            && read.get_by_minute().is_empty()
            && read.get_by_second().is_empty());
        !often && !by_hour && read.get_count().is_none()
    });
    if kept {
        return Ok(());
    }
    let detail = "A rule of RFC 5545 without `RRULE:`: daily at most, with `UNTIL` and no `COUNT`.";
    Err(broken_rule("/recurrenceRule", "recurrence_rule", detail))
}

fn read(rule: &str) -> Option<RRule<Unvalidated>> {
    let plain = |character: char| character.is_ascii_alphanumeric() || "=;,+-".contains(character);
    rule.chars().all(plain).then(|| rule.parse().ok()).flatten()
}

/// The first time by the rule after `after`, counted from the time of an
/// earlier conference: by the clock on the wall.
pub fn next_start(rule: &str, from: Timestamp, zone: Tz, after: Timestamp) -> Option<Timestamp> {
    let start = from.to_utc().with_timezone(&rrule::Tz::Tz(zone));
    let set = read(rule)?.build(start).ok()?.limit();
    let after = after.max(from).plus(chrono::TimeDelta::milliseconds(1));
    let dates = set.after(after.to_utc().with_timezone(&rrule::Tz::Tz(zone))).all(1).dates;
    dates.first().map(|date| date.with_timezone(&chrono::Utc).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
    }

    #[test]
    fn the_next_time_keeps_the_hour_on_the_wall() {
        let zone = chrono_tz::America::Chicago;
        let monday = instant("2026-03-02T15:00:00Z");
        let next = next_start("FREQ=WEEKLY", monday, zone, monday);
        assert_eq!(next, Some(instant("2026-03-09T14:00:00Z")), "summer time began");
        let second_tuesday = next_start("FREQ=MONTHLY;BYDAY=2TU", monday, zone, monday);
        assert_eq!(second_tuesday, Some(instant("2026-03-10T14:00:00Z")));
    }

    #[test]
    fn what_was_missed_is_not_caught_up_with() {
        let zone = chrono_tz::UTC;
        let monday = instant("2026-01-05T15:00:00Z");
        let next = next_start("FREQ=WEEKLY", monday, zone, instant("2026-02-01T00:00:00Z"));
        assert_eq!(next, Some(instant("2026-02-02T15:00:00Z")));
    }

    #[test]
    fn a_series_ends_and_a_rule_without_days_never_begins() {
        let zone = chrono_tz::UTC;
        let monday = instant("2026-01-05T15:00:00Z");
        let until = "FREQ=WEEKLY;UNTIL=20260110T000000Z";
        assert_eq!(next_start(until, monday, zone, monday), None);
        let never = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
        assert_eq!(next_start(never, monday, zone, monday), None);
    }

    #[test]
    fn a_rule_is_one_that_people_can_keep() {
        for fine in ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;BYDAY=2TU"] {
            assert!(check_recurrence(Some(fine)).is_ok(), "{fine}");
        }
        for wrong in ["weekly", "FREQ=HOURLY", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY\nDTSTART:1"] {
            assert!(check_recurrence(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
