//! Reviews of plans. An active plan has one review ahead of it, on the day of its
//! `nextReviewOn`, and a task that asks for it.

use chrono::NaiveDate;
use entity::{
    CarePlanId, PlanReviewId, Row, UserId, care_plan, plan_review,
    plan_review::Event,
    task::{Origin, Priority, TaskType},
    transition,
};

use super::{
    super::{
        dto::{NewPlanReview, PlanReviewCompletion, PlanReviewPatch},
        repository::{self, ReviewRecord},
        rules,
    },
    references::{References, active_user},
    work::Work,
};
use crate::{
    domains::{
        clients,
        tasks::{self, service::RaisedTask},
    },
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
        store,
    },
};

pub async fn schedule_review(
    ctx: &Ctx,
    plan_id: CarePlanId,
    new: NewPlanReview,
) -> Result<ReviewRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let client_id = store::find::<care_plan::Entity>(uow, plan_id).await?.client_id;
        clients::service::require_active(uow, client_id).await?;
        let plan = store::lock_current::<care_plan::Entity>(uow, plan_id).await?;
        rules::check_active(plan.status)?;
        if repository::scheduled_review(uow, plan_id).await?.is_some() {
            return Err(Problem::new(&rules::REVIEW_SCHEDULED));
        }
        let mut references = References::of(client_id);
        references.user(uow, new.reviewer_id, "/reviewerId".to_owned()).await?;
        let review =
            repository::insert_review(uow, &plan, new.id, (new.due_on, new.reviewer_id)).await?;
        ask_for(uow, &review).await?;
        let plan = repository::set_next_review(uow, &plan, review.due_on).await?;
        uow.also(Change::updated(&plan));
        let change = Change::created(&review).entering(review.status);
        Ok((record(uow, &plan, review).await?, change))
    })
    .await
}

async fn record(
    access: &impl Access,
    plan: &care_plan::Model,
    review: plan_review::Model,
) -> Result<ReviewRecord, Problem> {
    let today = repository::today(access).await?;
    Ok(ReviewRecord { review, plan_status: plan.status, today })
}

/// Makes the task that asks for the review.
async fn ask_for(uow: &UnitOfWork<'_>, review: &plan_review::Model) -> Result<(), Problem> {
    let task = RaisedTask {
        title: "Review the care plan".to_owned(),
        task_type: TaskType::PlanReview,
        client_id: Some(review.client_id),
        subject: Some((plan_review::Model::KIND, review.id.uuid())),
        priority: Priority::Routine,
        due_on: Some(review.due_on),
        due_at: None,
        start_after: None,
        owner_id: review.reviewer_id,
        performer_roles: Vec::new(),
        origin: Origin::Plan,
        dedupe_key: Some(format!("plan_review {}", review.id)),
        recurrence: None,
    };
    tasks::service::raise(uow, task).await?;
    Ok(())
}

/// What is ahead of the plan follows its `nextReviewOn`; whoever wrote the plan
/// reviews it, unless somebody else is named.
pub async fn follow(uow: &UnitOfWork<'_>, plan: &care_plan::Model) -> Result<(), Problem> {
    let ahead = repository::scheduled_review(uow, plan.id).await?;
    match (plan.next_review_on, ahead) {
        (Some(day), None) => schedule(uow, plan, day, None).await,
        (Some(day), Some(review)) if review.due_on != day => {
            let patch =
                PlanReviewPatch { due_on: Some(day), reviewer_id: None, clear_fields: Vec::new() };
            let review = change(uow, &review, &patch).await?;
            uow.also(Change::updated(&review));
            Ok(())
        }
        (None, Some(review)) => call_off(uow, &review, "The plan has no next review.").await,
        _ => Ok(()),
    }
}

async fn schedule(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    day: NaiveDate,
    reviewer: Option<UserId>,
) -> Result<(), Problem> {
    let reviewer = reviewer.unwrap_or(plan.created_by);
    let reviewer = active_user(uow, reviewer).await?.map(|user| user.id);
    let review = repository::insert_review(uow, plan, None, (day, reviewer)).await?;
    uow.also(Change::created(&review).entering(review.status));
    ask_for(uow, &review).await
}

/// A task that someone else is to do, or by another day, is another task.
async fn change(
    uow: &UnitOfWork<'_>,
    current: &plan_review::Model,
    patch: &PlanReviewPatch,
) -> Result<plan_review::Model, Problem> {
    let review = repository::apply_review_patch(uow, current, patch).await?;
    if (review.due_on, review.reviewer_id) != (current.due_on, current.reviewer_id) {
        let (kind, id) = (plan_review::Model::KIND, review.id.uuid());
        tasks::service::cancel_for_subject(uow, kind, id, "The review was moved.").await?;
        ask_for(uow, &review).await?;
    }
    Ok(review)
}

async fn call_off(
    uow: &UnitOfWork<'_>,
    current: &plan_review::Model,
    why: &str,
) -> Result<(), Problem> {
    let step = rules::REVIEWS.fire(current.status, Event::Cancel)?;
    let review = repository::apply_review_step(uow, current, &step).await?;
    let (kind, id) = (plan_review::Model::KIND, review.id.uuid());
    tasks::service::cancel_for_subject(uow, kind, id, why).await?;
    let change = Change::of("cancelled", &review).by(&step);
    uow.also(change.because(None, Some(why.to_owned())));
    Ok(())
}

/// What becomes of the review that is ahead of a plan, when something becomes of the plan.
pub async fn move_with_plan(
    uow: &UnitOfWork<'_>,
    plan: CarePlanId,
    work: Work,
    why: &str,
) -> Result<(), Problem> {
    let Some(review) = repository::scheduled_review(uow, plan).await? else { return Ok(()) };
    let (kind, id) = (plan_review::Model::KIND, review.id.uuid());
    match work {
        Work::Cancel => return call_off(uow, &review, why).await,
        Work::Hold => tasks::service::hold_for_subject(uow, kind, id, why).await?,
        Work::Resume => tasks::service::resume_for_subject(uow, kind, id, why).await?,
    };
    Ok(())
}

/// The review, if it is one of this plan.
async fn of_plan(
    access: &impl Access,
    (plan_id, id): (CarePlanId, PlanReviewId),
) -> Result<plan_review::Model, Problem> {
    let review = store::find::<plan_review::Entity>(access, id).await?;
    if review.care_plan_id == plan_id { Ok(review) } else { Err(Problem::not_found()) }
}

/// Locks the plan, then the review in the version that was seen.
async fn lock_review(
    uow: &UnitOfWork<'_>,
    ids: (CarePlanId, PlanReviewId),
    seen: IfMatch,
) -> Result<(care_plan::Model, plan_review::Model), Problem> {
    of_plan(uow, ids).await?;
    let plan = store::lock_current::<care_plan::Entity>(uow, ids.0).await?;
    let review = store::lock::<plan_review::Entity>(uow, ids.1, seen).await?;
    Ok((plan, review))
}

pub async fn get_review(
    ctx: &Ctx,
    ids: (CarePlanId, PlanReviewId),
) -> Result<ReviewRecord, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, ids.0).await?;
    let review = of_plan(&reading, ids).await?;
    record(&reading, &plan, review).await
}

pub async fn list_reviews(
    ctx: &Ctx,
    plan_id: CarePlanId,
    page: PageQuery,
) -> Result<Slice<ReviewRecord>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, plan_id).await?;
    let today = repository::today(&reading).await?;
    let slice = repository::review_page(&reading, plan.id, &page).await?;
    Ok(slice.map(|review| ReviewRecord { review, plan_status: plan.status, today }))
}

pub async fn update_review(
    ctx: &Ctx,
    ids: (CarePlanId, PlanReviewId),
    seen: IfMatch,
    patch: PlanReviewPatch,
) -> Result<ReviewRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let (plan, current) = lock_review(uow, ids, seen).await?;
        if current.status != plan_review::Status::Scheduled {
            return Err(Problem::new(&rules::REVIEW_OVER).with_allowed_actions(Vec::new()));
        }
        rules::check_active(plan.status)?;
        let mut references = References::of(plan.client_id);
        references.user(uow, patch.reviewer_id, "/reviewerId".to_owned()).await?;
        let review = change(uow, &current, &patch).await?;
        let plan = if plan.next_review_on == Some(review.due_on) {
            plan
        } else {
            let plan = repository::set_next_review(uow, &plan, review.due_on).await?;
            uow.also(Change::updated(&plan));
            plan
        };
        let change = Change::updated(&review);
        Ok((record(uow, &plan, review).await?, change))
    })
    .await
}

/// Keeps what the review found, and schedules the next one with the same reviewer.
pub async fn complete_review(
    ctx: &Ctx,
    ids: (CarePlanId, PlanReviewId),
    seen: IfMatch,
    input: PlanReviewCompletion,
) -> Result<ReviewRecord, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let client_id = of_plan(uow, ids).await?.client_id;
        clients::service::require_active(uow, client_id).await?;
        let (plan, current) = lock_review(uow, ids, seen).await?;
        let step = rules::REVIEWS.fire(current.status, Event::Complete)?;
        rules::check_active(plan.status)?;
        let today = repository::today(uow).await?;
        let done_on = input.done_on.unwrap_or(today);
        let next = match input.next_review_on {
            Some(day) => day,
            None => rules::review_day(done_on, review_interval(uow, &plan).await?),
        };
        rules::check_review_days(done_on, next, today)?;
        let review =
            repository::complete_review(uow, &current, &step, &input, (done_on, next)).await?;
        let (kind, id) = (plan_review::Model::KIND, review.id.uuid());
        let types = [TaskType::PlanReview];
        tasks::service::complete_for_subject(uow, kind, id, &types, "The plan was reviewed.")
            .await?;
        let plan = repository::set_next_review(uow, &plan, next).await?;
        uow.also(Change::updated(&plan));
        schedule(uow, &plan, next, review.reviewer_id).await?;
        let change = Change::of("completed", &review).by(&step);
        Ok((record(uow, &plan, review).await?, change))
    })
    .await
}

/// Days between reviews, where the plan's template says so.
pub async fn review_interval(
    access: &impl Access,
    plan: &care_plan::Model,
) -> Result<Option<i32>, Problem> {
    let Some(id) = plan.template_id else { return Ok(None) };
    Ok(store::find::<entity::plan_template::Entity>(access, id).await?.review_after_days)
}

/// A review of this plan that was done, for an amendment that follows from it.
pub async fn done_review(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    id: PlanReviewId,
) -> Result<PlanReviewId, Problem> {
    let missing = "The plan has no such review that was done.";
    let found = of_plan(uow, (plan.id, id)).await;
    let found = found.map_err(|problem| problem.of_reference("/reviewId", missing))?;
    if found.status == plan_review::Status::Done {
        Ok(id)
    } else {
        Err(Problem::field("/reviewId", "not_done", missing))
    }
}

pub async fn review_history(
    ctx: &Ctx,
    ids: (CarePlanId, PlanReviewId),
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let review = of_plan(&reading, ids).await?;
    history::of_row(&reading, &review, &page).await
}

/// What the caller can do with the review now.
pub fn review_actions(ctx: &Ctx, record: &ReviewRecord) -> Vec<String> {
    super::if_may_write(ctx, || rules::review_actions(record.plan_status, record.review.status))
}

/// Whether the review should have been done.
pub fn is_review_overdue(record: &ReviewRecord) -> bool {
    rules::is_review_overdue(&record.review, record.today)
}
