//! Rows of `plan_review` and `plan_acknowledgement`.

use chrono::NaiveDate;
use entity::{
    CarePlanId, JsonText, PlanAcknowledgementId, PlanReviewId, Row, Timestamp, UserId, Uuid,
    care_plan,
    plan_acknowledgement::{self as acknowledgement, Agreement, Method, Party},
    plan_review::{ActiveModel, Column, Entity, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    super::dto::{
        PlanAcknowledgementFilter, PlanReviewClearableField, PlanReviewCompletion, PlanReviewPatch,
    },
    today,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "dueOn", column: Column::DueOn }];

/// A review, with what its view needs to know of the plan and the day.
#[derive(Clone, Debug)]
pub struct ReviewRecord {
    pub review: Model,
    pub plan_status: care_plan::Status,
    pub today: NaiveDate,
}

impl Shown for ReviewRecord {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        self.review.id.uuid()
    }
    fn version(&self) -> i64 {
        self.review.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        let review = store::find::<Entity>(access, id).await?;
        let plan = store::find::<care_plan::Entity>(access, review.care_plan_id).await?;
        Ok(Self { review, plan_status: plan.status, today: today(access).await? })
    }
}

pub async fn insert_review(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    id: Option<PlanReviewId>,
    (due_on, reviewer_id): (NaiveDate, Option<UserId>),
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(id)),
        care_plan_id: Set(plan.id),
        client_id: Set(plan.client_id),
        due_on: Set(due_on),
        reviewer_id: Set(reviewer_id),
        done_on: Set(None),
        participants: Set(JsonText(Vec::new())),
        effectiveness: Set(None),
        changes_needed: Set(None),
        summary: Set(None),
        next_review_on: Set(None),
        status: Set(Status::Scheduled),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

/// The review that is ahead of the plan, if there is one.
pub async fn scheduled_review(
    access: &impl Access,
    plan: CarePlanId,
) -> Result<Option<Model>, Problem> {
    let condition = Condition::all().add(Column::CarePlanId.eq(plan));
    let condition = condition.add(Column::Status.eq(Status::Scheduled));
    Ok(store::all::<Entity>(access, condition, &[]).await?.into_iter().next())
}

pub async fn apply_review_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &PlanReviewPatch,
) -> Result<Model, Problem> {
    let cleared = patch.clear_fields.contains(&PlanReviewClearableField::ReviewerId);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.due_on, patch.due_on);
        store::set_or_clear(&mut row.reviewer_id, patch.reviewer_id, cleared);
    })
    .await
}

pub async fn apply_review_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}

/// Keeps what the review found; whoever recorded it did it, if nobody else was named.
pub async fn complete_review(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    input: &PlanReviewCompletion,
    (done_on, next): (NaiveDate, NaiveDate),
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.done_on = Set(Some(done_on));
        row.participants = Set(JsonText(input.participants.clone()));
        row.effectiveness = Set(Some(input.effectiveness));
        row.changes_needed = Set(Some(input.changes_needed));
        row.summary = Set(input.summary.clone());
        row.next_review_on = Set(Some(next));
    })
    .await
}

pub async fn review_page(
    access: &impl Access,
    plan: CarePlanId,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let condition = Condition::all().add(Column::CarePlanId.eq(plan));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// What is acknowledged, by whom, and how.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    pub id: Option<PlanAcknowledgementId>,
    pub version_number: i32,
    pub party: Party,
    pub user_id: Option<UserId>,
    pub agreement: Option<Agreement>,
    pub method: Method,
    pub at: Option<Timestamp>,
    pub comment: Option<String>,
    pub signed_by: Option<String>,
    pub signature_reference: Option<String>,
    pub copy_given: Option<bool>,
    pub copy_language: Option<String>,
}

pub async fn insert_acknowledgement(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    new: Acknowledged,
) -> Result<acknowledgement::Model, Problem> {
    let mut row = acknowledgement::ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        care_plan_id: Set(plan.id),
        client_id: Set(plan.client_id),
        version_number: Set(new.version_number),
        party: Set(new.party),
        user_id: Set(new.user_id),
        agreement: Set(new.agreement),
        method: Set(new.method),
        acknowledged_at: Set(new.at.unwrap_or(uow.now())),
        comment: Set(new.comment),
        signed_by: Set(new.signed_by),
        signature_reference: Set(new.signature_reference),
        copy_given: Set(new.copy_given),
        copy_language: Set(new.copy_language),
        ..Default::default()
    };
    store::stamp::<acknowledgement::Entity>(uow, &mut row);
    store::insert::<acknowledgement::Entity>(uow, row).await
}

/// All that was ever acknowledged of the plan, oldest first.
pub async fn acknowledgements(
    access: &impl Access,
    plan: CarePlanId,
) -> Result<Vec<acknowledgement::Model>, Problem> {
    use acknowledgement::{Column, Entity};
    let condition = Condition::all().add(Column::CarePlanId.eq(plan));
    store::all::<Entity>(access, condition, &[Column::AcknowledgedAt, Column::CreatedAt]).await
}

pub async fn acknowledgement_page(
    access: &impl Access,
    plan: CarePlanId,
    filter: &PlanAcknowledgementFilter,
    page: &PageQuery,
) -> Result<Slice<acknowledgement::Model>, Problem> {
    use acknowledgement::{Column, Entity};
    let condition = Condition::all()
        .add(Column::CarePlanId.eq(plan))
        .add_option(filter.version_number.map(|number| Column::VersionNumber.eq(number)))
        .add_option(filter.party.map(|party| Column::Party.eq(party)));
    store::page::<Entity>(access, condition, &[], page).await
}
