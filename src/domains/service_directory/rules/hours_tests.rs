//! Open or closed, at the edges of days, years and clock changes.

use super::*;

const CHICAGO: Tz = chrono_tz::America::Chicago;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn weekly(days: &str, opens: &str, closes: &str) -> DirectorySchedule {
    DirectorySchedule {
        freq: Some(Frequency::Weekly),
        byday: Some(days.to_owned()),
        opens_at: Some(opens.to_owned()),
        closes_at: Some(closes.to_owned()),
        ..DirectorySchedule::default()
    }
}

fn monthly(schedule: DirectorySchedule) -> DirectorySchedule {
    DirectorySchedule { freq: Some(Frequency::Monthly), ..schedule }
}

fn open(schedules: &[DirectorySchedule], instant: &str) -> bool {
    matches!(openness(schedules, CHICAGO, at(instant)), Openness::Open(_))
}

#[test]
fn hours_are_those_of_the_place_in_winter_and_in_summer() {
    let nine_to_five = [weekly("MO,TU,WE,TH,FR", "09:00", "17:00")];
    // 5 January 2026 is a Monday.
    assert!(!open(&nine_to_five, "2026-01-05T14:59:59Z"));
    assert_eq!(
        openness(&nine_to_five, CHICAGO, at("2026-01-05T15:00:00Z")),
        Openness::Open(Some(at("2026-01-05T23:00:00Z")))
    );
    assert!(!open(&nine_to_five, "2026-01-05T23:00:00Z"), "closed at the closing time");
    assert!(open(&nine_to_five, "2026-07-06T14:00:00Z"), "09:00 in summer");
    assert!(!open(&nine_to_five, "2026-07-06T22:00:00Z"), "17:00 in summer");
    assert!(!open(&nine_to_five, "2026-01-10T16:00:00Z"), "Saturday");
}

#[test]
fn what_closes_after_midnight_belongs_to_the_day_on_which_it_opened() {
    let friday_night = [weekly("FR", "20:00", "02:00")];
    assert!(open(&friday_night, "2026-01-10T02:00:00Z"), "Friday 20:00");
    assert!(open(&friday_night, "2026-01-10T07:59:00Z"), "Saturday 01:59");
    assert!(!open(&friday_night, "2026-01-10T08:00:00Z"), "Saturday 02:00");
    assert!(!open(&friday_night, "2026-01-09T07:00:00Z"), "Friday 01:00");
    let all_night = [weekly("MO", "08:00", "08:00")];
    assert!(open(&all_night, "2026-01-06T13:59:00Z"), "Tuesday 07:59: for 24 hours");
}

#[test]
fn schedules_that_meet_are_one_opening_and_one_that_never_ends_has_no_closing_time() {
    let round = |days: &str| weekly(days, "00:00", "24:00");
    let weekend = [round("SA"), weekly("SU", "00:00", "12:00")];
    assert_eq!(
        openness(&weekend, CHICAGO, at("2026-01-10T18:00:00Z")),
        Openness::Open(Some(at("2026-01-11T18:00:00Z")))
    );
    let always = [round("MO,TU,WE,TH,FR,SA,SU")];
    assert_eq!(openness(&always, CHICAGO, at("2026-01-10T18:00:00Z")), Openness::Open(None));
}

#[test]
fn offsets_of_the_schedule_come_before_the_zone_of_the_place() {
    let offset = [weekly("MO", "09:00-05:00", "17:00-05:00")];
    assert!(open(&offset, "2026-01-05T14:00:00Z"));
    assert!(!open(&offset, "2026-01-05T22:00:00Z"));
    let hours = DirectorySchedule { timezone: Some(3.0), ..weekly("MO", "09:00", "17:00") };
    assert!(open(std::slice::from_ref(&hours), "2026-01-05T06:00:00Z"));
    assert!(!open(&[hours], "2026-01-05T15:00:00Z"));
    assert!(open(&[weekly("MO", "09:00Z", "10:00Z")], "2026-01-05T09:30:00Z"));
}

#[test]
fn a_night_shorter_or_longer_by_an_hour_opens_and_closes_by_the_wall_clock() {
    let night = [weekly("SA", "22:00", "06:00")];
    // Clocks go from 02:00 to 03:00 on Sunday, 8 March 2026, and back on 1 November.
    assert!(open(&night, "2026-03-08T10:59:00Z"));
    assert!(!open(&night, "2026-03-08T11:00:00Z"), "06:00 in summer time");
    assert!(open(&night, "2026-11-01T11:59:00Z"));
    assert!(!open(&night, "2026-11-01T12:00:00Z"), "06:00 in winter time");
    // 02:30 does not exist in that night.
    let small_hours = [weekly("SU", "02:30", "04:00")];
    assert!(open(&small_hours, "2026-03-08T08:00:00Z"));
    assert!(!open(&small_hours, "2026-03-08T07:59:00Z"));
}

#[test]
fn validity_and_the_rules_own_days_bound_it() {
    let season = DirectorySchedule {
        valid_from: Some(day("2026-06-01")),
        valid_to: Some(day("2026-08-31")),
        ..weekly("MO", "09:00", "17:00")
    };
    assert!(open(std::slice::from_ref(&season), "2026-06-01T15:00:00Z"));
    assert!(!open(std::slice::from_ref(&season), "2026-05-25T15:00:00Z"));
    assert!(open(std::slice::from_ref(&season), "2026-08-31T15:00:00Z"));
    assert!(!open(&[season], "2026-09-07T15:00:00Z"));
    let until =
        DirectorySchedule { until: Some(day("2026-01-05")), ..weekly("MO", "09:00", "17:00") };
    assert!(open(std::slice::from_ref(&until), "2026-01-05T16:00:00Z"));
    assert!(!open(&[until], "2026-01-12T16:00:00Z"));
}

#[test]
fn every_second_week_is_counted_from_the_first_day_by_the_weeks_start() {
    let second = DirectorySchedule {
        dtstart: Some(day("2026-01-05")),
        interval: Some(2),
        ..weekly("MO,SU", "09:00", "17:00")
    };
    assert!(open(std::slice::from_ref(&second), "2026-01-05T16:00:00Z"));
    assert!(open(std::slice::from_ref(&second), "2026-01-11T16:00:00Z"), "Sunday of the same week");
    assert!(!open(std::slice::from_ref(&second), "2026-01-12T16:00:00Z"));
    assert!(open(std::slice::from_ref(&second), "2026-01-19T16:00:00Z"));
    // Where weeks begin on Sunday, the 11th is in the second week.
    let sunday = DirectorySchedule { wkst: Some(Code::Su), ..second.clone() };
    assert!(!open(&[sunday], "2026-01-11T16:00:00Z"));
    let unanchored = DirectorySchedule { dtstart: None, ..second };
    assert!(!open(&[unanchored], "2026-01-05T16:00:00Z"), "nobody can say which week");
}

#[test]
fn a_count_ends_the_rule() {
    let thrice = DirectorySchedule {
        dtstart: Some(day("2026-01-05")),
        count: Some(3),
        ..weekly("MO", "09:00", "17:00")
    };
    assert!(open(std::slice::from_ref(&thrice), "2026-01-19T16:00:00Z"));
    assert!(!open(&[thrice], "2026-01-26T16:00:00Z"));
}

#[test]
fn monthly_rules_know_the_second_monday_the_last_friday_and_the_last_day() {
    let second = [monthly(weekly("2MO", "09:00", "17:00"))];
    assert!(open(&second, "2026-01-12T16:00:00Z"));
    assert!(!open(&second, "2026-01-05T16:00:00Z"));
    let last = [monthly(weekly("-1FR", "09:00", "17:00"))];
    assert!(open(&last, "2026-01-30T16:00:00Z"));
    assert!(!open(&last, "2026-01-23T16:00:00Z"));
    let by_date = |days: &str| {
        [monthly(DirectorySchedule {
            byday: None,
            bymonthday: Some(days.to_owned()),
            ..weekly("", "09:00", "17:00")
        })]
    };
    assert!(open(&by_date("1,15"), "2026-01-15T16:00:00Z"));
    assert!(open(&by_date("-1"), "2026-02-28T16:00:00Z"));
    assert!(!open(&by_date("-1"), "2026-02-27T16:00:00Z"));
    let from_first = monthly(DirectorySchedule {
        byday: None,
        dtstart: Some(day("2026-01-07")),
        ..weekly("", "09:00", "17:00")
    });
    assert!(open(std::slice::from_ref(&from_first), "2026-02-07T16:00:00Z"));
    assert!(!open(&[from_first], "2026-02-08T16:00:00Z"));
}

#[test]
fn weeks_and_days_of_the_year_can_be_named_from_either_end() {
    let week =
        DirectorySchedule { byweekno: Some("2,-1".to_owned()), ..weekly("MO", "09:00", "17:00") };
    assert!(open(std::slice::from_ref(&week), "2026-01-05T16:00:00Z"));
    assert!(!open(std::slice::from_ref(&week), "2026-01-12T16:00:00Z"));
    assert!(open(&[week], "2026-12-28T16:00:00Z"), "week 53 of 2026");
    let year = DirectorySchedule {
        byday: None,
        freq: None,
        byyearday: Some("1,-1".to_owned()),
        ..weekly("", "09:00", "17:00")
    };
    assert!(open(std::slice::from_ref(&year), "2026-01-01T16:00:00Z"));
    assert!(open(&[year], "2026-12-31T16:00:00Z"));
}

#[test]
fn words_alone_say_nothing_to_a_clock_and_the_nearest_schedules_count() {
    let words = DirectorySchedule {
        description: Some("Call for hours.".to_owned()),
        ..DirectorySchedule::default()
    };
    assert_eq!(
        openness(std::slice::from_ref(&words), CHICAGO, at("2026-01-05T16:00:00Z")),
        Openness::Unknown
    );
    assert_eq!(openness(&[], CHICAGO, at("2026-01-05T16:00:00Z")), Openness::Unknown);
    let own = [words];
    let service = [weekly("MO", "09:00", "17:00")];
    let place = [weekly("TU", "09:00", "17:00")];
    assert_eq!(effective([&own, &service, &place]), &service);
    assert_eq!(effective([&own, &[], &place]), &place);
    assert_eq!(effective([&own, &[], &[]]), &[] as &[DirectorySchedule]);
    let all_day = DirectorySchedule { opens_at: None, closes_at: None, ..weekly("MO", "", "") };
    assert!(open(&[all_day], "2026-01-06T05:59:00Z"), "Monday 23:59");
}
