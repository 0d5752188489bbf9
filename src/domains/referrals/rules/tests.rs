//! Each machine against the whole of its table, and the rules about ends.

use chrono::{NaiveDate, TimeDelta};
use entity::{
    Code, Iterable, Timestamp,
    referral::{
        ClosureReason, ContactChannel, DeliveredService, Direction, EnrollmentStatus,
        Event::{self, *},
        LoopEvent, LoopStatus, NeedDomain, NeedMet, NeedMetSource, PayloadProfile, RecipientKind,
        Status::{self, *},
    },
};

use super::{
    super::dto::{CloseLoop, CompleteReferral, Escalation},
    machines::{CLAIM, LOOP, REQUESTER, TARGET},
    *,
};
use crate::platform::Machine;

type Edge = (Status, Event, Status);

const REQUESTERS: &[Edge] = &[
    (Draft, Send, Requested),
    (Draft, Cancel, Cancelled),
    (Requested, Cancel, Cancelled),
    (Requested, Escalate, Requested),
    (Accepted, Cancel, Cancelled),
    (InProgress, Cancel, Cancelled),
    (OnHold, Cancel, Cancelled),
    (Draft, EnterInError, EnteredInError),
    (Requested, EnterInError, EnteredInError),
    (Accepted, EnterInError, EnteredInError),
    (Rejected, EnterInError, EnteredInError),
    (InProgress, EnterInError, EnteredInError),
    (OnHold, EnterInError, EnteredInError),
    (Completed, EnterInError, EnteredInError),
    (Failed, EnterInError, EnteredInError),
    (Cancelled, EnterInError, EnteredInError),
];

const TARGETS: &[Edge] = &[
    (Requested, Accept, Accepted),
    (Requested, Reject, Rejected),
    (Requested, Cancel, Cancelled),
    (Accepted, Waitlist, OnHold),
    (OnHold, Waitlist, OnHold),
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
    agrees(&REQUESTER, REQUESTERS);
    agrees(&TARGET, TARGETS);
    agrees(&CLAIM, &[(Requested, Claim, Accepted)]);
}

#[test]
fn the_senders_staff_moves_what_it_records_in_both_ways_and_nothing_else_so() {
    let now = instant("2026-01-05T09:00:00Z");
    for kind in RecipientKind::iter() {
        for status in Status::iter() {
            for event in Event::iter() {
                let mut of = standing(Direction::Outgoing, status, Some(LoopStatus::Open));
                of.recipient_kind = kind;
                of.waitlisted = true;
                let edge = |table: &[Edge]| {
                    table.iter().any(|(from, on, _)| *from == status && *on == event)
                };
                let recorded =
                    matches!(kind, RecipientKind::Organization | RecipientKind::Internal);
                let may = edge(REQUESTERS) || (recorded && edge(TARGETS));
                let place = format!("{} {} {}", kind.code(), status.code(), event.code());
                assert_eq!(fire(of, event, now).is_ok(), may, "{place}");
                assert_eq!(claim(of).is_some(), kind == RecipientKind::Open && status == Requested);
            }
        }
    }
}

#[test]
fn only_who_waits_for_a_place_is_told_how_it_stands_with_the_place() {
    let now = instant("2026-01-05T09:00:00Z");
    let mut of = standing(Direction::Incoming, OnHold, Some(LoopStatus::ResponseReceived));
    assert!(fire(of, Waitlist, now).is_err());
    assert!(!actions(of, now).contains(&"waitlist".to_owned()));
    of.waitlisted = true;
    assert!(fire(of, Waitlist, now).is_ok());
    assert!(actions(of, now).contains(&"waitlist".to_owned()));
}

#[test]
fn the_loop_moves_as_its_table_says_and_in_no_other_way() {
    use LoopEvent::*;
    use LoopStatus::*;

    let table = [
        (Open, Respond, ResponseReceived),
        (Open, Conclude, ResultReceived),
        (Open, CloseLoop, Closed),
        (Open, CloseUnknown, ClosedUnknown),
        (ResponseReceived, Conclude, ResultReceived),
        (ResponseReceived, CloseLoop, Closed),
        (ResponseReceived, CloseUnknown, ClosedUnknown),
        (ResultReceived, CloseLoop, Closed),
        (Closed, ReopenLoop, Open),
        (ClosedUnknown, ReopenLoop, Open),
        (ClosedUnknown, Respond, ResponseReceived),
        (ClosedUnknown, Conclude, ResultReceived),
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
fn whatever_a_recipient_may_do_the_loop_can_follow() {
    use LoopStatus::{ClosedUnknown, Open, ResponseReceived};

    for status in [Requested, Accepted, InProgress, OnHold] {
        // As it goes; opened again; given up.
        for before in [Open, ResponseReceived, ClosedUnknown] {
            let of = standing(Direction::Incoming, status, Some(before));
            for event in TARGET.allowed(status) {
                let place = format!("{} {} {}", status.code(), before.code(), event.code());
                let heard = loop_step(of, event, true).expect(&place);
                let after = heard.map_or(before, |step| step.to);
                assert_ne!(after, ClosedUnknown, "{place}: what is heard opens it again");
            }
        }
    }
}

#[test]
fn the_sender_hears_by_each_event_what_the_table_says() {
    use LoopStatus::{Open, ResponseReceived, ResultReceived};

    let heard = [
        (Requested, Accept, Open, Some(ResponseReceived)),
        (Requested, Reject, Open, Some(ResponseReceived)),
        (Requested, Claim, Open, Some(ResponseReceived)),
        (Requested, Cancel, Open, Some(ResponseReceived)),
        (Accepted, Cancel, ResponseReceived, Some(ResultReceived)),
        (Accepted, Cancel, Open, Some(ResultReceived)),
        (InProgress, Complete, ResponseReceived, Some(ResultReceived)),
        (InProgress, Fail, ResponseReceived, Some(ResultReceived)),
        (InProgress, Pause, ResponseReceived, None),
        (Accepted, Waitlist, ResponseReceived, None),
        (Accepted, Start, ResponseReceived, None),
        (Requested, Escalate, Open, None),
        (Requested, EnterInError, Open, None),
    ];
    for (status, event, before, after) in heard {
        let of = standing(Direction::Incoming, status, Some(before));
        let told = loop_step(of, event, true).unwrap().map(|step| step.to);
        assert_eq!(told, after, "{} {}", before.code(), event.code());
        let own = standing(Direction::Outgoing, status, Some(before));
        assert!(loop_step(own, Cancel, false).unwrap().is_none(), "what it does itself");
    }
    assert!(
        loop_step(standing(Direction::Outgoing, Draft, None), Cancel, false).unwrap().is_none()
    );
}

#[test]
fn a_loop_is_closed_from_wherever_the_end_finds_it_and_not_before_the_end() {
    let now = instant("2026-01-05T09:00:00Z");
    let ended = [Rejected, Completed, Failed, Cancelled];
    for status in Status::iter() {
        for loop_status in LoopStatus::iter() {
            let of = standing(Direction::Outgoing, status, Some(loop_status));
            let closes = ended.contains(&status) && !is_closed(of);
            let closed = close(of, ClosureReason::Other, now);
            assert_eq!(closed.is_ok(), closes, "{} {}", status.code(), loop_status.code());
            let offered = actions(of, now).contains(&LoopEvent::CloseLoop.code());
            assert_eq!(offered, closes, "{} {}", status.code(), loop_status.code());
        }
    }
}

#[test]
fn a_loop_closes_once_after_the_end_by_the_sender_for_a_reason_that_fits() {
    let now = instant("2026-01-05T09:00:00Z");
    let closed = |direction, status, loop_status, reason| {
        close(standing(direction, status, loop_status), reason, now)
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
    assert_eq!(closed(out, Cancelled, None, declined), Err("loop_not_ready"), "a draft");
    assert_eq!(closed(out, Requested, Some(LoopStatus::Open), declined), Err("loop_not_ready"));
    let answered = Some(LoopStatus::ResponseReceived);
    assert_eq!(closed(out, InProgress, answered, declined), Err("loop_not_ready"));
    let again = closed(out, Completed, Some(LoopStatus::Closed), received);
    assert_eq!(again, Err("transition_not_allowed"));
    let theirs = closed(Direction::Incoming, Completed, ready, received);
    assert_eq!(theirs, Err("transition_not_allowed"));
}

#[test]
fn a_referral_is_given_up_after_ninety_days_and_two_attempts_and_not_before() {
    let sent = instant("2026-01-05T09:00:00Z");
    let late = sent.plus(TimeDelta::days(90));
    let given_up = |status, loop_status, tried, now| {
        let mut of = standing(Direction::Outgoing, status, Some(loop_status));
        of.sent_at = Some(sent);
        close_unknown(of, tried, now).map(|step| step.to.code()).map_err(|one| one.kind().code)
    };
    let (open, early) = (LoopStatus::Open, late.plus(TimeDelta::milliseconds(-1)));
    assert_eq!(given_up(Requested, open, 2, late), Ok("closed_unknown".to_owned()));
    assert_eq!(given_up(Requested, open, 2, early), Err("closed_unknown_too_early"));
    assert_eq!(given_up(Requested, open, 1, late), Err("follow_ups_missing"));
    let under_way = [Requested, Accepted, InProgress, OnHold];
    for status in Status::iter().filter(|status| *status != Draft) {
        for loop_status in LoopStatus::iter() {
            let waiting = matches!(loop_status, LoopStatus::Open | LoopStatus::ResponseReceived);
            let may = waiting && under_way.contains(&status);
            let done = given_up(status, loop_status, 2, late);
            assert_eq!(done.is_ok(), may, "{} {}", status.code(), loop_status.code());
        }
    }
}

#[test]
fn a_closed_loop_is_opened_again_for_half_a_year() {
    let closed = instant("2026-01-05T09:00:00Z");
    let opened = |loop_status, now| {
        let mut of = standing(Direction::Outgoing, Completed, Some(loop_status));
        of.loop_closed_at = Some(closed);
        reopen(of, now).map(|step| step.to.code()).map_err(|problem| problem.kind().code)
    };
    let last = closed.plus(TimeDelta::days(180));
    for loop_status in [LoopStatus::Closed, LoopStatus::ClosedUnknown] {
        assert_eq!(opened(loop_status, last), Ok("open".to_owned()));
        let late = last.plus(TimeDelta::milliseconds(1));
        assert_eq!(opened(loop_status, late), Err("loop_reopen_too_late"));
    }
    for loop_status in [LoopStatus::Open, LoopStatus::ResponseReceived, LoopStatus::ResultReceived]
    {
        assert_eq!(opened(loop_status, closed), Err("transition_not_allowed"));
    }
}

#[test]
fn what_is_allowed_now_includes_the_loop_and_another_try() {
    let now = instant("2026-01-05T09:00:00Z");
    let ready = Some(LoopStatus::ResultReceived);
    let of =
        |direction, status, loop_status| actions(standing(direction, status, loop_status), now);
    let out = Direction::Outgoing;
    assert_eq!(of(out, Draft, None), ["send", "cancel", "enter_in_error", "split"]);
    let completed = ["enter_in_error", "close_loop", "record_feedback"];
    assert_eq!(of(out, Completed, ready), completed);
    let rejected = ["enter_in_error", "close_loop", "re_refer", "split"];
    assert_eq!(of(out, Rejected, ready), rejected);
    assert_eq!(
        of(Direction::Incoming, Requested, Some(LoopStatus::Open)),
        ["accept", "reject", "cancel"]
    );
    assert!(of(Direction::Incoming, Rejected, ready).is_empty());
    assert!(of(out, EnteredInError, ready).is_empty());
}

#[test]
fn an_answer_is_overdue_from_the_due_instant_on_and_only_while_it_is_awaited() {
    let due = instant("2026-01-06T06:00:00Z");
    let mut requested = standing(Direction::Incoming, Requested, Some(LoopStatus::Open));
    requested.ack_due_at = Some(due);
    requested.escalation_due_at = Some(instant("2026-01-08T06:00:00Z"));
    assert!(!is_overdue(requested, instant("2026-01-06T05:59:59.999Z")));
    assert!(is_overdue(requested, due));
    assert_eq!(escalation(requested, instant("2026-01-06T05:59:59.999Z")), Escalation::None);
    assert_eq!(escalation(requested, due), Escalation::Requester);
    assert_eq!(escalation(requested, instant("2026-01-08T06:00:00Z")), Escalation::Supervisor);
    requested.status = Accepted;
    assert!(!is_overdue(requested, due), "accepted, if late");
    assert_eq!(escalation(requested, instant("2026-01-08T06:00:00Z")), Escalation::None);
}

#[test]
fn how_an_answer_was_heard_is_said_of_an_organization_and_of_no_agency() {
    let heard = |kind, by| {
        let mut of = standing(Direction::Outgoing, Requested, Some(LoopStatus::Open));
        of.recipient_kind = kind;
        check_heard_by(of, by).is_ok()
    };
    let phone = Some(ContactChannel::Phone);
    assert!(heard(RecipientKind::Organization, phone));
    assert!(!heard(RecipientKind::Organization, None));
    assert!(heard(RecipientKind::Internal, None));
    assert!(heard(RecipientKind::PartnerAgency, None));
    assert!(!heard(RecipientKind::PartnerAgency, phone));
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
    let relevant = |profile, need, code| is_relevant(profile, Some(need), code);
    let (food, housing) = (NeedDomain::FoodInsecurity, NeedDomain::HousingInstability);
    assert!(relevant(PayloadProfile::Service, food, "hunger-vital-sign"));
    assert!(!relevant(PayloadProfile::Service, housing, "hunger-vital-sign"));
    assert!(!relevant(PayloadProfile::Service, food, "phq-9"));
    assert!(relevant(PayloadProfile::Clinical, food, "phq-9"));
    assert!(!relevant(PayloadProfile::Contact, food, "hunger-vital-sign"));
}

#[test]
fn a_completed_referral_says_what_was_delivered_or_whether_the_person_was_enrolled() {
    let mut input =
        CompleteReferral { services: vec![], enrollment_status: None, note: None, heard_by: None };
    assert!(check_complete(&input).is_err());
    input.enrollment_status = Some(EnrollmentStatus::NotEnrolledOnWaitlist);
    assert!(check_complete(&input).is_ok());
    let service = DeliveredService {
        code: None,
        description: "Food box".to_owned(),
        delivered_on: day("2026-01-05"),
        units: None,
    };
    input.enrollment_status = None;
    input.services = vec![service];
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

fn standing(direction: Direction, status: Status, loop_status: Option<LoopStatus>) -> Standing {
    Standing {
        direction,
        recipient_kind: RecipientKind::PartnerAgency,
        status,
        loop_status,
        waitlisted: false,
        ack_due_at: None,
        escalation_due_at: None,
        sent_at: None,
        loop_closed_at: None,
    }
}
