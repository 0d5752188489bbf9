//! HTTP for searching the directory. No decisions.

use actix_web::post;

use super::{
    super::{
        dto::{HoursState, ServiceHit, ServiceHitList, ServiceOutline, ServiceSearch},
        service::{
            self,
            search::{Hit, Openness},
        },
    },
    services::place,
};
use crate::platform::{Ctx, Json, Problem, Reply, View};

impl View for ServiceHit {
    type Record = Hit;

    fn view(hit: Hit, ctx: &Ctx) -> Self {
        let (hours, open_until) = match hit.openness {
            Openness::Open(until) => (HoursState::Open, until.map(Into::into)),
            Openness::Closed => (HoursState::Closed, None),
            Openness::Unknown => (HoursState::Unknown, None),
        };
        Self {
            outline: ServiceOutline::view((hit.row, hit.organization_name), ctx),
            place: hit.place.map(place),
            // To ten meters.
            distance_km: hit.kilometers.map(|distance| (distance * 100.0).round() / 100.0),
            hours,
            open_until,
            matched: hit.matched,
        }
    }
}

/// Search services.
///
/// A POST, since a client's home is personal data: nothing of it is in a URL. All that is given
/// must fit; only active services are found.
#[utoipa::path(
    tag = "service-directory",
    security(("bearer" = ["directory:read"])),
    extensions(("x-read-only" = json!(true))),
    responses((status = 200, description = "One page", body = ServiceHitList)),
)]
#[post("/v1/services/search")]
pub async fn search_services(
    ctx: Ctx,
    Json(search): Json<ServiceSearch>,
) -> Result<Reply<ServiceHitList>, Problem> {
    let slice = service::search::search(&ctx, search).await?;
    Ok(Reply::page(&ctx, slice))
}
