//! When something is open: schedules of HSDS, which are recurrence rules of RFC
//! 5545 in parts, against the clock of the place.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;
use entity::{
    Weekday as Code,
    directory::{DirectorySchedule, Frequency},
};

/// Who is open for longer than this does not close.
const NEVER_CLOSES: TimeDelta = TimeDelta::days(7);

/// Whether something is open at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Nobody has said when it is open.
    Unknown,
    Closed,
    /// Until when; none if it does not close.
    Open(Option<DateTime<Utc>>),
}

/// Which schedules count: those of the service at the place, else those of the
/// service, else those of the place.
pub fn effective(levels: [&[DirectorySchedule]; 3]) -> &[DirectorySchedule] {
    levels.into_iter().find(|schedules| schedules.iter().any(says_when)).unwrap_or(&[])
}

/// Whether it is open at the instant; `zone` is the zone of the place.
pub fn openness(schedules: &[DirectorySchedule], zone: Tz, at: DateTime<Utc>) -> Openness {
    if !schedules.iter().any(says_when) {
        return Openness::Unknown;
    }
    let closing = |at| schedules.iter().filter_map(|one| closes(one, zone, at)).max();
    let Some(mut until) = closing(at) else { return Openness::Closed };
    // One schedule may begin where another ends.
    while until - at < NEVER_CLOSES {
        match closing(until) {
            Some(later) if later > until => until = later,
            _ => return Openness::Open(Some(until)),
        }
    }
    Openness::Open(None)
}

/// A schedule that is no more than a description says nothing to a clock.
pub(super) fn says_when(schedule: &DirectorySchedule) -> bool {
    schedule.opens_at.is_some()
        || schedule.freq.is_some()
        || schedule.byday.is_some()
        || schedule.bymonthday.is_some()
        || schedule.byyearday.is_some()
}

/// When the schedule's opening that holds the instant ends.
fn closes(schedule: &DirectorySchedule, zone: Tz, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !says_when(schedule) {
        return None;
    }
    let opens = Clock::read(schedule.opens_at.as_deref(), "00:00")?;
    let shuts = Clock::read(schedule.closes_at.as_deref(), "24:00")?;
    let offset = stated_offset(schedule, opens, shuts);
    let local = match offset {
        Some(offset) => at.with_timezone(&offset).date_naive(),
        None => at.with_timezone(&zone).date_naive(),
    };
    // The day before may go on past midnight.
    [local.pred_opt()?, local].into_iter().filter(|day| occurs(schedule, *day)).find_map(|day| {
        let next = day.checked_add_days(Days::new(1))?;
        let crosses = shuts.minutes <= opens.minutes && shuts.minutes < MIDNIGHT;
        let start = instant(day, opens, offset, zone)?;
        let end = instant(if crosses { next } else { day }, shuts, offset, zone)?;
        (start <= at && at < end).then_some(end)
    })
}

/// How far ahead of UTC the schedule says that its times are.
pub(super) fn stated_offset(
    schedule: &DirectorySchedule,
    opens: Clock,
    shuts: Clock,
) -> Option<FixedOffset> {
    opens.offset.or(shuts.offset).or_else(|| {
        // Whole seconds: no zone is finer.
        #[expect(clippy::cast_possible_truncation, reason = "checked to be at most 14 hours")]
        schedule.timezone.and_then(|hours| FixedOffset::east_opt((hours * 3600.0) as i32))
    })
}

pub(super) const MIDNIGHT: u32 = 24 * 60;

/// A time of day, with its offset from UTC if it has one.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// Since midnight; 1440 is the end of the day.
    pub(super) minutes: u32,
    offset: Option<FixedOffset>,
}

impl Clock {
    pub(super) fn read(text: Option<&str>, absent: &str) -> Option<Self> {
        let text = text.unwrap_or(absent);
        let (time, offset) = match text.find(['Z', '+', '-']) {
            Some(place) => (&text[..place], Some(&text[place..])),
            None => (text, None),
        };
        let mut parts = time.split(':').map(str::parse::<u32>);
        let (hours, minutes) = (parts.next()?.ok()?, parts.next()?.ok()?);
        let offset = offset.map(|text| if text == "Z" { "+00:00" } else { text });
        let offset = offset.map(str::parse::<FixedOffset>).transpose().ok()?;
        Some(Self { minutes: hours * 60 + minutes, offset })
    }
}

/// Where clocks are put forward over the time, it is the first instant after.
fn instant(
    day: NaiveDate,
    clock: Clock,
    offset: Option<FixedOffset>,
    zone: Tz,
) -> Option<DateTime<Utc>> {
    let (day, minutes) = if clock.minutes >= MIDNIGHT {
        (day.checked_add_days(Days::new(1))?, clock.minutes - MIDNIGHT)
    } else {
        (day, clock.minutes)
    };
    let time = day.and_time(NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?);
    if let Some(offset) = offset {
        return offset.from_local_datetime(&time).earliest().map(|at| at.to_utc());
    }
    (0..=4).find_map(|quarter| {
        let later = time + TimeDelta::minutes(30 * quarter);
        zone.from_local_datetime(&later).earliest().map(|at| at.to_utc())
    })
}

/// Whether the rule falls on the day.
fn occurs(schedule: &DirectorySchedule, day: NaiveDate) -> bool {
    let within = schedule.valid_from.is_none_or(|first| first <= day)
        && schedule.valid_to.is_none_or(|last| day <= last)
        && schedule.dtstart.is_none_or(|first| first <= day)
        && schedule.until.is_none_or(|last| day <= last);
    within && falls_on(schedule, day) && is_counted(schedule, day)
}

/// Whether the day is among the first `count` ones.
fn is_counted(schedule: &DirectorySchedule, day: NaiveDate) -> bool {
    let (Some(count), Some(first)) = (schedule.count, schedule.dtstart) else { return true };
    let earlier = first.iter_days().take_while(|earlier| *earlier < day);
    let count = usize::try_from(count).unwrap_or_default();
    earlier.filter(|earlier| falls_on(schedule, *earlier)).take(count).count() < count
}

fn falls_on(schedule: &DirectorySchedule, day: NaiveDate) -> bool {
    in_turn(schedule, day)
        && on_weekday(schedule, day)
        && listed(schedule.bymonthday.as_deref(), day.day(), days_in_month(day))
        && listed(
            schedule.byyearday.as_deref(),
            day.ordinal(),
            if day.leap_year() { 366 } else { 365 },
        )
        && listed(schedule.byweekno.as_deref(), day.iso_week().week(), weeks_in_year(day))
}

/// Whether the week or month is one of every `interval`.
fn in_turn(schedule: &DirectorySchedule, day: NaiveDate) -> bool {
    let every = i64::from(schedule.interval.unwrap_or(1).max(1));
    let Some(first) = schedule.dtstart else { return every == 1 };
    let passed = if schedule.freq == Some(Frequency::Monthly) {
        let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
        month(day) - month(first)
    } else {
        let starts = weekday(schedule.wkst.unwrap_or(Code::Mo));
        (day.week(starts).first_day() - first.week(starts).first_day()).num_days() / 7
    };
    passed % every == 0
}

fn on_weekday(schedule: &DirectorySchedule, day: NaiveDate) -> bool {
    let monthly = schedule.freq == Some(Frequency::Monthly);
    let Some(days) = schedule.byday.as_deref() else {
        // What is not said follows from the first day, by RFC 5545.
        let said = schedule.bymonthday.is_some() || schedule.byyearday.is_some();
        return match (schedule.freq, schedule.dtstart) {
            _ if said => true,
            (Some(Frequency::Monthly), Some(first)) => first.day() == day.day(),
            (Some(Frequency::Monthly), None) => false,
            (Some(Frequency::Weekly), Some(first)) => first.weekday() == day.weekday(),
            _ => true,
        };
    };
    days.split(',').any(|one| {
        let one = one.trim();
        let Some(name) = one.get(one.len().saturating_sub(2)..) else { return false };
        if code(day.weekday()) != name {
            return false;
        }
        match one[..one.len() - 2].parse::<i64>() {
            Ok(place) if monthly && place > 0 => i64::from((day.day() - 1) / 7 + 1) == place,
            Ok(place) if monthly => i64::from((days_in_month(day) - day.day()) / 7 + 1) == -place,
            _ => true,
        }
    })
}

/// Whether the number is in the list, in which negative ones count from the end.
fn listed(list: Option<&str>, number: u32, last: u32) -> bool {
    let Some(list) = list else { return true };
    let (number, last) = (i64::from(number), i64::from(last));
    list.split(',')
        .filter_map(|one| one.trim().parse::<i64>().ok())
        .any(|one| one == number || (one < 0 && last + 1 + one == number))
}

fn days_in_month(day: NaiveDate) -> u32 {
    u32::from(day.num_days_in_month())
}

/// The 28th of December is always in the year's last week.
fn weeks_in_year(day: NaiveDate) -> u32 {
    NaiveDate::from_ymd_opt(day.iso_week().year(), 12, 28).map_or(52, |last| last.iso_week().week())
}

fn weekday(code: Code) -> Weekday {
    match code {
        Code::Mo => Weekday::Mon,
        Code::Tu => Weekday::Tue,
        Code::We => Weekday::Wed,
        Code::Th => Weekday::Thu,
        Code::Fr => Weekday::Fri,
        Code::Sa => Weekday::Sat,
        Code::Su => Weekday::Sun,
    }
}

fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
