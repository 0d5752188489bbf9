//! What makes a related person's record sound, and when it may change. No I/O.

use Event::*;
use Status::*;
use chrono::NaiveDate;
use entity::{
    Period,
    related_person::{Event, Model, ProxyScope, RelatedRole, Status},
};
use validator::ValidationError;

use crate::{
    domains::clients::dto::{NewRelatedPerson, RelatedPersonPatch},
    platform::{Machine, Problem, ProblemKind, broken_rule},
};

pub const MACHINE: Machine<Status, Event> = Machine::new(&[
    (Active, End, Ended),
    (Active, EnterInError, EnteredInError),
    (Ended, EnterInError, EnteredInError),
]);

pub const NOT_CURRENT: ProblemKind = ProblemKind::conflict(
    "related_person_not_current",
    "The person is no longer related so",
    "Record the person anew.",
);

pub fn check_new(new: &NewRelatedPerson) -> Result<(), ValidationError> {
    super::check_names(&new.names)?;
    super::check_telecom(&new.telecom)?;
    super::check_languages(&new.languages)?;
    check_roles(&new.roles)?;
    check_period("/period", new.period)?;
    check_period("/proxyPeriod", new.proxy_period)
}

pub fn check_patch(patch: &RelatedPersonPatch) -> Result<(), ValidationError> {
    patch.names.as_deref().map_or(Ok(()), super::check_names)?;
    patch.telecom.as_deref().map_or(Ok(()), super::check_telecom)?;
    patch.languages.as_deref().map_or(Ok(()), super::check_languages)?;
    patch.roles.as_deref().map_or(Ok(()), check_roles)?;
    check_period("/period", patch.period)?;
    check_period("/proxyPeriod", patch.proxy_period)
}

fn check_roles(roles: &[RelatedRole]) -> Result<(), ValidationError> {
    if let Some(place) = (0..roles.len()).find(|place| roles[..*place].contains(&roles[*place])) {
        return Err(broken_rule(format!("/roles/{place}"), "duplicate", "Each role once."));
    }
    Ok(())
}

fn check_period(pointer: &str, period: Option<Period>) -> Result<(), ValidationError> {
    if period.is_some_and(|period| !period.is_sound()) {
        return Err(broken_rule(format!("{pointer}/to"), "period_order", "Not before `from`."));
    }
    Ok(())
}

/// Whoever may use the client's record acts for the client by a role, from a
/// day on.
pub fn check_proxy(person: &Model) -> Result<(), Problem> {
    let none = person.proxy_scope == ProxyScope::None;
    if !none && !person.roles.iter().any(|role| role.may_act()) {
        let detail = "Only one with the role `proxy` or `guardian` may use the client's record.";
        return Err(Problem::field("/proxyScope", "proxy_role", detail));
    }
    if !none && person.proxy_from.is_none() {
        let detail = "Say from which day on they may use the client's record.";
        return Err(Problem::field("/proxyPeriod/from", "required", detail));
    }
    if none && (person.proxy_from.is_some() || person.proxy_to.is_some()) {
        let detail = "With the scope `none` there is no period.";
        return Err(Problem::field("/proxyPeriod", "proxy_scope", detail));
    }
    Ok(())
}

/// Nobody is related to themselves.
pub fn check_other(person: &Model) -> Result<(), Problem> {
    if person.is_client_id == Some(person.client_id) {
        return Err(Problem::field("/isClientId", "same_client", "Another client than this one."));
    }
    Ok(())
}

pub fn check_current(person: &Model) -> Result<(), Problem> {
    if person.status == Active { Ok(()) } else { Err(Problem::new(&NOT_CURRENT)) }
}

/// The last day is not before the first one, and not in the future.
pub fn check_last_day(person: &Model, last: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if last > today {
        return Err(Problem::field("/on", "in_the_future", "Not later than today."));
    }
    if person.related_from.is_some_and(|first| last < first) {
        return Err(Problem::field("/on", "period_order", "Not before the first day."));
    }
    Ok(())
}

/// The two days as the API shows them; nothing if neither is known.
pub fn period(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Period> {
    (from.is_some() || to.is_some()).then_some(Period { from, to })
}
