//! What the bodies of referrals must hold, beyond what their schemas say.

use chrono::NaiveDate;
use entity::{
    Timestamp,
    referral::{
        ClinicalSpecialty, ClosureReason, ContactChannel, DeliveredService, Kind, NeedDomain,
        RecipientKind, Status,
    },
};
use validator::ValidationError;

use super::{
    super::dto::{
        Choice, CloseLoop, CompleteReferral, NewReferral, ReReferral, ReferralPatch, SplitReferral,
    },
    machines::{Standing, is_overdue, is_recorded, not_allowed},
};
use crate::platform::{FieldProblem, Problem, ProblemKind, broken_rule};

pub const NOT_DRAFT: ProblemKind = ProblemKind::conflict(
    "referral_not_draft",
    "The referral has been sent",
    "What was sent stays as it is. Cancel the referral and send another one.",
);
pub const NOT_OVERDUE: ProblemKind = ProblemKind::conflict(
    "referral_not_overdue",
    "There is still time for an answer",
    "A referral is escalated when its answer is overdue.",
);
pub const NOT_EXCHANGED: ProblemKind = ProblemKind::conflict(
    "referral_not_exchanged",
    "There is no other agency to write to",
    "Messages are for referrals between agencies, once they have been sent or claimed.",
);
pub const HEARD_BY_NEEDED: &str = "heard_by_required";
pub const FOLLOW_UP_TOO_EARLY: &str = "before_sending";

/// A recipient is chosen in one way.
fn check_recipient(given: &Choice<'_>, needed: bool, at: &str) -> Result<(), ValidationError> {
    let count = given.number();
    if count > 1 || (needed && count == 0) {
        let detail = "One of `recipientAgencyId`, `directory`, `organizationName` and `openTo`.";
        return Err(broken_rule(format!("{at}/recipientAgencyId"), "one_recipient", detail));
    }
    let outside = given.organization.is_some() || given.directory.is_some();
    if given.channel.is_some() && !outside && (needed || count > 0) {
        let detail = "A channel is for an organization that is no agency here.";
        return Err(broken_rule(format!("{at}/recipientChannel"), "channel_not_taken", detail));
    }
    Ok(())
}

pub fn check_new(new: &NewReferral) -> Result<(), ValidationError> {
    check_recipient(&new.into(), true, "")?;
    let kind = new.kind.unwrap_or(Kind::Service);
    check_need(kind, new.need_domain, new.clinical_specialty)
}

/// A referral says for what it is.
pub fn check_need(
    kind: Kind,
    need: Option<NeedDomain>,
    specialty: Option<ClinicalSpecialty>,
) -> Result<(), ValidationError> {
    if specialty.is_some() && kind != Kind::Clinical {
        let detail = "A specialty is for the kind `clinical`.";
        return Err(broken_rule("/clinicalSpecialty", "not_clinical", detail));
    }
    if need.is_none() && specialty.is_none() {
        let detail = "Name the need, or for the kind `clinical` the specialty.";
        return Err(broken_rule("/needDomain", "need_required", detail));
    }
    Ok(())
}

pub fn check_patch(patch: &ReferralPatch) -> Result<(), ValidationError> {
    check_recipient(&patch.into(), false, "")
}

pub fn check_re_referral(input: &ReReferral) -> Result<(), ValidationError> {
    check_recipient(&input.into(), true, "")
}

pub fn check_split(input: &SplitReferral) -> Result<(), ValidationError> {
    for (place, part) in input.parts.iter().enumerate() {
        check_recipient(&part.into(), true, &format!("/parts/{place}"))?;
        let earlier = &input.parts[..place];
        let intervention = part.plan_intervention_id;
        if intervention.is_some()
            && earlier.iter().any(|one| one.plan_intervention_id == intervention)
        {
            let pointer = format!("/parts/{place}/planInterventionId");
            let detail = "Each part carries out another intervention.";
            return Err(broken_rule(pointer, "same_intervention", detail));
        }
    }
    Ok(())
}

/// How an answer was heard is said where the sender's staff records it, and only there.
pub fn check_heard_by(of: Standing, heard_by: Option<ContactChannel>) -> Result<(), Problem> {
    let detail = match (of.recipient_kind, heard_by) {
        (RecipientKind::Organization, None) => "Say how the answer was heard.",
        (kind, Some(_)) if !is_recorded(kind) => "The receiving agency answers itself.",
        _ => return Ok(()),
    };
    Err(Problem::field("/heardBy", HEARD_BY_NEEDED, detail))
}

pub fn check_complete(input: &CompleteReferral) -> Result<(), ValidationError> {
    if input.services.is_empty() && input.enrollment_status.is_none() {
        let detail = "Name at least one service, or give `enrollmentStatus`.";
        return Err(broken_rule("/services", "outcome_required", detail));
    }
    Ok(())
}

pub fn check_close(input: &CloseLoop) -> Result<(), ValidationError> {
    let received = input.closure_reason == ClosureReason::ServiceReceived;
    if received && input.need_met.is_none() {
        let detail = "With `service_received`, say whether the need was met.";
        return Err(broken_rule("/needMet", "need_met_required", detail));
    }
    let missing = match (input.need_met, input.need_met_source) {
        (Some(_), None) => "/needMetSource",
        (None, Some(_)) => "/needMet",
        _ => return Ok(()),
    };
    Err(broken_rule(missing, "need_met_source", "Give `needMet` and `needMetSource` together."))
}

/// Only what has not been sent can be changed or previewed.
pub fn check_draft(of: Standing) -> Result<(), Problem> {
    if of.status == Status::Draft { Ok(()) } else { Err(Problem::new(&NOT_DRAFT)) }
}

/// Only what is overdue is escalated.
pub fn check_overdue(of: Standing, now: Timestamp) -> Result<(), Problem> {
    match of.status {
        Status::Requested if is_overdue(of, now) => Ok(()),
        Status::Requested => Err(Problem::new(&NOT_OVERDUE)),
        _ => Err(not_allowed(of, now)),
    }
}

/// What was delivered was delivered by today, where the receiving agency is.
pub fn check_delivered(services: &[DeliveredService], today: NaiveDate) -> Result<(), Problem> {
    let late = services.iter().enumerate().filter(|(_, service)| service.delivered_on > today);
    let errors: Vec<_> = late
        .map(|(place, _)| {
            let pointer = format!("/services/{place}/deliveredOn");
            FieldProblem::at(pointer, "in_the_future", "Today or earlier.")
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// What is planned is not over already.
pub fn check_planned_contact(on: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if on < today {
        let detail = "Today or later; one that has happened is told by `start`.";
        return Err(Problem::field("/plannedFirstContactOn", "in_the_past", detail));
    }
    Ok(())
}

/// A place that is expected is expected from today on.
pub fn check_waitlist(on: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if on < today {
        return Err(Problem::field("/estimatedOn", "in_the_past", "Today or later."));
    }
    Ok(())
}

/// A first contact that has happened has happened by today.
pub fn check_first_contact(on: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if on > today {
        return Err(Problem::field("/firstContactOn", "in_the_future", "Today or earlier."));
    }
    Ok(())
}

/// A follow-up was made between the sending and now.
pub fn check_tried_at(
    tried_at: Timestamp,
    sent_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Problem> {
    if tried_at > now {
        return Err(Problem::field("/triedAt", "in_the_future", "Now or earlier."));
    }
    if sent_at.is_none_or(|sent| tried_at < sent) {
        let detail = "Not before the referral was sent.";
        return Err(Problem::field("/triedAt", FOLLOW_UP_TOO_EARLY, detail));
    }
    Ok(())
}
