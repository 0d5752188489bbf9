//! How identifiers are kept: encrypted for their client's row, and hashed with
//! a key where they must be found or told apart.

use entity::{
    AgencyId, ClientId,
    client::{Column, Entity, Model, SealedIdentifier},
    client_identifier as unique,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    domains::clients::{
        dto::{IdentifierSearch, NewIdentifier},
        rules,
    },
    platform::{
        Access, Ctx, Problem, UnitOfWork,
        keys::KeyRing,
        seal::{self, SealError},
        store,
    },
};

/// What the hashes of an agency's identifiers are made for: no other agency's
/// are like them.
fn domain(agency: AgencyId, what: &str) -> String {
    format!("client identifier {what} {agency}")
}

const BY_VALUE: &str = "value";
const BY_TYPE: &str = "type and value";
const BY_SYSTEM: &str = "system and value";
const BY_ALL: &str = "type, system and value";

/// Where a value belongs: it opens in this place only.
fn place(agency: AgencyId, client: ClientId, kept: (&str, &str)) -> Vec<u8> {
    let (agency, client) = (agency.uuid(), client.uuid());
    let (identifier_type, system) = kept;
    seal::bind(&[
        agency.as_bytes(),
        b"client",
        b"identifiers",
        client.as_bytes(),
        identifier_type.as_bytes(),
        system.as_bytes(),
    ])
}

fn code(identifier_type: entity::client::IdentifierType) -> String {
    entity::Code::code(identifier_type)
}

/// The identifiers as the client's row keeps them.
pub fn sealed(
    uow: &UnitOfWork<'_>,
    client: ClientId,
    identifiers: &[NewIdentifier],
) -> Vec<SealedIdentifier> {
    let ring = &uow.ctx().app().keys;
    let seal = |identifier: &NewIdentifier| {
        let system = rules::system(identifier.system.as_deref());
        let place = place(uow.agency(), client, (&code(identifier.identifier_type), &system));
        SealedIdentifier {
            identifier_type: identifier.identifier_type,
            sealed: seal::encrypt_field(ring, &place, identifier.value.trim()),
            system,
        }
    };
    identifiers.iter().map(seal).collect()
}

/// Whether these are the identifiers that the client has.
pub fn are(ctx: &Ctx, client: &Model, identifiers: &[NewIdentifier]) -> bool {
    let same = |(kept, sent): (&SealedIdentifier, &NewIdentifier)| {
        kept.identifier_type == sent.identifier_type
            && kept.system == rules::system(sent.system.as_deref())
            && opened(ctx, client, kept).is_ok_and(|value| value == sent.value.trim())
    };
    client.identifiers.len() == identifiers.len()
        && client.identifiers.iter().zip(identifiers).all(same)
}

/// The value of an identifier of this client.
pub fn opened(
    ctx: &Ctx,
    client: &Model,
    identifier: &SealedIdentifier,
) -> Result<String, SealError> {
    let kept = (&*code(identifier.identifier_type), &*identifier.system);
    let place = place(client.agency_id, client.id, kept);
    seal::decrypt_field(&ctx.app().keys, &place, &identifier.sealed)
}

/// The client's identifiers, ready to be hashed.
fn normal(ctx: &Ctx, client: &Model) -> Result<Vec<(SealedIdentifier, String)>, Problem> {
    let open = |identifier: &SealedIdentifier| {
        let value = opened(ctx, client, identifier).map_err(Problem::internal)?;
        Ok((identifier.clone(), rules::normal(&value)))
    };
    client.identifiers.iter().map(open).collect()
}

/// What the client is found by: each value alone, and with what else may be
/// known of it.
pub fn search_hashes(uow: &UnitOfWork<'_>, client: &Model) -> Result<Vec<String>, Problem> {
    let ring = &uow.ctx().app().keys;
    let hash = |what, text: &str| seal::search_hash(ring, &domain(client.agency_id, what), text);
    let mut hashes = Vec::new();
    for (SealedIdentifier { identifier_type, system, .. }, value) in normal(uow.ctx(), client)? {
        let code = code(identifier_type);
        hashes.push(hash(BY_VALUE, &value));
        hashes.push(hash(BY_TYPE, &joined(&[&code, &value])));
        if !system.is_empty() {
            hashes.push(hash(BY_SYSTEM, &joined(&[&system, &value])));
            hashes.push(hash(BY_ALL, &joined(&[&code, &system, &value])));
        }
    }
    Ok(hashes)
}

/// Under which hashes clients with such an identifier are found, by each key
/// that counts.
pub fn hashes_of(access: &impl Access, wanted: &IdentifierSearch) -> Vec<String> {
    let ring = &access.ctx().app().keys;
    let code = wanted.identifier_type.map(code);
    let system = rules::system(wanted.system.as_deref());
    let system = Some(system.as_str()).filter(|system| !system.is_empty());
    let value = rules::normal(&wanted.value);
    let (what, parts) = match (code.as_deref(), system) {
        (None, None) => (BY_VALUE, vec![&*value]),
        (Some(code), None) => (BY_TYPE, vec![code, &*value]),
        (None, Some(system)) => (BY_SYSTEM, vec![system, &*value]),
        (Some(code), Some(system)) => (BY_ALL, vec![code, system, &*value]),
    };
    seal::search_hashes(ring, &domain(access.scope().agency(), what), &joined(&parts))
}

/// No system and no normal value has a line break in it.
fn joined(parts: &[&str]) -> String {
    parts.join("\n")
}

const UNIQUE: &str = "of one client";

/// The hashes of the identifiers that only one client can have, by each key
/// that counts, the current one first.
fn unique_hashes(ring: &KeyRing, agency: AgencyId, identifier: &NewIdentifier) -> Vec<String> {
    if !rules::is_unique(identifier.identifier_type) {
        return Vec::new();
    }
    let system = rules::system(identifier.system.as_deref());
    let text =
        joined(&[&code(identifier.identifier_type), &system, &rules::normal(&identifier.value)]);
    seal::search_hashes(ring, &domain(agency, UNIQUE), &text)
}

/// The clients who have one of these identifiers, of the kinds that only one
/// client can have.
pub async fn holders(
    access: &impl Access,
    identifiers: &[NewIdentifier],
) -> Result<Vec<Model>, Problem> {
    let ring = &access.ctx().app().keys;
    let agency = access.scope().agency();
    let hashes: Vec<_> =
        identifiers.iter().flat_map(|one| unique_hashes(ring, agency, one)).collect();
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let ids = holding(agency, hashes);
    let condition = Condition::all().add(Column::Id.in_subquery(ids));
    store::all::<Entity>(access, condition, &[]).await
}

#[expect(clippy::disallowed_methods, reason = "the agency is part of the condition")]
fn holding(agency: AgencyId, hashes: Vec<String>) -> sea_orm::sea_query::SelectStatement {
    use sea_orm::QueryTrait;

    unique::Entity::find()
        .select_only()
        .column(unique::Column::ClientId)
        .filter(unique::Column::AgencyId.eq(agency))
        .filter(unique::Column::Hash.is_in(hashes))
        .into_query()
}

/// Writes which identifiers this client alone has.
pub async fn write_unique(uow: &UnitOfWork<'_>, client: &Model) -> Result<(), Problem> {
    use unique::Column as Unique;

    let (agency, owner) = (Unique::AgencyId, Unique::ClientId);
    store::remove_derived::<unique::Entity>(uow, agency, owner, client.id).await?;
    let ring = &uow.ctx().app().keys;
    let mut rows = Vec::new();
    for (kept, value) in normal(uow.ctx(), client)? {
        let SealedIdentifier { identifier_type, system, .. } = kept;
        let identifier = NewIdentifier { identifier_type, system: Some(system), value };
        let current = unique_hashes(ring, client.agency_id, &identifier).into_iter().next();
        rows.extend(current.map(|hash| unique::ActiveModel {
            agency_id: Set(client.agency_id),
            hash: Set(hash),
            client_id: Set(client.id),
        }));
    }
    store::insert_derived(uow, rows).await
}
