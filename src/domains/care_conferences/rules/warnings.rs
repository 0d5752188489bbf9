//! What to know about a conference before it goes on.

use entity::{
    CareConferenceId, ConferenceParticipantId, Timestamp,
    care_conference::{InterpreterStatus, Model, Status},
    conference_participant as participant,
};

use super::{is_from_outside, is_missing, not_started};
use crate::domains::care_conferences::dto::ConferenceWarning;

/// What is known besides the conference and its participants.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Who takes part in another conference at the same time, and in which.
    pub busy: Vec<(ConferenceParticipantId, CareConferenceId)>,
    /// Whether topics wait to be carried over.
    pub deferred_items_wait: bool,
}

/// What the people who arrange and hold the conference should know.
pub fn warnings(
    conference: &Model,
    participants: &[participant::Model],
    around: &Surroundings,
    now: Timestamp,
) -> Vec<ConferenceWarning> {
    let status = conference.status;
    let mut warnings = Vec::new();
    if matches!(status, Status::Scheduled | Status::InProgress) {
        let missing = participants.iter().filter(|one| is_missing(one));
        warnings.extend(missing.map(|one| {
            let detail = "A required participant has declined.";
            about("required_participant_declined", one.id, detail)
        }));
        let unclear = participants
            .iter()
            .filter(|one| is_from_outside(one.kind) && one.consent_basis.is_none());
        warnings.extend(unclear.map(|one| {
            let detail = "Nothing on record says yet that they may hear about the client.";
            about("consent_unclear", one.id, detail)
        }));
        if conference.interpreter_status == InterpreterStatus::Needed {
            warnings.push(plain("interpreter_not_booked", "An interpreter is needed."));
        }
    }
    for (participant_id, conference_id) in &around.busy {
        let detail = "They take part in another conference at that time.";
        let warning = about("participant_busy", *participant_id, detail);
        warnings.push(ConferenceWarning { care_conference_id: Some(*conference_id), ..warning });
    }
    if around.deferred_items_wait {
        let detail = "Topics were left for this meeting: see `carry-over-items`.";
        warnings.push(plain("deferred_items_waiting", detail));
    }
    if not_started(status, conference.ends_at, now) {
        let detail = "Nobody has said whether it was held.";
        warnings.push(plain("not_started", detail));
    }
    warnings
}

fn plain(code: &'static str, detail: &'static str) -> ConferenceWarning {
    ConferenceWarning { code, participant_id: None, care_conference_id: None, detail }
}

fn about(
    code: &'static str,
    participant: ConferenceParticipantId,
    detail: &'static str,
) -> ConferenceWarning {
    ConferenceWarning { participant_id: Some(participant), ..plain(code, detail) }
}
