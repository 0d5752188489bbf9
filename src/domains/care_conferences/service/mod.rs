//! What can be done with care conferences. REST handlers, imports and other
//! domains all come through here, so permissions and rules are checked here.

use entity::{
    CareConferenceId, ClientId, UserId,
    care_conference::{Entity, Event, Model},
    transition, user_account,
};

use super::{
    dto::{CareConferenceFilter, ClientConferenceFilter},
    repository, rules,
};
use crate::{
    domains::{clients, identity},
    platform::{
        Access, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, catalogue,
        history, may_retract, store,
    },
};

mod admission;
mod agenda;
mod calendar;
mod carrying;
mod changing;
mod distribution;
mod following;
mod giving;
mod held;
mod meeting;
mod minutes;
mod outcomes;
mod participants;
mod planning;
mod record;
mod scheduling;
mod sight;

/// What work lists ask, for the domain that makes them.
pub use super::repository::due;
pub use super::rules::{minutes_overdue, not_started};
pub use agenda::*;
pub use calendar::*;
pub use carrying::{carry_over, carry_over_items};
use carrying::{release_carried, waiting};
pub use changing::get_part;
use changing::{add_part, change_part, lock_part, remove_part, touch, touch_with};
pub use distribution::*;
pub use following::plan_next;
pub use held::record_held;
pub use meeting::*;
pub use minutes::*;
pub use outcomes::*;
pub use participants::*;
pub use planning::*;
use record::clients_of;
pub use record::{PartRecord, Record};
pub use scheduling::*;
use sight::Sight;

pub async fn get(ctx: &Ctx, id: CareConferenceId) -> Result<Record, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    Record::find(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: CareConferenceFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn list_of_client(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ClientConferenceFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    clients::service::find(&reading, client_id).await?;
    repository::page(&reading, &filter.of_client(client_id), &page).await
}

pub async fn history(
    ctx: &Ctx,
    id: CareConferenceId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    let conference = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &conference, &page).await
}

/// What the caller can do with the conference now.
pub fn allowed_actions(ctx: &Ctx, conference: &Model) -> Vec<String> {
    let may = |event: &Event| match event {
        Event::Sign => ctx.may(Permission::SignMinutes),
        Event::EnterInError => {
            ctx.may(Permission::WriteCareConferences)
                && may_retract(ctx, conference.created_by, conference.created_at)
        }
        _ => ctx.may(Permission::WriteCareConferences),
    };
    rules::MACHINE.allowed(conference.status).filter(may).map(entity::Code::code).collect()
}

/// Locks the client and then the conference, in the order that everyone keeps.
/// A caseload review goes on whatever becomes of one of its clients.
/// Whether the client's record is active is for the caller to mind, after what
/// else is wrong.
async fn lock_with_client(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
    seen: IfMatch,
) -> Result<(Model, Result<(), Problem>), Problem> {
    let Some(client_id) = store::find::<Entity>(uow, id).await?.client_id else {
        return Ok((store::lock::<Entity>(uow, id, seen).await?, Ok(())));
    };
    let active = match clients::service::require_active(uow, client_id).await {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind().status == 409 => Err(problem),
        Err(problem) => return Err(problem),
    };
    Ok((store::lock::<Entity>(uow, id, seen).await?, active))
}

/// The user whom the body names.
async fn require_user(
    access: &impl Access,
    id: UserId,
    pointer: &str,
) -> Result<user_account::Model, Problem> {
    let found = identity::service::require_user(access, id).await;
    referred(found, pointer, "There is no such active user.")
}

/// The user, if they can still do something.
fn if_active(
    found: Result<user_account::Model, Problem>,
) -> Result<Option<user_account::Model>, Problem> {
    match found {
        Ok(user) => Ok(Some(user)),
        Err(problem) if problem.kind().status < 500 => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// What the body refers to: that it is not there is a fault of the body.
fn referred<T>(
    found: Result<T, Problem>,
    pointer: &str,
    detail: &'static str,
) -> Result<T, Problem> {
    found.map_err(|problem| {
        if problem.kind() == &catalogue::NOT_FOUND {
            Problem::field(pointer, "not_found", detail)
        } else {
            problem
        }
    })
}
