//! What makes an agency's settings sound. No I/O.

use chrono_tz::Tz;
use entity::agency::Holiday;
use validator::ValidationError;

use super::{dto::AgencyPatch, service::NewAgency};
use crate::platform::broken_rule;

/// What a new agency has unless it is told otherwise.
pub const WEEKEND: [i32; 2] = [6, 7];
pub const REFERRAL_ANSWER_DAYS: i32 = 2;
pub const MINUTES_DAYS: i32 = 5;

pub fn check_patch(patch: &AgencyPatch) -> Result<(), ValidationError> {
    patch.name.as_deref().map_or(Ok(()), check_name)?;
    patch.time_zone.as_deref().map_or(Ok(()), check_zone)?;
    patch.weekend_days.as_deref().map_or(Ok(()), check_weekend)?;
    patch.holidays.as_deref().map_or(Ok(()), check_holidays)
}

pub fn check_new(new: &NewAgency) -> Result<(), ValidationError> {
    check_name(&new.name)?;
    check_zone(&new.time_zone)?;
    check_holidays(&new.holidays)
}

fn check_name(name: &str) -> Result<(), ValidationError> {
    if name.trim().is_empty() {
        return Err(broken_rule("/name", "blank_name", "A name needs at least one letter."));
    }
    Ok(())
}

fn check_zone(zone: &str) -> Result<(), ValidationError> {
    if zone.parse::<Tz>().is_err() {
        let advice = "An IANA name with its capitals, such as America/Chicago.";
        return Err(broken_rule("/timeZone", "time_zone", advice));
    }
    Ok(())
}

fn check_weekend(days: &[i32]) -> Result<(), ValidationError> {
    let twice = days.iter().enumerate().any(|(place, day)| days[..place].contains(day));
    if twice || days.iter().any(|day| !(1..=7).contains(day)) {
        let advice = "Numbers from 1, Monday, to 7, Sunday, each once.";
        return Err(broken_rule("/weekendDays", "weekend_days", advice));
    }
    Ok(())
}

fn check_holidays(holidays: &[Holiday]) -> Result<(), ValidationError> {
    let mut dates: Vec<_> = holidays.iter().map(|holiday| holiday.date).collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.len() != holidays.len() {
        return Err(broken_rule("/holidays", "duplicate_holiday", "Each date once."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_is_a_name_that_the_zone_database_has() {
        for known in ["America/Chicago", "Asia/Kolkata", "UTC"] {
            assert!(check_zone(known).is_ok(), "{known}");
        }
        for unknown in ["Chicago", "+06:00", "", "america/chicago", "Mars/Olympus"] {
            assert!(check_zone(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_weekend_day_is_a_day_of_the_week_and_named_once() {
        assert!(check_weekend(&[]).is_ok());
        assert!(check_weekend(&[5, 6]).is_ok());
        for wrong in [&[0][..], &[8], &[6, 6]] {
            assert!(check_weekend(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_date_is_a_holiday_once() {
        let holiday = |date: &str| Holiday { date: date.parse().unwrap(), name: "Closed".into() };
        assert!(check_holidays(&[holiday("2026-12-25"), holiday("2026-12-26")]).is_ok());
        assert!(check_holidays(&[holiday("2026-12-25"), holiday("2026-12-25")]).is_err());
    }
}
