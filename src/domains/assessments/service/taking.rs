//! Planning and taking an assessment, up to its completion.

use chrono::NaiveDate;
use entity::{
    AssessmentId, ClientId, UserId,
    assessment::{Entity, Event, Model, Status},
};

use super::{
    super::{
        dto::{
            AnswerInput, AssessmentCompletion, AssessmentMiss, AssessmentPatch, AssessmentStop,
            NewAssessment,
        },
        instrument::Instrument,
        repository::{self, AssessmentRecord},
        rules, scoring,
    },
    circumstances, fire, flags, instruments,
};
use crate::{
    domains::{agencies, clients, identity},
    platform::{Access, Change, Ctx, IfMatch, Permission, Problem, UnitOfWork, store},
};

pub async fn create(
    ctx: &Ctx,
    client_id: ClientId,
    new: NewAssessment,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        clients::service::require_active(uow, client_id).await?;
        let instrument = instruments::to_take(uow, &new).await?;
        rules::check_respondent(new.respondent, &instrument)?;
        check_interviewer(uow, new.interviewer_id).await?;
        rules::check_past("/startedAt", new.started_at, None, uow.now())?;
        let today = repository::today(uow).await?;
        rules::check_component_days(&new.component_dates, today)?;
        let day = match rules::first_status(&new) {
            Status::Planned => new.due_on.unwrap_or(today),
            _ => today,
        };
        let reason = new.interval_override_reason.as_deref();
        check_interval(uow, client_id, &instrument, day, reason).await?;
        let row = repository::insert(uow, client_id, &new, &instrument).await?;
        let change = Change::created(&row).entering(row.status);
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

async fn check_interviewer(
    uow: &UnitOfWork<'_>,
    interviewer: Option<UserId>,
) -> Result<(), Problem> {
    let Some(id) = interviewer else { return Ok(()) };
    let missing = "There is no such active user.";
    let found = identity::service::require_user(uow, id).await;
    found.map(|_| ()).map_err(|problem| problem.of_reference("/interviewerId", missing))
}

async fn check_interval(
    access: &impl Access,
    client_id: ClientId,
    instrument: &Instrument,
    day: NaiveDate,
    reason: Option<&str>,
) -> Result<(), Problem> {
    if instrument.min_interval_days.is_none() || reason.is_some() {
        return Ok(());
    }
    let calendar = agencies::service::calendar(access).await?;
    let last = repository::last_taken(access, client_id, &instrument.code).await?;
    let last = last.map(|at| calendar.day_of(at));
    rules::check_interval(last, instrument.min_interval_days, day, reason)
}

pub async fn update(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    patch: AssessmentPatch,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        rules::check_open(current.status)?;
        rules::check_stays_planned(current.status, &patch)?;
        let record = repository::with_parts(uow, current.clone()).await?;
        if let Some(respondent) = patch.respondent {
            rules::check_respondent(respondent, &record.instrument)?;
        }
        check_interviewer(uow, patch.interviewer_id).await?;
        let parts = patch.component_dates.as_deref().unwrap_or_default();
        rules::check_component_days(parts, record.today)?;
        let row = repository::apply_patch(uow, &current, &patch).await?;
        let change = Change::updated(&row);
        Ok((AssessmentRecord { row, ..record }, change))
    })
    .await
}

pub async fn start(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(uow, &current, Event::Start).await?;
        let record = repository::with_parts(uow, current).await?;
        let reason = record.row.interval_override_reason.as_deref();
        let (client, instrument) = (record.row.client_id, &record.instrument);
        check_interval(uow, client, instrument, record.today, reason).await?;
        let row = repository::start(uow, &record.row, &step).await?;
        let change = Change::of("started", &row).by(&step);
        Ok((AssessmentRecord { row, ..record }, change))
    })
    .await
}

pub async fn stop(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentStop,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(uow, &current, Event::Stop).await?;
        let row = repository::stop(uow, &current, &step, &input.reason).await?;
        let change =
            Change::of("stopped", &row).by(&step).because(None, Some(input.reason.clone()));
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

/// A planned assessment was not taken by its day.
pub async fn mark_missed(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentMiss,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(uow, &current, Event::MarkMissed).await?;
        rules::check_late(&current, repository::today(uow).await?)?;
        let row = repository::miss(uow, &current, &step, input.reason.as_deref()).await?;
        let change = Change::of("missed", &row).by(&step).because(None, input.reason.clone());
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

/// Saves one answer. The same answer again leaves the assessment at its version, so that a phone
/// may repeat what it is not sure of.
pub async fn save_answer(
    ctx: &Ctx,
    id: AssessmentId,
    link_id: &str,
    input: AnswerInput,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let (current, instrument) = of_item(uow, id, link_id).await?;
        let response = response(&input, &instrument, link_id, "")?;
        change_answer(uow, current, link_id, Some(response)).await
    })
    .await
}

/// The answer that the input gives to the item; `place` is where in the body it is.
pub(super) fn response(
    input: &AnswerInput,
    instrument: &Instrument,
    link_id: &str,
    place: &str,
) -> Result<scoring::Response, Problem> {
    let response = rules::response(input)
        .ok_or_else(|| Problem::internal("the answer's check has not run"))?;
    if let scoring::Response::Value(value) = &response {
        scoring::check_answer(instrument, link_id, value)
            .map_err(|error| rules::answer_problem(error, input.value_type, place))?;
    }
    Ok(response)
}

/// The assessment, locked, which has such an item and takes answers.
async fn of_item(
    uow: &UnitOfWork<'_>,
    id: AssessmentId,
    link_id: &str,
) -> Result<(Model, std::sync::Arc<Instrument>), Problem> {
    let current = store::lock_current::<Entity>(uow, id).await?;
    let known = repository::Known::of(uow, [current.instrument_code.as_str()]).await?;
    let instrument = known.of_assessment(&current)?;
    instrument.item(link_id).ok_or_else(Problem::not_found)?;
    rules::check_in_progress(current.status)?;
    Ok((current, instrument))
}

/// Takes an answer back. Where there is none, nothing changes.
pub async fn delete_answer(
    ctx: &Ctx,
    id: AssessmentId,
    link_id: &str,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let (current, _) = of_item(uow, id, link_id).await?;
        change_answer(uow, current, link_id, None).await
    })
    .await
}

async fn change_answer(
    uow: &UnitOfWork<'_>,
    current: Model,
    link_id: &str,
    response: Option<scoring::Response>,
) -> Result<(AssessmentRecord, Change), Problem> {
    let known = repository::answer_row(uow, &current, link_id).await?;
    let before = known.as_ref().and_then(|row| row.response.as_ref()).map(|kept| &kept.0);
    let row = if before == response.as_ref() {
        current
    } else {
        repository::write_answer(uow, &current, link_id, known.as_ref(), response).await?;
        repository::touch(uow, &current).await?
    };
    let change = Change::of("answered", &row);
    Ok((repository::with_parts(uow, row).await?, change))
}

/// Scores the assessment and raises its flags, all in one transaction.
pub async fn complete(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentCompletion,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(uow, &current, Event::Complete).await?;
        let record = repository::with_parts(uow, current).await?;
        rules::check_past("/completedAt", input.completed_at, record.row.started_at, uow.now())?;
        rules::check_reported(&record.instrument, &input.reported_scores)?;
        let answers = rules::answers(&record.answers);
        let missing = scoring::check_complete(&record.instrument, &answers);
        if !missing.is_empty() {
            return Err(rules::incomplete(&missing));
        }
        let about = circumstances(uow, record.row.client_id).await?;
        let outcome = scoring::score(&record.instrument, &answers, about);
        let mismatch = rules::is_mismatch(&input.reported_scores, &outcome.scores);
        let at = input.completed_at.unwrap_or(uow.now());
        let row = repository::complete(uow, &record.row, &step, at, mismatch).await?;
        let record =
            flags::insert_results(uow, AssessmentRecord { row, ..record }, &outcome, &[]).await?;
        let change = Change::of("completed", &record.row).by(&step).effective(at);
        Ok((record, change))
    })
    .await
}
