//! A structured value kept as JSON text in one column.

use std::ops::Deref;

use sea_orm::{
    ColIdx, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use serde::{Serialize, de::DeserializeOwned};

/// Parts of a row that are read and written with it and never searched by the
/// database. To both databases it is plain text, so both keep the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonText<T>(pub T);

impl<T> Deref for JsonText<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for JsonText<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Serialize> From<JsonText<T>> for Value {
    fn from(value: JsonText<T>) -> Self {
        // The types kept this way are plain data with string keys, which cannot
        // fail to serialise; a failing one would show in every test of its table.
        serde_json::to_string(&value.0).expect("plain data serialises").into()
    }
}

impl<T: DeserializeOwned> TryGetable for JsonText<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        // The parser's own message would quote the value, which is personal data.
        serde_json::from_str(&text).map(Self).map_err(|error| {
            TryGetError::DbErr(sea_orm::DbErr::Type(format!(
                "JSON column does not have the expected shape ({:?})",
                error.classify()
            )))
        })
    }
}

impl<T: DeserializeOwned> ValueType for JsonText<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        serde_json::from_str(&text).map(Self).map_err(|_| ValueTypeErr)
    }
    fn type_name() -> String {
        "JsonText".to_owned()
    }
    fn array_type() -> ArrayType {
        <String as ValueType>::array_type()
    }
    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<T> Nullable for JsonText<T> {
    fn null() -> Value {
        <String as Nullable>::null()
    }
}
