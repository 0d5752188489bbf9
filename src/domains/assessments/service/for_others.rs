//! What other domains are told of assessments.

use std::collections::BTreeMap;

use entity::{
    AssessmentId, ClientId,
    assessment::{Entity, Model},
    assessment_score,
};

use super::super::{
    dto::{AssessmentSummary, ScoreSummary},
    repository::{self, Known},
    rules,
};
use crate::platform::{Access, Problem, store};

/// The client's newest completed assessment by each instrument.
pub async fn relevant_scores(
    access: &impl Access,
    client_id: ClientId,
) -> Result<Vec<AssessmentSummary>, Problem> {
    // In order of completion, so that the newest one is what stays.
    let completed = repository::completed_of(access, client_id).await?;
    let newest: BTreeMap<_, _> =
        completed.into_iter().map(|row| (row.instrument_code.clone(), row)).collect();
    let known = Known::of(access, newest.keys().map(String::as_str)).await?;
    let ids: Vec<_> = newest.values().map(|row| row.id).collect();
    let scores = repository::scores(access, &ids).await?;
    Ok(newest.into_values().map(|row| summary(access, &row, &known, &scores)).collect())
}

fn summary(
    access: &impl Access,
    row: &Model,
    known: &Known,
    scores: &[assessment_score::Model],
) -> AssessmentSummary {
    access.saw(row);
    let of_row = scores.iter().filter(|score| score.assessment_id == row.id);
    AssessmentSummary {
        assessment_id: row.id,
        instrument_code: row.instrument_code.clone(),
        instrument_title: known.title(&row.instrument_code, &row.instrument_version),
        completed_at: row.completed_at.unwrap_or(row.updated_at),
        scores: of_row.cloned().map(score_summary).collect(),
    }
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

/// The assessment, for other domains that refer to it.
pub async fn require_assessment(access: &impl Access, id: AssessmentId) -> Result<Model, Problem> {
    store::find::<Entity>(access, id).await
}
