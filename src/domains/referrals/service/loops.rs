//! Loops: closed, given up, opened again; and how the sender finds out.

use entity::{
    ReferralFollowUpId, ReferralId, Row,
    referral::{ClosureReason, Model, NeedMetSource},
    referral_follow_up,
    task::TaskType,
};

use super::{
    super::{
        dto::{ClientFeedback, CloseLoop, CloseUnknown, NewReferralFollowUp, ReopenLoop},
        exchange,
        repository::{self, Closing, Record},
        rules,
    },
    may_reopen, raise,
};
use crate::{
    domains::{care_plans, tasks},
    platform::{
        Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, catalogue,
    },
};

pub async fn close_loop(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CloseLoop,
) -> Result<Record, Problem> {
    let closing = Closing {
        reason: Some(input.closure_reason),
        note: input.note,
        need_met: input.need_met,
        need_met_source: input.need_met_source,
    };
    ctx.write(Permission::SendReferrals, async |uow| {
        let sides = exchange::lock(uow, id, seen).await?;
        let step = rules::close((&sides.own).into(), input.closure_reason, uow.now())?;
        let done = (&step, "loop_closed");
        let (closed, change) = exchange::conclude(uow, sides, done, &closing).await?;
        conclude_intervention(uow, &closed).await?;
        settle_tasks(uow, &closed).await?;
        Ok((repository::whole(uow, closed).await?, change))
    })
    .await
}

/// Where another referral carries it on, the intervention goes on with that.
pub async fn conclude_intervention(uow: &UnitOfWork<'_>, closed: &Model) -> Result<(), Problem> {
    if let Some(intervention) = closed.plan_intervention_id
        && repository::is_carried_on(uow, (closed.id, intervention)).await?
    {
        return Ok(());
    }
    care_plans::service::conclude_with(uow, closed).await
}

/// Who closes the loop has looked at the result. What else was to be done about
/// the referral, such as to place it elsewhere, is not needed any more; but for
/// a draft that does so and waits to be sent, and for asking the client what a
/// delivered service was worth, if somebody else said so.
async fn settle_tasks(uow: &UnitOfWork<'_>, closed: &Model) -> Result<(), Problem> {
    const DONE: &str = "The loop of the referral is closed.";

    let (kind, id) = (Model::KIND, closed.id.uuid());
    let by_client = closed.need_met_source == Some(NeedMetSource::Client);
    let mut done = vec![TaskType::ResultsReview];
    if by_client {
        done.push(TaskType::Contact);
    }
    tasks::service::complete_for_subject(uow, kind, id, &done, DONE).await?;
    let received = closed.closure_reason == Some(ClosureReason::ServiceReceived);
    let drafted = repository::is_drafted_again(uow, closed.id).await?;
    let mut kept = Vec::new();
    if received && !by_client {
        kept.push(TaskType::Contact);
    }
    if drafted {
        kept.push(TaskType::ReferralFollowup);
    }
    tasks::service::cancel_for_subject_but(uow, kind, id, &kept, DONE).await?;
    Ok(())
}

/// Nobody could say what came of it, and that was tried.
pub async fn close_unknown(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: CloseUnknown,
) -> Result<Record, Problem> {
    let closing = Closing { note: Some(input.note), ..Closing::default() };
    ctx.write(Permission::SendReferrals, async |uow| {
        let sides = exchange::lock(uow, id, seen).await?;
        let tried = repository::number_of_follow_ups(uow, id).await?;
        let step = rules::close_unknown((&sides.own).into(), tried, uow.now())?;
        let done = (&step, "loop_closed_unknown");
        let (closed, change) = exchange::conclude(uow, sides, done, &closing).await?;
        conclude_intervention(uow, &closed).await?;
        settle_tasks(uow, &closed).await?;
        Ok((repository::whole(uow, closed).await?, change))
    })
    .await
}

/// Opens a closed loop again. Both intervals stay in its history.
pub async fn reopen_loop(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: ReopenLoop,
) -> Result<Record, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let sides = exchange::lock(uow, id, seen).await?;
        if !may_reopen(ctx, sides.own.created_by) {
            let detail = "Who drafted the referral can do this, or a supervisor.";
            return Err(Problem::saying(&catalogue::FORBIDDEN, detail));
        }
        let step = rules::reopen((&sides.own).into(), uow.now())?;
        let (opened, change) = exchange::reopen(uow, sides, &step, &input.reason).await?;
        raise(uow, &opened, &rules::reopened()).await?;
        Ok((repository::whole(uow, opened).await?, change))
    })
    .await
}

/// What the client says. It counts whoever has said something before.
pub async fn record_feedback(
    ctx: &Ctx,
    id: ReferralId,
    seen: IfMatch,
    input: ClientFeedback,
) -> Result<Record, Problem> {
    const DONE: &str = "The client was asked.";

    ctx.write(Permission::SendReferrals, async |uow| {
        let current = repository::lock(uow, id, seen).await?;
        rules::check_feedback((&current).into(), uow.now())?;
        let told = repository::apply_feedback(uow, &current, &input).await?;
        let (kind, types) = (Model::KIND, [TaskType::Contact]);
        tasks::service::complete_for_subject(uow, kind, id.uuid(), &types, DONE).await?;
        let change = Change::of("feedback_recorded", &told);
        Ok((repository::whole(uow, told).await?, change))
    })
    .await
}

pub async fn record_follow_up(
    ctx: &Ctx,
    id: ReferralId,
    new: NewReferralFollowUp,
) -> Result<referral_follow_up::Model, Problem> {
    ctx.write(Permission::SendReferrals, async |uow| {
        let referral = repository::find(uow, id).await?;
        rules::check_follow_up((&referral).into(), uow.now())?;
        if let Some(tried_at) = new.tried_at {
            rules::check_tried_at(tried_at, referral.sent_at, uow.now())?;
        }
        let entry = repository::insert_follow_up(uow, &referral, &new).await?;
        let change = Change::created(&entry);
        Ok((entry, change))
    })
    .await
}

/// The referral is one of the agency's own: what it did to find out is no matter of the other's.
async fn require_own(access: &impl crate::platform::Access, id: ReferralId) -> Result<(), Problem> {
    let referral = repository::find(access, id).await?;
    referral.client_id.map(|_| ()).ok_or_else(Problem::not_found)
}

pub async fn list_follow_ups(
    ctx: &Ctx,
    id: ReferralId,
    page: PageQuery,
) -> Result<Slice<referral_follow_up::Model>, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    repository::find(&reading, id).await?;
    repository::follow_ups(&reading, id, &page).await
}

pub async fn follow_up(
    ctx: &Ctx,
    (id, entry): (ReferralId, ReferralFollowUpId),
) -> Result<referral_follow_up::Model, Problem> {
    let reading = ctx.read(Permission::ReadReferrals)?;
    require_own(&reading, id).await?;
    repository::follow_up(&reading, id, entry).await
}
