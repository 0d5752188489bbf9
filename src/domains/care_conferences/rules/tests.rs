//! The rules, said as sentences.

use entity::{AgencyId, Code, Id, Iterable, UserId, Uuid, conference_participant::Kind};

use super::*;
use crate::domains::care_conferences::dto::ConferenceSchedule;

fn instant(text: &str) -> Timestamp {
    text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
}

fn id<E>(number: u128) -> Id<E> {
    Uuid::from_u128(number).into()
}

#[test]
fn a_conference_goes_from_status_to_status_as_the_table_says_and_in_no_other_way() {
    for status in Status::iter() {
        for event in Event::iter() {
            let wanted = match (status, event) {
                (Draft, Schedule) | (Scheduled, Reschedule) => Some(Scheduled),
                (Draft | Scheduled, Cancel) => Some(Cancelled),
                (Scheduled, Start) => Some(InProgress),
                (Scheduled, MarkMissed) => Some(Missed),
                (InProgress, End) | (Draft | Scheduled | Missed, RecordHeld) => Some(Held),
                (Held, RecordMinutes) => Some(MinutesDraft),
                (MinutesDraft, Sign) | (Closed, Addend) => Some(Closed),
                (EnteredInError, _) => None,
                (_, EnterInError) => Some(EnteredInError),
                _ => None,
            };
            let step = MACHINE.fire(status, event).ok().map(|step| step.to);
            assert_eq!(step, wanted, "{status:?} {event:?}");
        }
    }
}

#[test]
fn an_invitation_can_be_answered_again_and_is_open_again_only_after_an_answer() {
    use InvitationEvent::{Accept, AcceptTentatively, Decline, Reset};
    use InvitationStatus::{Accepted, Declined, NeedsAction, Tentative};

    for status in InvitationStatus::iter() {
        for event in InvitationEvent::iter() {
            let wanted = match (status, event) {
                (_, Accept) => Some(Accepted),
                (_, Decline) => Some(Declined),
                (_, AcceptTentatively) => Some(Tentative),
                (NeedsAction, Reset) => None,
                (_, Reset) => Some(NeedsAction),
            };
            let step = INVITATION.fire(status, event).ok().map(|step| step.to);
            assert_eq!(step, wanted, "{status:?} {event:?}");
        }
    }
}

#[test]
fn each_part_can_be_changed_in_the_statuses_of_the_table_and_in_no_other() {
    let parts = [
        (Part::Details, "draft scheduled in_progress"),
        (Part::Type, "draft"),
        (Part::Agenda, "draft scheduled"),
        (Part::Audience, "draft scheduled in_progress held minutes_draft"),
        (Part::Outcomes, "in_progress held minutes_draft"),
        (Part::Participants, "draft scheduled in_progress"),
        (Part::Invitations, "scheduled"),
        (Part::Decisions, "in_progress held minutes_draft"),
        (Part::ActionItems, "in_progress held minutes_draft"),
        (Part::MinutesText, "minutes_draft"),
    ];
    for (part, wanted) in parts {
        let editable: Vec<_> =
            Status::iter().filter(|status| is_editable(part, *status)).map(Code::code).collect();
        assert_eq!(editable.join(" "), wanted, "{part:?}");
    }
    assert_eq!(EDITABLE.len(), parts.len());
}

#[test]
fn what_is_signed_says_so_when_someone_tries_to_change_it() {
    for (part, _) in EDITABLE {
        let problem = check_editable(*part, Closed).unwrap_err();
        assert_eq!(problem.kind(), &MINUTES_SIGNED);
        let problem = check_editable(*part, Cancelled).unwrap_err();
        assert_eq!(problem.kind(), &PART_FIXED);
    }
}

#[test]
fn a_conference_needs_two_participants() {
    assert_eq!(check_participants(1).unwrap_err().kind(), &TOO_FEW_PARTICIPANTS);
    assert!(check_participants(2).is_ok());
}

fn participant(requirement: Requirement, answer: InvitationStatus) -> participant::Model {
    let now = instant("2026-01-05T09:00:00Z");
    participant::Model {
        agency_id: id::<entity::agency::Entity>(1) as AgencyId,
        id: id(2),
        version: 1,
        created_at: now,
        updated_at: now,
        created_by: id::<entity::user_account::Entity>(3) as UserId,
        updated_by: id(3),
        client_id: Some(id(4)),
        conference_id: id(5),
        kind: Kind::External,
        user_id: None,
        partner_agency_id: None,
        name: "Ana".to_owned(),
        email: None,
        organization: None,
        role: None,
        requirement,
        invitation_status: Some(answer),
        answered_at: None,
        answer_comment: None,
        attended: None,
        joined_at: None,
        left_at: None,
        consent_basis: None,
        consent_ids: entity::JsonText(Vec::new()),
        consent_note: None,
        consent_checked_at: None,
        removed_at: None,
    }
}

#[test]
fn a_required_participant_who_declined_is_missed_unless_there_is_a_reason() {
    use InvitationStatus::{Accepted, Declined};

    let declined = [participant(Requirement::Required, Declined)];
    assert_eq!(check_quorum(&declined, false).unwrap_err().kind(), &QUORUM);
    assert!(check_quorum(&declined, true).is_ok());
    let fine = [
        participant(Requirement::Optional, Declined),
        participant(Requirement::Required, Accepted),
    ];
    assert!(check_quorum(&fine, false).is_ok());
}

#[test]
fn a_conference_that_nobody_started_is_told_of_a_day_after_its_end() {
    let ends_at = Some(instant("2026-01-05T16:00:00Z"));
    let (before, then) = (instant("2026-01-06T15:59:59Z"), instant("2026-01-06T16:00:00Z"));
    for status in Status::iter() {
        assert!(!not_started(status, ends_at, before), "{status:?}");
        assert_eq!(not_started(status, ends_at, then), status == Scheduled, "{status:?}");
    }
    assert!(!not_started(Scheduled, None, then));
}

#[test]
fn a_time_lies_ahead_but_for_the_difference_of_clocks() {
    let now = instant("2026-01-05T09:00:00Z");
    assert!(check_ahead(instant("2026-01-05T08:55:00Z"), now).is_ok());
    assert!(check_ahead(instant("2026-01-05T08:54:59Z"), now).is_err());
}

#[test]
fn every_type_has_a_template_agenda() {
    for conference_type in entity::care_conference::ConferenceType::iter() {
        let topics = template(conference_type);
        assert!(!topics.is_empty(), "{conference_type:?}");
        assert!(topics.iter().all(|(topic, _, minutes)| topic.len() < 300 && *minutes > 0));
    }
}

#[test]
fn leaving_the_client_out_needs_a_reason() {
    assert!(check_client_invitation(true, None).is_ok());
    assert!(check_client_invitation(false, Some("In hospital, asked us to meet.")).is_ok());
    for reason in [None, Some("  ")] {
        assert!(check_client_invitation(false, reason).is_err());
    }
}

#[test]
fn a_meeting_ends_after_it_starts_in_a_zone_that_exists() {
    let schedule = |ends_at: &str, time_zone: &str| ConferenceSchedule {
        starts_at: instant("2026-01-05T15:00:00Z"),
        ends_at: instant(ends_at),
        time_zone: time_zone.to_owned(),
        clash_override: None,
    };
    assert!(check_schedule(&schedule("2026-01-05T16:00:00Z", "America/Chicago")).is_ok());
    assert!(check_schedule(&schedule("2026-01-05T15:00:00Z", "America/Chicago")).is_err());
    assert!(check_schedule(&schedule("2026-01-05T16:00:00Z", "America/Springfield")).is_err());
}

#[test]
fn only_a_change_of_the_plan_carries_an_amendment() {
    for kind in DecisionType::iter() {
        let fits = kind == DecisionType::PlanChange;
        assert_eq!(check_amends(kind, true).is_ok(), fits, "{kind:?}");
        assert!(check_amends(kind, false).is_ok());
    }
}

#[test]
fn minutes_are_overdue_from_their_deadline_until_they_are_signed() {
    let due = instant("2026-01-08T06:00:00Z");
    let before = instant("2026-01-08T05:59:59.999Z");
    for status in Status::iter() {
        let awaited = matches!(status, Held | MinutesDraft);
        assert_eq!(minutes_overdue(status, Some(due), due), awaited, "{status:?}");
        assert!(!minutes_overdue(status, Some(due), before));
    }
}
