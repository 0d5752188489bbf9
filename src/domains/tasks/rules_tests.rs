//! The rules of tasks, as tables.

use chrono::DateTime;
use entity::{
    AgencyId, Code, Iterable, JsonText, TaskId, Timestamp, UserId, Uuid, agency,
    task::{Event, Model, Origin, OwnerKind, Priority, Status, TaskType},
    user_account::Role,
};

use super::{
    dto::DueState,
    rules::{Actor, Due, TEAM, TO_DO, due_state, machine},
};
use crate::platform::Reach;

const ME: u128 = 1;
const ANOTHER: u128 = 2;

fn instant(text: &str) -> Timestamp {
    text.parse::<DateTime<chrono::Utc>>().unwrap().into()
}

/// Monday, 03:00 in Chicago.
fn now() -> Timestamp {
    instant("2026-01-05T09:00:00Z")
}

fn user(number: u128) -> UserId {
    Uuid::from_u128(number).into()
}

fn lakeside() -> agency::Model {
    let id: AgencyId = Uuid::from_u128(9).into();
    agency::Model {
        agency_id: id,
        id,
        version: 1,
        created_at: now(),
        updated_at: now(),
        created_by: user(0),
        updated_by: user(0),
        name: "Lakeside".to_owned(),
        time_zone: "America/Chicago".to_owned(),
        weekend_days: JsonText(vec![6, 7]),
        holidays: JsonText(Vec::new()),
        referral_answer_days: 2,
        minutes_days: 3,
        referral_intake: entity::JsonText(entity::agency::ReferralIntake::default()),
        estimate_missing_items: false,
    }
}

fn task(status: Status) -> Model {
    let due = Due::new(None, None, None, &lakeside());
    Model {
        agency_id: lakeside().id,
        id: TaskId::new(now()),
        version: 1,
        created_at: now(),
        updated_at: now(),
        created_by: user(0),
        updated_by: user(0),
        title: "Call".to_owned(),
        instructions: None,
        language: None,
        todo_code: None,
        questionnaire_category: None,
        task_type: TaskType::Contact,
        client_id: None,
        subject_kind: None,
        subject_id: None,
        priority: Priority::Routine,
        priority_rank: Priority::Routine.rank(),
        due_on: None,
        due_at: None,
        time_zone: due.time_zone,
        sort_due_at: due.overdue_from,
        start_after: None,
        snooze_until: None,
        owner_kind: Some(OwnerKind::Staff),
        owner_id: Some(user(ME).uuid()),
        follower_id: Some(user(ME)),
        queue_id: None,
        escalate_to_id: None,
        escalate_after_hours: None,
        escalates_at: None,
        recurrence: None,
        previous_task_id: None,
        next_task_id: None,
        performer_roles: JsonText(Vec::new()),
        origin: Origin::Person,
        dedupe_key: None,
        checklist: JsonText(Vec::new()),
        completed_at: (status == Status::Completed).then(now),
        completion_note: None,
        evidence_kind: None,
        evidence_id: None,
        status_reason: None,
        status,
        status_before_hold: (status == Status::OnHold).then_some(Status::InProgress),
        held_with_subject: false,
        resume_on: None,
    }
}

fn due(on: Option<&str>, at: Option<&str>) -> Model {
    let due = Due::new(on.map(|day| day.parse().unwrap()), at.map(instant), None, &lakeside());
    Model { due_on: due.on, due_at: due.at, sort_due_at: due.overdue_from, ..task(Status::Ready) }
}

fn of_priority(priority: Priority, task: Model) -> Model {
    Model { priority, priority_rank: priority.rank(), ..task }
}

fn me(roles: &[Role], reach: Reach) -> Actor<'_> {
    Actor { id: user(ME), roles, reach, now: now() }
}

fn of_owner(owner: Option<u128>, task: Model) -> Model {
    Model {
        owner_kind: owner.map(|_| OwnerKind::Staff),
        owner_id: owner.map(|owner| user(owner).uuid()),
        follower_id: owner.map(user),
        ..task
    }
}

/// What leads on from a status.
type Moves = &'static [(Event, Status)];

#[test]
fn every_status_of_a_team_task_has_exactly_the_moves_of_the_table() {
    for status in Status::iter() {
        let wanted: Moves = match status {
            Status::Draft => &[
                (Event::Ready, Status::Ready),
                (Event::Fulfil, Status::Completed),
                (Event::Cancel, Status::Cancelled),
                (Event::EnterInError, Status::EnteredInError),
            ],
            Status::Ready => &[
                (Event::Claim, Status::InProgress),
                (Event::Start, Status::InProgress),
                (Event::Release, Status::Ready),
                (Event::Fulfil, Status::Completed),
                (Event::Hold, Status::OnHold),
                (Event::Cancel, Status::Cancelled),
                (Event::EnterInError, Status::EnteredInError),
            ],
            Status::InProgress => &[
                (Event::Release, Status::Ready),
                (Event::Complete, Status::Completed),
                (Event::Fulfil, Status::Completed),
                (Event::Fail, Status::Failed),
                (Event::Hold, Status::OnHold),
                (Event::Cancel, Status::Cancelled),
                (Event::EnterInError, Status::EnteredInError),
            ],
            Status::OnHold => &[
                (Event::Resume, Status::Ready),
                (Event::Fulfil, Status::Completed),
                (Event::Cancel, Status::Cancelled),
                (Event::EnterInError, Status::EnteredInError),
            ],
            Status::Completed => {
                &[(Event::Reopen, Status::Ready), (Event::EnterInError, Status::EnteredInError)]
            }
            Status::Failed | Status::Cancelled => &[(Event::EnterInError, Status::EnteredInError)],
            Status::EnteredInError => &[],
        };
        for event in Event::iter() {
            let led_to = TEAM.fire(status, event).ok().map(|step| step.to);
            let leads_to = wanted.iter().find(|(on, _)| *on == event).map(|(_, to)| *to);
            assert_eq!(led_to, leads_to, "{} {}", status.code(), event.code());
        }
    }
}

#[test]
fn every_status_of_a_clients_to_do_has_exactly_the_moves_of_the_table() {
    const CLOSINGS: [(Event, Status); 5] = [
        (Event::Complete, Status::Completed),
        (Event::Fulfil, Status::Completed),
        (Event::Fail, Status::Failed),
        (Event::Cancel, Status::Cancelled),
        (Event::EnterInError, Status::EnteredInError),
    ];
    for status in Status::iter() {
        let own: Moves = match status {
            Status::Ready => &[(Event::Start, Status::InProgress), (Event::Hold, Status::OnHold)],
            Status::InProgress => &[(Event::Hold, Status::OnHold)],
            Status::OnHold => &[(Event::Resume, Status::InProgress)],
            Status::Completed | Status::Failed | Status::Cancelled => {
                &[(Event::EnterInError, Status::EnteredInError)]
            }
            Status::Draft | Status::EnteredInError => &[],
        };
        let open = matches!(status, Status::Ready | Status::InProgress | Status::OnHold);
        let closings: &[_] = if open { &CLOSINGS } else { &[] };
        for event in Event::iter() {
            let led_to = TO_DO.fire(status, event).ok().map(|step| step.to);
            let mut wanted = own.iter().chain(closings);
            let leads_to = wanted.find(|(on, _)| *on == event).map(|(_, to)| *to);
            assert_eq!(led_to, leads_to, "{} {}", status.code(), event.code());
        }
    }
}

#[test]
fn a_clients_to_do_moves_by_a_machine_of_its_own() {
    for task_type in TaskType::iter() {
        let task = Model { task_type, ..task(Status::Draft) };
        let is_to_do = machine(&task).fire(Status::OnHold, Event::Complete).is_ok();
        assert_eq!(is_to_do, task_type == TaskType::ClientTodo);
    }
}

#[test]
fn nobody_is_offered_to_have_a_task_done_by_other_means() {
    let actor = me(&[Role::Supervisor], Reach::Agency);
    for status in Status::iter() {
        let offered = actor.allowed_actions(&task(status));
        assert!(!offered.contains(&Event::Fulfil.code()), "{}", status.code());
    }
}

#[test]
fn a_held_task_goes_back_to_where_it_was_held() {
    for before in [Status::Ready, Status::InProgress] {
        let held = Model { status_before_hold: Some(before), ..task(Status::OnHold) };
        let step = me(&[], Reach::Agency).step(&held, Event::Resume).unwrap();
        assert_eq!(step.to, before);
    }
}

#[test]
fn a_task_can_be_claimed_by_its_owner_or_if_unowned_by_a_role_that_fits() {
    let unowned = of_owner(None, task(Status::Ready));
    let for_clinicians =
        Model { performer_roles: JsonText(vec![Role::Clinician]), ..unowned.clone() };
    let of_another = of_owner(Some(ANOTHER), task(Status::Ready));
    for reach in [Reach::Own, Reach::Agency] {
        let code = |task: &Model, role: Role| {
            me(&[role], reach).step(task, Event::Claim).err().map(|problem| problem.kind().code)
        };
        assert_eq!(code(&task(Status::Ready), Role::TeamMember), None);
        assert_eq!(code(&unowned, Role::TeamMember), None);
        assert_eq!(code(&for_clinicians, Role::Clinician), None);
        assert_eq!(code(&for_clinicians, Role::TeamMember), Some("forbidden"));
        let refused = if reach == Reach::Own { "forbidden" } else { "task_owned" };
        assert_eq!(code(&of_another, Role::TeamMember), Some(refused));
    }
}

#[test]
fn whose_reach_is_their_own_tasks_can_do_nothing_with_others() {
    for owner in [None, Some(ANOTHER)] {
        for status in Status::iter() {
            let task = of_owner(owner, task(status));
            let actor = me(&[Role::TeamMember], Reach::Own);
            for event in Event::iter() {
                let may = actor.step(&task, event).is_ok();
                let claims = owner.is_none() && event == Event::Claim && status == Status::Ready;
                assert_eq!(may, claims, "{} {}", status.code(), event.code());
            }
            assert!(actor.reassign(&task, OwnerKind::Staff).is_err());
        }
    }
}

#[test]
fn an_unowned_task_is_not_started_before_someone_owns_it() {
    let unowned = of_owner(None, task(Status::Ready));
    let problem = me(&[], Reach::Agency).step(&unowned, Event::Start).unwrap_err();
    assert_eq!(problem.kind().code, "task_unowned");
    assert_eq!(
        me(&[], Reach::Agency).allowed_actions(&unowned),
        ["claim", "hold", "cancel", "reassign", "snooze"]
    );
}

#[test]
fn a_completed_task_is_reopened_for_30_days() {
    let completed = task(Status::Completed);
    for (days, may) in [(30, true), (31, false)] {
        let later = now().plus(chrono::TimeDelta::days(days));
        let actor = Actor { now: later, ..me(&[], Reach::Agency) };
        assert_eq!(actor.step(&completed, Event::Reopen).is_ok(), may, "after {days} days");
    }
}

#[test]
fn a_due_day_is_over_when_it_ends_in_the_tasks_zone() {
    let agency = lakeside();
    let day = "2026-01-05".parse().ok();
    assert_eq!(Due::new(day, None, None, &agency).overdue_from, instant("2026-01-06T06:00:00Z"));
    let tokyo = Due::new(day, None, Some("Asia/Tokyo"), &agency);
    assert_eq!(tokyo.overdue_from, instant("2026-01-05T15:00:00Z"));
}

#[test]
fn a_task_is_due_by_the_days_of_its_zone() {
    let cases = [
        (due(Some("2026-01-04"), None), DueState::Overdue),
        (due(None, Some("2026-01-05T08:59:00Z")), DueState::Overdue),
        (due(Some("2026-01-05"), None), DueState::DueToday),
        // Still the fifth in Chicago.
        (due(None, Some("2026-01-06T05:59:00Z")), DueState::DueToday),
        (due(Some("2026-01-06"), None), DueState::Next7Days),
        (due(Some("2026-01-12"), None), DueState::Next7Days),
        (due(Some("2026-01-13"), None), DueState::Later),
        (due(None, None), DueState::Unscheduled),
    ];
    for (task, state) in cases {
        assert_eq!(due_state(&task, now()), Some(state), "{:?}", task.due_on);
    }
    assert_eq!(due_state(&task(Status::Completed), now()), None);
}

#[test]
fn what_somebody_has_begun_does_not_go_to_a_queue_before_it_is_released() {
    let actor = me(&[], Reach::Agency);
    let to_queue = |task: &Model| {
        let refused = actor.reassign(task, OwnerKind::TeamQueue).err();
        refused.map(|problem| problem.kind().code)
    };
    assert_eq!(to_queue(&task(Status::Ready)), None);
    assert_eq!(to_queue(&task(Status::InProgress)), Some("task_begun"));
    assert_eq!(to_queue(&task(Status::OnHold)), Some("task_begun"));
    let held_before = Model { status_before_hold: Some(Status::Ready), ..task(Status::OnHold) };
    assert_eq!(to_queue(&held_before), None);
}

#[test]
fn what_is_needed_at_once_is_not_snoozed() {
    let actor = me(&[], Reach::Agency);
    for status in Status::iter() {
        let may = matches!(status, Status::Ready | Status::InProgress);
        assert_eq!(actor.snooze(&task(status)).is_ok(), may, "{}", status.code());
    }
    let stat = of_priority(Priority::Stat, task(Status::Ready));
    assert_eq!(actor.snooze(&stat).unwrap_err().kind().code, "task_not_snoozable");
}
