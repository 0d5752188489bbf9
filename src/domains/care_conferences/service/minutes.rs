//! The minutes: written, signed once, and added to.

use entity::{
    CareConferenceId, CarePlanId, ConferenceDecisionId, Row, action_item, agenda_item,
    care_conference::{Entity, Event, Model},
    care_plan, caseload_review,
    conference_decision::{self as decision, DecisionType},
    conference_minutes as minutes, minutes_revision,
    task::{Origin, TaskType},
};

use super::{Record, Sight, lock_with_client, touch_with};
use crate::{
    domains::{
        care_conferences::{
            dto::{ConferenceMinutesPatch, NewConferenceMinutes, NewMinutesAddendum},
            repository,
            rules::{self, Part},
        },
        care_plans::service::{self as care_plans, AmendmentSource},
        preferences,
        tasks::service::{self as tasks, RaisedTask},
    },
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, store,
    },
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
        uow.also(Change::created(&repository::insert_revision(uow, &draft).await?));
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
        if changed.version != draft.version {
            uow.also(Change::created(&repository::insert_revision(uow, &changed).await?));
        }
        let conference = touch_with(uow, &current, (&draft, &changed)).await?;
        Ok((Record::of(uow, conference).await?, Change::updated(&changed)))
    })
    .await
}

/// The drafts as they were saved, newest first.
pub async fn minutes_revisions(
    ctx: &Ctx,
    id: CareConferenceId,
    page: PageQuery,
) -> Result<Slice<minutes_revision::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    store::find::<Entity>(&reading, id).await?;
    repository::revisions(&reading, id, &page).await
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
    Box::pin(ctx.write(Permission::SignMinutes, async |uow| {
        // Only a change of the plan needs an active client, and minds it itself.
        let (current, _) = lock_with_client(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Sign)?;
        let agenda = repository::agenda(uow, id).await?;
        close_agenda(uow, id, &agenda).await?;
        let decisions = repository::decisions(uow, id).await?;
        rules::check_amendments(&decisions)?;
        amend_plan(uow, &current, &decisions).await?;
        for item in repository::action_items(uow, id).await? {
            let private = is_private(&item, &agenda, &decisions);
            raise_task(uow, &item, private).await?;
        }
        for review in repository::reviews(uow, id).await? {
            let step = rules::REVIEW.fire(review.status, caseload_review::Event::Review)?;
            let reviewed = repository::review_step(uow, &review, &step).await?;
            uow.also(Change::of("reviewed", &reviewed).by(&step));
        }
        let draft = lock_minutes(uow, id).await?;
        let signed = repository::sign_minutes(uow, &draft).await?;
        uow.also(Change::of("signed", &signed));
        let (types, done) = ([TaskType::Document], "The minutes are signed.");
        tasks::complete_for_subject(uow, Model::KIND, id.uuid(), &types, done).await?;
        let conference = repository::apply_step(uow, &current, &step).await?;
        let change = Change::of("closed", &conference).by(&step);
        Ok((Record::of(uow, conference).await?, change))
    }))
    .await
}

/// Each topic that the signer may see needs an outcome, or was left for another
/// meeting. One that is for others stays theirs: it is left for another meeting
/// unless they have dealt with it, and the signer learns nothing of it.
async fn close_agenda(
    uow: &UnitOfWork<'_>,
    id: CareConferenceId,
    agenda: &[agenda_item::Model],
) -> Result<(), Problem> {
    let sight = Sight::into(uow, id).await?;
    let (seen, hidden): (Vec<_>, Vec<_>) =
        agenda.iter().cloned().partition(|item| sight.topic(item.id));
    rules::check_agenda(&seen)?;
    for item in hidden.iter().filter(|item| item.outcome.is_none() && !item.deferred) {
        let left = repository::defer(uow, item).await?;
        uow.also(Change::updated(&left));
    }
    Ok(())
}

/// Whether the action item belongs to a topic that only some may see.
fn is_private(
    item: &action_item::Model,
    agenda: &[agenda_item::Model],
    decisions: &[decision::Model],
) -> bool {
    let decided = decisions.iter().find(|decision| Some(decision.id) == item.decision_id);
    let topics = [item.agenda_item_id, decided.and_then(|decision| decision.agenda_item_id)];
    agenda
        .iter()
        .any(|topic| topics.contains(&Some(topic.id)) && !rules::is_open_to_staff(topic.may_see))
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
    for decision in changes {
        let plan_id = plan_to_amend(uow, conference, decision).await?;
        if let Some(client_id) = decision.client_id {
            let answers = &decision.preference_answers;
            let checked =
                preferences::service::check_answered(uow, client_id, answers, "/preferenceAnswers");
            checked.await.map_err(|problem| naming(problem, decision.id))?;
        }
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

/// The plan of the conference, or the active one of the client whom the decision
/// is about.
async fn plan_to_amend(
    uow: &UnitOfWork<'_>,
    conference: &Model,
    decision: &decision::Model,
) -> Result<CarePlanId, Problem> {
    let plan = match (conference.care_plan_id, decision.client_id) {
        (Some(id), _) => Some(store::find::<care_plan::Entity>(uow, id).await?),
        (None, Some(client_id)) => care_plans::active_plan_of(uow, client_id).await?,
        (None, None) => None,
    };
    let active = plan.filter(|plan| plan.status == care_plan::Status::Active);
    active.map(|plan| plan.id).ok_or_else(|| Problem::new(&rules::NO_PLAN))
}

/// Pointers are into this decision, or into its amendment.
fn naming(problem: Problem, decision: ConferenceDecisionId) -> Problem {
    if matches!(problem.kind().status, 409 | 422) {
        problem.with_extension("decisionId", serde_json::json!(decision))
    } else {
        problem
    }
}

async fn raise_task(
    uow: &UnitOfWork<'_>,
    item: &action_item::Model,
    private: bool,
) -> Result<(), Problem> {
    // Tasks are for everyone to see; who is to do it reads there what it is.
    let title = if private { "Follow up on a care conference" } else { item.text.as_str() };
    let task = tasks::raise(
        uow,
        RaisedTask {
            title: title.to_owned(),
            task_type: TaskType::ConferenceAction,
            client_id: item.client_id,
            subject: Some((action_item::Model::KIND, item.id.uuid())),
            priority: item.priority,
            due_on: Some(item.due_on),
            due_at: None,
            start_after: None,
            owner_id: Some(item.owner_id),
            performer_roles: Vec::new(),
            origin: Origin::Conference,
            dedupe_key: None,
            recurrence: None,
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
