//! How assessments and their scores are shown.

use entity::{
    assessment_answer::{self, AnswerValue, Response},
    assessment_flag, assessment_score,
};

use super::super::{
    dto::{
        AnswerValueType, AnswerView, AssessmentFlagView, AssessmentOutlineView, AssessmentView,
        ClientScoreView, FlagView, ScoreView,
    },
    service::{self, AssessmentOutline, AssessmentRecord, FlagOfAssessment, ScoreStep},
};
use crate::platform::{Ctx, Header, View};

impl View for AssessmentView {
    type Record = AssessmentRecord;

    fn view(record: AssessmentRecord, ctx: &Ctx) -> Self {
        let missing_items = service::missing_items(&record);
        let AssessmentRecord { row, instrument, answers, scores, flags, superseded_by, today } =
            record;
        Self {
            allowed_actions: service::allowed_actions(ctx, &row, today),
            overdue: service::is_late(&row, today),
            wording_language: service::wording_language(&row, &instrument),
            instrument_title: instrument.title.clone(),
            missing_items,
            open_flags: open_flags(&flags),
            header: Header::of(&row),
            client_id: row.client_id,
            instrument_code: row.instrument_code,
            instrument_version: row.instrument_version,
            kind: row.kind,
            respondent: row.respondent,
            mode: row.mode,
            language: row.language,
            interpreter_used: row.interpreter_used,
            interviewer_id: row.interviewer_id,
            status: row.status,
            due_on: row.due_on,
            started_at: row.started_at,
            completed_at: row.completed_at,
            stopped_at: row.stopped_at,
            stop_reason: row.stop_reason,
            missed_at: row.missed_at,
            missed_reason: row.missed_reason,
            interval_override_reason: row.interval_override_reason,
            component_dates: row.component_dates.0,
            supersedes_id: row.supersedes_id,
            superseded_by_id: superseded_by,
            amendment_reason: row.amendment_reason,
            error_reason: row.error_reason,
            answers: answers.into_iter().filter_map(answer_view).collect(),
            scores: scores.into_iter().map(score_view).collect(),
            flags: flags.into_iter().map(|flag| flag_view(flag, ctx)).collect(),
            reported_score_mismatch: row.reported_score_mismatch,
            review_narrative: row.review_narrative,
            reviewed_by: row.reviewed_by,
            reviewed_at: row.reviewed_at,
        }
    }
}

impl View for AssessmentOutlineView {
    type Record = AssessmentOutline;

    fn view(outline: AssessmentOutline, ctx: &Ctx) -> Self {
        let AssessmentOutline { row, instrument_title, scores, flags, today } = outline;
        Self {
            allowed_actions: service::allowed_actions(ctx, &row, today),
            overdue: service::is_late(&row, today),
            instrument_title,
            open_flags: open_flags(&flags),
            header: Header::of(&row),
            client_id: row.client_id,
            instrument_code: row.instrument_code,
            instrument_version: row.instrument_version,
            kind: row.kind,
            respondent: row.respondent,
            mode: row.mode,
            status: row.status,
            due_on: row.due_on,
            started_at: row.started_at,
            completed_at: row.completed_at,
            stopped_at: row.stopped_at,
            reviewed_at: row.reviewed_at,
            scores: scores.into_iter().map(service::score_summary).collect(),
        }
    }
}

fn open_flags(flags: &[assessment_flag::Model]) -> u64 {
    flags.iter().filter(|flag| flag.status == assessment_flag::Status::Open).count() as u64
}

fn answer_view(row: assessment_answer::Model) -> Option<AnswerView> {
    let response = row.response?.0;
    let mut view = AnswerView {
        link_id: row.link_id,
        value_type: AnswerValueType::Declined,
        value_codes: Vec::new(),
        value_integer: None,
        value_decimal: None,
        value_boolean: None,
        value_text: None,
        value_date: None,
        answered_at: row.answered_at,
        answered_by: row.updated_by,
    };
    view.value_type = match response {
        Response::Declined => AnswerValueType::Declined,
        Response::Unknown => AnswerValueType::Unknown,
        Response::Value(AnswerValue::Codes(codes)) => {
            view.value_codes = codes;
            AnswerValueType::Codes
        }
        Response::Value(AnswerValue::Integer(number)) => {
            view.value_integer = Some(number);
            AnswerValueType::Integer
        }
        Response::Value(AnswerValue::Decimal(number)) => {
            view.value_decimal = Some(number);
            AnswerValueType::Decimal
        }
        Response::Value(AnswerValue::Boolean(yes)) => {
            view.value_boolean = Some(yes);
            AnswerValueType::Boolean
        }
        Response::Value(AnswerValue::Text(text)) => {
            view.value_text = Some(text);
            AnswerValueType::Text
        }
        Response::Value(AnswerValue::Date(date)) => {
            view.value_date = Some(date);
            AnswerValueType::Date
        }
    };
    Some(view)
}

fn score_view(row: assessment_score::Model) -> ScoreView {
    ScoreView {
        scale: row.scale,
        raw: row.raw.map(service::number),
        max: service::number(row.max),
        band_code: row.band_code,
        band_label: row.band_label,
        complete: row.complete,
        prorated: row.prorated,
        trace: row.trace.0,
        notes: row.notes.0,
    }
}

fn flag_view(row: assessment_flag::Model, ctx: &Ctx) -> FlagView {
    FlagView {
        allowed_actions: service::allowed_flag_actions(ctx, &row),
        overdue: service::is_overdue(ctx, &row),
        id: row.id,
        code: row.code,
        severity: row.severity,
        label: row.label,
        link_id: row.link_id,
        rule: row.rule,
        status: row.status,
        raised_at: row.created_at,
        acknowledge_by: row.acknowledge_by,
        acknowledged_by: row.acknowledged_by,
        acknowledged_at: row.acknowledged_at,
        outcome: row.outcome,
    }
}

impl View for AssessmentFlagView {
    type Record = FlagOfAssessment;

    fn view(record: FlagOfAssessment, ctx: &Ctx) -> Self {
        let FlagOfAssessment { flag, assessment, instrument_title } = record;
        Self {
            flag: flag_view(flag, ctx),
            client_id: assessment.client_id,
            assessment_id: assessment.id,
            assessment_version: assessment.version,
            instrument_code: assessment.instrument_code,
            instrument_title,
        }
    }
}

impl View for ClientScoreView {
    type Record = ScoreStep;

    fn view(step: ScoreStep, _: &Ctx) -> Self {
        let raw = step.score.raw.map(service::number);
        let previous_raw = step.previous.and_then(|score| score.raw).map(service::number);
        let first_raw = step.first.and_then(|score| score.raw).map(service::number);
        let change = service::change(raw, previous_raw);
        let change_from_first = service::change(raw, first_raw);
        let reliable = step.reliable_change.as_ref();
        Self {
            assessment_id: step.score.assessment_id,
            instrument_code: step.score.instrument_code,
            scale: step.score.scale,
            at: step.score.taken_at,
            raw,
            max: service::number(step.score.max),
            band_code: step.score.band_code,
            band_label: step.score.band_label,
            complete: step.score.complete,
            previous_raw,
            change,
            direction: service::direction(change, reliable),
            first_raw,
            change_from_first,
            direction_from_first: service::direction(change_from_first, reliable),
            reliable_change: step.reliable_change,
        }
    }
}
