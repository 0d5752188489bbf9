//! Instruments and what their results suggest: views and operations.

use actix_web::{get, web::Path};
use entity::AssessmentId;

use super::super::{
    dto::instruments::{
        InstrumentFilter, InstrumentList, InstrumentSummaryView, InstrumentView, MissingItemsRule,
        ScaleView, ScoringMethod, SuggestionView, Suggestions,
    },
    instrument::{Instrument, Method, MissingRule, Scale},
    service,
    suggestion::Suggestion,
};
use crate::platform::{Ctx, ListQuery, Problem, Reply, Slice, View};

impl View for InstrumentSummaryView {
    type Record = &'static Instrument;

    fn view(instrument: &'static Instrument, _: &Ctx) -> Self {
        Self {
            code: instrument.code.clone(),
            version: instrument.version.clone(),
            title: instrument.title.clone(),
            loinc_panel: instrument.loinc_panel.clone(),
            licence: instrument.licence.clone(),
            loinc_notice: instrument.loinc_notice(),
            languages: instrument.languages.clone(),
            respondents: instrument.respondents.clone(),
            item_count: i32::try_from(instrument.items.len()).unwrap_or(i32::MAX),
        }
    }
}

impl View for InstrumentView {
    type Record = &'static Instrument;

    fn view(instrument: &'static Instrument, _: &Ctx) -> Self {
        Self {
            code: instrument.code.clone(),
            version: instrument.version.clone(),
            title: instrument.title.clone(),
            loinc_panel: instrument.loinc_panel.clone(),
            licence: instrument.licence.clone(),
            loinc_notice: instrument.loinc_notice(),
            languages: instrument.languages.clone(),
            stem: instrument.stem.clone(),
            respondents: instrument.respondents.clone(),
            items: instrument.items.clone(),
            scales: instrument.scoring.scales.iter().map(scale_view).collect(),
            flags: instrument.scoring.flags.clone(),
        }
    }
}

fn scale_view(scale: &Scale) -> ScaleView {
    let (method, at_least) = match scale.method {
        Method::Sum => (ScoringMethod::Sum, None),
        Method::Mean => (ScoringMethod::Mean, None),
        Method::Count { at_least } => (ScoringMethod::Count, Some(at_least)),
        Method::AnyOf { at_least } => (ScoringMethod::AnyOf, Some(at_least)),
    };
    let (missing_rule, max_missing) = match scale.missing {
        MissingRule::NoScore => (MissingItemsRule::NoScore, None),
        MissingRule::Prorate { max_missing } => {
            (MissingItemsRule::Prorate, i32::try_from(max_missing).ok())
        }
        MissingRule::UseAnswered => (MissingItemsRule::UseAnswered, None),
    };
    ScaleView {
        code: scale.code.clone(),
        loinc: scale.loinc.clone(),
        method,
        at_least,
        items: scale.items.clone(),
        reverse_items: scale.reverse_items.clone(),
        missing_rule,
        max_missing,
        bands: scale.bands.clone(),
    }
}

impl View for SuggestionView {
    type Record = &'static Suggestion;

    fn view(suggestion: &'static Suggestion, _: &Ctx) -> Self {
        Self {
            code: suggestion.code.clone(),
            problem: suggestion.problem.clone(),
            goals: suggestion.goals.clone(),
            interventions: suggestion.interventions.clone(),
        }
    }
}

/// List the instruments that can be taken, by code, in their newest versions.
///
/// They are few: the list is always whole.
#[utoipa::path(
    tag = "instruments",
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "All instruments", body = InstrumentList)),
)]
#[get("/v1/instruments")]
pub async fn list_instruments(ctx: Ctx) -> Result<Reply<InstrumentList>, Problem> {
    let rows = service::instruments(&ctx)?;
    Ok(Reply::page(&ctx, Slice { rows, next: None, total: None }))
}

/// Get an instrument with its items, scales and flags.
///
/// Where its wording may not be passed on, the answer is 403 `instrument_licence_required`.
#[utoipa::path(
    tag = "instruments",
    params(
        ("instrumentCode" = String, Path, description = "The instrument's code.", example = "phq-9"),
        InstrumentFilter,
    ),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The instrument", body = InstrumentView)),
)]
#[get("/v1/instruments/{instrumentCode}")]
pub async fn get_instrument(
    ctx: Ctx,
    code: Path<String>,
    query: ListQuery<InstrumentFilter>,
) -> Result<Reply<InstrumentView>, Problem> {
    let instrument = service::instrument(&ctx, &code, query.filter.version.as_deref())?;
    Ok(Reply::plain(InstrumentView::view(instrument, &ctx)))
}

/// What an assessment's result suggests for the care plan.
///
/// Problems, goals and interventions to offer; nothing is applied by itself. A plan's problem can
/// name the assessment and the suggestion's `code` as what it came from.
#[utoipa::path(
    tag = "assessments",
    params(("assessmentId" = AssessmentId, Path)),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The suggestions", body = Suggestions)),
)]
#[get("/v1/assessments/{assessmentId}/suggestions")]
pub async fn list_suggestions(
    ctx: Ctx,
    id: Path<AssessmentId>,
) -> Result<Reply<Suggestions>, Problem> {
    let suggestions = service::suggestions(&ctx, id.into_inner()).await?;
    let items = suggestions.into_iter().map(|found| SuggestionView::view(found, &ctx)).collect();
    Ok(Reply::plain(Suggestions { items }))
}
