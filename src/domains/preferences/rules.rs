//! What makes a preference sound, when it may change, and what it asks of plans
//! and decisions. No I/O.

use Event::*;
use Status::*;
use chrono::NaiveDate;
use entity::{
    PreferenceId, Timestamp,
    preference::{Event, Fit, Model, PreferenceAnswer, StatedBy, StatedByKind, Status, Strength},
};
use validator::ValidationError;

use super::dto::PreferenceTelling;
use crate::platform::{FieldProblem, Machine, Problem, ProblemKind, broken_rule};

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Active, Supersede, Superseded),
    (Active, Withdraw, Withdrawn),
    (Active, EnterInError, EnteredInError),
    (Superseded, EnterInError, EnteredInError),
    (Withdrawn, EnterInError, EnteredInError),
]);

pub const ENDED: ProblemKind = ProblemKind::conflict(
    "preference_ended",
    "The preference no longer counts",
    "Record what the client wants now as a new preference.",
);

pub const UNANSWERED: ProblemKind = ProblemKind::conflict(
    "preference_unanswered",
    "A preference of the client is not answered",
    "Say of each of `preferences` whether it is respected, conflicts or is not affected.",
);

/// How many can be told of one preference.
pub const MOST_TOLD: usize = 500;

pub fn check_stated_by(said: &StatedBy) -> Result<(), ValidationError> {
    let staff = said.kind == StatedByKind::Staff;
    if staff != said.user_id.is_some() {
        let detail = "With the kind `staff`, and only then, say which user.";
        return Err(broken_rule("/userId", "stated_by", detail));
    }
    let needs_name = matches!(said.kind, StatedByKind::RelatedPerson | StatedByKind::Other);
    if needs_name && said.name.is_none() {
        return Err(broken_rule("/name", "required", "Say who it was."));
    }
    if staff && said.name.is_some() {
        return Err(broken_rule("/name", "stated_by", "The user has a name already."));
    }
    Ok(())
}

pub fn check_telling(telling: &PreferenceTelling) -> Result<(), ValidationError> {
    for (place, listener) in telling.told_to.iter().enumerate() {
        if listener.user_id.is_some() == listener.name.is_some() {
            let detail = "Each has exactly one of userId and name.";
            return Err(broken_rule(format!("/toldTo/{place}"), "listener", detail));
        }
    }
    Ok(())
}

/// Nobody has said anything in the future, and nothing ends before it was said.
pub fn check_times(
    stated: Timestamp,
    stated_on: NaiveDate,
    valid_until: Option<NaiveDate>,
    now: Timestamp,
) -> Result<(), Problem> {
    if stated > now {
        return Err(Problem::field("/statedAt", "in_the_future", "Not later than now."));
    }
    check_end(stated_on, valid_until)
}

pub fn check_end(stated_on: NaiveDate, valid_until: Option<NaiveDate>) -> Result<(), Problem> {
    if valid_until.is_some_and(|last| last < stated_on) {
        let detail = "Not before the day on which it was said.";
        return Err(Problem::field("/validUntil", "expiry_order", detail));
    }
    Ok(())
}

/// One is told after it was said, and not in the future.
pub fn check_told_at(
    place: usize,
    at: Timestamp,
    stated_at: Timestamp,
    now: Timestamp,
) -> Result<(), Problem> {
    let pointer = || format!("/toldTo/{place}/at");
    if at > now {
        return Err(Problem::field(pointer(), "in_the_future", "Not later than now."));
    }
    if at < stated_at {
        let detail = "Not before the preference was stated.";
        return Err(Problem::field(pointer(), "before_stated", detail));
    }
    Ok(())
}

pub fn check_active(preference: &Model) -> Result<(), Problem> {
    if preference.status == Active { Ok(()) } else { Err(Problem::new(&ENDED)) }
}

/// What is wrong with the answers themselves: each is to another preference of
/// the client, and a conflict is explained.
pub fn faults(
    answers: &[PreferenceAnswer],
    is_known: impl Fn(PreferenceId) -> bool,
    pointer: &str,
) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    for (place, answer) in answers.iter().enumerate() {
        let at = format!("{pointer}/{place}");
        let id = answer.preference_id;
        if !is_known(id) {
            let detail = "The client has no such preference.";
            found.push(FieldProblem::at(format!("{at}/preferenceId"), "not_found", detail));
        } else if answers[..place].iter().any(|earlier| earlier.preference_id == id) {
            let detail = "Answer each preference once.";
            found.push(FieldProblem::at(format!("{at}/preferenceId"), "duplicate", detail));
        }
        if answer.fit == Fit::Conflicts && answer.answer.is_none() {
            let detail = "Say what is said to the client about the conflict.";
            found.push(FieldProblem::at(format!("{at}/answer"), "required", detail));
        }
    }
    found
}

/// The preferences that count, weigh enough to ask for an answer, and have none.
pub fn unanswered<'p>(
    in_force: &'p [Model],
    answers: &[PreferenceAnswer],
) -> impl Iterator<Item = &'p Model> {
    let answered: Vec<_> = answers.iter().map(|answer| answer.preference_id).collect();
    in_force.iter().filter(move |preference| {
        preference.strength != Strength::Nice && !answered.contains(&preference.id)
    })
}

#[cfg(test)]
mod tests {
    use entity::Iterable;

    use super::*;

    #[test]
    fn each_event_leads_where_the_table_says_and_nowhere_else() {
        let allowed = [
            (Active, Supersede, Superseded),
            (Active, Withdraw, Withdrawn),
            (Active, EnterInError, EnteredInError),
            (Superseded, EnterInError, EnteredInError),
            (Withdrawn, EnterInError, EnteredInError),
        ];
        for from in Status::iter() {
            for event in Event::iter() {
                let wanted = allowed.iter().find(|(a, b, _)| *a == from && *b == event);
                let got = MACHINE.fire(from, event).ok().map(|step| step.to);
                assert_eq!(got, wanted.map(|(_, _, to)| *to), "{from:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_speaker_is_named_by_what_they_are() {
        let user_id = Some(entity::UserId::from(entity::Uuid::nil()));
        let name = Some("Luis".to_owned());
        for (kind, user_id, name, pointer) in [
            (StatedByKind::Client, None, None, None),
            (StatedByKind::Client, user_id, None, Some("/userId")),
            (StatedByKind::Staff, user_id, None, None),
            (StatedByKind::Staff, None, None, Some("/userId")),
            (StatedByKind::Staff, user_id, name.clone(), Some("/name")),
            (StatedByKind::RelatedPerson, None, name.clone(), None),
            (StatedByKind::RelatedPerson, None, None, Some("/name")),
            (StatedByKind::Other, None, None, Some("/name")),
            (StatedByKind::Other, None, name, None),
        ] {
            let checked = check_stated_by(&StatedBy { kind, user_id, name });
            let problem = checked.err().map(|error| crate::platform::broken_at("", &error));
            let found = problem.as_ref().and_then(|problem| problem.errors()[0].pointer.clone());
            assert_eq!(found, pointer.map(|pointer| format!("#{pointer}")), "{kind:?}");
        }
    }
}
