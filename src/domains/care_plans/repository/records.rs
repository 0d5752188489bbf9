//! A plan with its parts, and a part with the plan that it belongs to.

use chrono::NaiveDate;
use entity::{
    CarePlanId, Code, Id, Resource, Row, Timestamp, Uuid, care_plan, goal, goal_barrier,
    goal_progress, intervention, plan_acknowledgement, plan_problem, plan_template, plan_version,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ModelTrait, Value, sea_query::ValueType};

use crate::{
    domains::agencies,
    platform::{Access, Problem, Shown, UnitOfWork, store},
};

/// A plan and the parts that it has now, oldest first.
#[derive(Clone, Debug)]
pub struct CarePlanRecord {
    pub plan: care_plan::Model,
    pub problems: Vec<plan_problem::Model>,
    pub goals: Vec<goal::Model>,
    pub interventions: Vec<intervention::Model>,
    pub barriers: Vec<goal_barrier::Model>,
    /// The day that it is where the agency is.
    pub today: NaiveDate,
}

/// A plan without its parts, as lists show it.
pub struct CarePlanOutline {
    pub plan: care_plan::Model,
    /// The day that it is where the agency is.
    pub today: NaiveDate,
}

/// One part, with the plan whose version counts for it.
pub struct PartRecord<E: Part> {
    pub plan: care_plan::Model,
    pub part: E::Model,
    /// Where the part is a goal: what stands in its way.
    pub barriers: Vec<goal_barrier::Model>,
}

impl<E: Part> PartRecord<E> {
    pub async fn of(
        access: &impl Access,
        plan: care_plan::Model,
        part: E::Model,
    ) -> Result<Self, Problem> {
        let barriers = if <E::Model as Row>::KIND == <goal::Model as Row>::KIND {
            barriers_of(access, part.id()).await?
        } else {
            Vec::new()
        };
        Ok(Self { plan, part, barriers })
    }
}

async fn barriers_of(
    access: &impl Access,
    goal: Uuid,
) -> Result<Vec<goal_barrier::Model>, Problem> {
    use goal_barrier::{Column, Entity};
    let condition = Condition::all().add(Column::GoalId.eq(goal)).add(Column::RemovedAt.is_null());
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

/// A table whose rows belong to plans.
pub trait Part: Resource {
    type Status: Code + Into<Value>;

    const CARE_PLAN_ID: Self::Column;
    const STATUS: Self::Column;
    const REMOVED_AT: Self::Column;

    fn care_plan_id(row: &Self::Model) -> CarePlanId {
        CarePlanId::expect(row.get(Self::CARE_PLAN_ID), "a part knows its plan")
    }
    /// Whether it is in the plan no more.
    fn is_removed(row: &Self::Model) -> bool {
        row.get(Self::REMOVED_AT) != Option::<Timestamp>::None.into()
    }
}

impl Part for plan_problem::Entity {
    type Status = plan_problem::Status;

    const CARE_PLAN_ID: plan_problem::Column = plan_problem::Column::CarePlanId;
    const STATUS: plan_problem::Column = plan_problem::Column::Status;
    const REMOVED_AT: plan_problem::Column = plan_problem::Column::RemovedAt;
}

impl Part for goal::Entity {
    type Status = goal::Status;

    const CARE_PLAN_ID: goal::Column = goal::Column::CarePlanId;
    const STATUS: goal::Column = goal::Column::Status;
    const REMOVED_AT: goal::Column = goal::Column::RemovedAt;
}

impl Part for intervention::Entity {
    type Status = intervention::Status;

    const CARE_PLAN_ID: intervention::Column = intervention::Column::CarePlanId;
    const STATUS: intervention::Column = intervention::Column::Status;
    const REMOVED_AT: intervention::Column = intervention::Column::RemovedAt;
}

impl Part for goal_barrier::Entity {
    type Status = goal_barrier::Status;

    const CARE_PLAN_ID: goal_barrier::Column = goal_barrier::Column::CarePlanId;
    const STATUS: goal_barrier::Column = goal_barrier::Column::Status;
    const REMOVED_AT: goal_barrier::Column = goal_barrier::Column::RemovedAt;
}

/// The part, if it is in this plan.
pub async fn part_of<E: Part>(
    access: &impl Access,
    plan: CarePlanId,
    id: Id<E>,
) -> Result<E::Model, Problem> {
    let part = store::find::<E>(access, id).await?;
    if E::care_plan_id(&part) != plan || E::is_removed(&part) {
        return Err(Problem::not_found());
    }
    Ok(part)
}

/// The parts of one kind that the plan has now, oldest first.
async fn parts<E: Part>(access: &impl Access, plan: CarePlanId) -> Result<Vec<E::Model>, Problem> {
    let condition = Condition::all().add(E::CARE_PLAN_ID.eq(plan)).add(E::REMOVED_AT.is_null());
    store::all::<E>(access, condition, &[E::CREATED_AT]).await
}

/// The day that it is where the agency is.
pub async fn today(access: &impl Access) -> Result<NaiveDate, Problem> {
    Ok(agencies::service::calendar(access).await?.day_of(access.ctx().now()))
}

/// The plan with its parts.
pub async fn load(access: &impl Access, plan: care_plan::Model) -> Result<CarePlanRecord, Problem> {
    let problems = parts::<plan_problem::Entity>(access, plan.id).await?;
    let goals = parts::<goal::Entity>(access, plan.id).await?;
    let interventions = parts::<intervention::Entity>(access, plan.id).await?;
    let barriers = parts::<goal_barrier::Entity>(access, plan.id).await?;
    let today = today(access).await?;
    Ok(CarePlanRecord { plan, problems, goals, interventions, barriers, today })
}

/// Takes the part out of the plan, in the status that it came to if it came to
/// one; earlier versions still show it.
pub async fn remove<E: Part>(
    uow: &UnitOfWork<'_>,
    current: &E::Model,
    status: Option<E::Status>,
) -> Result<E::Model, Problem> {
    store::update::<E>(uow, current, |row| {
        if let Some(status) = status {
            row.set(E::STATUS, status.into());
        }
        row.set(E::REMOVED_AT, Some(uow.now()).into());
    })
    .await
}

impl Shown for CarePlanRecord {
    const KIND: &'static str = <care_plan::Model as Row>::KIND;

    fn id(&self) -> Uuid {
        self.plan.id.uuid()
    }
    fn version(&self) -> i64 {
        self.plan.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        let plan = store::find::<care_plan::Entity>(access, id).await?;
        load(access, plan).await
    }
}

impl<E: Part> Shown for PartRecord<E> {
    const KIND: &'static str = <E::Model as Row>::KIND;

    fn id(&self) -> Uuid {
        self.part.id()
    }
    fn version(&self) -> i64 {
        self.plan.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        let part = store::find::<E>(access, id).await?;
        if E::is_removed(&part) {
            return Err(Problem::not_found());
        }
        let plan = store::find::<care_plan::Entity>(access, E::care_plan_id(&part)).await?;
        Self::of(access, plan, part).await
    }
}

impl Shown for goal_progress::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }
    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<goal_progress::Entity>(access, id).await
    }
}

impl Shown for plan_version::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }
    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<plan_version::Entity>(access, id).await
    }
}

impl Shown for plan_acknowledgement::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }
    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<plan_acknowledgement::Entity>(access, id).await
    }
}

impl Shown for plan_template::Model {
    const KIND: &'static str = <Self as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }
    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<plan_template::Entity>(access, id).await
    }
}
