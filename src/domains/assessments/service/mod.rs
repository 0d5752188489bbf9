//! What can be done with assessments. REST handlers and other domains come through here, so
//! permissions and rules are checked here.

use chrono::NaiveDate;
use entity::{
    AssessmentId, ClientId, Code,
    assessment::{Entity, Event, Model, Status},
    assessment_flag, assessment_score, transition,
};

/// What work lists ask, for the domain that makes them.
pub use super::repository::due;
pub use super::repository::{AssessmentOutline, AssessmentRecord};
pub use super::suggestion::Suggestion;
use super::{
    dto::{AssessmentFilter, ClientAssessmentFilter, Number},
    instrument::Instrument,
    repository, rules, scoring,
};
use crate::{
    domains::{agencies, clients},
    platform::{
        Access, Ctx, PageQuery, Permission, Problem, Slice, Step, UnitOfWork, history, may_retract,
        store,
    },
};

mod afterwards;
mod agency_instruments;
mod flags;
mod for_others;
mod instruments;
mod licences;
mod scores;
mod taking;

pub use afterwards::{amend, enter_in_error, review};
pub use agency_instruments::{
    allowed_instrument_actions, draft_instrument, get_own_instrument, instrument_history,
    list_own_instruments, own_definition, publish_instrument, retire_instrument, revise_instrument,
    update_instrument, validate_instrument,
};
pub use flags::{FlagOfAssessment, acknowledge_flag, list_flags};
pub use for_others::{relevant_scores, require_assessment, score_summary};
pub use instruments::{Listed, Served, Spoken, form, instrument, instruments, wording};
pub use licences::{
    allowed_attestation_actions, attest, get_attestation, list_attestations, put_wording, revoke,
};
pub use scores::{ScoreStep, chart, direction, scores};
pub use taking::{complete, create, delete_answer, mark_missed, save_answer, start, stop, update};

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

/// The move that the event makes; else what the caller can do instead.
async fn fire(uow: &UnitOfWork<'_>, row: &Model, event: Event) -> Result<Step<Status>, Problem> {
    match rules::MACHINE.fire(row.status, event) {
        Ok(step) => Ok(step),
        Err(problem) => {
            let today = repository::today(uow).await?;
            Err(problem.with_allowed_actions(allowed_actions(uow.ctx(), row, today)))
        }
    }
}

/// What the assessment's scores depend on beside its answers.
async fn circumstances(
    access: &impl Access,
    client_id: ClientId,
) -> Result<scoring::Circumstances, Problem> {
    let client = clients::service::find(access, client_id).await?;
    let agency = agencies::service::own(access).await?;
    Ok(scoring::Circumstances {
        sex: client.sex_at_birth,
        may_prorate: agency.estimate_missing_items,
    })
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

/// What the result suggests for the care plan; nothing while there is no result that counts.
pub async fn suggestions(ctx: &Ctx, id: AssessmentId) -> Result<Vec<Suggestion>, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let record = find(&reading, id).await?;
    if !matches!(record.row.status, Status::Completed | Status::Reviewed) {
        return Ok(Vec::new());
    }
    let flags: Vec<_> = record.flags.iter().map(|flag| flag.code.as_str()).collect();
    let findings = rules::findings(&record.scores);
    let found = scoring::suggestions(&record.instrument, &findings, &flags);
    Ok(found.into_iter().cloned().collect())
}

/// While the assessment is in progress: the items that still need an answer.
pub fn missing_items(record: &AssessmentRecord) -> Vec<String> {
    if record.row.status == Status::InProgress {
        scoring::check_complete(&record.instrument, &rules::answers(&record.answers))
    } else {
        Vec::new()
    }
}

/// The language of the wording that the assessment is taken in.
pub fn wording_language(row: &Model, instrument: &Instrument) -> String {
    let spoken = rules::spoken(&row.language, &instrument.languages);
    spoken.map_or_else(|| row.language.clone(), str::to_owned)
}

/// Whether both tags are forms of the same language.
pub fn is_same_language(one: &str, other: &str) -> bool {
    rules::is_same_language(one, other)
}

/// It was to be taken by a day that is over.
pub fn is_late(row: &Model, today: NaiveDate) -> bool {
    rules::is_late(row, today)
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
pub fn allowed_actions(ctx: &Ctx, row: &Model, today: NaiveDate) -> Vec<String> {
    let events = rules::MACHINE.allowed(row.status).filter(|event| match event {
        Event::MarkMissed => rules::is_late(row, today),
        Event::EnterInError => may_retract(ctx, row.created_by, row.created_at),
        _ => true,
    });
    let may = |event: &Event| rules::permission(*event).is_some_and(|needed| ctx.may(needed));
    events.filter(may).map(Code::code).collect()
}

/// What the caller can do with the flag now.
pub fn allowed_flag_actions(ctx: &Ctx, flag: &assessment_flag::Model) -> Vec<String> {
    if !ctx.may(Permission::WriteAssessments) {
        return Vec::new();
    }
    let by_people = |event: &assessment_flag::Event| *event == assessment_flag::Event::Acknowledge;
    rules::FLAG_MACHINE.allowed(flag.status).filter(by_people).map(Code::code).collect()
}

/// The scores that count, or do not count any more, with the assessment.
async fn set_counts(
    uow: &UnitOfWork<'_>,
    row: &Model,
    counts: bool,
) -> Result<Vec<assessment_score::Model>, Problem> {
    repository::set_counts(uow, row.id, counts).await
}
