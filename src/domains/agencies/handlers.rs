//! HTTP in, HTTP out. No decisions.

use actix_web::{get, patch};
use entity::agency::Model;

use super::{
    dto::{AgencyList, AgencyPatch, AgencySummary, AgencyView},
    service,
};
use crate::platform::{Ctx, Header, IfMatch, Json, Problem, Reply, View};

impl From<Model> for AgencySummary {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            time_zone: row.time_zone,
            referral_intake: row.referral_intake.0,
        }
    }
}

impl View for AgencyView {
    type Record = Model;

    fn view(row: Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            name: row.name,
            time_zone: row.time_zone,
            weekend_days: row.weekend_days.0,
            holidays: row.holidays.0,
            referral_answer_days: row.referral_answer_days,
            minutes_days: row.minutes_days,
            referral_intake: row.referral_intake.0,
            estimate_missing_items: row.estimate_missing_items,
        }
    }
}

/// List the agencies of this deployment, by name.
///
/// They are the possible partners of a referral. Nothing of their records can be read.
#[utoipa::path(
    tag = "agencies",
    security(("bearer" = ["agency:read"])),
    responses((status = 200, description = "All of them", body = AgencyList)),
)]
#[get("/v1/agencies")]
pub async fn list_agencies(ctx: Ctx) -> Result<Reply<AgencyList>, Problem> {
    let agencies = service::list(&ctx).await?;
    Ok(Reply::plain(AgencyList { items: agencies.into_iter().map(Into::into).collect() }))
}

/// Get the caller's agency.
#[utoipa::path(
    tag = "agencies",
    security(("bearer" = ["agency:read"])),
    responses((status = 200, description = "The agency", body = AgencyView)),
)]
#[get("/v1/agencies/current")]
pub async fn get_current_agency(ctx: Ctx) -> Result<Reply<AgencyView>, Problem> {
    let agency = service::current(&ctx).await?;
    Ok(Reply::ok(&ctx, agency))
}

/// Change the caller's agency.
///
/// Deadlines that were computed before stay as they are.
#[utoipa::path(
    tag = "agencies",
    params(IfMatch),
    security(("bearer" = ["agency:write"])),
    responses((status = 200, description = "The changed agency", body = AgencyView)),
)]
#[patch("/v1/agencies/current")]
pub async fn update_current_agency(
    ctx: Ctx,
    seen: IfMatch,
    Json(patch): Json<AgencyPatch>,
) -> Result<Reply<AgencyView>, Problem> {
    let agency = service::update(&ctx, seen, patch).await?;
    Ok(Reply::ok(&ctx, agency))
}
