//! What work lists ask of assessments.

use std::collections::HashSet;

use entity::{ClientId, assessment_flag as flag};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use crate::platform::{Access, Problem, store};

/// Those of the clients of whom a critical flag is open.
pub async fn with_open_critical_flags(
    access: &impl Access,
    clients: &[ClientId],
) -> Result<HashSet<ClientId>, Problem> {
    let query = store::within::<flag::Entity>(access.scope())
        .select_only()
        .column(flag::Column::ClientId)
        .distinct()
        .filter(flag::Column::ClientId.is_in(clients.iter().copied()))
        .filter(flag::Column::Status.eq(flag::Status::Open))
        .filter(flag::Column::Severity.eq(flag::Severity::Critical));
    let found: Vec<ClientId> = query.into_tuple().all(access.connection()).await?;
    Ok(found.into_iter().collect())
}
