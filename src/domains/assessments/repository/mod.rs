//! The assessment queries that `platform::store` does not already have.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use entity::{
    AssessmentId, ClientId, JsonText, Row, Timestamp,
    assessment::{ActiveModel, Column, Entity, Mode, Model, Status},
    assessment_answer as answer, assessment_flag as flag, assessment_score as score,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition};

use super::{
    dto::{AssessmentClearableField, AssessmentFilter, AssessmentPatch, NewAssessment},
    instrument::Instrument,
    rules,
};
use crate::{
    domains::agencies,
    platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store},
};

pub mod due;
pub mod instruments;
mod results;

pub use instruments::Known;
pub use results::*;

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "updatedAt", column: Column::UpdatedAt }];

/// An assessment with its parts.
#[derive(Clone, Debug)]
pub struct AssessmentRecord {
    pub row: Model,
    /// In the version that it began with.
    pub instrument: Arc<Instrument>,
    /// Without those that were taken back.
    pub answers: Vec<answer::Model>,
    pub scores: Vec<score::Model>,
    pub flags: Vec<flag::Model>,
    /// What counts instead of it.
    pub superseded_by: Option<AssessmentId>,
    /// The day where the agency is.
    pub today: NaiveDate,
}

/// An assessment with what came of it.
#[derive(Clone, Debug)]
pub struct AssessmentOutline {
    pub row: Model,
    pub instrument_title: String,
    pub scores: Vec<score::Model>,
    pub flags: Vec<flag::Model>,
    /// The day where the agency is.
    pub today: NaiveDate,
}

impl Shown for AssessmentRecord {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(&self.row)
    }

    fn version(&self) -> i64 {
        Row::version(&self.row)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        let row = store::find::<Entity>(access, id).await?;
        with_parts(access, row).await
    }
}

/// The day where the agency is.
pub async fn today(access: &impl Access) -> Result<NaiveDate, Problem> {
    Ok(agencies::service::calendar(access).await?.day_of(access.ctx().now()))
}

/// The assessment together with its answers, scores and flags.
pub async fn with_parts(access: &impl Access, row: Model) -> Result<AssessmentRecord, Problem> {
    let known = Known::of(access, [row.instrument_code.as_str()]).await?;
    let superseded_by = if row.status == Status::Amended {
        successor(access, row.id).await?.map(|row| row.id)
    } else {
        None
    };
    Ok(AssessmentRecord {
        instrument: known.of_assessment(&row)?,
        answers: answers(access, row.id).await?,
        scores: scores(access, &[row.id]).await?,
        flags: flags(access, &[row.id]).await?,
        superseded_by,
        today: today(access).await?,
        row,
    })
}

/// What counts instead of an assessment that was amended.
async fn successor(access: &impl Access, id: AssessmentId) -> Result<Option<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::SupersedesId.eq(id))
        .add(Column::Status.ne(Status::EnteredInError));
    Ok(store::all::<Entity>(access, condition, &[Column::CreatedAt]).await?.pop())
}

fn by_assessment<M>(
    rows: Vec<M>,
    owner: impl Fn(&M) -> AssessmentId,
) -> BTreeMap<AssessmentId, Vec<M>> {
    let mut map: BTreeMap<_, Vec<M>> = BTreeMap::new();
    for row in rows {
        map.entry(owner(&row)).or_default().push(row);
    }
    map
}

pub async fn page(
    access: &impl Access,
    filter: &AssessmentFilter,
    page: &PageQuery,
) -> Result<Slice<AssessmentOutline>, Problem> {
    let codes = filter.instrument_code.as_ref().map(|any| any.0.as_slice());
    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    // What was entered in error is listed only for who asks for it.
    let sound = statuses.is_none().then(|| Column::Status.ne(Status::EnteredInError));
    let condition = Condition::all()
        .add(store::any_of(Column::Status, statuses))
        .add_option(sound)
        .add(store::any_of(Column::InstrumentCode, codes))
        .add_option(filter.client_id.map(|client| Column::ClientId.eq(client)))
        .add_option(filter.due_before.map(|day| Column::DueOn.lt(day)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    let slice = store::page::<Entity>(access, condition, SORTS, page).await?;
    let ids: Vec<_> = slice.rows.iter().map(|row| row.id).collect();
    let mut scores = by_assessment(scores(access, &ids).await?, |row| row.assessment_id);
    let mut flags = by_assessment(flags(access, &ids).await?, |row| row.assessment_id);
    let codes = slice.rows.iter().map(|row| row.instrument_code.as_str());
    let known = Known::of(access, codes).await?;
    let today = today(access).await?;
    Ok(slice.map(|row| AssessmentOutline {
        instrument_title: known.title(&row.instrument_code, &row.instrument_version),
        scores: scores.remove(&row.id).unwrap_or_default(),
        flags: flags.remove(&row.id).unwrap_or_default(),
        today,
        row,
    }))
}

/// The assessments with these ids.
pub async fn of_ids(access: &impl Access, ids: &[AssessmentId]) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all().add(Column::Id.is_in(ids.iter().copied()));
    store::all::<Entity>(access, condition, &[]).await
}

/// The client's completed assessments, in the order in which they were taken.
pub async fn completed_of(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(Column::Status.is_in([Status::Completed, Status::Reviewed]));
    store::all::<Entity>(access, condition, &[Column::CompletedAt]).await
}

/// When the client last took the instrument to its end.
pub async fn last_taken(
    access: &impl Access,
    client_id: ClientId,
    instrument_code: &str,
) -> Result<Option<Timestamp>, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(Column::InstrumentCode.eq(instrument_code))
        .add(Column::Status.is_in([Status::Completed, Status::Reviewed]));
    let taken = store::all::<Entity>(access, condition, &[Column::CompletedAt]).await?;
    Ok(taken.last().and_then(|row| row.completed_at))
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    new: &NewAssessment,
    instrument: &Instrument,
) -> Result<Model, Problem> {
    let status = rules::first_status(new);
    let language = new.language.clone().or_else(|| instrument.languages.first().cloned());
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        instrument_code: Set(instrument.code.clone()),
        instrument_version: Set(instrument.version.clone()),
        kind: Set(new.kind),
        respondent: Set(new.respondent),
        mode: Set(new.mode),
        language: Set(language.unwrap_or_default()),
        interpreter_used: Set(new.interpreter_used),
        interviewer_id: Set(new.interviewer_id),
        status: Set(status),
        due_on: Set(new.due_on),
        started_at: Set(None),
        completed_at: Set(None),
        stopped_at: Set(None),
        stop_reason: Set(None),
        reported_score_mismatch: Set(false),
        review_narrative: Set(None),
        reviewed_by: Set(None),
        reviewed_at: Set(None),
        interval_override_reason: Set(new.interval_override_reason.clone()),
        component_dates: Set(JsonText(new.component_dates.clone())),
        supersedes_id: Set(None),
        amendment_reason: Set(None),
        missed_at: Set(None),
        missed_reason: Set(None),
        error_reason: Set(None),
        ..Default::default()
    };
    if status == Status::InProgress {
        row.started_at = Set(Some(new.started_at.unwrap_or(uow.now())));
        if new.mode != Mode::SelfAdministered && new.interviewer_id.is_none() {
            row.interviewer_id = Set(Some(uow.actor()));
        }
    }
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

/// The version that counts from now on instead of the one that it amends: completed when that was.
pub async fn insert_amended(
    uow: &UnitOfWork<'_>,
    old: &Model,
    reason: &str,
) -> Result<Model, Problem> {
    let mut row: ActiveModel = old.clone().into();
    row.id = Set(AssessmentId::new(uow.now()));
    row.status = Set(Status::Completed);
    row.reported_score_mismatch = Set(false);
    row.review_narrative = Set(None);
    row.reviewed_by = Set(None);
    row.reviewed_at = Set(None);
    row.supersedes_id = Set(Some(old.id));
    row.amendment_reason = Set(Some(reason.to_owned()));
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row.reset_all()).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &AssessmentPatch,
) -> Result<Model, Problem> {
    use AssessmentClearableField as Clearable;

    let cleared = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.kind, patch.kind);
        store::set_if(&mut row.respondent, patch.respondent);
        store::set_if(&mut row.mode, patch.mode);
        store::set_if(&mut row.language, patch.language.clone());
        store::set_if(&mut row.interpreter_used, patch.interpreter_used);
        store::set_or_clear(
            &mut row.interviewer_id,
            patch.interviewer_id,
            cleared(Clearable::InterviewerId),
        );
        store::set_or_clear(&mut row.due_on, patch.due_on, cleared(Clearable::DueOn));
        store::set_or_clear(
            &mut row.interval_override_reason,
            patch.interval_override_reason.clone(),
            cleared(Clearable::IntervalOverrideReason),
        );
        store::set_if(&mut row.component_dates, patch.component_dates.clone().map(JsonText));
    })
    .await
}

pub async fn start(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.started_at = Set(Some(uow.now()));
        if current.mode != Mode::SelfAdministered && current.interviewer_id.is_none() {
            row.interviewer_id = Set(Some(uow.actor()));
        }
    })
    .await
}

pub async fn complete(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    completed_at: Timestamp,
    mismatch: bool,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.completed_at = Set(Some(completed_at));
        row.reported_score_mismatch = Set(mismatch);
    })
    .await
}

pub async fn stop(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.stopped_at = Set(Some(uow.now()));
        row.stop_reason = Set(Some(reason.to_owned()));
    })
    .await
}

pub async fn miss(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: Option<&str>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.missed_at = Set(Some(uow.now()));
        row.missed_reason = Set(reason.map(str::to_owned));
    })
    .await
}

pub async fn review(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    narrative: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.review_narrative = Set(Some(narrative.to_owned()));
        row.reviewed_by = Set(Some(uow.actor()));
        row.reviewed_at = Set(Some(uow.now()));
    })
    .await
}

/// Amended, or counting again.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| row.status = Set(step.to)).await
}

pub async fn enter_in_error(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: &str,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.error_reason = Set(Some(reason.to_owned()));
    })
    .await
}

/// The assessment's next version, for a change of its parts.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |_| {}).await
}
