//! The life of goals, and what is seen of them.

use entity::{
    CarePlanId, Code, GoalId, GoalProgressId, care_plan,
    goal::{self, Achievement, Event},
    goal_progress, transition,
};

use super::{
    super::{
        dto::{GoalCompletion, GoalReason, GoalRejection, NewGoalProgress, RejectedBy},
        repository::{self, PartRecord},
        rules,
    },
    parts::{lock_part, touch},
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, history, store,
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
        let PartRecord { plan, part: current } = lock_part(uow, ids, seen).await?;
        rules::require_goal_phase(plan.status, wanted.event)?;
        let step = rules::GOALS.fire(current.status, wanted.event)?;
        let part = repository::apply_goal_step(uow, &current, &step, wanted.achievement).await?;
        let plan = touch(uow, &plan).await?;
        let change = Change::of(wanted.done, &part).by(&step);
        let change = change.because(wanted.reason_code.clone(), wanted.reason.clone());
        Ok((PartRecord { plan, part }, change))
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
    use goal::Status::{Active, OnHold};

    ctx.write(Permission::WriteCarePlans, async |uow| {
        let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
        let goal = repository::part_of(uow, plan_id, id).await?;
        rules::check_active(plan.status)?;
        let observed_at = new.observed_at.unwrap_or(uow.now());
        rules::check_observed(observed_at, uow.now())?;
        let entry = repository::insert_progress(uow, &goal, &new).await?;
        // How a goal came out was said when it was completed.
        if let Some(achievement) = new.achievement_status
            && matches!(goal.status, Active | OnHold)
            && !repository::is_seen_later(uow, id, observed_at).await?
        {
            let goal = repository::set_achievement(uow, &goal, achievement).await?;
            uow.also(Change::updated(&goal));
            touch(uow, &plan).await?;
        }
        let change = Change::created(&entry);
        Ok((entry, change))
    })
    .await
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
    let entry = store::find::<goal_progress::Entity>(&reading, id).await?;
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
