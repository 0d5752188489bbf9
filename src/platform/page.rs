//! Lists come in pages, walked with a sealed cursor.

use std::borrow::Cow;

use chrono::{NaiveDate, TimeDelta};
use entity::{Resource, Timestamp};
use sea_orm::{ModelTrait, Value};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        Array, ObjectBuilder, Ref, RefOr, Required, Schema, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::AdditionalProperties,
    },
};
use uuid::Uuid;

use super::{Access, FieldProblem, Problem, catalogue, seal};

const DEFAULT_LIMIT: u64 = 50;
const CURSOR_LIFE: TimeDelta = TimeDelta::hours(24);

/// Which part of a list is asked for, and in which order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PageQuery {
    pub limit: Option<u64>,
    pub cursor: Option<String>,
    pub sort: Option<String>,
    pub include_total: bool,
    /// What the rest of the query asks for, so that a cursor fits one list only.
    #[serde(skip)]
    pub(super) fingerprint: String,
}

/// A name that a list can be sorted by, and its column, which is never null.
pub struct SortKey<E: Resource> {
    pub name: &'static str,
    pub column: E::Column,
}

/// The columns of a list's order, each with whether it descends; the id is last.
pub(super) struct Order<E: Resource> {
    pub columns: Vec<(E::Column, bool)>,
}

/// For lists that are not filtered.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NoFilter {}

/// The rows of a page, on their way out of the service.
pub struct Slice<M> {
    pub rows: Vec<M>,
    /// Where the next page starts.
    pub next: Option<String>,
    pub total: Option<u64>,
}

impl<M> Slice<M> {
    /// Puts each row together with what belongs to it.
    pub fn map<T>(self, f: impl FnMut(M) -> T) -> Slice<T> {
        Slice { rows: self.rows.into_iter().map(f).collect(), next: self.next, total: self.total }
    }
}

#[derive(Serialize, Deserialize)]
struct Position {
    keys: Vec<Key>,
    expires: i64,
}

#[derive(Serialize, Deserialize)]
enum Key {
    Text(String),
    Number(i64),
    Instant(Timestamp),
    Date(NaiveDate),
    Id(Uuid),
}

impl PageQuery {
    /// The page that a search by POST asks for; `criteria` is all else it asks for.
    pub fn of_search(limit: Option<u64>, cursor: Option<String>, criteria: String) -> Self {
        Self { limit, cursor, fingerprint: criteria, ..Self::default() }
    }

    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }

    pub(super) fn check(&self) -> Result<(), Problem> {
        if self.limit.is_some_and(|limit| !(1..=200).contains(&limit)) {
            return Err(invalid("limit", "out_of_range", "From 1 to 200."));
        }
        Ok(())
    }

    pub(super) fn order<E: Resource>(
        &self,
        keys: &'static [SortKey<E>],
    ) -> Result<Order<E>, Problem> {
        let mut columns = Vec::new();
        for name in self.sort.as_deref().unwrap_or("-createdAt").split(',') {
            let (descending, name) = match name.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, name),
            };
            let column = if name == "createdAt" {
                Some(E::CREATED_AT)
            } else {
                keys.iter().find(|key| key.name == name).map(|key| key.column)
            };
            let Some(column) = column else {
                let names = keys.iter().map(|key| key.name);
                let names: Vec<_> = ["createdAt"].into_iter().chain(names).collect();
                let detail = format!("Sort by {}.", names.join(", "));
                return Err(invalid("sort", "not_sortable", detail));
            };
            if columns.len() >= 4 {
                return Err(invalid("sort", "too_many_items", "At most four keys."));
            }
            columns.push((column, descending));
        }
        // The newest first among equals, if the list's last key descends.
        let descending = columns.last().is_some_and(|(_, descending)| *descending);
        columns.push((E::ID, descending));
        Ok(Order { columns })
    }

    /// The keys of the last row of the page before, if there was one.
    pub(super) fn position<E: Resource>(
        &self,
        access: &impl Access,
        order: &Order<E>,
    ) -> Result<Option<Vec<Value>>, Problem> {
        self.resume(access, order.columns.len())
    }

    pub(super) fn cursor_after<E: Resource>(
        &self,
        access: &impl Access,
        order: &Order<E>,
        last: &E::Model,
    ) -> String {
        self.cursor_at(access, order.columns.iter().map(|(column, _)| last.get(*column)).collect())
    }

    /// The keys at which the page before ended, if there was one: for lists in an order that is
    /// not made of their rows' own columns.
    pub fn resume(&self, access: &impl Access, keys: usize) -> Result<Option<Vec<Value>>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let mismatch = || Problem::new(&catalogue::CURSOR_MISMATCH);
        let app = access.ctx().app();
        let opened = seal::open(&app.keys, "cursor", &self.bound_to(access), cursor);
        let position: Position = opened
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or_else(mismatch)?;
        if position.expires <= app.clock.now().to_utc().timestamp() {
            return Err(Problem::new(&catalogue::CURSOR_EXPIRED));
        }
        if position.keys.len() != keys {
            return Err(mismatch());
        }
        Ok(Some(position.keys.into_iter().map(Key::into_value).collect()))
    }

    /// A cursor for the page that goes on from these keys.
    pub fn cursor_at(&self, access: &impl Access, keys: Vec<Value>) -> String {
        let keys = keys.into_iter().map(Key::of).collect();
        let app = access.ctx().app();
        let expires = app.clock.now().plus(CURSOR_LIFE).to_utc().timestamp();
        let position = serde_json::to_vec(&Position { keys, expires }).unwrap_or_default();
        seal::seal(&app.keys, "cursor", &self.bound_to(access), &position)
    }

    /// Where the page before ended, if there was one, for lists that the server ranks itself.
    pub fn resume_ranked<K: DeserializeOwned>(
        &self,
        access: &impl Access,
    ) -> Result<Option<K>, Problem> {
        let Some(keys) = self.resume(access, 1)? else { return Ok(None) };
        let place = keys.into_iter().next().and_then(|key| match key {
            Value::String(Some(text)) => serde_json::from_str(&text).ok(),
            _ => None,
        });
        place.map(Some).ok_or_else(|| Problem::new(&catalogue::CURSOR_MISMATCH))
    }

    /// A cursor for the page that goes on from this place.
    pub fn cursor_ranked(&self, access: &impl Access, place: &impl Serialize) -> String {
        let place = serde_json::to_string(place).unwrap_or_default();
        self.cursor_at(access, vec![place.into()])
    }

    /// What a cursor may be used with: one agency, operation, filter and sort.
    fn bound_to(&self, access: &impl Access) -> Vec<u8> {
        let agency = access.scope().agency().uuid();
        seal::bind(&[
            agency.as_bytes(),
            access.ctx().operation().as_bytes(),
            self.sort.as_deref().unwrap_or_default().as_bytes(),
            self.fingerprint.as_bytes(),
        ])
    }
}

fn invalid(parameter: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Problem {
    Problem::new(&catalogue::INVALID_QUERY)
        .with_errors(vec![FieldProblem::parameter(parameter, code, detail)])
}

impl Key {
    fn of(value: Value) -> Self {
        match value {
            Value::String(Some(text)) => Self::Text(text),
            Value::BigInt(Some(number)) => Self::Number(number),
            Value::Int(Some(number)) => Self::Number(number.into()),
            Value::ChronoDateTimeUtc(Some(instant)) => Self::Instant(instant.into()),
            Value::ChronoDate(Some(date)) => Self::Date(date),
            Value::Uuid(Some(id)) => Self::Id(id),
            // Sort keys are columns of these types that are never null.
            other => Self::Text(format!("{:?}", std::mem::discriminant(&other))),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Number(number) => number.into(),
            Self::Instant(instant) => instant.into(),
            Self::Date(date) => date.into(),
            Self::Id(id) => id.into(),
        }
    }
}

/// One page of a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<V> {
    pub items: Vec<V>,
    /// Send it as `cursor` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many there are in all; only with `includeTotal=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// By hand, since the derive would copy the item's schema into each list: SDKs
/// would get every resource twice.
impl<V: ToSchema> PartialSchema for Page<V> {
    fn schema() -> RefOr<Schema> {
        let cursor = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Send it as `cursor` to get the next page; absent on the last one."));
        let total = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::Int64,
            )))
            .minimum(Some(0))
            .description(Some("How many there are in all; only with `includeTotal=true`."));
        ObjectBuilder::new()
            .description(Some(format!("One page of a list of {}.", V::name())))
            .property("items", Array::new(RefOr::Ref(Ref::from_schema_name(V::name()))))
            .required("items")
            .property("nextCursor", cursor)
            .property("total", total)
            .additional_properties(None::<AdditionalProperties<Schema>>)
            .into()
    }
}

impl<V: ToSchema> ToSchema for Page<V> {
    fn name() -> Cow<'static, str> {
        format!("{}List", V::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((V::name().into_owned(), V::schema()));
        V::schemas(schemas);
    }
}

impl IntoParams for PageQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name: &str, description: &str, schema: ObjectBuilder| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(schema))
                .build()
        };
        let text = || ObjectBuilder::new().schema_type(Type::String);
        vec![
            parameter(
                "limit",
                "How many items to return at most.",
                ObjectBuilder::new()
                    .schema_type(Type::Integer)
                    .minimum(Some(1))
                    .maximum(Some(200))
                    .default(Some(50.into())),
            ),
            parameter("cursor", "`nextCursor` of the page before.", text().min_length(Some(1))),
            parameter(
                "sort",
                "Sort keys, separated by commas; `-` before one reverses it. Newest first if absent.",
                text().min_length(Some(1)),
            ),
            parameter(
                "includeTotal",
                "Count all items too; slow on large lists.",
                ObjectBuilder::new().schema_type(Type::Boolean).default(Some(false.into())),
            ),
        ]
    }
}
