//! The lives of plans, goals and interventions, as tables.

use entity::{Code, care_plan, goal, goal_barrier, goal_progress, intervention, plan_template};

use super::{NOT_ACTIVE, NOT_DRAFT, NOT_OPEN, OVER};
use crate::platform::{Machine, Problem};

pub const PLANS: Machine<care_plan::Status, care_plan::Event> = {
    use care_plan::{Event::*, Status::*};
    Machine::new(&[
        (Draft, Submit, InReview),
        (InReview, Return, Draft),
        (Draft, Activate, Active),
        (InReview, Activate, Active),
        (Active, Amend, Active),
        (Active, Hold, OnHold),
        (OnHold, Resume, Active),
        (Active, Complete, Completed),
        (OnHold, Complete, Completed),
        (Draft, Revoke, Revoked),
        (InReview, Revoke, Revoked),
        (Active, Revoke, Revoked),
        (OnHold, Revoke, Revoked),
        (Active, Replace, Replaced),
        (Draft, EnterInError, EnteredInError),
        (InReview, EnterInError, EnteredInError),
        (Active, EnterInError, EnteredInError),
        (OnHold, EnterInError, EnteredInError),
        (Completed, EnterInError, EnteredInError),
        (Revoked, EnterInError, EnteredInError),
        (Replaced, EnterInError, EnteredInError),
    ])
};

pub const GOALS: Machine<goal::Status, goal::Event> = {
    use goal::{Event::*, Status::*};
    Machine::new(&[
        (Proposed, Accept, Accepted),
        (Proposed, Reject, Rejected),
        (Accepted, Activate, Active),
        (Active, Hold, OnHold),
        (OnHold, Resume, Active),
        (Active, Complete, Completed),
        (OnHold, Complete, Completed),
        (Active, Cancel, Cancelled),
        (OnHold, Cancel, Cancelled),
    ])
};

/// Something that is done once, such as a phone call, starts without having
/// been scheduled; whatever has not come to an end can be cancelled.
pub const INTERVENTIONS: Machine<intervention::Status, intervention::Event> = {
    use intervention::{Event::*, Status::*};
    Machine::new(&[
        (NotStarted, Schedule, Scheduled),
        (NotStarted, Start, InProgress),
        (Scheduled, Start, InProgress),
        (InProgress, Hold, OnHold),
        (OnHold, Resume, InProgress),
        (InProgress, Complete, Completed),
        (InProgress, Stop, Stopped),
        (OnHold, Stop, Stopped),
        (NotStarted, Cancel, Cancelled),
        (Scheduled, Cancel, Cancelled),
        (InProgress, Cancel, Cancelled),
        (OnHold, Cancel, Cancelled),
    ])
};

/// What an error does to the intervention that it was to carry out: nobody can fire this.
pub const LINKS: Machine<intervention::Status, intervention::LinkEvent> = {
    use intervention::{LinkEvent::*, Status::*};
    Machine::new(&[
        (Scheduled, Free, NotStarted),
        (Completed, Free, NotStarted),
        (Stopped, Free, NotStarted),
        (Cancelled, Free, NotStarted),
    ])
};

pub const BARRIERS: Machine<goal_barrier::Status, goal_barrier::Event> = {
    use goal_barrier::{Event::*, Status::*};
    Machine::new(&[
        (Open, Start, InProgress),
        (Open, Resolve, Resolved),
        (Open, Accept, Accepted),
        (InProgress, Resolve, Resolved),
        (InProgress, Accept, Accepted),
        (Resolved, Reopen, Open),
        (Accepted, Reopen, Open),
    ])
};

pub const PROGRESS: Machine<goal_progress::Status, goal_progress::Event> = {
    use goal_progress::{Event::*, Status::*};
    Machine::new(&[(Recorded, EnterInError, EnteredInError)])
};

pub const TEMPLATES: Machine<plan_template::Status, plan_template::Event> = {
    use plan_template::{Event::*, Status::*};
    Machine::new(&[
        (Draft, Publish, Published),
        (Draft, Retire, Retired),
        (Published, Retire, Retired),
    ])
};

/// What the API offers: a plan is replaced by activating another one.
pub fn plan_actions(status: care_plan::Status) -> Vec<String> {
    let asked = PLANS.allowed(status).filter(|event| *event != care_plan::Event::Replace);
    asked.map(Code::code).collect()
}

/// A goal is chosen before the plan is agreed, and pursued after.
pub fn goal_actions(plan: care_plan::Status, status: goal::Status) -> Vec<String> {
    let events = GOALS.allowed(status);
    events
        .filter(|event| require_goal_phase(plan, *event).is_ok())
        .filter(|event| *event != goal::Event::Activate)
        .map(Code::code)
        .collect()
}

pub fn intervention_actions(plan: care_plan::Status, status: intervention::Status) -> Vec<String> {
    if plan == care_plan::Status::Active {
        INTERVENTIONS.allowed_actions(status)
    } else {
        Vec::new()
    }
}

/// Barriers come and go in day-to-day work, until the plan has ended.
pub fn barrier_actions(plan: care_plan::Status, status: goal_barrier::Status) -> Vec<String> {
    if check_lives(plan).is_ok() { BARRIERS.allowed_actions(status) } else { Vec::new() }
}

/// Whether the plan has not ended: what stands in the way of it may change.
pub fn check_lives(status: care_plan::Status) -> Result<(), Problem> {
    use care_plan::Status::{Active, Draft, InReview, OnHold};
    match status {
        Draft | InReview | Active | OnHold => Ok(()),
        other => Err(Problem::new(&OVER).with_allowed_actions(plan_actions(other))),
    }
}

/// Whether the plan's status lets this happen to a goal.
pub fn require_goal_phase(plan: care_plan::Status, event: goal::Event) -> Result<(), Problem> {
    use care_plan::Status::{Active, Draft, InReview};
    use goal::Event::{Accept, Reject};
    match (event, plan) {
        (Accept | Reject, Draft | InReview) => Ok(()),
        (Accept | Reject, _) => Err(Problem::new(&NOT_OPEN)),
        (_, Active) => Ok(()),
        _ => Err(Problem::new(&NOT_ACTIVE)),
    }
}

pub fn check_draft(status: care_plan::Status) -> Result<(), Problem> {
    match status {
        care_plan::Status::Draft => Ok(()),
        other => Err(Problem::new(&NOT_DRAFT).with_allowed_actions(plan_actions(other))),
    }
}

pub fn check_active(status: care_plan::Status) -> Result<(), Problem> {
    match status {
        care_plan::Status::Active => Ok(()),
        other => Err(Problem::new(&NOT_ACTIVE).with_allowed_actions(plan_actions(other))),
    }
}

#[cfg(test)]
mod tests {
    use entity::Iterable;

    use super::*;

    /// The statuses that each event leads to, tried on every status there is.
    fn edges<S: Code, E: Code>(machine: &Machine<S, E>) -> Vec<String> {
        let mut edges = Vec::new();
        for status in S::iter() {
            for event in E::iter() {
                if let Ok(step) = machine.fire(status, event) {
                    assert!(machine.allowed_actions(status).contains(&event.code()));
                    edges.push(format!("{} {} {}", status.code(), event.code(), step.to.code()));
                } else {
                    assert!(!machine.allowed_actions(status).contains(&event.code()));
                }
            }
        }
        edges.sort();
        edges
    }

    fn table(text: &str) -> Vec<String> {
        let mut rows: Vec<_> = text.lines().map(|row| row.trim().to_owned()).collect();
        rows.retain(|row| !row.is_empty());
        rows.sort();
        rows
    }

    #[test]
    fn a_plan_has_exactly_the_moves_of_the_table() {
        let wanted = table(
            "draft submit in_review
             draft activate active
             draft revoke revoked
             in_review return draft
             in_review activate active
             in_review revoke revoked
             active amend active
             active hold on_hold
             active complete completed
             active revoke revoked
             active replace replaced
             on_hold resume active
             on_hold complete completed
             on_hold revoke revoked
             draft enter_in_error entered_in_error
             in_review enter_in_error entered_in_error
             active enter_in_error entered_in_error
             on_hold enter_in_error entered_in_error
             completed enter_in_error entered_in_error
             revoked enter_in_error entered_in_error
             replaced enter_in_error entered_in_error",
        );
        assert_eq!(edges(&PLANS), wanted);
    }

    #[test]
    fn a_goal_has_exactly_the_moves_of_the_table() {
        let wanted = table(
            "proposed accept accepted
             proposed reject rejected
             accepted activate active
             active hold on_hold
             active complete completed
             active cancel cancelled
             on_hold resume active
             on_hold complete completed
             on_hold cancel cancelled",
        );
        assert_eq!(edges(&GOALS), wanted);
    }

    #[test]
    fn an_intervention_has_exactly_the_moves_of_the_table() {
        let wanted = table(
            "not_started schedule scheduled
             not_started start in_progress
             not_started cancel cancelled
             scheduled start in_progress
             scheduled cancel cancelled
             in_progress hold on_hold
             in_progress complete completed
             in_progress stop stopped
             in_progress cancel cancelled
             on_hold resume in_progress
             on_hold stop stopped
             on_hold cancel cancelled",
        );
        assert_eq!(edges(&INTERVENTIONS), wanted);
    }

    #[test]
    fn an_intervention_whose_referral_was_an_error_begins_anew_unless_it_is_under_way() {
        let wanted = table(
            "scheduled free not_started
             completed free not_started
             stopped free not_started
             cancelled free not_started",
        );
        assert_eq!(edges(&LINKS), wanted);
    }

    #[test]
    fn nobody_is_offered_to_replace_a_plan_or_to_activate_a_goal() {
        for status in care_plan::Status::iter() {
            assert!(!plan_actions(status).contains(&"replace".to_owned()));
            for goal in goal::Status::iter() {
                assert!(!goal_actions(status, goal).contains(&"activate".to_owned()));
            }
        }
    }

    #[test]
    fn goals_are_chosen_before_the_plan_is_agreed_and_pursued_after() {
        use care_plan::Status as Plan;
        use goal::Status as Goal;
        assert_eq!(goal_actions(Plan::Draft, Goal::Proposed), ["accept", "reject"]);
        assert_eq!(goal_actions(Plan::InReview, Goal::Proposed), ["accept", "reject"]);
        assert_eq!(goal_actions(Plan::Active, Goal::Active), ["hold", "complete", "cancel"]);
        for plan in [Plan::OnHold, Plan::Completed, Plan::Revoked, Plan::Replaced] {
            for goal in Goal::iter() {
                assert!(goal_actions(plan, goal).is_empty());
            }
        }
    }

    #[test]
    fn interventions_move_only_while_the_plan_is_active() {
        for plan in care_plan::Status::iter() {
            for status in intervention::Status::iter() {
                let actions = intervention_actions(plan, status);
                let moves = plan == care_plan::Status::Active
                    && INTERVENTIONS.allowed(status).next().is_some();
                assert_eq!(!actions.is_empty(), moves);
            }
        }
    }
}
