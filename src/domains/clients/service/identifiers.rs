//! Who may see and send clients' identifiers.

use entity::client::{IdentifierType, Model};

use crate::{
    domains::clients::{repository, rules},
    platform::{Ctx, Permission, Problem},
};

/// An identifier as far as the caller may see it.
pub struct KnownIdentifier {
    pub identifier_type: IdentifierType,
    pub system: Option<String>,
    pub masked: String,
    pub whole: Option<String>,
}

/// Refuses who sends identifiers without the right to read them: a list is
/// replaced as a whole, by somebody who knows all of it.
pub(super) fn check_may_send(ctx: &Ctx, sends: bool) -> Result<(), Problem> {
    if sends {
        ctx.authorize(Permission::ReadIdentifiers)?;
    }
    Ok(())
}

/// The client's identifiers, whole for those who may see them.
pub fn known(ctx: &Ctx, client: &Model) -> Vec<KnownIdentifier> {
    let may_see = ctx.may(Permission::ReadIdentifiers);
    let know = |kept: &entity::client::SealedIdentifier| {
        let value = repository::identifiers::opened(ctx, client, kept);
        let value = value.inspect_err(|error| tracing::error!(%error, "an identifier is lost"));
        let value = value.ok();
        KnownIdentifier {
            identifier_type: kept.identifier_type,
            system: Some(kept.system.clone()).filter(|system| !system.is_empty()),
            masked: rules::masked(value.as_deref().unwrap_or_default()),
            whole: value.filter(|_| may_see),
        }
    };
    client.identifiers.iter().map(know).collect()
}
