//! How a resource came to its present status: the transition log, as shown.

use entity::{Row, Timestamp, TransitionId, UserId, transition};
use sea_orm::{ColumnTrait, Condition};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Access, Ctx, Page, PageQuery, Problem, Slice, View, store};

/// The alias names the schema in the API description.
pub type TransitionList = Page<TransitionView>;

/// One move of a resource from one status to another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Transition)]
pub struct TransitionView {
    pub id: TransitionId,
    /// What kind of resource moved.
    #[schema(example = "referral")]
    pub resource_kind: String,
    pub resource_id: Uuid,
    /// The version that the move made.
    pub resource_version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
    /// Which machine moved: `status`, or another where a resource has more than one.
    #[schema(example = "status")]
    pub machine: String,
    /// Absent where the resource came to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[schema(example = "requested")]
    pub to: String,
    /// What happened.
    #[schema(example = "send")]
    pub event: String,
    /// When it took effect in the world.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The user or API client that did it; absent where another agency's did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<UserId>,
    /// The actor's agency: another one where the partner of a referral moved it.
    pub actor_agency_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl View for TransitionView {
    type Record = transition::Model;

    fn view(row: transition::Model, _: &Ctx) -> Self {
        Self {
            actor_id: row.own_actor(),
            id: row.id,
            resource_kind: row.resource_kind,
            resource_id: row.resource_id,
            resource_version: row.resource_version,
            client_id: row.client_id.map(entity::Id::uuid),
            machine: row.machine,
            from: row.from_status,
            to: row.to_status,
            event: row.event,
            effective_at: row.effective_at,
            recorded_at: row.created_at,
            actor_agency_id: row.actor_agency_id.uuid(),
            reason_code: row.reason_code,
            reason: row.reason_text,
        }
    }
}

/// The moves of a row that the caller has been shown to reach.
pub async fn of_row<M: Row>(
    access: &impl Access,
    row: &M,
    page: &PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let condition = Condition::all()
        .add(transition::Column::ResourceId.eq(row.id()))
        .add(transition::Column::ResourceKind.eq(M::KIND));
    store::page::<transition::Entity>(access, condition, &[], page).await
}

/// The moves of everything that belongs to one client.
pub async fn of_client(
    access: &impl Access,
    client_id: entity::ClientId,
    kinds: Option<&[String]>,
    page: &PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let condition = Condition::all()
        .add(transition::Column::ClientId.eq(client_id))
        .add(store::any_of(transition::Column::ResourceKind, kinds));
    store::page::<transition::Entity>(access, condition, &[], page).await
}
