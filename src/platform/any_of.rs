//! A filter that takes several values, separated by commas: any of them.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer, Visitor, value::StrDeserializer},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Array, ArrayBuilder, RefOr, Schema},
};

/// `status=active,on_hold`: one value or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyOf<T>(pub Vec<T>);

const MOST_VALUES: usize = 50;

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AnyOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Values<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values separated by commas")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
                let values: Vec<_> = text.split(',').collect();
                if values.len() > MOST_VALUES {
                    return Err(E::custom("too many values"));
                }
                let read = |value: &str| {
                    let reader: StrDeserializer<'_, E> = value.into_deserializer();
                    T::deserialize(reader)
                };
                values.into_iter().map(read).collect()
            }
        }

        deserializer.deserialize_str(Values(PhantomData)).map(Self)
    }
}

impl<T: PartialSchema> PartialSchema for AnyOf<T> {
    fn schema() -> RefOr<Schema> {
        let array: Array = ArrayBuilder::new().items(T::schema()).build();
        array.into()
    }
}

impl<T: ToSchema> ToSchema for AnyOf<T> {}
