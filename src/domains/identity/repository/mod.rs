//! The account queries that `platform::store` does not already have.

pub mod api_clients;
pub mod users;

use entity::user_account::Role;
use sea_orm::{ColumnTrait, Condition};

/// Rows that have any of the roles. Roles are a JSON list, and no role's code
/// is part of another's once the quotes are counted.
fn having_role<C: ColumnTrait>(column: C, roles: &[Role]) -> Condition {
    roles.iter().fold(Condition::any(), |any, role| any.add(column.contains(format!("\"{role}\""))))
}
