//! What every resource says of itself before all else.

use entity::{Resource, Timestamp, UserId, Uuid};
use sea_orm::{ModelTrait, sea_query::ValueType};
use serde::Serialize;
use utoipa::ToSchema;

/// Views hold it flat: its members are published as members of the view.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    #[schema(value_type = UserId)]
    pub id: Uuid,
    /// Grows with each change of the resource, or of the whole that it is part of: send it as
    /// `If-Match` with the next change.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// A user or API client.
    pub created_by: UserId,
    /// A user or API client.
    pub updated_by: UserId,
}

impl Header {
    pub fn of<M>(row: &M) -> Self
    where
        M: ModelTrait,
        M::Entity: Resource,
    {
        Self {
            id: value(row, M::Entity::ID),
            version: value(row, M::Entity::VERSION),
            created_at: value(row, M::Entity::CREATED_AT),
            updated_at: value(row, M::Entity::UPDATED_AT),
            created_by: value(row, M::Entity::CREATED_BY),
            updated_by: value(row, M::Entity::UPDATED_BY),
        }
    }

    /// Of a part, which has the version of the whole.
    pub fn of_part<M>(part: &M, version: i64) -> Self
    where
        M: ModelTrait,
        M::Entity: Resource,
    {
        Self { version, ..Self::of(part) }
    }
}

fn value<M: ModelTrait, T: ValueType>(
    row: &M,
    column: <M::Entity as sea_orm::EntityTrait>::Column,
) -> T {
    T::expect(row.get(column), "a resource's columns have the types of all resources")
}
