//! The rules of tasks, and the ranking of work lists, as tables.

use chrono::DateTime;
use entity::{
    AgencyId, Code, Iterable, JsonText, TaskId, Timestamp, UserId, Uuid, agency,
    task::{Event, Model, Origin, Priority, Status, TaskType},
    user_account::Role,
};

use super::{
    dto::DueState,
    ranking::{self, Group, MOST_SHOWN, WorkList},
    rules::{Actor, Due, MACHINE},
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
        owner_id: Some(user(ME)),
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

#[test]
fn every_status_has_exactly_the_moves_of_the_table() {
    for status in Status::iter() {
        let wanted: &[(Event, Status)] = match status {
            Status::Draft => &[
                (Event::Ready, Status::Ready),
                (Event::Fulfil, Status::Completed),
                (Event::Cancel, Status::Cancelled),
            ],
            Status::Ready => &[
                (Event::Claim, Status::InProgress),
                (Event::Start, Status::InProgress),
                (Event::Fulfil, Status::Completed),
                (Event::Hold, Status::OnHold),
                (Event::Cancel, Status::Cancelled),
            ],
            Status::InProgress => &[
                (Event::Complete, Status::Completed),
                (Event::Fulfil, Status::Completed),
                (Event::Fail, Status::Failed),
                (Event::Hold, Status::OnHold),
                (Event::Cancel, Status::Cancelled),
            ],
            Status::OnHold => &[
                (Event::Resume, Status::Ready),
                (Event::Fulfil, Status::Completed),
                (Event::Cancel, Status::Cancelled),
            ],
            Status::Completed => &[(Event::Reopen, Status::Ready)],
            Status::Failed | Status::Cancelled => &[],
        };
        for event in Event::iter() {
            let led_to = MACHINE.fire(status, event).ok().map(|step| step.to);
            let leads_to = wanted.iter().find(|(on, _)| *on == event).map(|(_, to)| *to);
            assert_eq!(led_to, leads_to, "{} {}", status.code(), event.code());
        }
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
    let unowned = Model { owner_id: None, ..task(Status::Ready) };
    let for_clinicians =
        Model { performer_roles: JsonText(vec![Role::Clinician]), ..unowned.clone() };
    let of_another = Model { owner_id: Some(user(ANOTHER)), ..task(Status::Ready) };
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
    for owner in [None, Some(user(ANOTHER))] {
        for status in Status::iter() {
            let task = Model { owner_id: owner, ..task(status) };
            let actor = me(&[Role::TeamMember], Reach::Own);
            for event in Event::iter() {
                let may = actor.step(&task, event).is_ok();
                let claims = owner.is_none() && event == Event::Claim && status == Status::Ready;
                assert_eq!(may, claims, "{} {}", status.code(), event.code());
            }
            assert!(actor.reassign(&task).is_err());
        }
    }
}

#[test]
fn an_unowned_task_is_not_started_before_someone_owns_it() {
    let unowned = Model { owner_id: None, ..task(Status::Ready) };
    let problem = me(&[], Reach::Agency).step(&unowned, Event::Start).unwrap_err();
    assert_eq!(problem.kind().code, "task_unowned");
    assert_eq!(
        me(&[], Reach::Agency).allowed_actions(&unowned),
        ["claim", "hold", "cancel", "reassign"]
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
fn a_task_is_in_the_group_of_its_day() {
    let cases = [
        (due(Some("2026-01-04"), None), Group::Overdue, DueState::Overdue),
        (due(None, Some("2026-01-05T08:59:00Z")), Group::Overdue, DueState::Overdue),
        (due(Some("2026-01-05"), None), Group::DueToday, DueState::DueToday),
        // Still the fifth in Chicago.
        (due(None, Some("2026-01-06T05:59:00Z")), Group::DueToday, DueState::DueToday),
        (due(Some("2026-01-06"), None), Group::Next7Days, DueState::Next7Days),
        (due(Some("2026-01-12"), None), Group::Next7Days, DueState::Next7Days),
        (due(Some("2026-01-13"), None), Group::Later, DueState::Later),
        (due(None, None), Group::Unscheduled, DueState::Unscheduled),
    ];
    for (task, group, state) in cases {
        assert_eq!(ranking::group(&task, now()), group, "{:?}", task.due_on);
        assert_eq!(ranking::due_state(&task, now()), Some(state), "{:?}", task.due_on);
        let held = Model { status: Status::OnHold, ..task };
        assert_eq!(ranking::group(&held, now()), Group::WaitingOnOthers);
    }
    assert_eq!(ranking::due_state(&task(Status::Completed), now()), None);
}

#[test]
fn what_is_not_to_be_started_yet_can_wait_unless_it_is_overdue() {
    let start_after = Some(instant("2026-01-05T10:00:00Z"));
    let today = Model { start_after, ..due(Some("2026-01-05"), None) };
    assert_eq!(ranking::group(&today, now()), Group::Later);
    let overdue = Model { start_after, ..due(Some("2026-01-04"), None) };
    assert_eq!(ranking::group(&overdue, now()), Group::Overdue);
}

#[test]
fn the_score_is_days_overdue_times_the_weight_of_the_priority() {
    let score = |priority, task| {
        let score = ranking::score(&of_priority(priority, task), now());
        (score.overdue_days, score.priority_weight, score.value)
    };
    assert_eq!(score(Priority::Routine, due(Some("2026-01-02"), None)), (3, 1, 3));
    assert_eq!(score(Priority::Stat, due(Some("2026-01-04"), None)), (1, 8, 8));
    assert_eq!(score(Priority::Asap, due(None, Some("2026-01-05T08:59:00Z"))), (1, 4, 4));
    assert_eq!(score(Priority::Urgent, due(Some("2026-01-06"), None)), (0, 2, 0));
}

#[test]
fn the_most_urgent_comes_first_and_a_group_shows_a_hundred() {
    let late = due(Some("2026-01-02"), None);
    let stat = of_priority(Priority::Stat, due(Some("2026-01-04"), None));
    let urgent = of_priority(Priority::Urgent, due(Some("2026-01-04"), None));
    let wanted = [stat.id, late.id, urgent.id];
    let work_list = WorkList::new(vec![urgent, late, stat], Vec::new(), now());
    let ranked: Vec<_> = work_list.overdue.tasks.iter().map(|(task, _)| task.id).collect();
    assert_eq!(ranked, wanted);

    let many = (0..MOST_SHOWN + 3).map(|_| task(Status::Ready)).collect();
    let work_list = WorkList::new(many, Vec::new(), now());
    assert_eq!(work_list.unscheduled.tasks.len(), MOST_SHOWN);
    assert_eq!(work_list.unscheduled.more, 3);
}
