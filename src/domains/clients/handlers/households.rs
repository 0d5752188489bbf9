//! HTTP in, HTTP out, about households. No decisions.

use actix_web::{get, patch, post, web::Path};
use entity::{ClientId, HouseholdId, HouseholdMemberId, household_member};

use crate::{
    domains::clients::{
        dto::{
            HouseholdFilter, HouseholdLeaving, HouseholdList, HouseholdMemberPatch,
            HouseholdMemberView, HouseholdPatch, HouseholdView, NewHousehold, NewHouseholdMember,
        },
        service::households::{self as service, Household},
    },
    platform::{Ctx, Header, IfMatch, Json, ListQuery, PageQuery, Problem, Reply, View},
};

impl View for HouseholdView {
    type Record = Household;

    fn view(household: Household, _: &Ctx) -> Self {
        Self {
            header: Header::of(&household.row),
            name: household.row.name,
            members: household.members.into_iter().map(member_view).collect(),
        }
    }
}

fn member_view((row, display_name): (household_member::Model, String)) -> HouseholdMemberView {
    let is_client = row.related_person_id.is_none();
    HouseholdMemberView {
        id: row.id,
        client_id: is_client.then_some(row.client_id),
        related_person_id: row.related_person_id,
        display_name,
        role: row.role,
        from: row.from_on,
        to: row.to_on,
        leave_reason: row.leave_reason,
    }
}

/// Record who lives together.
///
/// A client lives in one household at a time.
#[utoipa::path(
    tag = "households",
    security(("bearer" = ["clients:write"])),
    responses((status = 201, description = "The new household", body = HouseholdView)),
)]
#[post("/v1/households")]
pub async fn create_household(
    ctx: Ctx,
    Json(new): Json<NewHousehold>,
) -> Result<Reply<HouseholdView>, Problem> {
    let household = service::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/households", household))
}

/// List the households in which a client lives or has lived, newest first.
#[utoipa::path(
    tag = "households",
    params(("clientId" = ClientId, Path), HouseholdFilter, PageQuery),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "One page", body = HouseholdList)),
)]
#[get("/v1/clients/{clientId}/households")]
pub async fn list_client_households(
    ctx: Ctx,
    client_id: Path<ClientId>,
    query: ListQuery<HouseholdFilter>,
) -> Result<Reply<HouseholdList>, Problem> {
    let slice = service::list(&ctx, client_id.into_inner(), query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a household.
#[utoipa::path(
    tag = "households",
    params(("householdId" = HouseholdId, Path)),
    security(("bearer" = ["clients:read"])),
    responses((status = 200, description = "The household", body = HouseholdView)),
)]
#[get("/v1/households/{householdId}")]
pub async fn get_household(
    ctx: Ctx,
    id: Path<HouseholdId>,
) -> Result<Reply<HouseholdView>, Problem> {
    let household = service::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, household))
}

/// Change what a household is called.
#[utoipa::path(
    tag = "households",
    params(("householdId" = HouseholdId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The changed household", body = HouseholdView)),
)]
#[patch("/v1/households/{householdId}")]
pub async fn update_household(
    ctx: Ctx,
    id: Path<HouseholdId>,
    seen: IfMatch,
    Json(patch): Json<HouseholdPatch>,
) -> Result<Reply<HouseholdView>, Problem> {
    let household = service::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, household))
}

/// Let someone join a household.
#[utoipa::path(
    tag = "households",
    params(("householdId" = HouseholdId, Path), IfMatch),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The household", body = HouseholdView)),
)]
#[post("/v1/households/{householdId}/members")]
pub async fn add_household_member(
    ctx: Ctx,
    id: Path<HouseholdId>,
    seen: IfMatch,
    Json(new): Json<NewHouseholdMember>,
) -> Result<Reply<HouseholdView>, Problem> {
    let household = service::add_member(&ctx, id.into_inner(), seen, new).await?;
    Ok(Reply::ok(&ctx, household))
}

/// Change the role of someone who lives in a household, or when they moved in.
#[utoipa::path(
    tag = "households",
    params(
        ("householdId" = HouseholdId, Path),
        ("householdMemberId" = HouseholdMemberId, Path),
        IfMatch,
    ),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The household", body = HouseholdView)),
)]
#[patch("/v1/households/{householdId}/members/{householdMemberId}")]
pub async fn update_household_member(
    ctx: Ctx,
    ids: Path<(HouseholdId, HouseholdMemberId)>,
    seen: IfMatch,
    Json(patch): Json<HouseholdMemberPatch>,
) -> Result<Reply<HouseholdView>, Problem> {
    let household = service::update_member(&ctx, ids.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, household))
}

/// Record that someone has left a household.
#[utoipa::path(
    tag = "households",
    params(
        ("householdId" = HouseholdId, Path),
        ("householdMemberId" = HouseholdMemberId, Path),
        IfMatch,
    ),
    security(("bearer" = ["clients:write"])),
    responses((status = 200, description = "The household", body = HouseholdView)),
)]
#[post("/v1/households/{householdId}/members/{householdMemberId}/leave")]
pub async fn leave_household(
    ctx: Ctx,
    ids: Path<(HouseholdId, HouseholdMemberId)>,
    seen: IfMatch,
    Json(input): Json<HouseholdLeaving>,
) -> Result<Reply<HouseholdView>, Problem> {
    let household = service::leave(&ctx, ids.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, household))
}
