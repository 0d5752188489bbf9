//! When plans are looked at again, what a review and an agreement must say, and
//! who has to take note of a version.

use chrono::{Days, NaiveDate};
use entity::{
    CarePlanId, UserId, care_plan, goal, intervention,
    plan_acknowledgement::{self, Agreement, Party},
    plan_review::{self, Event, Status},
};
use validator::ValidationError;

use super::{
    super::dto::{
        AcknowledgementStatus, ClientAcknowledgement, MemberAcknowledgement, NewClientAgreement,
        PlanReviewCompletion,
    },
    REVIEW_AFTER_DAYS,
    completeness::{counts, is_wanted},
};
use crate::platform::{Machine, Problem, ProblemKind, broken_rule};

pub const REVIEWS: Machine<Status, Event> = Machine::new(&[
    (Status::Scheduled, Event::Complete, Status::Done),
    (Status::Scheduled, Event::Cancel, Status::Cancelled),
]);

pub const REVIEW_SCHEDULED: ProblemKind = ProblemKind::conflict(
    "plan_review_scheduled",
    "A review of this plan is scheduled already",
    "Change that one or do it: a plan has one review ahead of it.",
);

pub const REVIEW_OVER: ProblemKind = ProblemKind::conflict(
    "plan_review_over",
    "The review is done or cancelled",
    "Only a review that is scheduled can be changed.",
);

/// What a caller can do with a review: it is cancelled with its plan only.
pub fn review_actions(plan: care_plan::Status, status: Status) -> Vec<String> {
    let in_force = plan == care_plan::Status::Active;
    let events = REVIEWS.allowed(status).filter(|event| in_force && *event != Event::Cancel);
    events.map(entity::Code::code).collect()
}

/// Whether the day of a scheduled review is over.
pub fn is_review_overdue(review: &plan_review::Model, today: NaiveDate) -> bool {
    review.status == Status::Scheduled && review.due_on < today
}

/// Whether an active plan should have been looked at again.
pub fn is_overdue(plan: &care_plan::Model, today: NaiveDate) -> bool {
    plan.status == care_plan::Status::Active && plan.next_review_on.is_some_and(|day| day < today)
}

/// As many days after the day as the template says.
pub fn review_day(day: NaiveDate, after_days: Option<i32>) -> NaiveDate {
    let days = after_days.and_then(|days| u64::try_from(days).ok()).unwrap_or(REVIEW_AFTER_DAYS);
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

pub fn check_review_completion(input: &PlanReviewCompletion) -> Result<(), ValidationError> {
    if input.changes_needed && input.summary.is_none() {
        let detail = "Say what has to change.";
        return Err(broken_rule("/summary", "summary_needed", detail));
    }
    Ok(())
}

/// A review is of the past, and the next one of the time after it.
pub fn check_review_days(
    done_on: NaiveDate,
    next: NaiveDate,
    today: NaiveDate,
) -> Result<(), Problem> {
    if done_on > today {
        return Err(Problem::field("/doneOn", "in_future", "Not after today."));
    }
    if next <= done_on {
        return Err(Problem::field("/nextReviewOn", "not_after_review", "After `doneOn`."));
    }
    Ok(())
}

pub fn check_agreement(input: &NewClientAgreement) -> Result<(), ValidationError> {
    if input.agreement != Agreement::Agreed && input.comment.is_none() {
        let detail = "Say which changes, why not, or why the client cannot say.";
        return Err(broken_rule("/comment", "comment_needed", detail));
    }
    if input.copy_given && input.copy_language.is_none() {
        let detail = "Name the language of the copy.";
        return Err(broken_rule("/copyLanguage", "language_needed", detail));
    }
    if !input.copy_given && input.copy_language.is_some() {
        let detail = "No copy was given.";
        return Err(broken_rule("/copyLanguage", "no_copy", detail));
    }
    Ok(())
}

/// Whoever has something to do for the plan: each once, in the order of the plan.
pub fn team(
    goals: &[goal::Model],
    interventions: &[intervention::Model],
    review: Option<&plan_review::Model>,
) -> Vec<UserId> {
    let responsible = interventions.iter().filter(|one| counts(one));
    let responsible = responsible.filter_map(|one| one.responsible_user_id);
    let owners = goals.iter().filter(|goal| is_wanted(goal)).filter_map(|goal| goal.owner_user_id);
    let reviewer = review.and_then(|review| review.reviewer_id);
    let mut team: Vec<UserId> = Vec::new();
    for user in responsible.chain(owners).chain(reviewer) {
        if !team.contains(&user) {
            team.push(user);
        }
    }
    team
}

/// Who has taken note of the version and who has not; `known` is oldest first.
pub fn acknowledgement_status(
    (care_plan_id, version_number): (CarePlanId, i32),
    team: &[UserId],
    known: &[plan_acknowledgement::Model],
) -> AcknowledgementStatus {
    let members: Vec<_> = team
        .iter()
        .map(|user| {
            let own = || known.iter().filter(|one| one.user_id == Some(*user));
            let of_version = own().rfind(|one| one.version_number == version_number);
            MemberAcknowledgement {
                user_id: *user,
                acknowledged: of_version.is_some(),
                acknowledged_at: of_version.map(|one| one.acknowledged_at),
                last_version_number: own().map(|one| one.version_number).max(),
            }
        })
        .collect();
    let said: Vec<_> = known
        .iter()
        .filter(|one| one.party == Party::Client && one.version_number == version_number)
        .collect();
    let last = said.last();
    let copy = said.iter().rfind(|one| one.copy_given == Some(true));
    AcknowledgementStatus {
        care_plan_id,
        version_number,
        complete: last.is_some() && members.iter().all(|member| member.acknowledged),
        members,
        client: ClientAcknowledgement {
            asked: last.is_some(),
            agreement: last.and_then(|one| one.agreement),
            acknowledged_at: last.map(|one| one.acknowledged_at),
            copy_given: copy.is_some(),
            copy_language: copy.and_then(|one| one.copy_language.clone()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_review_is_as_far_away_as_the_template_says() {
        let day = "2026-01-05".parse().unwrap();
        assert_eq!(review_day(day, None).to_string(), "2026-04-05");
        assert_eq!(review_day(day, Some(30)).to_string(), "2026-02-04");
    }

    #[test]
    fn a_review_is_of_the_past_and_the_next_one_after_it() {
        let day = |text: &str| text.parse().unwrap();
        let check = |done, next| check_review_days(day(done), day(next), day("2026-01-05"));
        assert!(check("2026-01-05", "2026-01-06").is_ok());
        assert!(check("2026-01-06", "2026-02-06").is_err());
        assert!(check("2026-01-05", "2026-01-05").is_err());
    }
}
