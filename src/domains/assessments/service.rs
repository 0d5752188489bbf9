//! What can be done with assessments. REST handlers and other domains come through here, so
//! permissions and rules are checked here.

use std::collections::BTreeMap;

use entity::{
    AssessmentFlagId, AssessmentId, ClientId, Row,
    assessment::{Entity, Event, Model, Status},
    assessment_flag::{self, Severity},
    assessment_score,
    task::{Origin, Priority, TaskType},
    transition,
    user_account::Role,
};

use super::{
    dto::{
        AnswerInput, AssessmentCompletion, AssessmentFilter, AssessmentReview, AssessmentStop,
        AssessmentSummary, ClientAssessmentFilter, FlagAcknowledgement, NewAssessment, Number,
        ScoreFilter, ScoreSummary,
    },
    instrument::{self, Instrument},
    repository, rules, scoring,
};
pub use super::{
    repository::{AssessmentOutline, AssessmentRecord},
    suggestion::Suggestion,
};
use crate::{
    domains::{
        clients,
        tasks::{self, dto::RaisedTask},
    },
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, history,
        store,
    },
};

/// The newest version of each instrument, by code.
pub fn instruments(ctx: &Ctx) -> Result<Vec<&'static Instrument>, Problem> {
    ctx.authorize(Permission::ReadAssessments)?;
    Ok(instrument::newest())
}

/// The instrument with its wording, if the licence lets the agency have it.
pub fn instrument(
    ctx: &Ctx,
    code: &str,
    version: Option<&str>,
) -> Result<&'static Instrument, Problem> {
    ctx.authorize(Permission::ReadAssessments)?;
    let found = instrument::find(code, version).ok_or_else(Problem::not_found)?;
    rules::check_licence(found)?;
    Ok(found)
}

/// The instrument of an assessment, in the version that it began with.
pub fn instrument_of(assessment: &Model) -> Result<&'static Instrument, Problem> {
    let version = Some(assessment.instrument_version.as_str());
    instrument::find(&assessment.instrument_code, version)
        .ok_or_else(|| Problem::internal("an assessment's instrument is no longer embedded"))
}

pub async fn create(
    ctx: &Ctx,
    client_id: ClientId,
    new: NewAssessment,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        clients::service::require_active(uow, client_id).await?;
        let instrument = chosen_instrument(&new)?;
        rules::check_fits(&new, instrument)?;
        let record = repository::insert(uow, client_id, &new, instrument).await?;
        let change = Change::created(&record.row).entering(record.row.status);
        Ok((record, change))
    })
    .await
}

fn chosen_instrument(new: &NewAssessment) -> Result<&'static Instrument, Problem> {
    let NewAssessment { instrument_code: code, instrument_version: version, .. } = new;
    let unknown = |field, detail| Problem::field(field, "not_found", detail);
    instrument::find(code, None)
        .ok_or_else(|| unknown("/instrumentCode", "There is no such instrument."))?;
    instrument::find(code, version.as_deref())
        .ok_or_else(|| unknown("/instrumentVersion", "The instrument has no such version."))
}

pub async fn get(ctx: &Ctx, id: AssessmentId) -> Result<AssessmentRecord, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    find(&reading, id).await
}

async fn find(access: &impl Access, id: AssessmentId) -> Result<AssessmentRecord, Problem> {
    let row = store::find::<Entity>(access, id).await?;
    repository::with_parts(access, row).await
}

pub async fn list(
    ctx: &Ctx,
    filter: AssessmentFilter,
    page: PageQuery,
) -> Result<Slice<AssessmentOutline>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn list_of_client(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ClientAssessmentFilter,
    page: PageQuery,
) -> Result<Slice<AssessmentOutline>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    clients::service::find(&reading, client_id).await?;
    let ClientAssessmentFilter { status, instrument_code } = filter;
    let filter = AssessmentFilter {
        client_id: Some(client_id),
        status,
        instrument_code,
        due_before: None,
        updated_after: None,
    };
    repository::page(&reading, &filter, &page).await
}

pub async fn start(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Start)?;
        let row = repository::start(uow, &current, &step).await?;
        let change = Change::of("started", &row).by(&step);
        Ok((repository::with_parts(uow, row).await?, change))
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
        let step = rules::MACHINE.fire(current.status, Event::Stop)?;
        let row = repository::stop(uow, &current, &step, &input.reason).await?;
        let change =
            Change::of("stopped", &row).by(&step).because(None, Some(input.reason.clone()));
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

pub async fn review(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentReview,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::ReviewAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::Review)?;
        let row = repository::review(uow, &current, &step, &input.narrative).await?;
        let change = Change::of("reviewed", &row).by(&step);
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
        let current = store::lock_current::<Entity>(uow, id).await?;
        let instrument = instrument_of(&current)?;
        instrument.item(link_id).ok_or_else(Problem::not_found)?;
        rules::check_in_progress(current.status)?;
        let response = rules::response(&input)
            .ok_or_else(|| Problem::internal("the answer's check has not run"))?;
        if let scoring::Response::Value(value) = &response {
            scoring::check_answer(instrument, link_id, value)
                .map_err(|error| rules::answer_problem(error, input.value_type))?;
        }
        change_answer(uow, current, link_id, Some(response)).await
    })
    .await
}

/// Takes an answer back. Where there is none, nothing changes.
pub async fn delete_answer(
    ctx: &Ctx,
    id: AssessmentId,
    link_id: &str,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock_current::<Entity>(uow, id).await?;
        instrument_of(&current)?.item(link_id).ok_or_else(Problem::not_found)?;
        rules::check_in_progress(current.status)?;
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
        let step = rules::MACHINE.fire(current.status, Event::Complete)?;
        let instrument = instrument_of(&current)?;
        rules::check_reported(instrument, &input.reported_scores)?;
        let current = repository::with_parts(uow, current).await?;
        let answers = rules::answers(&current.answers);
        let missing = scoring::check_complete(instrument, &answers);
        if !missing.is_empty() {
            return Err(rules::incomplete(&missing));
        }
        let outcome = scoring::score(instrument, &answers);
        let mismatch = rules::is_mismatch(&input.reported_scores, &outcome.scores);
        let record = repository::complete(uow, current, &step, &outcome, mismatch).await?;
        for flag in &record.flags {
            uow.also(Change::created(flag).entering(flag.status));
            if flag.severity == Severity::Critical {
                raise_alert(uow, flag, instrument).await?;
            }
        }
        let change = Change::of("completed", &record.row).by(&step);
        Ok((record, change))
    })
    .await
}

/// A task for whoever of the care team comes first. Its title does not tell what was said, since
/// titles are seen in more places than answers are.
async fn raise_alert(
    uow: &UnitOfWork<'_>,
    flag: &assessment_flag::Model,
    instrument: &Instrument,
) -> Result<(), Problem> {
    let task = RaisedTask {
        title: format!("Respond to a critical answer: {}", instrument.title),
        task_type: TaskType::Alert,
        client_id: Some(flag.client_id),
        subject: Some((assessment_flag::Model::KIND, flag.id.uuid())),
        priority: Priority::Stat,
        due_on: None,
        due_at: flag.acknowledge_by,
        owner_id: None,
        performer_roles: vec![Role::Clinician, Role::Supervisor, Role::CareManager],
        origin: Origin::Assessment,
        dedupe_key: Some(format!("assessment_flag {}", flag.id)),
    };
    tasks::service::raise(uow, task).await?;
    Ok(())
}

/// Notes the reaction to a flag; the task that asked for it is then done.
pub async fn acknowledge_flag(
    ctx: &Ctx,
    (id, flag_id): (AssessmentId, AssessmentFlagId),
    seen: IfMatch,
    input: FlagAcknowledgement,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        // Both have to be there before the version matters.
        let current = store::lock_current::<Entity>(uow, id).await?;
        let flag = store::find::<assessment_flag::Entity>(uow, flag_id).await?;
        if flag.assessment_id != id {
            return Err(Problem::not_found());
        }
        let current = store::lock::<Entity>(uow, current.id, seen).await?;
        let step = rules::FLAG_MACHINE.fire(flag.status, assessment_flag::Event::Acknowledge)?;
        let flag = repository::acknowledge(uow, &flag, &step, &input.outcome).await?;
        uow.also(Change::of("acknowledged", &flag).by(&step));
        let (kind, done) = (assessment_flag::Model::KIND, "The flag was acknowledged.");
        let types = [TaskType::Alert];
        tasks::service::complete_for_subject(uow, kind, flag_id.uuid(), &types, done).await?;
        let row = repository::touch(uow, &current).await?;
        let change = Change::updated(&row);
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: AssessmentId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let row = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &row, &page).await
}

/// What the result suggests for the care plan; nothing while there is no result.
pub async fn suggestions(ctx: &Ctx, id: AssessmentId) -> Result<Vec<&'static Suggestion>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let record = find(&reading, id).await?;
    if record.row.completed_at.is_none() {
        return Ok(Vec::new());
    }
    let instrument = instrument_of(&record.row)?;
    let outcome = scoring::score(instrument, &rules::answers(&record.answers));
    Ok(scoring::suggestions(instrument, &outcome))
}

/// A score with the one before it on the same scale.
pub struct ScoreStep {
    pub score: assessment_score::Model,
    pub previous: Option<assessment_score::Model>,
}

pub async fn scores(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ScoreFilter,
    page: PageQuery,
) -> Result<Slice<ScoreStep>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    clients::service::find(&reading, client_id).await?;
    let slice = repository::page_of_scores(&reading, client_id, &filter, &page).await?;
    let mut scales: Vec<_> = slice.rows.iter().map(|score| score.scale.clone()).collect();
    scales.sort();
    scales.dedup();
    let all = repository::scores_on(&reading, client_id, &scales).await?;
    Ok(slice.map(|score| ScoreStep { previous: rules::previous(&score, &all).cloned(), score }))
}

/// The client's newest completed assessment by each instrument, for other domains.
pub async fn relevant_scores(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Vec<AssessmentSummary>, Problem> {
    // In order of completion, so that the newest one is what stays.
    let completed = repository::completed_of(access, client_id).await?;
    let newest: BTreeMap<_, _> =
        completed.into_iter().map(|row| (row.instrument_code.clone(), row)).collect();
    let ids: Vec<_> = newest.values().map(|row| row.id).collect();
    let scores = repository::scores(access, &ids).await?;
    newest.into_values().map(|row| summary(access, &row, &scores)).collect()
}

fn summary(
    access: &impl Access,
    row: &Model,
    scores: &[assessment_score::Model],
) -> Result<AssessmentSummary, Problem> {
    access.saw(row);
    let of_row = scores.iter().filter(|score| score.assessment_id == row.id);
    Ok(AssessmentSummary {
        assessment_id: row.id,
        instrument_code: row.instrument_code.clone(),
        instrument_title: instrument_of(row)?.title.clone(),
        completed_at: row.completed_at.unwrap_or(row.updated_at),
        scores: of_row.cloned().map(score_summary).collect(),
    })
}

/// A score without what it was made of.
pub fn score_summary(score: assessment_score::Model) -> ScoreSummary {
    ScoreSummary {
        scale: score.scale,
        raw: score.raw.map(rules::number),
        max: rules::number(score.max),
        band_code: score.band_code,
        band_label: score.band_label,
        complete: score.complete,
    }
}

/// What work lists ask, for the domain that makes them.
pub use super::repository::with_open_critical_flags;

/// The assessment, for other domains that refer to it.
pub async fn require_assessment(access: &impl Access, id: AssessmentId) -> Result<Model, Problem> {
    store::find::<Entity>(access, id).await
}

/// What the instrument is called.
pub fn title(assessment: &Model) -> String {
    // Versions that were ever published stay embedded.
    let instrument = instrument_of(assessment).ok();
    instrument.map_or_else(|| assessment.instrument_code.clone(), |known| known.title.clone())
}

/// While the assessment is in progress: the items that still need an answer.
pub fn missing_items(record: &AssessmentRecord) -> Vec<String> {
    match instrument_of(&record.row) {
        Ok(instrument) if record.row.status == Status::InProgress => {
            scoring::check_complete(instrument, &rules::answers(&record.answers))
        }
        _ => Vec::new(),
    }
}

/// Nobody had reacted to the flag in time.
pub fn is_overdue(ctx: &Ctx, flag: &assessment_flag::Model) -> bool {
    rules::is_overdue(flag, ctx.now())
}

/// A score's number as the database keeps it.
pub fn number(value: f64) -> Number {
    rules::number(value)
}

/// What has changed from one score to the next.
pub fn change(raw: Option<Number>, previous: Option<Number>) -> Option<Number> {
    rules::change(raw, previous)
}

/// What the caller can do with the assessment now.
pub fn allowed_actions(ctx: &Ctx, assessment: &Model) -> Vec<String> {
    let events = rules::MACHINE.allowed(assessment.status);
    events.filter(|event| ctx.may(rules::permission(*event))).map(entity::Code::code).collect()
}

/// What the caller can do with the flag now.
pub fn allowed_flag_actions(ctx: &Ctx, flag: &assessment_flag::Model) -> Vec<String> {
    if ctx.may(Permission::WriteAssessments) {
        rules::FLAG_MACHINE.allowed_actions(flag.status)
    } else {
        Vec::new()
    }
}
