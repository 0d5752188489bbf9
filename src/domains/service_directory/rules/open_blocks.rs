//! The part of the week in which something may be open, in blocks of four hours:
//! by these a search leaves out most of what is closed without reading hours.
//! Whatever is open at an instant has that instant's block; the reverse is for
//! [`super::openness`] to say.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use entity::directory::DirectorySchedule;

use super::hours::{Clock, MIDNIGHT, says_when, stated_offset};

const BLOCK: i64 = 4 * 60;
const WEEK: i64 = 7 * 24 * 60;
const DAY: i64 = 24 * 60;

/// Clocks are put forward and back by at most this.
const SLACK: i64 = 60;

/// Years whose offsets from UTC count.
const YEARS: std::ops::Range<i32> = 2000..2051;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// The blocks in which one of the schedules may be open. Where neither the schedule nor the
/// place says what clock it goes by, they are blocks of the agency's clock.
pub fn open_blocks(schedules: &[DirectorySchedule], place: Option<Tz>) -> BTreeSet<String> {
    let mut blocks = BTreeSet::new();
    for schedule in schedules.iter().filter(|schedule| says_when(schedule)) {
        let opens = Clock::read(schedule.opens_at.as_deref(), "00:00");
        let shuts = Clock::read(schedule.closes_at.as_deref(), "24:00");
        let (Some(opens), Some(shuts)) = (opens, shuts) else { continue };
        let (first, last) = (i64::from(opens.minutes), i64::from(shuts.minutes));
        let crosses = shuts.minutes <= opens.minutes && shuts.minutes < MIDNIGHT;
        let last = if crosses { last + DAY } else { last };
        let offsets = match stated_offset(schedule, opens, shuts) {
            Some(offset) => Some(vec![i64::from(offset.local_minus_utc()) / 60]),
            None => place.map(offsets_of),
        };
        let (clock, ahead) = match &offsets {
            None => ("agency", &[0][..]),
            Some(ahead) => ("utc", ahead.as_slice()),
        };
        for day in days_of(schedule) {
            for ahead in ahead {
                let begin = day * DAY + first - ahead - SLACK;
                let end = day * DAY + last - ahead + SLACK;
                for block in begin.div_euclid(BLOCK)..=end.div_euclid(BLOCK) {
                    blocks.insert(name(clock, block));
                }
            }
        }
    }
    blocks
}

/// The blocks that the instant is in, by both clocks.
pub fn blocks_at(at: DateTime<Utc>, agency: Tz) -> [String; 2] {
    let of = |clock, time| name(clock, minutes(time).div_euclid(BLOCK));
    [of("utc", at.naive_utc()), of("agency", at.with_timezone(&agency).naive_local())]
}

fn name(clock: &str, block: i64) -> String {
    format!("{clock}-{:02}", block.rem_euclid(WEEK / BLOCK))
}

/// Since the week began.
fn minutes(time: NaiveDateTime) -> i64 {
    let day = i64::from(time.weekday().num_days_from_monday());
    day * DAY + i64::from(time.hour() * 60 + time.minute())
}

/// Days of the week on which the schedule may fall, from Monday.
fn days_of(schedule: &DirectorySchedule) -> Vec<i64> {
    let named = |day: &str| {
        let all = schedule.byday.as_deref();
        all.is_none_or(|all| all.split(',').any(|one| one.trim().ends_with(day)))
    };
    (0..).zip(DAYS).filter(|(_, day)| named(day)).map(|(number, _)| number).collect()
}

/// Minutes by which the zone is ahead of UTC, at one time or another.
fn offsets_of(zone: Tz) -> Vec<i64> {
    let instants = YEARS.flat_map(|year| [1, 4, 7, 10].map(|month| (year, month)));
    let offsets = instants.filter_map(|(year, month)| {
        let at = Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).single()?;
        Some(i64::from(at.with_timezone(&zone).offset().fix().local_minus_utc()) / 60)
    });
    offsets.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::directory::Frequency;

    use super::{
        super::{Openness, openness},
        *,
    };

    fn weekly(days: &str, opens: Option<&str>, closes: Option<&str>) -> DirectorySchedule {
        DirectorySchedule {
            freq: Some(Frequency::Weekly),
            byday: Some(days.to_owned()),
            opens_at: opens.map(str::to_owned),
            closes_at: closes.map(str::to_owned),
            ..DirectorySchedule::default()
        }
    }

    #[test]
    fn whatever_is_open_has_the_block_of_the_instant() {
        let (chicago, kolkata) = (chrono_tz::America::Chicago, chrono_tz::Asia::Kolkata);
        let monthly = DirectorySchedule {
            freq: Some(Frequency::Monthly),
            ..weekly("-1SU", Some("02:30"), Some("03:30"))
        };
        let schedules = [
            weekly("MO,TU,WE,TH,FR", Some("09:00"), Some("17:00")),
            weekly("SA", Some("22:00"), Some("02:00")),
            weekly("SU", None, None),
            weekly("WE", Some("08:00-05:00"), Some("12:00-05:00")),
            DirectorySchedule { timezone: Some(5.5), ..weekly("TH", Some("01:00"), None) },
            monthly,
        ];
        let first = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
        let mut open = 0;
        for schedule in schedules {
            for place in [None, Some(chicago), Some(kolkata)] {
                let known = open_blocks(std::slice::from_ref(&schedule), place);
                // Every half hour of a year, so of both changes of the clock.
                for half in 0..(365 * 48) {
                    let at = first + TimeDelta::minutes(30 * half);
                    let zone = place.unwrap_or(chicago);
                    let found = openness(std::slice::from_ref(&schedule), zone, at);
                    if matches!(found, Openness::Open(_)) {
                        open += 1;
                        let here = blocks_at(at, chicago);
                        assert!(here.iter().any(|block| known.contains(block)), "{at} {zone}");
                    }
                }
            }
        }
        assert!(open > 10_000);
    }

    #[test]
    fn office_hours_leave_out_nights_and_weekends() {
        let office = [weekly("MO,TU,WE,TH,FR", Some("09:00"), Some("17:00"))];
        let blocks = open_blocks(&office, Some(chrono_tz::America::Chicago));
        assert!(blocks.len() <= 21, "{blocks:?}");
        assert!(open_blocks(&[DirectorySchedule::default()], None).is_empty());
    }
}
