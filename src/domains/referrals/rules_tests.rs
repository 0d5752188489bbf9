//! Each machine against the whole of its table, and the rules about ends.

use entity::{
    Iterable,
    referral::{EnrollmentStatus, NeedMet, NeedMetSource},
};

use super::*;

type Edge = (Status, Event, Status);

const REQUESTERS: &[Edge] = &[
    (Draft, Send, Requested),
    (Requested, Cancel, Cancelled),
    (Accepted, Cancel, Cancelled),
    (InProgress, Cancel, Cancelled),
    (OnHold, Cancel, Cancelled),
];

const TARGETS: &[Edge] = &[
    (Requested, Accept, Accepted),
    (Requested, Reject, Rejected),
    (Requested, Cancel, Cancelled),
    (Accepted, Start, InProgress),
    (OnHold, Start, InProgress),
    (InProgress, Pause, OnHold),
    (Accepted, Complete, Completed),
    (InProgress, Complete, Completed),
    (OnHold, Complete, Completed),
    (Accepted, Fail, Failed),
    (InProgress, Fail, Failed),
    (OnHold, Fail, Failed),
    (Accepted, Cancel, Cancelled),
    (InProgress, Cancel, Cancelled),
    (OnHold, Cancel, Cancelled),
];

fn agrees(machine: &Machine<Status, Event>, table: &[Edge]) {
    for status in Status::iter() {
        for event in Event::iter() {
            let known = table.iter().find(|(from, on, _)| *from == status && *on == event);
            let fired = machine.fire(status, event).ok().map(|step| step.to);
            assert_eq!(fired, known.map(|(.., to)| *to), "{} {}", status.code(), event.code());
        }
    }
}

#[test]
fn each_side_moves_as_its_table_says_and_in_no_other_way() {
    agrees(side(Direction::Outgoing), REQUESTERS);
    agrees(side(Direction::Incoming), TARGETS);
}

#[test]
fn the_loop_moves_as_its_table_says_and_in_no_other_way() {
    use LoopEvent::*;
    use LoopStatus::*;

    let table = [
        (Open, Respond, ResponseReceived),
        (Open, CloseLoop, Closed),
        (ResponseReceived, Conclude, ResultReceived),
        (ResponseReceived, CloseLoop, Closed),
        (ResultReceived, CloseLoop, Closed),
    ];
    for status in LoopStatus::iter() {
        for event in LoopEvent::iter() {
            let known = table.iter().find(|(from, on, _)| *from == status && *on == event);
            let fired = LOOP.fire(status, event).ok().map(|step| step.to);
            assert_eq!(fired, known.map(|(.., to)| *to), "{} {}", status.code(), event.code());
        }
    }
}

#[test]
fn whatever_a_side_may_do_after_sending_the_loop_can_follow() {
    // Which loop statuses go with a status: what happened before decides.
    let before = |status| match status {
        Requested => LoopStatus::Open,
        _ => LoopStatus::ResponseReceived,
    };
    for direction in Direction::iter() {
        for status in [Requested, Accepted, InProgress, OnHold] {
            let referral = referral(direction, status, Some(before(status)));
            for event in side(direction).allowed(status) {
                assert!(loop_step(&referral, event).is_ok(), "{} {}", status.code(), event.code());
            }
        }
    }
}

#[test]
fn the_sender_hears_by_each_event_what_the_table_says() {
    use LoopStatus::{Open, ResponseReceived, ResultReceived};

    let target = Direction::Incoming;
    let heard = [
        (target, Accept, Open, ResponseReceived),
        (target, Reject, Open, ResponseReceived),
        (target, Cancel, Open, ResponseReceived),
        (target, Cancel, ResponseReceived, ResultReceived),
        (target, Complete, ResponseReceived, ResultReceived),
        (target, Fail, ResponseReceived, ResultReceived),
    ];
    let silent = |direction, event| {
        matches!(event, Send | Start | Pause)
            || (direction == Direction::Outgoing && event == Cancel)
    };
    for direction in Direction::iter() {
        for event in Event::iter() {
            for before in LoopStatus::iter() {
                let referral = referral(direction, Requested, Some(before));
                let told = loop_step(&referral, event);
                if silent(direction, event) {
                    assert_eq!(told.unwrap(), None, "{} says nothing", event.code());
                    continue;
                }
                let wanted = heard.iter().find(|(_, on, from, _)| *on == event && *from == before);
                let told = told.ok().flatten().map(|step| step.to);
                assert_eq!(told, wanted.map(|(.., to)| *to), "{} {}", before.code(), event.code());
            }
        }
    }
    assert_eq!(loop_step(&referral(target, Draft, None), Cancel).unwrap(), None);
}

#[test]
fn a_loop_is_closed_from_wherever_the_end_finds_it_and_not_before_the_end() {
    let ended = [Rejected, Completed, Failed, Cancelled];
    for status in Status::iter() {
        for loop_status in LoopStatus::iter() {
            let referral = referral(Direction::Outgoing, status, Some(loop_status));
            let closes = ended.contains(&status) && loop_status != LoopStatus::Closed;
            let closed = close(&referral, ClosureReason::Other);
            assert_eq!(closed.is_ok(), closes, "{} {}", status.code(), loop_status.code());
            let offered = actions(&referral).contains(&LoopEvent::CloseLoop.code());
            assert_eq!(offered, closes, "{} {}", status.code(), loop_status.code());
        }
    }
}

#[test]
fn a_loop_closes_once_after_the_end_by_the_sender_for_a_reason_that_fits() {
    let closed = |direction, status, loop_status, reason| {
        close(&referral(direction, status, loop_status), reason)
            .map(|step| step.to.code())
            .map_err(|problem| problem.kind().code)
    };
    let ready = Some(LoopStatus::ResultReceived);
    let received = ClosureReason::ServiceReceived;
    let declined = ClosureReason::ProviderDeclined;
    let out = Direction::Outgoing;
    assert_eq!(closed(out, Completed, ready, received), Ok("closed".to_owned()));
    assert_eq!(closed(out, Rejected, ready, declined), Ok("closed".to_owned()));
    assert_eq!(closed(out, Rejected, ready, received), Err("closure_does_not_fit"));
    assert_eq!(closed(out, Draft, None, declined), Err("loop_not_ready"));
    assert_eq!(closed(out, Requested, Some(LoopStatus::Open), declined), Err("loop_not_ready"));
    let answered = Some(LoopStatus::ResponseReceived);
    assert_eq!(closed(out, InProgress, answered, declined), Err("loop_not_ready"));
    let again = closed(out, Completed, Some(LoopStatus::Closed), received);
    assert_eq!(again, Err("transition_not_allowed"));
    let theirs = closed(Direction::Incoming, Completed, ready, received);
    assert_eq!(theirs, Err("transition_not_allowed"));
}

#[test]
fn what_is_allowed_now_includes_the_loop_and_another_try() {
    let ready = Some(LoopStatus::ResultReceived);
    let of = |direction, status, loop_status| actions(&referral(direction, status, loop_status));
    assert_eq!(of(Direction::Outgoing, Draft, None), ["send"]);
    assert_eq!(of(Direction::Outgoing, Completed, ready), ["close_loop"]);
    assert_eq!(of(Direction::Outgoing, Rejected, ready), ["close_loop", "re_refer"]);
    assert_eq!(of(Direction::Outgoing, Failed, Some(LoopStatus::Closed)), ["re_refer"]);
    assert_eq!(
        of(Direction::Incoming, Requested, Some(LoopStatus::Open)),
        ["accept", "reject", "cancel"]
    );
    assert!(of(Direction::Incoming, Rejected, ready).is_empty());
}

#[test]
fn an_answer_is_overdue_from_the_due_instant_on_and_only_while_it_is_awaited() {
    let due = instant("2026-01-06T06:00:00Z");
    let mut requested = referral(Direction::Incoming, Requested, Some(LoopStatus::Open));
    requested.ack_due_at = Some(due);
    assert!(!is_overdue(&requested, instant("2026-01-06T05:59:59.999Z")));
    assert!(is_overdue(&requested, due));
    requested.status = Accepted;
    assert!(!is_overdue(&requested, due), "accepted, if late");
}

#[test]
fn a_larger_profile_asks_for_all_that_a_smaller_one_does() {
    let [contact, service, clinical] =
        [PayloadProfile::Contact, PayloadProfile::Service, PayloadProfile::Clinical]
            .map(data_classes);
    assert_eq!(contact, INDISPENSABLE);
    assert!(contact.iter().all(|class| service.contains(class)));
    assert!(service.iter().all(|class| clinical.contains(class)));
}

#[test]
fn a_service_learns_of_screens_for_its_need_only() {
    let relevant = |profile, need, code| is_relevant(profile, need, code);
    let (food, housing) = (NeedDomain::FoodInsecurity, NeedDomain::HousingInstability);
    assert!(relevant(PayloadProfile::Service, food, "hunger-vital-sign"));
    assert!(!relevant(PayloadProfile::Service, housing, "hunger-vital-sign"));
    assert!(!relevant(PayloadProfile::Service, food, "phq-9"));
    assert!(relevant(PayloadProfile::Clinical, food, "phq-9"));
    assert!(!relevant(PayloadProfile::Contact, food, "hunger-vital-sign"));
}

#[test]
fn a_completed_referral_says_what_was_delivered_or_whether_the_person_was_enrolled() {
    let mut input = CompleteReferral { services: vec![], enrollment_status: None, note: None };
    assert!(check_complete(&input).is_err());
    input.enrollment_status = Some(EnrollmentStatus::NotEnrolledOnWaitlist);
    assert!(check_complete(&input).is_ok());
    let service = DeliveredService {
        code: None,
        description: "Food box".to_owned(),
        delivered_on: day("2026-01-05"),
        units: None,
    };
    let input = CompleteReferral { services: vec![service], enrollment_status: None, note: None };
    assert!(check_complete(&input).is_ok());
    assert!(check_delivered(&input.services, day("2026-01-05")).is_ok());
    assert!(check_delivered(&input.services, day("2026-01-04")).is_err());
}

#[test]
fn a_received_service_is_closed_with_whether_the_need_was_met_and_who_said_so() {
    let input = |closure_reason, need_met, need_met_source| CloseLoop {
        closure_reason,
        need_met,
        need_met_source,
        note: None,
    };
    let (met, client) = (Some(NeedMet::Partly), Some(NeedMetSource::Client));
    assert!(check_close(&input(ClosureReason::ServiceReceived, met, client)).is_ok());
    assert!(check_close(&input(ClosureReason::ServiceReceived, None, None)).is_err());
    assert!(check_close(&input(ClosureReason::ServiceReceived, met, None)).is_err());
    assert!(check_close(&input(ClosureReason::Other, None, client)).is_err());
    assert!(check_close(&input(ClosureReason::Other, None, None)).is_ok());
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
}

fn referral(direction: Direction, status: Status, loop_status: Option<LoopStatus>) -> Model {
    let now = instant("2026-01-05T09:00:00Z");
    let id = uuid::Uuid::nil();
    Model {
        agency_id: id.into(),
        id: id.into(),
        version: 1,
        created_at: now,
        updated_at: now,
        created_by: id.into(),
        updated_by: id.into(),
        direction,
        exchange_id: id,
        partner_agency_id: id.into(),
        updated_by_agency_id: id.into(),
        client_id: None,
        need_domain: NeedDomain::FoodInsecurity,
        kind: entity::referral::Kind::Service,
        priority: entity::task::Priority::Routine,
        reason: String::new(),
        requested_service: String::new(),
        contact_instructions: None,
        contacting_subject_prohibited: false,
        consent_id: None,
        payload_profile: PayloadProfile::Contact,
        packet: None,
        packet_hash: None,
        plan_intervention_id: None,
        parent_referral_id: None,
        sent_at: None,
        ack_due_at: None,
        planned_first_contact_on: None,
        first_contact_on: None,
        contact_person: None,
        status,
        status_changed_at: now,
        status_reason_code: None,
        status_reason: None,
        outcome: None,
        loop_status,
        loop_closed_at: None,
        closure_reason: None,
        closure_note: None,
        need_met: None,
        need_met_source: None,
    }
}
