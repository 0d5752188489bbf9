//! A plan with its parts, and a part with the plan that it belongs to.

use entity::{
    CarePlanId, Code, Id, Resource, Row, Uuid, care_plan, goal, goal_progress, intervention,
    plan_problem, plan_version,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, Value};

use crate::platform::{Access, Problem, Shown, UnitOfWork, store};

/// A plan and the parts that it has now, oldest first.
#[derive(Clone, Debug)]
pub struct CarePlanRecord {
    pub plan: care_plan::Model,
    pub problems: Vec<plan_problem::Model>,
    pub goals: Vec<goal::Model>,
    pub interventions: Vec<intervention::Model>,
}

/// One part, with the plan whose version counts for it.
pub struct PartRecord<E: Part> {
    pub plan: care_plan::Model,
    pub part: E::Model,
}

/// A table whose rows belong to plans.
pub trait Part: Resource {
    type Status: Code + Into<Value>;

    const CARE_PLAN_ID: Self::Column;
    const STATUS: Self::Column;
    const REMOVED_AT: Self::Column;

    fn care_plan_id(row: &Self::Model) -> CarePlanId;
    /// Whether it is in the plan no more.
    fn is_removed(row: &Self::Model) -> bool;
}

impl Part for plan_problem::Entity {
    type Status = plan_problem::Status;

    const CARE_PLAN_ID: plan_problem::Column = plan_problem::Column::CarePlanId;
    const STATUS: plan_problem::Column = plan_problem::Column::Status;
    const REMOVED_AT: plan_problem::Column = plan_problem::Column::RemovedAt;

    fn care_plan_id(row: &plan_problem::Model) -> CarePlanId {
        row.care_plan_id
    }
    fn is_removed(row: &plan_problem::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for goal::Entity {
    type Status = goal::Status;

    const CARE_PLAN_ID: goal::Column = goal::Column::CarePlanId;
    const STATUS: goal::Column = goal::Column::Status;
    const REMOVED_AT: goal::Column = goal::Column::RemovedAt;

    fn care_plan_id(row: &goal::Model) -> CarePlanId {
        row.care_plan_id
    }
    fn is_removed(row: &goal::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for intervention::Entity {
    type Status = intervention::Status;

    const CARE_PLAN_ID: intervention::Column = intervention::Column::CarePlanId;
    const STATUS: intervention::Column = intervention::Column::Status;
    const REMOVED_AT: intervention::Column = intervention::Column::RemovedAt;

    fn care_plan_id(row: &intervention::Model) -> CarePlanId {
        row.care_plan_id
    }
    fn is_removed(row: &intervention::Model) -> bool {
        row.removed_at.is_some()
    }
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

/// The plan with its parts.
pub async fn load(access: &impl Access, plan: care_plan::Model) -> Result<CarePlanRecord, Problem> {
    let problems = parts::<plan_problem::Entity>(access, plan.id).await?;
    let goals = parts::<goal::Entity>(access, plan.id).await?;
    let interventions = parts::<intervention::Entity>(access, plan.id).await?;
    Ok(CarePlanRecord { plan, problems, goals, interventions })
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
        Ok(Self { plan, part })
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
