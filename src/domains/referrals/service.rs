//! What can be done with referrals, on either side. REST handlers and other
//! domains all come through here, so permissions and rules are checked here.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, Code, InterventionId, ReferralId, Row, UserId, agency,
    referral::{Direction, Event, Model, Outcome},
    task::TaskType,
    transition,
};

use super::{
    dto::{
        AcceptReferral, CancelReferral, CloseLoop, CompleteReferral, FailReferral, NewReferral,
        PauseReferral, ReReferral, ReferralFilter, ReferralPatch, ReferralPreview, RejectReferral,
        StartReferral,
    },
    exchange::{self, Moved},
    repository::{self, Particulars},
    rules, sending,
};
use crate::{
    domains::{agencies, care_plans, clients, tasks},
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
    },
};

pub async fn create(ctx: &Ctx, client: ClientId, new: NewReferral) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        clients::service::require_active(uow, client).await?;
        require_recipient(uow, new.recipient_agency_id).await?;
        require_intervention(uow, new.plan_intervention_id, client).await?;
        let referral = repository::insert_draft(uow, client, &new).await?;
        let change = Change::created(&referral).entering(referral.status);
        Ok((referral, change))
    })
    .await
}

/// The recipient that a body names is another agency of the deployment.
async fn require_recipient(access: &impl Access, id: AgencyId) -> Result<agency::Model, Problem> {
    const FIELD: &str = "/recipientAgencyId";

    if id == access.scope().agency() {
        let detail = "A referral goes to another agency than your own.";
        return Err(Problem::field(FIELD, "own_agency", detail));
    }
    let found = agencies::service::partner(access, id).await;
    found.map_err(|problem| problem.of_reference(FIELD, "There is no such agency."))
}

async fn require_intervention(
    access: &impl Access,
    id: Option<InterventionId>,
    client: ClientId,
) -> Result<(), Problem> {
    const FIELD: &str = "/planInterventionId";
    const DETAIL: &str = "The client's care plans have no such intervention.";

    let Some(id) = id else { return Ok(()) };
    let found = care_plans::service::intervention(access, id).await;
    let intervention = found.map_err(|problem| problem.of_reference(FIELD, DETAIL))?;
    if intervention.client_id != client {
        return Err(Problem::field(FIELD, "not_found", DETAIL));
    }
    Ok(())
}

pub async fn list(
    ctx: &Ctx,
    filter: ReferralFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn get(ctx: &Ctx, id: ReferralId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::find(&reading, id).await
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

pub async fn update(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    patch: ReferralPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let current = repository::lock(uow, id, seen).await?;
        rules::check_draft(&current)?;
        if let Some(recipient) = patch.recipient_agency_id {
            require_recipient(uow, recipient).await?;
        }
        let client = current.client_id.ok_or_else(Problem::not_found)?;
        require_intervention(uow, patch.plan_intervention_id, client).await?;
        let referral = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&referral);
        Ok((referral, change))
    })
    .await
}

/// What sending the draft would disclose now.
pub async fn preview(ctx: &Ctx, id: ReferralId) -> Result<ReferralPreview, Problem> {
    let reading = ctx.read(Permission::SendReferrals)?;
    let referral = repository::find(&reading, id).await?;
    sending::preview(&reading, &referral).await
}

pub async fn send(ctx: &Ctx, id: ReferralId, seen: IfMatch) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let known = repository::find(uow, id).await?;
        // The client's row is locked before the referral's, here as everywhere.
        if let Some(client) = known.client_id {
            clients::service::require_active(uow, client).await?;
        }
        let current = repository::lock(uow, id, seen).await?;
        sending::send(uow, &current).await
    })
    .await
}

pub async fn accept(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: AcceptReferral,
) -> Result<Model, Problem> {
    respond(ctx, (id, seen), (Event::Accept, "accepted"), async |uow| {
        if let Some(on) = input.planned_first_contact_on {
            rules::check_planned_contact(on, today(uow).await?)?;
        }
        Ok(Particulars {
            contact_person: input.contact_person.clone(),
            planned_first_contact_on: input.planned_first_contact_on,
            ..Particulars::default()
        })
    })
    .await
}

/// The day where the caller's agency is.
async fn today(uow: &UnitOfWork<'_>) -> Result<NaiveDate, Problem> {
    Ok(agencies::service::calendar(uow).await?.day_of(uow.now()))
}

pub async fn reject(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: RejectReferral,
) -> Result<Model, Problem> {
    let with = because(Some(input.reason_code.code()), input.reason);
    respond(ctx, (id, seen), (Event::Reject, "rejected"), async |_| Ok(with.clone())).await
}

pub async fn start(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: StartReferral,
) -> Result<Model, Problem> {
    respond(ctx, (id, seen), (Event::Start, "started"), async |uow| {
        let today = today(uow).await?;
        if let Some(on) = input.first_contact_on {
            rules::check_first_contact(on, today)?;
        }
        Ok(Particulars {
            first_contact_on: input.first_contact_on,
            first_contact_by_now: Some(today),
            ..Particulars::default()
        })
    })
    .await
}

pub async fn pause(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: PauseReferral,
) -> Result<Model, Problem> {
    let with = because(None, input.reason);
    respond(ctx, (id, seen), (Event::Pause, "paused"), async |_| Ok(with.clone())).await
}

pub async fn complete(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CompleteReferral,
) -> Result<Model, Problem> {
    let CompleteReferral { services, enrollment_status, note } = input;
    let outcome = Outcome { services, enrollment_status, note };
    respond(ctx, (id, seen), (Event::Complete, "completed"), async |uow| {
        rules::check_delivered(&outcome.services, today(uow).await?)?;
        Ok(Particulars { outcome: Some(outcome.clone()), ..Particulars::default() })
    })
    .await
}

pub async fn fail(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: FailReferral,
) -> Result<Model, Problem> {
    let with = because(Some(input.reason_code.code()), input.reason);
    respond(ctx, (id, seen), (Event::Fail, "failed"), async |_| Ok(with.clone())).await
}

fn because(code: Option<String>, text: String) -> Particulars {
    Particulars { reason_code: code, reason: Some(text), ..Particulars::default() }
}

/// A move of the receiving agency.
async fn respond(
    ctx: &Ctx,
    of: (ReferralId, IfMatch),
    (event, done): (Event, &'static str),
    with: impl AsyncFn(&UnitOfWork<'_>) -> Result<Particulars, Problem>,
) -> Result<Model, Problem> {
    ctx.write(Permission::RespondToReferrals, async |uow| {
        let with = with(uow).await?;
        let moved = exchange::advance(uow, of, (event, done), &with).await?;
        tell_sender(uow, &moved, event).await?;
        Ok((moved.own, moved.change))
    })
    .await
}

/// Gives the sender the task that the receiving agency's move asks for.
async fn tell_sender(uow: &UnitOfWork<'_>, moved: &Moved, event: Event) -> Result<(), Problem> {
    let Some(follow_up) = rules::follow_up(event) else { return Ok(()) };
    exchange::on_senders_side(uow, moved, async |uow, referral| {
        let calendar = agencies::service::calendar(uow).await?;
        let due_on = calendar.add_business_days(calendar.day_of(uow.now()), follow_up.days);
        tasks::service::raise(uow, rules::task_of(referral, &follow_up, due_on)).await?;
        Ok(())
    })
    .await
}

/// Either side calls the referral off, with the permission of its side.
pub async fn cancel(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CancelReferral,
) -> Result<Model, Problem> {
    // Who could cancel on neither side is refused before any referral is looked for.
    let sides = [Direction::Outgoing, Direction::Incoming].map(rules::permission);
    if !sides.into_iter().any(|permission| ctx.may(permission)) {
        ctx.authorize(Permission::SendReferrals)?;
    }
    let with = because(Some(input.reason_code.code()), input.reason);
    ctx.write(Permission::ReadReferrals, async |uow| {
        let known = repository::find(uow, id).await?;
        ctx.authorize(rules::permission(known.direction))?;
        let moved = exchange::advance(uow, (id, seen), (Event::Cancel, "cancelled"), &with).await?;
        if moved.own.direction == Direction::Incoming {
            tell_sender(uow, &moved, Event::Cancel).await?;
        }
        Ok((moved.own, moved.change))
    })
    .await
}

pub async fn close_loop(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CloseLoop,
) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let (closed, change) = exchange::close(uow, (id, seen), &input).await?;
        // Where it was placed again, the intervention goes on with the next referral.
        if !repository::is_placed_again(uow, closed.id).await? {
            care_plans::service::conclude_with(uow, &closed).await?;
        }
        settle_tasks(uow, closed.id).await?;
        Ok((closed, change))
    })
    .await
}

/// Who closes the loop has looked at the result. What else was to be done about
/// the referral, such as to place it elsewhere, is not needed any more.
async fn settle_tasks(uow: &UnitOfWork<'_>, id: ReferralId) -> Result<(), Problem> {
    const DONE: &str = "The loop of the referral is closed.";

    let (kind, id, types) = (Model::KIND, id.uuid(), [TaskType::ResultsReview]);
    tasks::service::complete_for_subject(uow, kind, id, &types, DONE).await?;
    tasks::service::cancel_for_subject(uow, kind, id, DONE).await?;
    Ok(())
}

/// Drafts the same referral to another agency.
pub async fn re_refer(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: ReReferral,
) -> Result<Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let known = repository::find(uow, id).await?;
        if let Some(client) = known.client_id {
            clients::service::require_active(uow, client).await?;
        }
        let parent = repository::lock(uow, id, seen).await?;
        rules::check_placed_again(&parent)?;
        let recipient = require_recipient(uow, input.recipient_agency_id).await?;
        // One that is over is not taken up again by placing the referral again.
        let intervention = match parent.plan_intervention_id {
            Some(id) => care_plans::service::open_intervention(uow, id).await?,
            None => None,
        };
        let again = (input.id, recipient.id, intervention);
        let referral = repository::insert_again(uow, &parent, again).await?;
        // The version moves, so that two who place it again do not both succeed.
        let parent = repository::touch(uow, &parent).await?;
        uow.also(Change::of("re_referred", &parent));
        let change = Change::created(&referral).entering(referral.status);
        Ok((referral, change))
    })
    .await
}

/// Who sent the referral, and to whom.
pub fn parties(referral: &Model) -> (AgencyId, AgencyId) {
    match referral.direction {
        Direction::Outgoing => (referral.agency_id, referral.partner_agency_id),
        Direction::Incoming => (referral.partner_agency_id, referral.agency_id),
    }
}

/// Who drafted the referral, if that was one of the row's agency.
pub fn author(referral: &Model) -> Option<UserId> {
    (referral.direction == Direction::Outgoing).then_some(referral.created_by)
}

/// Who changed the referral last, if that was one of the row's agency.
pub fn editor(referral: &Model) -> Option<UserId> {
    (referral.updated_by_agency_id == referral.agency_id).then_some(referral.updated_by)
}

/// What the caller can do with the referral now.
pub fn allowed_actions(ctx: &Ctx, referral: &Model) -> Vec<String> {
    if ctx.may(rules::permission(referral.direction)) {
        rules::actions(referral)
    } else {
        Vec::new()
    }
}

/// Whether the receiving agency should have answered by now.
pub fn is_overdue(ctx: &Ctx, referral: &Model) -> bool {
    rules::is_overdue(referral, ctx.now())
}
