//! The assessment queries that `platform::store` does not already have.

use std::collections::BTreeMap;

use entity::{
    AssessmentAnswerId, AssessmentFlagId, AssessmentId, AssessmentScoreId, ClientId, JsonText, Row,
    assessment::{ActiveModel, Column, Entity, Mode, Model, Status},
    assessment_answer::{self as answer, Response},
    assessment_flag as flag, assessment_score as score,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    dto::{AssessmentFilter, NewAssessment, ScoreFilter},
    instrument::Instrument,
    rules,
    scoring::{Outcome, RaisedFlag, Score},
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

mod due;

pub use due::with_open_critical_flags;

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "updatedAt", column: Column::UpdatedAt }];

/// An assessment with its parts.
#[derive(Clone, Debug)]
pub struct AssessmentRecord {
    pub row: Model,
    /// Without those that were taken back.
    pub answers: Vec<answer::Model>,
    pub scores: Vec<score::Model>,
    pub flags: Vec<flag::Model>,
}

/// An assessment with what came of it.
#[derive(Clone, Debug)]
pub struct AssessmentOutline {
    pub row: Model,
    pub scores: Vec<score::Model>,
    pub flags: Vec<flag::Model>,
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

/// The assessment together with its answers, scores and flags.
pub async fn with_parts(access: &impl Access, row: Model) -> Result<AssessmentRecord, Problem> {
    let answers = answers(access, row.id).await?;
    let scores = scores(access, &[row.id]).await?;
    let flags = flags(access, &[row.id]).await?;
    Ok(AssessmentRecord { row, answers, scores, flags })
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

async fn answers(
    access: &impl Access,
    assessment_id: AssessmentId,
) -> Result<Vec<answer::Model>, Problem> {
    let condition = Condition::all()
        .add(answer::Column::AssessmentId.eq(assessment_id))
        .add(answer::Column::Response.is_not_null());
    store::all::<answer::Entity>(access, condition, &[]).await
}

/// The scores of these assessments, in the instrument's order.
pub async fn scores(
    access: &impl Access,
    ids: &[AssessmentId],
) -> Result<Vec<score::Model>, Problem> {
    let condition = Condition::all().add(score::Column::AssessmentId.is_in(ids.iter().copied()));
    store::all::<score::Entity>(access, condition, &[score::Column::Position]).await
}

async fn flags(access: &impl Access, ids: &[AssessmentId]) -> Result<Vec<flag::Model>, Problem> {
    let condition = Condition::all().add(flag::Column::AssessmentId.is_in(ids.iter().copied()));
    store::all::<flag::Entity>(access, condition, &[]).await
}

pub async fn page(
    access: &impl Access,
    filter: &AssessmentFilter,
    page: &PageQuery,
) -> Result<Slice<AssessmentOutline>, Problem> {
    let codes = filter.instrument_code.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::InstrumentCode, codes))
        .add_option(filter.client_id.map(|client| Column::ClientId.eq(client)))
        .add_option(filter.due_before.map(|day| Column::DueOn.lt(day)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    let slice = store::page::<Entity>(access, condition, SORTS, page).await?;
    let ids: Vec<_> = slice.rows.iter().map(|row| row.id).collect();
    let mut scores = by_assessment(scores(access, &ids).await?, |row| row.assessment_id);
    let mut flags = by_assessment(flags(access, &ids).await?, |row| row.assessment_id);
    Ok(slice.map(|row| AssessmentOutline {
        scores: scores.remove(&row.id).unwrap_or_default(),
        flags: flags.remove(&row.id).unwrap_or_default(),
        row,
    }))
}

/// The client's completed assessments.
pub async fn completed_of(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(Column::Status.is_in([Status::Completed, Status::Reviewed]));
    store::all::<Entity>(access, condition, &[Column::CompletedAt]).await
}

pub async fn page_of_scores(
    access: &impl Access,
    client_id: ClientId,
    filter: &ScoreFilter,
    page: &PageQuery,
) -> Result<Slice<score::Model>, Problem> {
    let codes = filter.instrument_code.as_ref().map(|any| any.0.as_slice());
    let scales = filter.scale.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(score::Column::ClientId.eq(client_id))
        .add(store::any_of(score::Column::InstrumentCode, codes))
        .add(store::any_of(score::Column::Scale, scales));
    store::page::<score::Entity>(access, condition, &[], page).await
}

/// All of the client's scores on these scales.
pub async fn scores_on(
    access: &impl Access,
    client_id: ClientId,
    scales: &[String],
) -> Result<Vec<score::Model>, Problem> {
    let condition = Condition::all()
        .add(score::Column::ClientId.eq(client_id))
        .add(score::Column::Scale.is_in(scales.iter().cloned()));
    store::all::<score::Entity>(access, condition, &[]).await
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    new: &NewAssessment,
    instrument: &Instrument,
) -> Result<AssessmentRecord, Problem> {
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
        interviewer_id: Set(None),
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
        ..Default::default()
    };
    if status == Status::InProgress {
        begin(uow, new.mode, &mut row);
    }
    store::stamp::<Entity>(uow, &mut row);
    let row = store::insert::<Entity>(uow, row).await?;
    Ok(AssessmentRecord { row, answers: Vec::new(), scores: Vec::new(), flags: Vec::new() })
}

fn begin(uow: &UnitOfWork<'_>, mode: Mode, row: &mut ActiveModel) {
    row.started_at = Set(Some(uow.now()));
    if mode != Mode::SelfAdministered {
        row.interviewer_id = Set(Some(uow.actor()));
    }
}

pub async fn start(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        begin(uow, current.mode, row);
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

/// The assessment's next version, for a change of its parts.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |_| {}).await
}

/// The item's answer row, also when the answer was taken back.
pub async fn answer_row(
    uow: &UnitOfWork<'_>,
    assessment: &Model,
    link_id: &str,
) -> Result<Option<answer::Model>, Problem> {
    let condition = Condition::all()
        .add(answer::Column::AssessmentId.eq(assessment.id))
        .add(answer::Column::LinkId.eq(link_id));
    Ok(store::all::<answer::Entity>(uow, condition, &[]).await?.pop())
}

/// Writes the answer, or takes it back. The caller has locked the assessment.
pub async fn write_answer(
    uow: &UnitOfWork<'_>,
    assessment: &Model,
    link_id: &str,
    known: Option<&answer::Model>,
    response: Option<Response>,
) -> Result<(), Problem> {
    let response = response.map(JsonText);
    if let Some(known) = known {
        store::update::<answer::Entity>(uow, known, |row| {
            row.response = Set(response);
            row.answered_at = Set(uow.now());
        })
        .await?;
    } else {
        let mut row = answer::ActiveModel {
            id: Set(AssessmentAnswerId::new(uow.now())),
            assessment_id: Set(assessment.id),
            link_id: Set(link_id.to_owned()),
            response: Set(response),
            answered_at: Set(uow.now()),
            ..Default::default()
        };
        store::stamp::<answer::Entity>(uow, &mut row);
        store::insert::<answer::Entity>(uow, row).await?;
    }
    Ok(())
}

/// The completed assessment with its scores and flags.
pub async fn complete(
    uow: &UnitOfWork<'_>,
    current: AssessmentRecord,
    step: &Step<Status>,
    outcome: &Outcome,
    mismatch: bool,
) -> Result<AssessmentRecord, Problem> {
    let row = store::update::<Entity>(uow, &current.row, |row| {
        row.status = Set(step.to);
        row.completed_at = Set(Some(uow.now()));
        row.reported_score_mismatch = Set(mismatch);
    })
    .await?;
    let mut scores = Vec::new();
    for (position, score) in (0..).zip(&outcome.scores) {
        scores.push(insert_score(uow, &row, position, score).await?);
    }
    let mut flags = Vec::new();
    for raised in &outcome.flags {
        flags.push(insert_flag(uow, &row, raised).await?);
    }
    Ok(AssessmentRecord { row, answers: current.answers, scores, flags })
}

async fn insert_score(
    uow: &UnitOfWork<'_>,
    assessment: &Model,
    position: i32,
    score: &Score,
) -> Result<score::Model, Problem> {
    let mut row = score::ActiveModel {
        id: Set(AssessmentScoreId::new(uow.now())),
        assessment_id: Set(assessment.id),
        client_id: Set(assessment.client_id),
        instrument_code: Set(assessment.instrument_code.clone()),
        scale: Set(score.scale.clone()),
        position: Set(position),
        raw: Set(score.raw.map(f64::from)),
        max: Set(score.max.into()),
        band_code: Set(score.band.as_ref().map(|band| band.code.clone())),
        band_label: Set(score.band.as_ref().map(|band| band.label.clone())),
        complete: Set(score.complete),
        prorated: Set(score.prorated),
        trace: Set(JsonText(score.trace.clone())),
        ..Default::default()
    };
    store::stamp::<score::Entity>(uow, &mut row);
    store::insert::<score::Entity>(uow, row).await
}

async fn insert_flag(
    uow: &UnitOfWork<'_>,
    assessment: &Model,
    raised: &RaisedFlag,
) -> Result<flag::Model, Problem> {
    let by = rules::acknowledge_by(uow.now(), raised.acknowledge_within_minutes);
    let mut row = flag::ActiveModel {
        id: Set(AssessmentFlagId::new(uow.now())),
        assessment_id: Set(assessment.id),
        client_id: Set(assessment.client_id),
        code: Set(raised.code.clone()),
        severity: Set(raised.severity),
        label: Set(raised.label.clone()),
        link_id: Set(raised.link_id.clone()),
        rule: Set(raised.rule.clone()),
        status: Set(flag::Status::Open),
        acknowledge_by: Set(by),
        acknowledged_by: Set(None),
        acknowledged_at: Set(None),
        outcome: Set(None),
        ..Default::default()
    };
    store::stamp::<flag::Entity>(uow, &mut row);
    store::insert::<flag::Entity>(uow, row).await
}

pub async fn acknowledge(
    uow: &UnitOfWork<'_>,
    current: &flag::Model,
    step: &Step<flag::Status>,
    outcome: &str,
) -> Result<flag::Model, Problem> {
    store::update::<flag::Entity>(uow, current, |row| {
        row.status = Set(step.to);
        row.acknowledged_by = Set(Some(uow.actor()));
        row.acknowledged_at = Set(Some(uow.now()));
        row.outcome = Set(Some(outcome.to_owned()));
    })
    .await
}
