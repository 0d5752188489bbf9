//! Coded values: the closed lists that tables and the API share.

use sea_orm::{ActiveEnum, Iterable};

/// A code of a closed list, written as in the database and in JSON.
pub trait Code: Copy + PartialEq + Iterable + 'static {
    fn code(self) -> String;
}

impl<T> Code for T
where
    T: ActiveEnum<Value = String> + Copy + PartialEq + Iterable + 'static,
{
    fn code(self) -> String {
        self.to_value()
    }
}
