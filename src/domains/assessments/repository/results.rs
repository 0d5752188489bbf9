//! Answers, scores and flags: the parts of assessments.

use entity::{
    AssessmentAnswerId, AssessmentFlagId, AssessmentId, AssessmentScoreId, ClientId, JsonText,
    assessment::Model,
    assessment_answer::{self as answer, Response},
    assessment_flag as flag, assessment_score as score,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ExprTrait, sea_query::Expr};

use super::super::{
    dto::{AssessmentFlagFilter, ScoreFilter},
    rules,
    scoring::{RaisedFlag, Score},
};
use crate::platform::{Access, PageQuery, Problem, Slice, SortKey, Step, UnitOfWork, store};

const SCORE_SORTS: &[SortKey<score::Entity>] =
    &[SortKey { name: "takenAt", column: score::Column::TakenAt }];

pub async fn answers(
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

pub async fn flags(
    access: &impl Access,
    ids: &[AssessmentId],
) -> Result<Vec<flag::Model>, Problem> {
    let condition = Condition::all().add(flag::Column::AssessmentId.is_in(ids.iter().copied()));
    store::all::<flag::Entity>(access, condition, &[]).await
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
        .add(score::Column::Counts.eq(true))
        .add(store::any_of(score::Column::InstrumentCode, codes))
        .add(store::any_of(score::Column::Scale, scales));
    // By when it was taken, whenever it was entered or amended.
    let mut page = page.clone();
    page.sort.get_or_insert_with(|| "-takenAt".to_owned());
    store::page::<score::Entity>(access, condition, SCORE_SORTS, &page).await
}

/// The scale of the client's newest score, of those that stand first in their instruments.
pub async fn newest_total(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Option<String>, Problem> {
    let condition = Condition::all()
        .add(score::Column::ClientId.eq(client_id))
        .add(score::Column::Counts.eq(true))
        .add(score::Column::Position.eq(0));
    let totals = store::all::<score::Entity>(access, condition, &[score::Column::TakenAt]).await?;
    Ok(totals.into_iter().next_back().map(|score| score.scale))
}

/// All of the client's scores that count on these scales, in the order in which they were taken.
pub async fn scores_on(
    access: &impl Access,
    client_id: ClientId,
    scales: &[String],
) -> Result<Vec<score::Model>, Problem> {
    let condition = Condition::all()
        .add(score::Column::ClientId.eq(client_id))
        .add(score::Column::Counts.eq(true))
        .add(score::Column::Scale.is_in(scales.iter().cloned()));
    store::all::<score::Entity>(access, condition, &[score::Column::TakenAt]).await
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

pub async fn insert_score(
    uow: &UnitOfWork<'_>,
    assessment: &Model,
    position: i32,
    score: &Score,
) -> Result<score::Model, Problem> {
    let mut row = score::ActiveModel {
        id: Set(AssessmentScoreId::new(uow.now())),
        assessment_id: Set(assessment.id),
        client_id: Set(assessment.client_id),
        taken_at: Set(assessment.completed_at.unwrap_or(uow.now())),
        counts: Set(true),
        instrument_code: Set(assessment.instrument_code.clone()),
        instrument_version: Set(assessment.instrument_version.clone()),
        scale: Set(score.scale.clone()),
        position: Set(position),
        raw: Set(score.raw.map(f64::from)),
        max: Set(score.max.into()),
        band_code: Set(score.band.as_ref().map(|band| band.code.clone())),
        band_label: Set(score.band.as_ref().map(|band| band.label.clone())),
        complete: Set(score.complete),
        prorated: Set(score.prorated),
        trace: Set(JsonText(score.trace.clone())),
        notes: Set(JsonText(score.notes.clone())),
        ..Default::default()
    };
    store::stamp::<score::Entity>(uow, &mut row);
    store::insert::<score::Entity>(uow, row).await
}

/// A flag of the assessment. `earlier` is the one that the version before it had raised: what
/// people did about it, or by when they have to, holds on.
pub async fn insert_flag(
    uow: &UnitOfWork<'_>,
    assessment: &Model,
    raised: &RaisedFlag,
    earlier: Option<&flag::Model>,
) -> Result<flag::Model, Problem> {
    let fresh = rules::acknowledge_by(uow.now(), raised.acknowledge_within_minutes);
    let answered = earlier.filter(|known| known.status == flag::Status::Acknowledged);
    let mut row = flag::ActiveModel {
        id: Set(AssessmentFlagId::new(uow.now())),
        assessment_id: Set(assessment.id),
        client_id: Set(assessment.client_id),
        code: Set(raised.code.clone()),
        severity: Set(raised.severity),
        label: Set(raised.label.clone()),
        link_id: Set(raised.link_id.clone()),
        rule: Set(raised.rule.clone()),
        status: Set(answered.map_or(flag::Status::Open, |known| known.status)),
        acknowledge_by: Set(earlier.map_or(fresh, |known| known.acknowledge_by)),
        acknowledged_by: Set(answered.and_then(|known| known.acknowledged_by)),
        acknowledged_at: Set(answered.and_then(|known| known.acknowledged_at)),
        outcome: Set(answered.and_then(|known| known.outcome.clone())),
        ..Default::default()
    };
    store::stamp::<flag::Entity>(uow, &mut row);
    store::insert::<flag::Entity>(uow, row).await
}

/// Withdraws a flag, or opens it again.
pub async fn move_flag(
    uow: &UnitOfWork<'_>,
    current: &flag::Model,
    step: &Step<flag::Status>,
) -> Result<flag::Model, Problem> {
    store::update::<flag::Entity>(uow, current, |row| row.status = Set(step.to)).await
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

/// Whether an assessment's scores count from now on.
pub async fn set_counts(
    uow: &UnitOfWork<'_>,
    assessment: AssessmentId,
    counts: bool,
) -> Result<Vec<score::Model>, Problem> {
    let mut changed = Vec::new();
    for score in scores(uow, &[assessment]).await? {
        let update = store::update::<score::Entity>(uow, &score, |row| row.counts = Set(counts));
        changed.push(update.await?);
    }
    Ok(changed)
}

/// Copies the answer to another assessment: who gave it when stays, unless it is another answer.
pub async fn copy_answer(
    uow: &UnitOfWork<'_>,
    assessment: AssessmentId,
    answer: &answer::Model,
) -> Result<answer::Model, Problem> {
    let mut row = answer::ActiveModel {
        id: Set(AssessmentAnswerId::new(uow.now())),
        assessment_id: Set(assessment),
        link_id: Set(answer.link_id.clone()),
        response: Set(answer.response.clone()),
        answered_at: Set(answer.answered_at),
        ..Default::default()
    };
    store::stamp::<answer::Entity>(uow, &mut row);
    row.updated_by = Set(answer.updated_by);
    store::insert::<answer::Entity>(uow, row).await
}

/// Flags of any client's assessments.
pub async fn page_of_flags(
    access: &impl Access,
    filter: &AssessmentFlagFilter,
    page: &PageQuery,
) -> Result<Slice<flag::Model>, Problem> {
    let statuses = filter.status.as_ref().map(|any| any.0.as_slice());
    let severities = filter.severity.as_ref().map(|any| any.0.as_slice());
    let overdue = || {
        let late =
            Expr::col(flag::Column::AcknowledgedAt).gt(Expr::col(flag::Column::AcknowledgeBy));
        let open = Condition::all()
            .add(flag::Column::Status.eq(flag::Status::Open))
            .add(flag::Column::AcknowledgeBy.lt(access.ctx().now()));
        Condition::any().add(late).add(open)
    };
    let in_time = || {
        // A comparison with nothing is neither true nor false, so it is not enough to negate.
        let reacted =
            Expr::col(flag::Column::AcknowledgedAt).lte(Expr::col(flag::Column::AcknowledgeBy));
        let not_yet =
            Condition::all().add(flag::Column::Status.ne(flag::Status::Acknowledged)).add(
                Condition::any()
                    .add(flag::Column::Status.ne(flag::Status::Open))
                    .add(flag::Column::AcknowledgeBy.gte(access.ctx().now())),
            );
        Condition::any().add(flag::Column::AcknowledgeBy.is_null()).add(reacted).add(not_yet)
    };
    let condition = Condition::all()
        .add(store::any_of(flag::Column::Status, statuses))
        .add(store::any_of(flag::Column::Severity, severities))
        .add_option(filter.client_id.map(|client| flag::Column::ClientId.eq(client)))
        .add_option(filter.overdue.map(|yes| if yes { overdue() } else { in_time() }));
    store::page::<flag::Entity>(access, condition, &[], page).await
}
