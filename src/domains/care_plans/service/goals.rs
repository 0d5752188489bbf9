//! The life of goals, and what is seen of them.

use entity::{
    CarePlanId, Code, GoalId, GoalProgressId, care_plan,
    goal::{self, Achievement, Event},
    goal_progress, transition,
};

use super::{
    super::{
        dto::{
            GoalCompletion, GoalReason, GoalRejection, NewGoalProgress, ProgressReason, RejectedBy,
        },
        repository::{self, PartRecord, SeenLast},
        rules,
    },
    parts::{lock_part, touch},
};
use crate::platform::{
    Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork,
    check_may_retract, history, may_retract, store,
};

/// What happens to a goal, with what is to be said of it.
#[derive(Debug)]
pub enum GoalMove {
    Accept,
    Reject(GoalRejection),
    Hold(GoalReason),
    Resume,
    Complete(GoalCompletion),
    Cancel(GoalReason),
}

/// A move, with what the history says of it.
struct Move {
    event: Event,
    done: &'static str,
    reason_code: Option<String>,
    reason: Option<String>,
    achievement: Option<Achievement>,
}

impl From<GoalMove> for Move {
    fn from(wanted: GoalMove) -> Self {
        let plain = |event, done, reason| Self {
            event,
            done,
            reason_code: None,
            reason,
            achievement: None,
        };
        match wanted {
            GoalMove::Accept => plain(Event::Accept, "accepted", None),
            GoalMove::Reject(GoalRejection { rejected_by, reason }) => {
                let by = match rejected_by {
                    RejectedBy::Client => "client",
                    RejectedBy::Team => "team",
                };
                let plain = plain(Event::Reject, "rejected", Some(reason));
                Self { reason_code: Some(by.to_owned()), ..plain }
            }
            GoalMove::Hold(why) => plain(Event::Hold, "held", Some(why.reason)),
            GoalMove::Resume => plain(Event::Resume, "resumed", None),
            GoalMove::Complete(GoalCompletion { achievement_status, reason }) => Self {
                reason_code: Some(achievement_status.code()),
                achievement: Some(achievement_status),
                ..plain(Event::Complete, "completed", reason)
            },
            GoalMove::Cancel(why) => plain(Event::Cancel, "cancelled", Some(why.reason)),
        }
    }
}

pub async fn move_goal(
    ctx: &Ctx,
    ids: (CarePlanId, GoalId),
    seen: IfMatch,
    wanted: GoalMove,
) -> Result<PartRecord<goal::Entity>, Problem> {
    let wanted = Move::from(wanted);
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let PartRecord { plan, part: current, barriers } =
            lock_part::<goal::Entity>(uow, ids, seen).await?;
        rules::require_goal_phase(plan.status, wanted.event)?;
        let step = rules::GOALS.fire(current.status, wanted.event)?;
        let part = repository::apply_goal_step(uow, &current, &step, wanted.achievement).await?;
        let plan = touch(uow, &plan).await?;
        let change = Change::of(wanted.done, &part).by(&step);
        let change = change.because(wanted.reason_code.clone(), wanted.reason.clone());
        Ok((PartRecord { plan, part, barriers }, change))
    })
    .await
}

/// Notes what was seen of a goal. Entries never conflict, so no version is
/// asked for; the goal shows the achievement that was seen last.
pub async fn record_progress(
    ctx: &Ctx,
    (plan_id, id): (CarePlanId, GoalId),
    new: NewGoalProgress,
) -> Result<goal_progress::Model, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
        let goal = repository::part_of(uow, plan_id, id).await?;
        rules::check_active(plan.status)?;
        let observed_at = new.observed_at.unwrap_or(uow.now());
        rules::check_observed(observed_at, uow.now())?;
        let entry = repository::insert_progress(uow, &goal, &new).await?;
        show_last(uow, &plan, &goal).await?;
        let change = Change::created(&entry).entering(entry.status);
        Ok((entry, change))
    })
    .await
}

/// The goal shows what was seen of it last; how it came out was said when it was
/// completed.
async fn show_last(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    goal: &goal::Model,
) -> Result<(), Problem> {
    use goal::Status::{Active, OnHold};

    let mut seen = repository::seen_last(uow, goal.id).await?;
    if !matches!(goal.status, Active | OnHold) {
        seen.achievement = goal.achievement_status;
    }
    let shown = SeenLast {
        value: goal.latest_value.zip(goal.latest_value_at),
        achievement: goal.achievement_status,
    };
    if seen != shown {
        let goal = repository::show_seen(uow, goal, seen).await?;
        uow.also(Change::updated(&goal));
        touch(uow, plan).await?;
    }
    Ok(())
}

/// Takes an entry back that should never have been written: its author can within
/// a day; a supervisor always. The goal shows what was seen before.
pub async fn enter_progress_in_error(
    ctx: &Ctx,
    (plan_id, goal_id, id): (CarePlanId, GoalId, GoalProgressId),
    seen: IfMatch,
    input: ProgressReason,
) -> Result<goal_progress::Model, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        of_goal(uow, (plan_id, goal_id, id)).await?;
        let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
        let current = store::lock::<goal_progress::Entity>(uow, id, seen).await?;
        check_may_retract(ctx, current.created_by, current.created_at)?;
        let event = goal_progress::Event::EnterInError;
        let step = rules::PROGRESS.fire(current.status, event)?;
        let entry = repository::retract_progress(uow, &current, &step).await?;
        let goal = store::find::<goal::Entity>(uow, goal_id).await?;
        show_last(uow, &plan, &goal).await?;
        let change = Change::of("entered_in_error", &entry).by(&step);
        Ok((entry, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

/// What the caller can do with the entry now.
pub fn progress_actions(ctx: &Ctx, entry: &goal_progress::Model) -> Vec<String> {
    let may = may_retract(ctx, entry.created_by, entry.created_at);
    let actions = || rules::PROGRESS.allowed_actions(entry.status);
    if may { super::if_may_write(ctx, actions) } else { Vec::new() }
}

pub async fn list_progress(
    ctx: &Ctx,
    (plan_id, id): (CarePlanId, GoalId),
    page: PageQuery,
) -> Result<Slice<goal_progress::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let goal = repository::part_of(&reading, plan_id, id).await?;
    repository::progress_page(&reading, goal.id, &page).await
}

pub async fn get_progress(
    ctx: &Ctx,
    (plan_id, goal_id, id): (CarePlanId, GoalId, GoalProgressId),
) -> Result<goal_progress::Model, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    of_goal(&reading, (plan_id, goal_id, id)).await
}

/// The entry, if it is one of this goal of this plan.
async fn of_goal(
    access: &impl Access,
    (plan_id, goal_id, id): (CarePlanId, GoalId, GoalProgressId),
) -> Result<goal_progress::Model, Problem> {
    let entry = store::find::<goal_progress::Entity>(access, id).await?;
    if entry.care_plan_id != plan_id || entry.goal_id != goal_id {
        return Err(Problem::not_found());
    }
    Ok(entry)
}

pub async fn goal_history(
    ctx: &Ctx,
    (plan_id, id): (CarePlanId, GoalId),
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let goal = repository::part_of(&reading, plan_id, id).await?;
    history::of_row(&reading, &goal, &page).await
}
