//! What makes a record of the directory sound, whoever wrote it.

use chrono_tz::Tz;
use entity::directory::DirectorySchedule;
use validator::ValidationError;

use super::{LocationDraft, OfferDraft, OrganizationDraft, ServiceDraft};
use crate::{
    domains::service_directory::dto::{CapacityReport, ServiceOrder, ServiceSearch},
    platform::{Problem, broken_at, broken_rule},
};

pub fn check_organization(draft: &OrganizationDraft) -> Result<(), Problem> {
    check_name(&draft.name).map_err(|error| broken_at("", &error))
}

pub fn check_location(draft: &LocationDraft) -> Result<(), Problem> {
    let checked = || {
        if draft.latitude.is_some() != draft.longitude.is_some() {
            let advice = "Send latitude and longitude, or neither.";
            return Err(broken_rule("/longitude", "half_a_position", advice));
        }
        if draft.time_zone.as_deref().is_some_and(|zone| zone.parse::<Tz>().is_err()) {
            let advice = "An IANA name with its capitals, such as America/Chicago.";
            return Err(broken_rule("/timeZone", "time_zone", advice));
        }
        check_schedules(&draft.schedules)
    };
    checked().map_err(|error| broken_at("", &error))
}

pub fn check_service(draft: &ServiceDraft) -> Result<(), Problem> {
    let checked = || {
        check_name(&draft.name)?;
        if let (Some(least), Some(most)) = (draft.minimum_age, draft.maximum_age)
            && least > most
        {
            let advice = "At least the minimum age.";
            return Err(broken_rule("/maximumAge", "ages_reversed", advice));
        }
        for (place, cost) in draft.details.cost_options.iter().enumerate() {
            if cost.valid_from.is_some()
                && cost.valid_to < cost.valid_from
                && cost.valid_to.is_some()
            {
                let pointer = format!("/costOptions/{place}/validTo");
                return Err(broken_rule(pointer, "dates_reversed", "Not before validFrom."));
            }
        }
        for (place, domain) in draft.need_domains.iter().enumerate() {
            if draft.need_domains[..place].contains(domain) {
                let pointer = format!("/needDomains/{place}");
                return Err(broken_rule(pointer, "duplicate_item", "Send each item once."));
            }
        }
        check_schedules(&draft.schedules)
    };
    checked().map_err(|error| broken_at("", &error))
}

pub fn check_offer(draft: &OfferDraft) -> Result<(), Problem> {
    check_schedules(&draft.schedules).map_err(|error| broken_at("", &error))
}

fn check_name(name: &str) -> Result<(), ValidationError> {
    if name.trim().is_empty() {
        return Err(broken_rule("/name", "blank_name", "A name needs at least one letter."));
    }
    Ok(())
}

pub fn check_schedules(schedules: &[DirectorySchedule]) -> Result<(), ValidationError> {
    let refuse = |place: usize, member: &str, code, advice| {
        Err(broken_rule(format!("/schedules/{place}/{member}"), code, advice))
    };
    for (place, schedule) in schedules.iter().enumerate() {
        if schedule.valid_to.is_some() && schedule.valid_to < schedule.valid_from {
            return refuse(place, "validTo", "dates_reversed", "Not before validFrom.");
        }
        if schedule.until.is_some() && schedule.until < schedule.dtstart {
            return refuse(place, "until", "dates_reversed", "Not before dtstart.");
        }
        if schedule.closes_at.is_some() && schedule.opens_at.is_none() {
            return refuse(place, "opensAt", "required", "Say when it opens, too.");
        }
        let counted = schedule.count.is_some() || schedule.interval.is_some_and(|every| every > 1);
        if counted && schedule.dtstart.is_none() {
            let advice = "Every second week, or ten times, is counted from a first day.";
            return refuse(place, "dtstart", "required", advice);
        }
    }
    Ok(())
}

/// Who waits, waits for a waitlist.
pub fn check_capacity(report: &CapacityReport) -> Result<(), ValidationError> {
    use entity::directory::CapacityStatus::Waitlist;

    if report.waitlist_days_est.is_some() && report.status != Waitlist {
        let advice = "Only with the status waitlist.";
        return Err(broken_rule("/waitlistDaysEst", "no_waitlist", advice));
    }
    Ok(())
}

/// Nothing has a distance from nowhere.
pub fn check_search(search: &ServiceSearch) -> Result<(), ValidationError> {
    if search.sort == Some(ServiceOrder::Distance) && search.near.is_none() {
        return Err(broken_rule("/near", "required", "Say from where, too."));
    }
    Ok(())
}
