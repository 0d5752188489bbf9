//! When inquiries about capacity are answered and withdrawn, and when a message
//! is read.

use chrono::{Days, NaiveDate};
use entity::{
    AgencyId, Timestamp, Uuid,
    capacity_inquiry::{Event, Model, Status},
    referral::{Capacity, Direction, Kind},
    referral_message,
};
use validator::ValidationError;

use super::{
    super::dto::{CapacityAnswer, NewCapacityInquiry},
    checks::check_need,
};
use crate::platform::{Machine, Problem, ProblemKind, Step, broken_rule, catalogue};

/// What becomes of an inquiry. Answers may change as long as it is not over.
pub const INQUIRY: Machine<Status, Event> = Machine::new(&[
    (Status::Open, Event::Answer, Status::Answered),
    (Status::Open, Event::Withdraw, Status::Withdrawn),
]);

/// What becomes of a message.
pub const MESSAGE: Machine<referral_message::Status, referral_message::Event> = Machine::new(&[(
    referral_message::Status::Sent,
    referral_message::Event::MarkRead,
    referral_message::Status::Read,
)]);

pub const INQUIRY_EXPIRED: ProblemKind = ProblemKind::conflict(
    "capacity_inquiry_expired",
    "The inquiry is over",
    "Nobody waits for an answer any more.",
);

/// The longest time that an answer is awaited.
const LONGEST_WAIT: Days = Days::new(90);

/// The answer to one who would mark its own message as read.
pub fn nothing_to_read() -> Problem {
    let detail = "The other agency reads what yours has written.";
    Problem::saying(&catalogue::TRANSITION_NOT_ALLOWED, detail)
}

pub fn check_inquiry(new: &NewCapacityInquiry) -> Result<(), ValidationError> {
    if new.agency_ids.is_empty() && new.organizations.is_empty() {
        let detail = "Ask at least one agency or organization.";
        return Err(broken_rule("/agencyIds", "nobody_asked", detail));
    }
    let twice = |place: usize| new.agency_ids[..place].contains(&new.agency_ids[place]);
    if let Some(place) = (0..new.agency_ids.len()).find(|place| twice(*place)) {
        return Err(broken_rule(format!("/agencyIds/{place}"), "duplicate", "Each agency once."));
    }
    check_need(Kind::Clinical, new.need_domain, new.clinical_specialty)
}

pub fn check_capacity_answer(input: &CapacityAnswer) -> Result<(), ValidationError> {
    if input.waitlist_days.is_some() && input.capacity != Capacity::Waitlist {
        let detail = "Only with the capacity `waitlist`.";
        return Err(broken_rule("/waitlistDays", "not_waitlist", detail));
    }
    Ok(())
}

/// An answer is awaited from today on, and not for ever.
pub fn check_answer_by(last: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    let latest = today.checked_add_days(LONGEST_WAIT).unwrap_or(today);
    if last < today {
        return Err(Problem::field("/answerBy", "in_the_past", "Today or later."));
    }
    if last > latest {
        return Err(Problem::field("/answerBy", "too_late", "Within 90 days."));
    }
    Ok(())
}

pub fn check_valid_until(last: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if last < today {
        return Err(Problem::field("/validUntil", "in_the_past", "Today or later."));
    }
    Ok(())
}

pub fn is_expired(inquiry: &Model, now: Timestamp) -> bool {
    inquiry.status != Status::Withdrawn && inquiry.expires_at <= now
}

/// What the row's side can do now.
pub fn inquiry_actions(inquiry: &Model, now: Timestamp) -> Vec<Event> {
    let mut actions = Vec::new();
    let outside = inquiry.asked.iter().any(|one| one.agency_id.is_none());
    let may_answer = inquiry.direction == Direction::Incoming || outside;
    if may_answer && inquiry.status != Status::Withdrawn && !is_expired(inquiry, now) {
        actions.push(Event::Answer);
    }
    if inquiry.direction == Direction::Outgoing && inquiry.status == Status::Open {
        actions.push(Event::Withdraw);
    }
    actions
}

fn not_allowed(inquiry: &Model, now: Timestamp) -> Problem {
    use entity::Code;

    let actions = inquiry_actions(inquiry, now).into_iter().map(Code::code).collect();
    Problem::new(&catalogue::TRANSITION_NOT_ALLOWED).with_allowed_actions(actions)
}

/// Whether an answer is still wanted.
pub fn check_answerable(inquiry: &Model, now: Timestamp) -> Result<(), Problem> {
    if inquiry.status == Status::Withdrawn {
        return Err(not_allowed(inquiry, now));
    }
    if is_expired(inquiry, now) { Err(Problem::new(&INQUIRY_EXPIRED)) } else { Ok(()) }
}

/// The move by which the agency that asks gives its question up.
pub fn withdrawal(inquiry: &Model) -> Result<Step<Status>, Problem> {
    if inquiry.direction == Direction::Incoming {
        return Err(not_allowed(inquiry, inquiry.expires_at));
    }
    INQUIRY.fire(inquiry.status, Event::Withdraw)
}

/// Whose answer it is, by its place: the agency's own, or that of an organization elsewhere which
/// the agency that asks records.
pub fn answering(
    inquiry: &Model,
    by: Option<AgencyId>,
    named: Option<Uuid>,
) -> Result<usize, Problem> {
    const FIELD: &str = "/recipientId";

    let place = |is: &dyn Fn(usize) -> bool| (0..inquiry.asked.len()).find(|place| is(*place));
    let one = |place: usize| &inquiry.asked[place];
    if let Some(agency) = by {
        if inquiry.direction == Direction::Incoming && named.is_some() {
            let detail = "Your agency answers for itself.";
            return Err(Problem::field(FIELD, "not_taken", detail));
        }
        let found = place(&|at| one(at).agency_id == Some(agency));
        return found.ok_or_else(|| Problem::internal("an agency answers what it was not asked"));
    }
    let Some(id) = named else {
        return Err(Problem::field(FIELD, "required", "Say whose answer it is."));
    };
    let missing = || Problem::field(FIELD, "not_found", "The inquiry has no such recipient.");
    let found = place(&|at| one(at).id == id).ok_or_else(missing)?;
    if one(found).agency_id.is_some() {
        return Err(Problem::field(FIELD, "answers_itself", "That agency answers itself."));
    }
    Ok(found)
}
