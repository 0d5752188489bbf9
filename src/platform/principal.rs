//! Who is calling: a user or an API client, with the roles they have now.

use std::{sync::Arc, time::Duration};

use entity::{AgencyId, api_client, user_account};
use moka::future::Cache;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Permission, Problem,
    permission::{self, Reach},
};

/// The caller, as the database knows them, narrowed by the token's scopes.
#[derive(Clone, Debug)]
pub struct Principal {
    pub agency: AgencyId,
    pub id: Uuid,
    pub roles: Arc<[user_account::Role]>,
    /// Space-separated scopes of the token; none for commands of the operator.
    pub scopes: Option<Arc<str>>,
    pub application: Option<Arc<str>>,
    /// Tells sessions apart in the audit log; not the token itself.
    pub token_id: Option<Arc<str>>,
}

impl Principal {
    pub fn has_scope(&self, permission: Permission) -> bool {
        self.scopes.as_deref().is_none_or(|scopes| {
            scopes.split_ascii_whitespace().any(|scope| scope == permission.scope())
        })
    }

    /// Whether it is an API client, which has its tokens for itself.
    pub fn is_program(&self) -> bool {
        self.application.as_deref() == Some(self.id.to_string().as_str())
    }

    /// Whether restricted clients are there for the caller without a grant: for
    /// people in a role that sees them, and of programs for those that audit.
    pub fn sees_restricted(&self, permission: Permission) -> bool {
        let program = self.is_program();
        (!program || permission == Permission::ReadAudit)
            && self.roles.iter().any(|role| permission::sees_restricted(*role, permission))
    }

    /// The farthest reach that any of the roles gives.
    pub fn reach(&self, permission: Permission) -> Option<Reach> {
        self.roles.iter().filter_map(|role| permission::reach(*role, permission)).max()
    }
}

/// What the database says of an active caller.
#[derive(Clone, Debug)]
pub struct Standing {
    pub roles: Arc<[user_account::Role]>,
    /// Of an API client: the scopes that it may have now.
    scopes: Option<Arc<[String]>>,
}

impl Standing {
    /// The token's scopes, less those that were taken from the API client since.
    pub fn narrow(&self, token: &str) -> Arc<str> {
        let Some(scopes) = &self.scopes else { return token.into() };
        let kept = token.split_ascii_whitespace().filter(|one| scopes.iter().any(|s| s == one));
        kept.collect::<Vec<_>>().join(" ").into()
    }
}

/// The standing of callers, as read from the database at most half a second
/// ago: a right that was taken away is gone within a second.
pub struct Principals {
    standing: Cache<(AgencyId, Uuid), Option<Standing>>,
}

const OLDEST: Duration = Duration::from_millis(500);

impl Default for Principals {
    fn default() -> Self {
        Self { standing: Cache::builder().max_capacity(10_000).time_to_live(OLDEST).build() }
    }
}

impl Principals {
    /// Forgets what was read, in this process.
    pub fn forget_all(&self) {
        self.standing.invalidate_all();
    }

    /// The standing of an active user or API client; none for anyone else.
    pub async fn standing(
        &self,
        connection: &DatabaseConnection,
        agency: AgencyId,
        id: Uuid,
    ) -> Result<Option<Standing>, Problem> {
        let found = self.standing.try_get_with((agency, id), load(connection, agency, id)).await;
        found.map_err(|problem: Arc<Problem>| {
            Problem::unavailable(format!("roles could not be read: {problem:?}"))
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "who calls is settled before there is a scope")]
async fn load(
    connection: &DatabaseConnection,
    agency: AgencyId,
    id: Uuid,
) -> Result<Option<Standing>, Problem> {
    let user = user_account::Entity::find()
        .filter(user_account::Column::AgencyId.eq(agency))
        .filter(user_account::Column::Id.eq(id))
        .one(connection)
        .await?;
    if let Some(user) = user {
        let active = user.status == user_account::Status::Active;
        return Ok(active.then(|| Standing { roles: user.roles.0.into(), scopes: None }));
    }
    let client = api_client::Entity::find()
        .filter(api_client::Column::AgencyId.eq(agency))
        .filter(api_client::Column::Id.eq(id))
        .one(connection)
        .await?;
    let active = client.filter(|client| client.status == user_account::Status::Active);
    Ok(active.map(|client| Standing {
        roles: client.roles.0.into(),
        scopes: Some(client.scopes.0.into()),
    }))
}
