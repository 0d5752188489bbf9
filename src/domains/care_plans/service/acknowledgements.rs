//! Who has taken note of a version of a plan, and what the client says to it.

use entity::{
    CarePlanId, PlanAcknowledgementId, care_plan,
    plan_acknowledgement::{self, Method, Party},
};

use super::super::{
    dto::{
        AcknowledgementStatus, NewClientAgreement, NewPlanAcknowledgement,
        PlanAcknowledgementFilter,
    },
    repository::{self, Acknowledged, CarePlanRecord},
    rules,
};
use crate::{
    domains::identity,
    platform::{Access, Change, Ctx, PageQuery, Permission, Problem, Slice, UnitOfWork, store},
};

/// Notes that the caller has taken note of a version.
pub async fn acknowledge(
    ctx: &Ctx,
    plan_id: CarePlanId,
    new: NewPlanAcknowledgement,
) -> Result<plan_acknowledgement::Model, Problem> {
    ctx.write(Permission::AcknowledgeCarePlans, async |uow| {
        let (plan, version_number) = agreed(uow, plan_id, new.version_number).await?;
        // A program takes note of nothing: people do.
        identity::service::require_user(uow, uow.actor())
            .await
            .map_err(|problem| problem.of_reference("", "Only a user can take note of a plan."))?;
        let acknowledged = Acknowledged {
            id: new.id,
            version_number,
            party: Party::TeamMember,
            user_id: Some(uow.actor()),
            agreement: None,
            method: new.method.unwrap_or(Method::Electronic),
            at: None,
            comment: new.comment.clone(),
            signed_by: None,
            signature_reference: None,
            copy_given: None,
            copy_language: None,
        };
        keep(uow, &plan, acknowledged).await
    })
    .await
}

/// Notes what the client says to a version.
pub async fn record_agreement(
    ctx: &Ctx,
    plan_id: CarePlanId,
    new: NewClientAgreement,
) -> Result<plan_acknowledgement::Model, Problem> {
    ctx.write(Permission::WriteCarePlans, async |uow| {
        let (plan, version_number) = agreed(uow, plan_id, new.version_number).await?;
        if new.acknowledged_at.is_some_and(|at| at > uow.now()) {
            let detail = "Not after the present time.";
            return Err(Problem::field("/acknowledgedAt", "in_future", detail));
        }
        let acknowledged = Acknowledged {
            id: new.id,
            version_number,
            party: Party::Client,
            user_id: None,
            agreement: Some(new.agreement),
            method: new.method,
            at: new.acknowledged_at,
            comment: new.comment.clone(),
            signed_by: new.signed_by.clone(),
            signature_reference: new.signature_reference.clone(),
            copy_given: Some(new.copy_given),
            copy_language: new.copy_language.clone(),
        };
        keep(uow, &plan, acknowledged).await
    })
    .await
}

/// The plan, held as it is, with the number of the version that is meant.
async fn agreed(
    uow: &UnitOfWork<'_>,
    plan_id: CarePlanId,
    number: Option<i32>,
) -> Result<(care_plan::Model, i32), Problem> {
    let plan = store::hold::<care_plan::Entity>(uow, plan_id).await?;
    if plan.current_version == 0 {
        return Err(Problem::new(&rules::NO_VERSION));
    }
    let number = number.unwrap_or(plan.current_version);
    if number > plan.current_version {
        let detail = "The plan has no such version.";
        return Err(Problem::field("/versionNumber", "not_found", detail));
    }
    Ok((plan, number))
}

async fn keep(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    acknowledged: Acknowledged,
) -> Result<(plan_acknowledgement::Model, Change), Problem> {
    let row = repository::insert_acknowledgement(uow, plan, acknowledged).await?;
    let change = Change::created(&row);
    Ok((row, change))
}

pub async fn get_acknowledgement(
    ctx: &Ctx,
    (plan_id, id): (CarePlanId, PlanAcknowledgementId),
) -> Result<plan_acknowledgement::Model, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let found = store::find::<plan_acknowledgement::Entity>(&reading, id).await?;
    if found.care_plan_id == plan_id { Ok(found) } else { Err(Problem::not_found()) }
}

pub async fn list_acknowledgements(
    ctx: &Ctx,
    plan_id: CarePlanId,
    filter: PlanAcknowledgementFilter,
    page: PageQuery,
) -> Result<Slice<plan_acknowledgement::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, plan_id).await?;
    repository::acknowledgement_page(&reading, plan.id, &filter, &page).await
}

/// Who has taken note of the current version, and who has not.
pub async fn acknowledgement_status(
    ctx: &Ctx,
    plan_id: CarePlanId,
) -> Result<AcknowledgementStatus, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let plan = store::find::<care_plan::Entity>(&reading, plan_id).await?;
    let record = repository::load(&reading, plan).await?;
    status(&reading, &record).await
}

async fn status(
    access: &impl Access,
    record: &CarePlanRecord,
) -> Result<AcknowledgementStatus, Problem> {
    let plan = &record.plan;
    let review = repository::scheduled_review(access, plan.id).await?;
    let team = rules::team(&record.goals, &record.interventions, review.as_ref());
    let known = repository::acknowledgements(access, plan.id).await?;
    Ok(rules::acknowledgement_status((plan.id, plan.current_version), &team, &known))
}

/// Whether the client has a copy of the current version.
pub async fn has_copy(access: &impl Access, record: &CarePlanRecord) -> Result<bool, Problem> {
    let status = status(access, record).await?;
    Ok(record.plan.current_version > 0 && status.client.copy_given)
}
