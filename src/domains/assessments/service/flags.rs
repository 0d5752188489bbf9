//! Flags: raised with the scores, acknowledged by people, withdrawn when what raised them does
//! not count any more.

use entity::{
    AssessmentFlagId, AssessmentId, Row,
    assessment::{self, Entity},
    assessment_flag::{self, Event, Severity, Status},
    task::{Origin, Priority, TaskType},
    user_account::Role,
};

use super::super::{
    dto::{AssessmentFlagFilter, FlagAcknowledgement},
    instrument::Instrument,
    repository::{self, AssessmentRecord, Known},
    rules,
    scoring::Outcome,
};
use crate::{
    domains::tasks::{self, dto::RaisedTask},
    platform::{Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, store},
};

/// Keeps scores and flags of a completed assessment. `earlier` are the flags of the version that
/// it amends.
pub(super) async fn insert_results(
    uow: &UnitOfWork<'_>,
    mut record: AssessmentRecord,
    outcome: &Outcome,
    earlier: &[assessment_flag::Model],
) -> Result<AssessmentRecord, Problem> {
    for (position, score) in (0..).zip(&outcome.scores) {
        record.scores.push(repository::insert_score(uow, &record.row, position, score).await?);
    }
    for raised in &outcome.flags {
        let before = earlier.iter().find(|known| known.code == raised.code);
        let flag = repository::insert_flag(uow, &record.row, raised, before).await?;
        uow.also(Change::created(&flag).entering(flag.status));
        alert(uow, &flag, &record.instrument).await?;
        record.flags.push(flag);
    }
    Ok(record)
}

/// A task for whoever of the care team comes first, while nobody has reacted to a critical flag.
/// Its title does not tell what was said, since titles are seen in more places than answers are.
async fn alert(
    uow: &UnitOfWork<'_>,
    flag: &assessment_flag::Model,
    instrument: &Instrument,
) -> Result<(), Problem> {
    if flag.severity != Severity::Critical || flag.status != Status::Open {
        return Ok(());
    }
    let task = RaisedTask {
        title: format!("Respond to a critical answer: {}", instrument.title),
        task_type: TaskType::Alert,
        client_id: Some(flag.client_id),
        subject: Some((assessment_flag::Model::KIND, flag.id.uuid())),
        priority: Priority::Stat,
        due_on: None,
        due_at: flag.acknowledge_by,
        start_after: None,
        owner_id: None,
        performer_roles: vec![Role::Clinician, Role::Supervisor, Role::CareManager],
        origin: Origin::Assessment,
        dedupe_key: Some(format!("assessment_flag {}", flag.id)),
        recurrence: None,
    };
    tasks::service::raise(uow, task).await?;
    Ok(())
}

/// Withdraws the open flags of an assessment that does not count any more, and what was to be done
/// about them.
pub(super) async fn withdraw(
    uow: &UnitOfWork<'_>,
    flags: &[assessment_flag::Model],
    reason: &'static str,
) -> Result<(), Problem> {
    for flag in flags.iter().filter(|flag| flag.status == Status::Open) {
        let step = rules::FLAG_MACHINE.fire(flag.status, Event::Withdraw)?;
        let flag = repository::move_flag(uow, flag, &step).await?;
        let change = Change::of("withdrawn", &flag).by(&step);
        uow.also(change.because(None, Some(reason.to_owned())));
        let kind = assessment_flag::Model::KIND;
        tasks::service::cancel_for_subject(uow, kind, flag.id.uuid(), reason).await?;
    }
    Ok(())
}

/// Opens the withdrawn flags of an assessment that counts again.
pub(super) async fn reopen(uow: &UnitOfWork<'_>, record: &AssessmentRecord) -> Result<(), Problem> {
    for flag in record.flags.iter().filter(|flag| flag.status == Status::Withdrawn) {
        let step = rules::FLAG_MACHINE.fire(flag.status, Event::Reopen)?;
        let flag = repository::move_flag(uow, flag, &step).await?;
        uow.also(Change::of("reopened", &flag).by(&step));
        alert(uow, &flag, &record.instrument).await?;
    }
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
        let step =
            rules::FLAG_MACHINE.fire(flag.status, Event::Acknowledge).map_err(|problem| {
                problem.with_allowed_actions(super::allowed_flag_actions(ctx, &flag))
            })?;
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

/// A flag with the assessment that raised it.
pub struct FlagOfAssessment {
    pub flag: assessment_flag::Model,
    pub assessment: assessment::Model,
    pub instrument_title: String,
}

pub async fn list_flags(
    ctx: &Ctx,
    filter: AssessmentFlagFilter,
    page: PageQuery,
) -> Result<Slice<FlagOfAssessment>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let slice = repository::page_of_flags(&reading, &filter, &page).await?;
    let ids: Vec<_> = slice.rows.iter().map(|flag| flag.assessment_id).collect();
    let assessments = repository::of_ids(&reading, &ids).await?;
    let codes = assessments.iter().map(|row| row.instrument_code.as_str());
    let known = Known::of(&reading, codes).await?;
    let mut rows = Vec::new();
    for flag in slice.rows {
        let assessment = assessments.iter().find(|row| row.id == flag.assessment_id);
        let missing = || Problem::internal("a flag without its assessment");
        let assessment = assessment.cloned().ok_or_else(missing)?;
        let instrument_title =
            known.title(&assessment.instrument_code, &assessment.instrument_version);
        rows.push(FlagOfAssessment { flag, assessment, instrument_title });
    }
    Ok(Slice { rows, next: slice.next, total: slice.total })
}
