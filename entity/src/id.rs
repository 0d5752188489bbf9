//! Typed identifiers.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt, hash,
    marker::PhantomData,
    str::FromStr,
    sync::{LazyLock, Mutex},
};

use sea_orm::{
    ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};
use uuid::{ContextV7, Uuid};

use crate::Timestamp;

/// The id of a row in the table of entity `E`.
///
/// Ids that the server makes are UUIDv7, so rows sort by creation time. Two ids
/// of different tables cannot be mixed up.
pub struct Id<E> {
    uuid: Uuid,
    table: PhantomData<fn() -> E>,
}

static SEQUENCE: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));

/// A fresh UUIDv7 for a row created at `now`. Ids made in one process ascend,
/// also within a millisecond and when the clock stands still.
pub fn new_id(now: Timestamp) -> Uuid {
    let now = now.to_utc();
    let seconds = now.timestamp().try_into().unwrap_or_default();
    let moment = uuid::Timestamp::from_unix(&*SEQUENCE, seconds, now.timestamp_subsec_nanos());
    Uuid::new_v7(moment)
}

impl<E> Id<E> {
    /// A fresh id for a row created at `now`.
    pub fn new(now: Timestamp) -> Self {
        new_id(now).into()
    }

    /// The id of no row.
    pub const fn nil() -> Self {
        Self { uuid: Uuid::nil(), table: PhantomData }
    }

    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

// Derives would demand the same traits of `E`, which is only a name here.
impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E> Copy for Id<E> {}
impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<E> Eq for Id<E> {}
impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<E> hash::Hash for Id<E> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<E> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<E> fmt::Display for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<E> FromStr for Id<E> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Uuid>().map(Self::from)
    }
}
impl<E> From<Uuid> for Id<E> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, table: PhantomData }
    }
}
impl<E> From<Id<E>> for Uuid {
    fn from(id: Id<E>) -> Self {
        id.uuid
    }
}

impl<E> Serialize for Id<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}
impl<'de, E> Deserialize<'de> for Id<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}

// What sea-orm needs to treat the id as a column value.
impl<E> From<Id<E>> for Value {
    fn from(id: Id<E>) -> Self {
        id.uuid.into()
    }
}
impl<E> TryGetable for Id<E> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        Uuid::try_get_by(row, index).map(Self::from)
    }
}
impl<E> ValueType for Id<E> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Uuid as ValueType>::try_from(value).map(Self::from)
    }
    fn type_name() -> String {
        "Id".to_owned()
    }
    fn array_type() -> ArrayType {
        <Uuid as ValueType>::array_type()
    }
    fn column_type() -> ColumnType {
        <Uuid as ValueType>::column_type()
    }
}
impl<E> Nullable for Id<E> {
    fn null() -> Value {
        Uuid::null()
    }
}
impl<E> TryFromU64 for Id<E> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Id is a UUID"))
    }
}

// How the id appears in the OpenAPI document: every id is one `Id` component.
impl<E> PartialSchema for Id<E> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .description(Some("A UUID. The server makes version 7, which sort by creation time."))
            .examples([serde_json::json!("01936b2a-7c00-7a3e-9b1d-2f6c1a4e8d01")])
            .into()
    }
}
impl<E> ToSchema for Id<E> {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
}
