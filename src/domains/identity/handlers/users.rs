//! Users over HTTP.

use actix_web::{get, patch, post, web::Path};
use entity::{UserId, user_account::Model};

use super::super::{
    dto::{AccountStatusChange, Caller, NewUser, UserFilter, UserList, UserPatch, UserView},
    service::{self, users},
};
use crate::platform::{
    Ctx, Header, IfMatch, Json, ListQuery, NoFilter, PageQuery, Problem, Reply, TransitionList,
    View,
};

impl View for UserView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: users::allowed_actions(ctx, &row),
            header: Header::of(&row),
            display_name: row.display_name,
            email: row.email,
            roles: row.roles.0,
            status: row.status,
        }
    }
}

/// Get the caller: who the token is for, and what they may do now.
///
/// Any valid token will do, whatever its scopes.
#[utoipa::path(
    tag = "users",
    security(("bearer" = [])),
    responses((status = 200, description = "The caller", body = Caller)),
)]
#[get("/v1/users/me")]
pub async fn get_caller(ctx: Ctx) -> Result<Reply<Caller>, Problem> {
    Ok(Reply::plain(service::caller(&ctx).await?))
}

/// Create a user.
///
/// The user is active at once.
#[utoipa::path(
    tag = "users",
    security(("bearer" = ["users:write"])),
    responses((status = 201, description = "The new user", body = UserView)),
)]
#[post("/v1/users")]
pub async fn create_user(ctx: Ctx, Json(new): Json<NewUser>) -> Result<Reply<UserView>, Problem> {
    let user = users::create(&ctx, new).await?;
    Ok(Reply::created(&ctx, "/v1/users", user))
}

/// List users, newest first.
///
/// Sort keys: `createdAt`, `updatedAt`, `displayName`.
#[utoipa::path(
    tag = "users",
    params(UserFilter, PageQuery),
    security(("bearer" = ["users:read"])),
    extensions(("x-sort" = json!(["updatedAt", "displayName"]))),
    responses((status = 200, description = "One page", body = UserList)),
)]
#[get("/v1/users")]
pub async fn list_users(
    ctx: Ctx,
    query: ListQuery<UserFilter>,
) -> Result<Reply<UserList>, Problem> {
    let slice = users::list(&ctx, query.filter, query.page).await?;
    Ok(Reply::page(&ctx, slice))
}

/// Get a user.
#[utoipa::path(
    tag = "users",
    params(("userId" = UserId, Path)),
    security(("bearer" = ["users:read"])),
    responses((status = 200, description = "The user", body = UserView)),
)]
#[get("/v1/users/{userId}")]
pub async fn get_user(ctx: Ctx, id: Path<UserId>) -> Result<Reply<UserView>, Problem> {
    let user = users::get(&ctx, id.into_inner()).await?;
    Ok(Reply::ok(&ctx, user))
}

/// Change a user.
///
/// Roles count within a second, for tokens that are out too. The last active administrator of the
/// agency keeps the role: 409 `last_admin`.
#[utoipa::path(
    tag = "users",
    params(("userId" = UserId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The changed user", body = UserView)),
)]
#[patch("/v1/users/{userId}")]
pub async fn update_user(
    ctx: Ctx,
    id: Path<UserId>,
    seen: IfMatch,
    Json(patch): Json<UserPatch>,
) -> Result<Reply<UserView>, Problem> {
    let user = users::update(&ctx, id.into_inner(), seen, patch).await?;
    Ok(Reply::ok(&ctx, user))
}

/// Disable a user.
///
/// Within a second the user is refused everywhere, whatever tokens are still out. Nobody disables
/// themselves (409 `own_account`) or the agency's last active administrator (409 `last_admin`).
#[utoipa::path(
    tag = "users",
    params(("userId" = UserId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The user, disabled", body = UserView)),
)]
#[post("/v1/users/{userId}/disable")]
pub async fn disable_user(
    ctx: Ctx,
    id: Path<UserId>,
    seen: IfMatch,
    Json(input): Json<AccountStatusChange>,
) -> Result<Reply<UserView>, Problem> {
    let user = users::disable(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, user))
}

/// Enable a disabled user.
#[utoipa::path(
    tag = "users",
    params(("userId" = UserId, Path), IfMatch),
    security(("bearer" = ["users:write"])),
    responses((status = 200, description = "The user, active", body = UserView)),
)]
#[post("/v1/users/{userId}/enable")]
pub async fn enable_user(
    ctx: Ctx,
    id: Path<UserId>,
    seen: IfMatch,
    Json(input): Json<AccountStatusChange>,
) -> Result<Reply<UserView>, Problem> {
    let user = users::enable(&ctx, id.into_inner(), seen, input).await?;
    Ok(Reply::ok(&ctx, user))
}

/// How a user came to the present status, newest first.
#[utoipa::path(
    tag = "users",
    params(("userId" = UserId, Path), PageQuery),
    security(("bearer" = ["users:read"])),
    responses((status = 200, description = "One page", body = TransitionList)),
)]
#[get("/v1/users/{userId}/history")]
pub async fn list_user_history(
    ctx: Ctx,
    id: Path<UserId>,
    query: ListQuery<NoFilter>,
) -> Result<Reply<TransitionList>, Problem> {
    let slice = users::history(&ctx, id.into_inner(), query.page).await?;
    Ok(Reply::page(&ctx, slice))
}
