//! When work that recurs is due again: the part of RFC 5545's rules that people
//! plan work by. No I/O.
//!
//! Conferences and plans take rules whole, and the `rrule` crate reads them: a
//! series keeps its hour on the clock. Work has days only, is counted on from
//! the day on which it was done, and is asked for by a form that knows these
//! parts and no others. The directory's hours are columns of HSDS, and no text
//! that anyone would parse.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// The days that every month has.
const SHORTEST_MONTH: u32 = 28;

/// How often work recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    frequency: Frequency,
    /// Every so many days, weeks, months or years.
    interval: u32,
    /// Of a weekly rule; the day on which it was due if empty.
    weekdays: Vec<Weekday>,
    /// Of a monthly rule; -1 is the month's last day; that on which it was due if absent.
    month_day: Option<i32>,
    /// How many are left, this one included.
    count: Option<u32>,
    until: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Rule {
    /// None for what is no rule, or has parts that are not known here.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            weekdays: Vec::new(),
            month_day: None,
            count: None,
            until: None,
        };
        let mut seen: Vec<&str> = Vec::new();
        for part in text.split(';') {
            let (name, value) = part.split_once('=')?;
            if seen.contains(&name) {
                return None;
            }
            seen.push(name);
            match name {
                "FREQ" => rule.frequency = frequency(value)?,
                "INTERVAL" => rule.interval = number(value, 1..=99)?,
                "BYDAY" => rule.weekdays = value.split(',').map(weekday).collect::<Option<_>>()?,
                "BYMONTHDAY" => rule.month_day = Some(month_day(value)?),
                "COUNT" => rule.count = Some(number(value, 1..=999)?),
                "UNTIL" => rule.until = Some(day(value)?),
                _ => return None,
            }
        }
        let fits = seen.contains(&"FREQ")
            && (rule.weekdays.is_empty() || rule.frequency == Frequency::Weekly)
            && (rule.month_day.is_none() || rule.frequency == Frequency::Monthly)
            && (rule.count.is_none() || rule.until.is_none());
        fits.then_some(rule)
    }

    /// When work that was due on `due` and was done on `done` is due again: by
    /// the rule, after both, so that what was missed does not pile up.
    pub fn next(&self, due: NaiveDate, done: NaiveDate) -> Option<NaiveDate> {
        if self.count.is_some_and(|left| left <= 1) {
            return None;
        }
        let next = self.after(due, due.max(done))?;
        // The last year that a task can be due in.
        Some(next)
            .filter(|next| next.year() < 2200 && self.until.is_none_or(|until| *next <= until))
    }

    /// The text of the rule for the work that follows what was due on `due`: with
    /// one fewer to come, and with a late day of the month written down, which a
    /// short month would make it forget.
    pub fn of_next(text: &str, due: NaiveDate) -> String {
        let part = |part: &str| match part.strip_prefix("COUNT=") {
            Some(left) => {
                let left = left.parse::<u32>().unwrap_or(1).saturating_sub(1);
                format!("COUNT={left}")
            }
            None => part.to_owned(),
        };
        let mut parts: Vec<_> = text.split(';').map(part).collect();
        let is_by_day_due = Self::parse(text)
            .is_some_and(|rule| rule.frequency == Frequency::Monthly && rule.month_day.is_none());
        if is_by_day_due && due.day() > SHORTEST_MONTH {
            parts.push(format!("BYMONTHDAY={}", due.day()));
        }
        parts.join(";")
    }

    fn after(&self, due: NaiveDate, after: NaiveDate) -> Option<NaiveDate> {
        match self.frequency {
            Frequency::Daily => every(due, after, u64::from(self.interval)),
            Frequency::Weekly if self.weekdays.is_empty() => {
                every(due, after, u64::from(self.interval) * 7)
            }
            Frequency::Weekly => self.by_weekday(due, after),
            Frequency::Monthly => self.by_month(due, after, self.interval),
            Frequency::Yearly => self.by_month(due, after, self.interval * 12),
        }
    }

    fn by_weekday(&self, due: NaiveDate, after: NaiveDate) -> Option<NaiveDate> {
        let monday =
            due.checked_sub_days(Days::new(due.weekday().num_days_from_monday().into()))?;
        let is_meant = |day: &NaiveDate| {
            let weeks = (*day - monday).num_days() / 7;
            weeks % i64::from(self.interval) == 0 && self.weekdays.contains(&day.weekday())
        };
        let longest = usize::try_from(self.interval).ok()? * 7 + 7;
        after.iter_days().skip(1).take(longest).find(is_meant)
    }

    /// A month that does not have the day has its last day instead: by the
    /// standard it would be left out, and a check that is meant for every month
    /// would not be made in five of them.
    fn by_month(&self, due: NaiveDate, after: NaiveDate, months: u32) -> Option<NaiveDate> {
        let first = due.with_day(1)?;
        let wanted = match self.month_day {
            Some(-1) => Some(31),
            Some(day) => day.try_into().ok(),
            None => Some(due.day()),
        }?;
        let of_month = |step: u32| {
            let month = first.checked_add_months(Months::new(step * months))?;
            let last = month.checked_add_months(Months::new(1))?.pred_opt()?.day();
            month.with_day(last.min(wanted))
        };
        (0..2_400).filter_map(of_month).find(|day| *day > after)
    }
}

/// Every so many days from `due` on, the first one after `after`.
fn every(due: NaiveDate, after: NaiveDate, days: u64) -> Option<NaiveDate> {
    let passed = u64::try_from((after - due).num_days()).ok()?;
    due.checked_add_days(Days::new((passed / days + 1) * days))
}

fn frequency(value: &str) -> Option<Frequency> {
    match value {
        "DAILY" => Some(Frequency::Daily),
        "WEEKLY" => Some(Frequency::Weekly),
        "MONTHLY" => Some(Frequency::Monthly),
        "YEARLY" => Some(Frequency::Yearly),
        _ => None,
    }
}

fn number(value: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|number| digits && range.contains(number))
}

fn month_day(value: &str) -> Option<i32> {
    if value == "-1" {
        return Some(-1);
    }
    number(value, 1..=31).and_then(|day| day.try_into().ok())
}

fn weekday(value: &str) -> Option<Weekday> {
    match value {
        "MO" => Some(Weekday::Mon),
        "TU" => Some(Weekday::Tue),
        "WE" => Some(Weekday::Wed),
        "TH" => Some(Weekday::Thu),
        "FR" => Some(Weekday::Fri),
        "SA" => Some(Weekday::Sat),
        "SU" => Some(Weekday::Sun),
        _ => None,
    }
}

fn day(value: &str) -> Option<NaiveDate> {
    let digits = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    NaiveDate::parse_from_str(value, "%Y%m%d").ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn next(rule: &str, due: &str, done: &str) -> Option<String> {
        Rule::parse(rule).unwrap().next(on(due), on(done)).map(|day| day.to_string())
    }

    #[test]
    fn work_recurs_by_its_rule() {
        for (rule, due, done, wanted) in [
            ("FREQ=DAILY", "2026-01-05", "2026-01-05", "2026-01-06"),
            ("FREQ=DAILY;INTERVAL=3", "2026-01-05", "2026-01-05", "2026-01-08"),
            ("FREQ=WEEKLY", "2026-01-05", "2026-01-03", "2026-01-12"),
            ("FREQ=WEEKLY;BYDAY=MO,TH", "2026-01-05", "2026-01-05", "2026-01-08"),
            ("FREQ=WEEKLY;BYDAY=MO,TH", "2026-01-08", "2026-01-08", "2026-01-12"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-01-08", "2026-01-08", "2026-01-19"),
            ("FREQ=MONTHLY", "2026-01-15", "2026-01-15", "2026-02-15"),
            ("FREQ=MONTHLY", "2026-01-31", "2026-01-31", "2026-02-28"),
            ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-02-28", "2026-02-28", "2026-03-31"),
            ("FREQ=MONTHLY;BYMONTHDAY=30", "2028-01-30", "2028-01-30", "2028-02-29"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-01-31", "2026-02-28"),
            ("FREQ=MONTHLY;BYMONTHDAY=20", "2026-01-15", "2026-01-15", "2026-01-20"),
            ("FREQ=MONTHLY;INTERVAL=3", "2026-01-15", "2026-01-15", "2026-04-15"),
            ("FREQ=YEARLY", "2024-02-29", "2024-02-29", "2025-02-28"),
            ("FREQ=YEARLY;INTERVAL=2", "2026-01-15", "2026-01-15", "2028-01-15"),
        ] {
            assert_eq!(next(rule, due, done).as_deref(), Some(wanted), "{rule} after {due}");
        }
    }

    #[test]
    fn what_was_missed_does_not_pile_up() {
        for (rule, wanted) in [
            ("FREQ=DAILY", "2026-02-11"),
            ("FREQ=WEEKLY", "2026-02-16"),
            ("FREQ=WEEKLY;BYDAY=WE", "2026-02-11"),
            ("FREQ=MONTHLY", "2026-03-05"),
        ] {
            let next = next(rule, "2026-01-05", "2026-02-10");
            assert_eq!(next.as_deref(), Some(wanted), "{rule}");
        }
    }

    #[test]
    fn a_rule_ends_by_count_or_day() {
        assert_eq!(next("FREQ=DAILY;COUNT=1", "2026-01-05", "2026-01-05"), None);
        assert_eq!(Rule::of_next("FREQ=DAILY;COUNT=3", on("2026-01-05")), "FREQ=DAILY;COUNT=2");
        let until = "FREQ=DAILY;UNTIL=20260106";
        assert_eq!(next(until, "2026-01-05", "2026-01-05").as_deref(), Some("2026-01-06"));
        assert_eq!(next(until, "2026-01-06", "2026-01-06"), None);
        assert_eq!(Rule::of_next(until, on("2026-01-05")), until);
    }

    #[test]
    fn work_of_a_months_last_days_is_due_in_every_month_and_goes_back_to_its_day() {
        let (mut rule, mut due) = ("FREQ=MONTHLY;COUNT=5".to_owned(), on("2026-01-30"));
        let mut days = Vec::new();
        while let Some(next) = Rule::parse(&rule).unwrap().next(due, due) {
            rule = Rule::of_next(&rule, due);
            due = next;
            days.push(next.to_string());
        }
        assert_eq!(days, ["2026-02-28", "2026-03-30", "2026-04-30", "2026-05-30"]);
        assert_eq!(rule, "FREQ=MONTHLY;COUNT=1;BYMONTHDAY=30");
        assert_eq!(Rule::of_next("FREQ=MONTHLY", on("2026-01-28")), "FREQ=MONTHLY");
        assert_eq!(Rule::of_next("FREQ=YEARLY", on("2026-01-31")), "FREQ=YEARLY");
    }

    #[test]
    fn a_rule_ends_with_the_years_in_which_tasks_can_be_due() {
        let rule = "FREQ=YEARLY;INTERVAL=99";
        assert_eq!(next(rule, "2024-02-28", "2024-02-28").as_deref(), Some("2123-02-28"));
        assert_eq!(next(rule, "2123-02-28", "2123-02-28"), None);
        assert_eq!(next("FREQ=DAILY", "2199-12-31", "2199-12-31"), None);
    }

    #[test]
    fn what_is_no_rule_is_none() {
        for text in [
            "",
            "WEEKLY",
            "FREQ=HOURLY",
            "INTERVAL=2",
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=+1",
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=WEEKLY;BYMONTHDAY=1",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY;COUNT=2;UNTIL=20260101",
            "FREQ=DAILY;UNTIL=20261301",
            "FREQ=DAILY;BYHOUR=9",
        ] {
            assert_eq!(Rule::parse(text), None, "{text}");
        }
    }
}
