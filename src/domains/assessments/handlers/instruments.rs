//! Instruments and their wording: views and operations.

use actix_web::{get, put, web::Path};
use entity::instrument_wording::{self, ItemWording, OptionWording};

use super::super::{
    definition::ScaleDefinition,
    dto::instruments::{
        AssessmentForm, AssessmentFormItem, AssessmentFormOption, InstrumentFilter, InstrumentList,
        InstrumentSummaryView, InstrumentView, InstrumentWordingInput, WordingView,
    },
    instrument::Item,
    service::{self, Listed, Served, Spoken},
};
use crate::platform::{Ctx, Json, ListQuery, Problem, Reply, Slice, View};

impl View for InstrumentSummaryView {
    type Record = Listed;

    fn view(Listed { instrument, origin, wording }: Listed, _: &Ctx) -> Self {
        Self {
            code: instrument.code.clone(),
            version: instrument.version.clone(),
            title: instrument.title.clone(),
            loinc_panel: instrument.loinc_panel.clone(),
            licence: instrument.licence.clone(),
            loinc_notice: instrument.loinc_notice(),
            languages: instrument.languages.clone(),
            respondents: instrument.respondents.clone(),
            min_interval_days: instrument.min_interval_days,
            origin,
            wording,
            item_count: i32::try_from(instrument.items.len()).unwrap_or(i32::MAX),
        }
    }
}

impl View for InstrumentView {
    type Record = Served;

    fn view(Served { instrument, origin, wording }: Served, _: &Ctx) -> Self {
        Self {
            loinc_notice: instrument.loinc_notice(),
            scales: instrument.scoring.scales.iter().map(ScaleDefinition::from).collect(),
            code: instrument.code,
            version: instrument.version,
            title: instrument.title,
            loinc_panel: instrument.loinc_panel,
            licence: instrument.licence,
            languages: instrument.languages,
            stem: instrument.stem,
            respondents: instrument.respondents,
            min_interval_days: instrument.min_interval_days,
            origin,
            wording,
            items: instrument.items,
            flags: instrument.scoring.flags,
        }
    }
}

impl View for WordingView {
    type Record = instrument_wording::Model;

    fn view(row: instrument_wording::Model, _: &Ctx) -> Self {
        Self {
            instrument_code: row.instrument_code,
            instrument_version: row.instrument_version,
            language: row.language,
            stem: row.stem,
            items: row.items.0,
        }
    }
}

/// The words that there are in that language.
fn in_language(Spoken { instrument, language, .. }: Spoken) -> WordingView {
    let item = |item: &Item| {
        let option = |code: &str, label: &String| OptionWording {
            code: code.to_owned(),
            label: label.clone(),
        };
        let options = item.options.iter();
        Some(ItemWording {
            link_id: item.link_id.clone(),
            text: item.text.get(&language)?.clone(),
            options: options
                .filter_map(|one| Some(option(&one.code, one.label.get(&language)?)))
                .collect(),
        })
    };
    WordingView {
        stem: instrument.stem.get(&language).cloned(),
        items: instrument.items.iter().filter_map(item).collect(),
        instrument_code: instrument.code,
        instrument_version: instrument.version,
        language,
    }
}

impl AssessmentForm {
    /// The questions of an assessment, in its language.
    pub fn of(spoken: Spoken) -> Option<Self> {
        let Spoken { assessment, instrument, language } = spoken;
        let assessment = assessment?;
        let item = |item: Item| AssessmentFormItem {
            text: item.text.get(&language).cloned(),
            options: item
                .options
                .into_iter()
                .map(|option| AssessmentFormOption {
                    label: option.label.get(&language).cloned(),
                    code: option.code,
                })
                .collect(),
            link_id: item.link_id,
            kind: item.kind,
            required: item.required,
            range: item.range,
            enable_when: item.enable_when,
        };
        Some(Self {
            assessment_id: assessment.id,
            language_fallback: !service::is_same_language(&assessment.language, &language),
            language: assessment.language,
            stem: instrument.stem.get(&language).cloned(),
            items: instrument.items.into_iter().map(item).collect(),
            instrument_code: instrument.code,
            instrument_version: instrument.version,
            instrument_title: instrument.title,
            wording_language: language,
        })
    }
}

/// List the instruments that can be taken, by code, in their newest versions.
///
/// Those that every agency has, and the published ones of your own. They are few: the list is
/// always whole.
#[utoipa::path(
    tag = "instruments",
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "All instruments", body = InstrumentList)),
)]
#[get("/v1/instruments")]
pub async fn list_instruments(ctx: Ctx) -> Result<Reply<InstrumentList>, Problem> {
    let rows = service::instruments(&ctx).await?;
    Ok(Reply::page(&ctx, Slice { rows, next: None, total: None }))
}

/// Get an instrument with its items, scales and flags.
///
/// Codes and scoring are always there. Where the licence keeps the wording, items have text only
/// once your agency has attested that it may use it: see `wording`.
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
    let served = service::instrument(&ctx, &code, query.filter.version.as_deref()).await?;
    Ok(Reply::plain(InstrumentView::view(served, &ctx)))
}

/// Get an instrument's wording in one language.
///
/// Where your agency has not attested that it may use the wording, the answer is 403
/// `instrument_licence_required`.
#[utoipa::path(
    tag = "instruments",
    params(
        ("instrumentCode" = String, Path, description = "The instrument's code.", example = "phq-9"),
        ("language" = String, Path, description = "Tag of BCP 47.", example = "es"),
        InstrumentFilter,
    ),
    security(("bearer" = ["assessments:read"])),
    responses((status = 200, description = "The wording", body = WordingView)),
)]
#[get("/v1/instruments/{instrumentCode}/wordings/{language}")]
pub async fn get_instrument_wording(
    ctx: Ctx,
    path: Path<(String, String)>,
    query: ListQuery<InstrumentFilter>,
) -> Result<Reply<WordingView>, Problem> {
    let (code, language) = path.into_inner();
    let version = query.filter.version.as_deref();
    let spoken = service::wording(&ctx, &code, &language, version).await?;
    Ok(Reply::plain(in_language(spoken)))
}

/// Load the wording of an instrument that comes without it, as your licence gives it.
///
/// It needs an attestation (`createLicenceAttestation`), takes the place of what was loaded in this
/// language before, and is served to your agency alone while an attestation holds.
#[utoipa::path(
    tag = "instruments",
    params(
        ("instrumentCode" = String, Path, description = "The instrument's code.", example = "who-5"),
        ("language" = String, Path, description = "Tag of BCP 47.", example = "en"),
        InstrumentFilter,
    ),
    security(("bearer" = ["instruments:write"])),
    responses(
        (status = 200, description = "The wording, loaded", body = WordingView),
        (
            status = 409,
            description = "The instrument brings its wording.",
            body = crate::platform::ProblemBody,
            content_type = "application/problem+json",
        ),
    ),
)]
#[put("/v1/instruments/{instrumentCode}/wordings/{language}")]
pub async fn put_instrument_wording(
    ctx: Ctx,
    path: Path<(String, String)>,
    query: ListQuery<InstrumentFilter>,
    Json(input): Json<InstrumentWordingInput>,
) -> Result<Reply<WordingView>, Problem> {
    let (code, language) = path.into_inner();
    let version = query.filter.version.as_deref();
    let row = service::put_wording(&ctx, &code, &language, version, input).await?;
    Ok(Reply::plain(WordingView::view(row, &ctx)))
}
