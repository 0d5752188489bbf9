//! A client's scores over time, as a list and as a picture.

use entity::{ClientId, assessment_score::Model, client::SexAtBirth};

use super::super::{
    chart::{self, Chart, Point},
    dto::{Number, ScoreChartFilter, ScoreDirection, ScoreFilter},
    instrument::{Instrument, ReliableChange},
    repository::{self, Known},
    rules,
};
use crate::{
    domains::{agencies, clients},
    platform::{Ctx, PageQuery, Permission, Problem, Slice},
};

/// A score with those before it on the same scale.
pub struct ScoreStep {
    pub score: Model,
    pub previous: Option<Model>,
    pub first: Option<Model>,
    pub reliable_change: Option<ReliableChange>,
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
    let codes = slice.rows.iter().map(|score| score.instrument_code.as_str());
    let known = Known::of(&reading, codes).await?;
    Ok(slice.map(|score| ScoreStep {
        previous: rules::previous(&score, &all).cloned(),
        first: rules::first(&score, &all).cloned(),
        reliable_change: known
            .find(&score.instrument_code, &score.instrument_version)
            .and_then(|instrument| instrument.scale(&score.scale)?.reliable_change.clone()),
        score,
    }))
}

/// What a change means for the person; nothing where there is none.
pub fn direction(
    change: Option<Number>,
    reliable: Option<&ReliableChange>,
) -> Option<ScoreDirection> {
    change.map(|change| rules::direction(change, reliable))
}

/// The client's scores on a scale as a picture in SVG. It names nobody.
pub async fn chart(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ScoreChartFilter,
) -> Result<String, Problem> {
    let reading = ctx.read(Permission::ReadAssessments)?;
    let client = clients::service::find(&reading, client_id).await?;
    let calendar = agencies::service::calendar(&reading).await?;
    let scale = match filter.scale {
        Some(scale) => scale,
        None => repository::newest_total(&reading, client_id).await?.unwrap_or_default(),
    };
    let scores = repository::scores_on(&reading, client_id, std::slice::from_ref(&scale)).await?;
    let codes = scores.iter().map(|score| score.instrument_code.as_str());
    let known = Known::of(&reading, codes).await?;
    let newest = scores.last();
    let instrument =
        newest.and_then(|score| known.find(&score.instrument_code, &score.instrument_version));
    let point = |score: &Model| {
        Some(Point {
            day: calendar.day_of(score.taken_at),
            raw: rules::number(score.raw?),
            band: score.band_label.clone(),
        })
    };
    let points = scores.iter().filter_map(point).collect();
    let picture = match &instrument {
        Some(instrument) => of_scale(instrument, &scale, client.sex_at_birth, points),
        None => Chart { title: scale, points, ..Chart::default() },
    };
    Ok(chart::svg(&picture))
}

fn of_scale(instrument: &Instrument, code: &str, sex: SexAtBirth, points: Vec<Point>) -> Chart {
    let title = if instrument.code == code {
        instrument.title.clone()
    } else {
        format!("{} ({code})", instrument.title)
    };
    let Some(scale) = instrument.scale(code) else {
        return Chart { title, points, ..Chart::default() };
    };
    Chart {
        title,
        range: Some(instrument.score_range(scale)),
        bands: scale.bands_for(sex).to_vec(),
        better: scale.reliable_change.as_ref().map(|change| change.better),
        points,
    }
}
