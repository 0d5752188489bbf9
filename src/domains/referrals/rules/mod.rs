//! When a referral may move, whose move it is, and what its end needs. No I/O.

use entity::{
    consent::DataClass,
    referral::{NeedDomain, PayloadProfile},
};

mod checks;
mod inquiries;
mod loops;
mod machines;
mod scorecards;
mod tasks;

pub use checks::{
    NOT_DRAFT, NOT_EXCHANGED, NOT_OVERDUE, check_close, check_complete, check_delivered,
    check_draft, check_first_contact, check_heard_by, check_need, check_new, check_overdue,
    check_patch, check_planned_contact, check_re_referral, check_split, check_tried_at,
    check_waitlist,
};
pub use inquiries::{
    INQUIRY, INQUIRY_EXPIRED, MESSAGE, answering, check_answer_by, check_answerable,
    check_capacity_answer, check_inquiry, check_valid_until, inquiry_actions, is_expired,
    nothing_to_read, withdrawal,
};
pub use loops::{
    CLOSURE_DOES_NOT_FIT, FOLLOW_UPS, FOLLOW_UPS_MISSING, LOOP_NOT_READY, REOPEN_TOO_LATE,
    UNDER_WAY, UNKNOWN_AFTER, UNKNOWN_TOO_EARLY, WAITING, check_feedback, check_follow_up, close,
    close_unknown, is_closed, loop_step, reopen,
};
pub use machines::{
    LOOP, Standing, WAITLIST, actions, check_placed_again, check_split_now, claim, escalation,
    fire, is_in_error, is_overdue, is_waitlisted, permission,
};
pub use scorecards::scorecards;
pub use tasks::{Due, FollowUp, escalation_task, follow_ups, reopened, task_of};

/// Without these an agency could do nothing with a referral.
pub const INDISPENSABLE: [DataClass; 2] = [DataClass::Demographics, DataClass::Referral];

/// The parts of the client's record that the profile asks for.
pub fn data_classes(profile: PayloadProfile) -> Vec<DataClass> {
    let further: &[DataClass] = match profile {
        PayloadProfile::Contact => &[],
        PayloadProfile::Service => &[DataClass::Assessment],
        PayloadProfile::Clinical => &[DataClass::Assessment, DataClass::CarePlan],
    };
    INDISPENSABLE.iter().chain(further).copied().collect()
}

/// Instruments that screen for a need, by their codes.
const SCREENS: &[(NeedDomain, &[&str])] = &[(NeedDomain::FoodInsecurity, &["hunger-vital-sign"])];

/// Whether the receiving agency needs the results of the instrument.
pub fn is_relevant(profile: PayloadProfile, need: Option<NeedDomain>, instrument: &str) -> bool {
    match profile {
        PayloadProfile::Contact => false,
        PayloadProfile::Service => {
            SCREENS.iter().any(|(of, codes)| Some(*of) == need && codes.contains(&instrument))
        }
        PayloadProfile::Clinical => true,
    }
}

#[cfg(test)]
mod tests;
