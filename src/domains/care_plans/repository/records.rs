//! A plan with its parts, and a part with the plan that it belongs to.

use entity::{
    CarePlanId, Resource, Row, Uuid, care_plan, goal, goal_progress, intervention, plan_problem,
    plan_version,
};
use sea_orm::{ColumnTrait, Condition};

use crate::platform::{Access, Problem, Shown, store};

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
    fn care_plan_id(row: &Self::Model) -> CarePlanId;
    /// Whether it is in the plan no more.
    fn is_removed(row: &Self::Model) -> bool;
}

impl Part for plan_problem::Entity {
    fn care_plan_id(row: &plan_problem::Model) -> CarePlanId {
        row.care_plan_id
    }
    fn is_removed(row: &plan_problem::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for goal::Entity {
    fn care_plan_id(row: &goal::Model) -> CarePlanId {
        row.care_plan_id
    }
    fn is_removed(row: &goal::Model) -> bool {
        row.removed_at.is_some()
    }
}

impl Part for intervention::Entity {
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
    id: impl Into<sea_orm::Value>,
) -> Result<E::Model, Problem> {
    let part = store::find::<E>(access, id).await?;
    if E::care_plan_id(&part) != plan || E::is_removed(&part) {
        return Err(Problem::not_found());
    }
    Ok(part)
}

/// The plan with its parts.
pub async fn load(access: &impl Access, plan: care_plan::Model) -> Result<CarePlanRecord, Problem> {
    let problems = {
        use plan_problem::{Column, Entity};
        let condition =
            Condition::all().add(Column::CarePlanId.eq(plan.id)).add(Column::RemovedAt.is_null());
        store::all::<Entity>(access, condition, &[Column::CreatedAt]).await?
    };
    let goals = {
        use goal::{Column, Entity};
        let condition =
            Condition::all().add(Column::CarePlanId.eq(plan.id)).add(Column::RemovedAt.is_null());
        store::all::<Entity>(access, condition, &[Column::CreatedAt]).await?
    };
    let interventions = {
        use intervention::{Column, Entity};
        let condition =
            Condition::all().add(Column::CarePlanId.eq(plan.id)).add(Column::RemovedAt.is_null());
        store::all::<Entity>(access, condition, &[Column::CreatedAt]).await?
    };
    Ok(CarePlanRecord { plan, problems, goals, interventions })
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
