//! What each type of conference demands.

use entity::{
    care_conference::{ConferenceType, Model},
    conference_decision::DecidedBy,
    conference_participant::{self as participant, Kind},
};
use validator::ValidationError;

use super::{FAMILY_MISSING, IN_CHARGE_MISSING, check_participants};
use crate::platform::{Problem, broken_rule};

/// Whether people of this kind may take part in conferences of the type.
pub fn admits(conference_type: ConferenceType, kind: Kind) -> bool {
    let without_client =
        matches!(conference_type, ConferenceType::TeamOnly | ConferenceType::CaseloadReview);
    !(without_client && matches!(kind, Kind::Client | Kind::RelatedPerson))
}

/// Whether they are neither of the agency nor of the client's circle, so that
/// something must allow them to hear about the client.
pub const fn is_from_outside(kind: Kind) -> bool {
    matches!(kind, Kind::External | Kind::Partner)
}

/// What a consent may write for a participant from outside: their own name or
/// that of where they work.
pub fn names_outside(participant: &participant::Model) -> Vec<&str> {
    let organization = participant.organization.as_deref();
    std::iter::once(participant.name.as_str()).chain(organization).collect()
}

/// The team meets without the client, and says why.
pub fn check_type(
    conference_type: ConferenceType,
    client_invited: bool,
) -> Result<(), ValidationError> {
    if conference_type == ConferenceType::TeamOnly && client_invited {
        let detail = "A conference of the team only is held without the client.";
        return Err(broken_rule("/clientInvited", "team_only", detail));
    }
    Ok(())
}

/// A mediation ends in agreement: nobody is outvoted in it.
pub fn check_decided_by(
    conference_type: ConferenceType,
    decided_by: DecidedBy,
) -> Result<(), Problem> {
    if conference_type == ConferenceType::Mediation && decided_by == DecidedBy::Majority {
        let detail = "Nobody is outvoted in a mediation.";
        return Err(Problem::field("/decidedBy", "mediation", detail));
    }
    Ok(())
}

/// What it takes to set a time for the conference, or to say that it was held.
pub fn check_can_be_held(conference: &Model, kinds: &[Kind]) -> Result<(), Problem> {
    check_participants(kinds.len())?;
    match conference.conference_type {
        ConferenceType::Mediation if conference.chair_id.is_none() => {
            Err(Problem::new(&IN_CHARGE_MISSING))
        }
        ConferenceType::FamilyMeeting
            if !kinds.iter().any(|kind| matches!(kind, Kind::Client | Kind::RelatedPerson)) =>
        {
            Err(Problem::new(&FAMILY_MISSING))
        }
        _ => Ok(()),
    }
}
