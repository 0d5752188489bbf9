//! An agency's business calendar: on which days it works, and when a day ends
//! where it is. No I/O.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use entity::{Timestamp, agency};

/// On which days an agency works.
#[derive(Clone, Debug)]
pub struct BusinessCalendar {
    zone: Tz,
    /// Monday = 1 to Sunday = 7.
    weekend_days: Vec<i32>,
    holidays: Vec<NaiveDate>,
}

impl From<&agency::Model> for BusinessCalendar {
    fn from(agency: &agency::Model) -> Self {
        Self {
            // Checked when it was written.
            zone: agency.time_zone.parse().unwrap_or(Tz::UTC),
            weekend_days: agency.weekend_days.0.clone(),
            holidays: agency.holidays.iter().map(|holiday| holiday.date).collect(),
        }
    }
}

impl BusinessCalendar {
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The day that it is in the agency's zone.
    pub fn day_of(&self, instant: Timestamp) -> NaiveDate {
        instant.to_utc().with_timezone(&self.zone).date_naive()
    }

    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        let weekday = i32::try_from(day.weekday().number_from_monday()).unwrap_or_default();
        !self.weekend_days.contains(&weekday) && !self.holidays.contains(&day)
    }

    /// The business day that is `count` business days after `start`; the day
    /// itself does not count. Gives `start` for a count of 0.
    pub fn add_business_days(&self, start: NaiveDate, count: u32) -> NaiveDate {
        let mut day = start;
        let mut left = count;
        // A calendar without a single working day would never end; a year is enough for any other.
        for _ in 0..u64::from(count) * 7 + 366 {
            if left == 0 {
                break;
            }
            day = day.checked_add_days(Days::new(1)).unwrap_or(day);
            if self.is_business_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// The instant at which the day has ended in the agency's zone: what is due
    /// on the day is overdue from then on.
    pub fn end_of(&self, day: NaiveDate) -> Timestamp {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        self.start_of(next)
    }

    /// The instant at which the day starts in the agency's zone: where clocks are put forward at
    /// midnight, when they are.
    pub fn start_of(&self, day: NaiveDate) -> Timestamp {
        (0..=180)
            .step_by(15)
            .filter_map(|minutes| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0))
            .find_map(|time| self.zone.from_local_datetime(&day.and_time(time)).earliest())
            .map_or_else(|| day.and_time(NaiveTime::MIN).and_utc(), |start| start.to_utc())
            .into()
    }

    /// The end of the business day that is `count` business days after the instant's day.
    pub fn due_after_business_days(&self, from: Timestamp, count: u32) -> Timestamp {
        self.end_of(self.add_business_days(self.day_of(from), count))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn calendar(zone: &str, holidays: &[&str]) -> BusinessCalendar {
        BusinessCalendar {
            zone: zone.parse().unwrap(),
            weekend_days: vec![6, 7],
            holidays: holidays.iter().map(|day| day.parse().unwrap()).collect(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instant(text: &str) -> Timestamp {
        text.parse::<DateTime<Utc>>().unwrap().into()
    }

    #[test]
    fn weekends_and_holidays_are_not_counted_and_day_zero_is_not_either() {
        let calendar = calendar("America/Chicago", &["2026-12-25"]);
        assert_eq!(calendar.add_business_days(day("2026-12-23"), 1), day("2026-12-24"));
        assert_eq!(calendar.add_business_days(day("2026-12-23"), 2), day("2026-12-28"));
        assert_eq!(calendar.add_business_days(day("2026-12-26"), 1), day("2026-12-28"));
        assert_eq!(calendar.add_business_days(day("2026-12-26"), 0), day("2026-12-26"));
    }

    #[test]
    fn a_day_ends_where_the_agency_is() {
        let calendar = calendar("America/Chicago", &[]);
        assert_eq!(calendar.end_of(day("2026-01-05")), instant("2026-01-06T06:00:00Z"));
        assert_eq!(calendar.end_of(day("2026-07-06")), instant("2026-07-07T05:00:00Z"));
        assert_eq!(calendar.day_of(instant("2026-01-06T05:59:00Z")), day("2026-01-05"));
    }

    #[test]
    fn a_day_that_begins_with_a_clock_change_has_a_beginning() {
        // In Beirut clocks go from 00:00 to 01:00 on that day.
        let calendar = calendar("Asia/Beirut", &[]);
        assert_eq!(calendar.end_of(day("2026-03-28")), instant("2026-03-28T22:00:00Z"));
    }

    #[test]
    fn a_calendar_without_working_days_comes_to_an_end() {
        let mut calendar = calendar("UTC", &[]);
        calendar.weekend_days = (1..=7).collect();
        assert!(calendar.add_business_days(day("2026-01-05"), 2) > day("2026-01-05"));
    }
}
