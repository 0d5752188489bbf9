//! Who can live in a household, and in which part. No I/O.

use chrono::NaiveDate;
use entity::household_member::{HouseholdRole, Model};
use validator::ValidationError;

use crate::{
    domains::clients::dto::{NewHousehold, NewHouseholdMember},
    platform::{Problem, ProblemKind, broken_rule},
};

pub const ALREADY_IN_ONE: ProblemKind = ProblemKind::conflict(
    "already_in_household",
    "They live in a household already",
    "Record that they left it before they join another one.",
);

pub const HAS_HEAD: ProblemKind = ProblemKind::conflict(
    "household_has_head",
    "The household has a head already",
    "Give the present head another role first.",
);

pub const HAS_LEFT: ProblemKind = ProblemKind::conflict(
    "household_member_has_left",
    "They have left the household",
    "Let them join anew if they are back.",
);

/// How many people a household can have had.
pub const MOST_MEMBERS: usize = 100;

pub fn check_new(new: &NewHousehold) -> Result<(), ValidationError> {
    for (place, member) in new.members.iter().enumerate() {
        check_one(&format!("/members/{place}"), member)?;
    }
    let heads = new.members.iter().filter(|member| member.role == HouseholdRole::Head).count();
    if heads > 1 {
        return Err(broken_rule("/members", "one_head", "At most one is the head."));
    }
    if new.members.iter().all(|member| member.client_id.is_none()) {
        return Err(broken_rule("/members", "no_client", "One of them at least is a client."));
    }
    Ok(())
}

pub fn check_member(member: &NewHouseholdMember) -> Result<(), ValidationError> {
    check_one("", member)
}

fn check_one(pointer: &str, member: &NewHouseholdMember) -> Result<(), ValidationError> {
    if member.client_id.is_some() == member.related_person_id.is_some() {
        let detail = "Give exactly one of clientId and relatedPersonId.";
        return Err(broken_rule(pointer.to_owned(), "member", detail));
    }
    Ok(())
}

/// Nobody has moved in tomorrow.
pub fn check_moved_in(pointer: &str, from: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if from > today {
        let pointer = format!("{pointer}/from");
        return Err(Problem::field(pointer, "in_the_future", "Not later than today."));
    }
    Ok(())
}

/// One head at most lives in it.
pub fn check_head(members: &[Model]) -> Result<(), Problem> {
    let head = |member: &&Model| member.role == HouseholdRole::Head && member.to_on.is_none();
    if members.iter().filter(head).count() > 1 {
        return Err(Problem::new(&HAS_HEAD));
    }
    Ok(())
}

pub fn check_lives_there(member: &Model) -> Result<(), Problem> {
    if member.to_on.is_none() { Ok(()) } else { Err(Problem::new(&HAS_LEFT)) }
}

pub fn check_last_day(member: &Model, last: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if last > today {
        return Err(Problem::field("/on", "in_the_future", "Not later than today."));
    }
    if last < member.from_on {
        return Err(Problem::field("/on", "period_order", "Not before they moved in."));
    }
    Ok(())
}
