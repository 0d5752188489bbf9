//! The minutes: written, signed once, and added to.

use entity::{
    CareConferenceId, ConferenceDecisionId, Row, action_item,
    care_conference::{Entity, Event, Model},
    care_plan,
    conference_decision::{self as decision, DecisionType},
    conference_minutes as minutes,
    task::{Origin, TaskType},
};

use super::{Record, lock_with_client, touch};
use crate::{
    domains::{
        care_conferences::{
            dto::{ConferenceMinutesPatch, NewConferenceMinutes, NewMinutesAddendum},
            repository,
            rules::{self, Part},
        },
        care_plans::service::{self as care_plans, AmendmentSource},
        tasks::service::{self as tasks, RaisedTask},
    },
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

pub async fn record_minutes(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewConferenceMinutes,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::RecordMinutes)?;
        let (body, plain) = (new.body.clone(), new.plain_language.clone());
        let draft = repository::insert_minutes(uow, &current, 0, body, plain).await?;
        uow.also(Change::created(&draft));
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("minuted", &conference).by(&step);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

pub async fn update_minutes(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    patch: ConferenceMinutesPatch,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_editable(Part::MinutesText, current.status)?;
        let draft = lock_minutes(uow, id).await?;
        let changed = repository::patch_minutes(uow, &draft, &patch).await?;
        let conference = touch(uow, &current).await?;
        Ok((Record::of(uow, conference).await?, Change::updated(&changed)))
    })
    .await
}

async fn lock_minutes(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
) -> Result<minutes::Model, Problem> {
    let all = repository::minutes(uow, id).await?;
    let draft = all.first().ok_or_else(Problem::not_found)?;
    store::lock_current::<minutes::Entity>(uow, draft.id).await
}

/// Signs the minutes, and makes what they say so: plans are amended and tasks
/// raised in the same transaction, or nothing is signed.
pub async fn sign(ctx: &Ctx, id: CareConferenceId, seen: IfMatch) -> Result<Record, Problem> {
    ctx.write(Permission::SignMinutes, async |uow| {
        // Only a change of the plan needs an active client, and minds it itself.
        let (current, _) = lock_with_client(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Sign)?;
        rules::check_agenda(&repository::agenda(uow, id).await?)?;
        let decisions = repository::decisions(uow, id).await?;
        rules::check_amendments(&decisions)?;
        amend_plan(uow, &current, &decisions).await?;
        for item in repository::action_items(uow, id).await? {
            raise_task(uow, &current, &item).await?;
        }
        let draft = lock_minutes(uow, id).await?;
        let signed = repository::sign_minutes(uow, &draft).await?;
        uow.also(Change::of("signed", &signed));
        let (types, done) = ([TaskType::Document], "The minutes are signed.");
        tasks::complete_for_subject(uow, Model::KIND, id.uuid(), &types, done).await?;
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("closed", &conference).by(&step);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}

/// Makes each decided amendment, in the order of the decisions.
async fn amend_plan(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    decisions: &[decision::Model],
) -> Result<(), Problem> {
    let is_change =
        |decision: &&decision::Model| decision.decision_type == DecisionType::PlanChange;
    let changes: Vec<_> = decisions.iter().filter(is_change).collect();
    if changes.is_empty() {
        return Ok(());
    }
    // Who signs changes the plan, and so must be allowed to.
    uow.ctx().authorize(Permission::WriteCarePlans)?;
    let plan = match conference.care_plan_id {
        Some(id) => Some(store::find::<care_plan::Entity>(uow, id).await?),
        None => care_plans::active_plan_of(uow, conference.client_id).await?,
    };
    let plan_id = plan.filter(|plan| plan.status == care_plan::Status::Active).map(|plan| plan.id);
    let plan_id = plan_id.ok_or_else(|| Problem::new(&rules::NO_PLAN))?;
    for decision in changes {
        let text = decision.amendment.as_deref().unwrap_or_default();
        let amendment = serde_json::from_str(text)
            .map_err(|_| Problem::internal("a stored amendment cannot be read"))?;
        let source = AmendmentSource::Conference(conference.id.uuid());
        let amended = care_plans::amend_within(uow, plan_id, &amendment, source).await;
        let plan = amended.map_err(|problem| naming(problem, decision.id))?;
        let number = plan.current_version;
        let noted = repository::note_amendment(uow, decision, plan.id, number).await?;
        uow.also(Change::of("carried_out", &noted));
    }
    Ok(())
}

/// Pointers of a refused amendment are into the amendment of this decision.
fn naming(problem: Problem, decision: ConferenceDecisionId) -> Problem {
    if matches!(problem.kind().status, 409 | 422) {
        problem.with_extension("decisionId", serde_json::json!(decision))
    } else {
        problem
    }
}

async fn raise_task(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    item: &action_item::Model,
) -> Result<(), Problem> {
    let task = tasks::raise(
        uow,
        RaisedTask {
            title: item.text.clone(),
            task_type: TaskType::ConferenceAction,
            client_id: Some(conference.client_id),
            subject: Some((action_item::Model::KIND, item.id.uuid())),
            priority: item.priority,
            due_on: Some(item.due_on),
            due_at: None,
            owner_id: Some(item.owner_id),
            performer_roles: Vec::new(),
            origin: Origin::Conference,
            dedupe_key: None,
        },
    )
    .await?;
    let noted = repository::note_task(uow, item, task.id).await?;
    uow.also(Change::of("raised", &noted));
    Ok(())
}

/// Adds to signed minutes, whose own text stays.
pub async fn addend(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    new: NewMinutesAddendum,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Addend)?;
        let earlier = repository::minutes(uow, id).await?;
        let number = i32::try_from(earlier.len()).unwrap_or(i32::MAX);
        rules::check_room(earlier.len())?;
        let body = new.body.clone();
        let addendum = repository::insert_minutes(uow, &current, number, body, None).await?;
        uow.also(Change::created(&addendum));
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("addended", &conference).by(&step);
        Ok((Record::of(uow, conference).await?, change))
    })
    .await
}
