//! What work lists are made from, for the domain that makes them.

use entity::{TaskId, Timestamp, task::Model};

use super::super::repository::lists;
pub use super::super::{
    dto::OpenTaskFilter,
    repository::lists::{OpenTask, Whose},
};
use crate::platform::{Access, Problem};

/// The open tasks that are not snoozed, those due first, and whether there are
/// more than are looked at.
pub async fn open(
    access: &impl Access,
    whose: Whose<'_>,
    filter: &OpenTaskFilter,
    now: Timestamp,
) -> Result<(Vec<OpenTask>, bool), Problem> {
    lists::open(access, whose, filter, now).await
}

/// The tasks that a page of a work list shows.
pub async fn shown(access: &impl Access, ids: &[TaskId]) -> Result<Vec<Model>, Problem> {
    super::of_ids(access, ids).await
}
