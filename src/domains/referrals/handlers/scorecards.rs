//! Scorecards of recipients: HTTP in, HTTP out. No decisions.

use actix_web::get;

use super::super::{
    dto::{ReferralScorecards, ScorecardFilter},
    service,
};
use crate::platform::{Ctx, ListQuery, Problem, Reply};

/// See how those do whom your agency refers clients to.
///
/// By the referrals that were sent in the time: how many were answered, taken and closed, and how
/// long that took. Nothing of any client.
#[utoipa::path(
    tag = "referrals",
    params(ScorecardFilter),
    security(("bearer" = ["scorecards:read"])),
    responses((status = 200, description = "One card for each recipient", body = ReferralScorecards)),
)]
#[get("/v1/referral-scorecards")]
pub async fn get_referral_scorecards(
    ctx: Ctx,
    query: ListQuery<ScorecardFilter>,
) -> Result<Reply<ReferralScorecards>, Problem> {
    let cards = service::scorecards(&ctx, query.filter).await?;
    Ok(Reply::plain(cards))
}
