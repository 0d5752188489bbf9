//! What can be done with referrals, on either side. REST handlers and other
//! domains all come through here, so permissions and rules are checked here.

use chrono::NaiveDate;
use entity::{
    AgencyId, ReferralId, UserId,
    referral::{Direction, Model, RecipientKind, outline},
    transition,
    user_account::Role,
};

use super::{
    dto::{Escalation, ReferralFilter},
    exchange::{self, Moved},
    repository,
    rules::{self, Due, FollowUp, Standing},
};
use crate::{
    domains::{agencies, tasks},
    platform::{Ctx, PageQuery, Permission, Problem, Slice, UnitOfWork, history, may_retract},
};

mod drafting;
mod inquiries;
mod lifecycle;
mod loops;
mod messages;
mod offers;
mod scorecards;

pub use super::repository::Record;
/// What work lists ask, for the domain that makes them.
pub use super::repository::due;
pub use drafting::{create, preview, re_refer, send, split, update};
pub use inquiries::{
    answer_capacity, ask_capacity, get_inquiry, inquiry_actions, inquiry_history, is_expired,
    list_inquiries, withdraw_inquiry,
};
pub use lifecycle::{
    accept, cancel, complete, enter_in_error, escalate, fail, pause, reject, start, waitlist,
};
pub use loops::{
    close_loop, close_unknown, follow_up, list_follow_ups, record_feedback, record_follow_up,
    reopen_loop,
};
pub use messages::{get_message, list_messages, mark_message_read, message_actions, write_message};
pub use offers::{claim_offer, get_offer, list_offers, may_claim, offer_history};

pub use scorecards::scorecards;

pub async fn list(
    ctx: &Ctx,
    filter: ReferralFilter,
    page: PageQuery,
) -> Result<Slice<outline::Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn get(ctx: &Ctx, id: ReferralId) -> Result<Record, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::whole(&reading, repository::find(&reading, id).await?).await
}

pub async fn history(
    ctx: &Ctx,
    id: ReferralId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    let referral = repository::find(&reading, id).await?;
    history::of_row(&reading, &referral, &page).await
}

/// The day where the caller's agency is.
async fn today(uow: &UnitOfWork<'_>) -> Result<NaiveDate, Problem> {
    Ok(agencies::service::calendar(uow).await?.day_of(uow.now()))
}

/// Gives the people on this side something to do about the referral.
async fn raise(uow: &UnitOfWork<'_>, of: &Model, follow_up: &FollowUp) -> Result<(), Problem> {
    let calendar = agencies::service::calendar(uow).await?;
    let today = calendar.day_of(uow.now());
    let when = match follow_up.due {
        Due::BusinessDays(days) => (calendar.add_business_days(today, days), None),
        Due::OnDay(days) => {
            let day = today.checked_add_days(chrono::Days::new(days.into())).unwrap_or(today);
            (day, Some(calendar.start_of(day)))
        }
    };
    tasks::service::raise(uow, rules::task_of(of, follow_up, when)).await?;
    Ok(())
}

/// Gives the sender's people what the recipient's move asks of them.
async fn tell_sender(
    uow: &UnitOfWork<'_>,
    moved: &Moved,
    follow_ups: &[FollowUp],
) -> Result<(), Problem> {
    if follow_ups.is_empty() {
        return Ok(());
    }
    exchange::on_senders_side(uow, moved, async |uow, referral| {
        for follow_up in follow_ups {
            raise(uow, referral, follow_up).await?;
        }
        Ok(())
    })
    .await
}

/// The permission by which the caller may move referrals of one side at least.
fn any_side(ctx: &Ctx) -> Result<Permission, Problem> {
    let sides = [Direction::Incoming, Direction::Outgoing].map(rules::permission);
    if let Some(permission) = sides.into_iter().find(|permission| ctx.may(*permission)) {
        return Ok(permission);
    }
    // Refused before any referral is looked for.
    ctx.authorize(Permission::SendReferrals)?;
    Ok(Permission::SendReferrals)
}

/// Who sent the referral, and to whom.
pub fn parties(referral: &outline::Model) -> (AgencyId, Option<AgencyId>) {
    match (referral.direction, referral.recipient_kind) {
        (Direction::Outgoing, RecipientKind::Internal) => {
            (referral.agency_id, Some(referral.agency_id))
        }
        (Direction::Outgoing, _) => (referral.agency_id, referral.partner_agency_id),
        (Direction::Incoming, _) => {
            (referral.partner_agency_id.unwrap_or(referral.agency_id), Some(referral.agency_id))
        }
    }
}

/// Who drafted the referral, if that was one of the row's agency.
pub fn author(referral: &outline::Model) -> Option<UserId> {
    (referral.direction == Direction::Outgoing).then_some(referral.created_by)
}

/// Who changed the referral last, if that was one of the row's agency.
pub fn editor(referral: &outline::Model) -> Option<UserId> {
    (referral.updated_by_agency_id == referral.agency_id).then_some(referral.updated_by)
}

/// What the caller can do with the referral now.
pub fn allowed_actions(ctx: &Ctx, referral: &outline::Model) -> Vec<String> {
    if !ctx.may(rules::permission(referral.direction)) {
        return Vec::new();
    }
    let mut actions = rules::actions(referral.into(), ctx.now());
    let retracts = may_retract(ctx, referral.created_by, referral.created_at);
    let reopens = may_reopen(ctx, referral.created_by);
    actions.retain(|action| match action.as_str() {
        "enter_in_error" => retracts,
        "reopen_loop" => reopens,
        _ => true,
    });
    actions
}

/// A closed loop is opened again by whoever drafted the referral, or supervises.
fn may_reopen(ctx: &Ctx, author: UserId) -> bool {
    ctx.principal().roles.contains(&Role::Supervisor) || author == ctx.actor()
}

/// Whether the recipient should have answered by now.
pub fn is_overdue(ctx: &Ctx, referral: &outline::Model) -> bool {
    rules::is_overdue(referral.into(), ctx.now())
}

/// How urgent that is.
pub fn escalation(ctx: &Ctx, referral: &outline::Model) -> Escalation {
    rules::escalation(referral.into(), ctx.now())
}

/// Whether the person waits for a place now.
pub fn is_waitlisted(referral: &outline::Model) -> bool {
    rules::is_waitlisted(Standing::from(referral))
}
