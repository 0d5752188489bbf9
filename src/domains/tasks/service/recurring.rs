//! Work that comes again: closing a task makes the next one.

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use entity::{
    TaskId, Timestamp, client,
    task::{Event, Model, OwnerKind},
};

use super::super::{
    for_others::is_active_user,
    repository::{self, Ownership},
    rules::{self, Due, recurrence::Rule},
};
use crate::{
    domains::{agencies, clients},
    platform::{Change, Problem, UnitOfWork},
};

/// The task that comes next, before it is made.
pub struct Planned {
    pub id: TaskId,
    due: Due,
    recurrence: String,
}

/// What comes after the task, if the event ends this one and it comes again.
/// A task that was reopened has made its next one already, and nothing comes
/// again for a client whose record is no longer active.
pub async fn planned(
    uow: &UnitOfWork<'_>,
    task: &Model,
    event: Event,
) -> Result<Option<Planned>, Problem> {
    let Some(text) = &task.recurrence else { return Ok(None) };
    if !matches!(event, Event::Complete | Event::Fail | Event::Fulfil)
        || task.next_task_id.is_some()
    {
        return Ok(None);
    }
    if let Some(client_id) = task.client_id
        && clients::service::find(uow, client_id).await?.status != client::Status::Active
    {
        return Ok(None);
    }
    let today = rules::day_of(task, uow.now());
    let due = task.due_on.or(task.due_at.map(|at| rules::day_of(task, at)));
    let Some((rule, due)) = Rule::parse(text).zip(due) else { return Ok(None) };
    let Some(day) = rule.next(due, today) else { return Ok(None) };
    let at = task.due_at.map(|at| same_time(at, day, &task.time_zone));
    let agency = agencies::service::own(uow).await?;
    let on = if at.is_some() { None } else { Some(day) };
    Ok(Some(Planned {
        id: TaskId::new(uow.now()),
        due: Due::new(on, at, Some(&task.time_zone), &agency),
        recurrence: Rule::of_next(text, due),
    }))
}

/// Makes it. Who has left by now does not get it: then it can be claimed.
pub async fn make(uow: &UnitOfWork<'_>, done: &Model, next: Planned) -> Result<(), Problem> {
    let mut owner = Ownership {
        kind: done.owner_kind,
        id: done.owner_id,
        follower: done.follower_id,
        queue: done.queue_id,
        roles: Vec::new(),
    };
    if let Some(user) = done.staff_owner()
        && !is_active_user(uow, user).await?
    {
        let queue = done.queue_id;
        owner.kind = queue.map(|_| OwnerKind::TeamQueue);
        owner.id = queue.map(entity::Id::uuid);
        owner.follower = None;
    }
    let due = (next.due, next.recurrence);
    let task = repository::insert_next(uow, done, next.id, &owner, due).await?;
    uow.also(Change::created(&task).entering(task.status));
    Ok(())
}

/// The same time of the day as the instant, on another day in the zone.
fn same_time(at: Timestamp, day: chrono::NaiveDate, zone: &str) -> Timestamp {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let time = at.to_utc().with_timezone(&zone).time();
    local(zone, day.and_time(time)).into()
}

/// A time that clocks skip is taken for the one an hour later.
fn local(zone: Tz, at: NaiveDateTime) -> DateTime<Utc> {
    let found = zone.from_local_datetime(&at).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(at + TimeDelta::hours(1))).earliest());
    found.map_or_else(|| at.and_utc(), |found| found.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_at_the_same_time_of_the_day_also_when_clocks_are_changed() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().into();
        let next =
            |from: &str, day: &str| same_time(at(from), day.parse().unwrap(), "America/Chicago");
        assert_eq!(next("2026-03-07T15:00:00Z", "2026-03-08"), at("2026-03-08T14:00:00Z"));
        // There is no 02:30 on that day.
        assert_eq!(next("2026-03-07T08:30:00Z", "2026-03-08"), at("2026-03-08T08:30:00Z"));
    }
}
