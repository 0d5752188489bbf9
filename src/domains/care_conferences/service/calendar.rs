//! A conference for people's calendars: when and where, and nothing of whom it
//! is about.

use entity::{
    CareConferenceId, Code,
    care_conference::{Entity, Status},
};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus};

use crate::{
    domains::care_conferences::rules,
    platform::{Ctx, Permission, Problem, store},
};

/// The conference in the form of RFC 5545.
pub async fn calendar(ctx: &Ctx, id: CareConferenceId) -> Result<String, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    let conference = store::find::<Entity>(&reading, id).await?;
    let (Some(starts_at), Some(ends_at)) = (conference.starts_at, conference.ends_at) else {
        return Err(Problem::new(&rules::NO_TIME));
    };
    let off =
        matches!(conference.status, Status::Cancelled | Status::Missed | Status::EnteredInError);
    let kind = conference.conference_type.code().replace('_', " ");
    let mut event = Event::new();
    event
        .uid(&format!("{}@carewright", conference.id))
        .timestamp(conference.updated_at.to_utc())
        .sequence(u32::try_from(conference.version).unwrap_or(u32::MAX))
        .summary(&format!("Care conference: {kind}"))
        .class(Class::Private)
        .status(if off { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .starts(starts_at.to_utc())
        .ends(ends_at.to_utc());
    if let Some(location) = &conference.location {
        event.location(location);
    }
    if let Some(link) = &conference.join_url {
        event.url(link);
    }
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", "-//Carewright//EN"));
    calendar.push(event.done());
    Ok(calendar.done().to_string())
}
