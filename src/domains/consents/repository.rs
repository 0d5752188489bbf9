//! The queries about consents and disclosures that `platform::store` does not
//! already have.

use entity::{
    ClientId, ConsentId, DisclosureId, JsonText, Row, Timestamp,
    consent::{ActiveModel, Column, Entity, Model, Provision, Status},
    disclosure,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{
    dto::{ConsentClearableField, ConsentFilter, ConsentPatch, NewConsent},
    service::NewDisclosure,
};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, SortKey, Step, UnitOfWork, store};

pub mod due;

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "updatedAt", column: Column::UpdatedAt }];

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

pub async fn page(
    access: &impl Access,
    client_id: Option<ClientId>,
    filter: &ConsentFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let types = filter.type_.as_ref().map(|any| any.0.as_slice());
    let status = match &filter.status {
        Some(any) => store::any_of(Column::Status, Some(any.0.as_slice())),
        None => Condition::all().add(Column::Status.ne(Status::EnteredInError)),
    };
    let condition = Condition::all()
        .add(status)
        .add(store::any_of(Column::ConsentType, types))
        .add_option(client_id.map(|id| Column::ClientId.eq(id)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// All consents of the client that a decision may depend on.
pub async fn of_client(access: &impl Access, client_id: ClientId) -> Result<Vec<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(Column::Status.is_in([Status::Active, Status::Revoked]));
    store::all::<Entity>(access, condition, &[Column::CreatedAt]).await
}

/// The consent that supersedes this one, or is going to when it is activated.
pub async fn successor(access: &impl Access, id: ConsentId) -> Result<Option<Model>, Problem> {
    let condition = Condition::all()
        .add(Column::SupersedesId.eq(id))
        .add(Column::Status.is_not_in([Status::Rejected, Status::EnteredInError]));
    Ok(store::all::<Entity>(access, condition, &[]).await?.pop())
}

pub async fn insert(
    uow: &UnitOfWork<'_>,
    client_id: ClientId,
    new: &NewConsent,
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(client_id),
        consent_type: Set(new.type_),
        status: Set(Status::Draft),
        provision: Set(new.provision.unwrap_or(Provision::Permit)),
        client_name: Set(new.client_name.clone()),
        grantor: Set(new.grantor.clone().map(JsonText)),
        method: Set(new.method),
        signed_by: Set(new.signed_by.clone()),
        document_reference: Set(new.document_reference.clone()),
        granted_on: Set(new.granted_on),
        effective_on: Set(new.effective_on),
        expires_on: Set(new.expires_on),
        expires_event: Set(new.expires_event.clone()),
        disclosers: Set(JsonText(new.disclosers.clone())),
        recipients: Set(JsonText(new.recipients.clone())),
        data_classes: Set(JsonText(new.data_classes.clone())),
        information_description: Set(new.information_description.clone()),
        purposes: Set(JsonText(new.purposes.clone())),
        redisclosure_statement: Set(new.redisclosure_statement),
        refusal_consequences_stated: Set(new.refusal_consequences_stated),
        right_to_revoke_stated: Set(new.right_to_revoke_stated),
        language: Set(new.language.clone()),
        witness: Set(new.witness.clone()),
        supersedes_id: Set(new.supersedes),
        activated_at: NotSet,
        ended_at: NotSet,
        status_reason: NotSet,
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ConsentPatch,
) -> Result<Model, Problem> {
    use ConsentClearableField as Clear;
    use store::{set_if, set_or_clear};

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        let given = patch;
        set_if(&mut row.provision, given.provision);
        let name = given.client_name.clone();
        set_or_clear(&mut row.client_name, name, clears(Clear::ClientName));
        let grantor = given.grantor.clone().map(JsonText);
        set_or_clear(&mut row.grantor, grantor, clears(Clear::Grantor));
        set_or_clear(&mut row.method, given.method, clears(Clear::Method));
        set_or_clear(&mut row.signed_by, given.signed_by.clone(), clears(Clear::SignedBy));
        let document = given.document_reference.clone();
        set_or_clear(&mut row.document_reference, document, clears(Clear::DocumentReference));
        set_or_clear(&mut row.granted_on, given.granted_on, clears(Clear::GrantedOn));
        set_or_clear(&mut row.effective_on, given.effective_on, clears(Clear::EffectiveOn));
        set_or_clear(&mut row.expires_on, given.expires_on, clears(Clear::ExpiresOn));
        let event = given.expires_event.clone();
        set_or_clear(&mut row.expires_event, event, clears(Clear::ExpiresEvent));
        set_if(&mut row.disclosers, given.disclosers.clone().map(JsonText));
        set_if(&mut row.recipients, given.recipients.clone().map(JsonText));
        set_if(&mut row.data_classes, given.data_classes.clone().map(JsonText));
        let words = given.information_description.clone();
        let cleared = clears(Clear::InformationDescription);
        set_or_clear(&mut row.information_description, words, cleared);
        set_if(&mut row.purposes, given.purposes.clone().map(JsonText));
        set_if(&mut row.redisclosure_statement, given.redisclosure_statement);
        set_if(&mut row.refusal_consequences_stated, given.refusal_consequences_stated);
        set_if(&mut row.right_to_revoke_stated, given.right_to_revoke_stated);
        set_or_clear(&mut row.language, given.language.clone(), clears(Clear::Language));
        set_or_clear(&mut row.witness, given.witness.clone(), clears(Clear::Witness));
        set_or_clear(&mut row.supersedes_id, given.supersedes, clears(Clear::Supersedes));
    })
    .await
}

/// Moves the consent on, with the reason where the move has one.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    reason: Option<&str>,
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.status = Set(step.to);
        match step.to {
            Status::Active => {
                row.activated_at = Set(Some(uow.now()));
                row.effective_on = Set(current.effective_on.or(current.granted_on));
            }
            Status::Revoked | Status::Superseded => row.ended_at = Set(Some(uow.now())),
            Status::EnteredInError => row.ended_at = Set(current.ended_at.or(Some(uow.now()))),
            Status::Draft | Status::Proposed | Status::Rejected => {}
        }
        if let Some(reason) = reason {
            row.status_reason = Set(Some(reason.to_owned()));
        }
    })
    .await
}

pub async fn hold(uow: &UnitOfWork<'_>, id: ConsentId) -> Result<Model, Problem> {
    store::hold::<Entity>(uow, id).await
}

pub async fn insert_disclosure(
    uow: &UnitOfWork<'_>,
    new: NewDisclosure,
) -> Result<disclosure::Model, Problem> {
    let mut row = disclosure::ActiveModel {
        id: Set(DisclosureId::new(uow.now())),
        client_id: Set(new.client_id),
        recipient_agency_id: Set(new.recipient_agency_id),
        recipient_name: Set(new.recipient_name),
        recipient_address: Set(new.recipient_address),
        purpose: Set(new.purpose),
        basis: Set(new.basis),
        consent_id: Set(new.consent_id),
        description: Set(new.description),
        data_classes: Set(JsonText(new.data_classes)),
        records: Set(JsonText(new.records)),
        payload_hash: Set(new.payload_hash),
        channel: Set(new.channel),
        ..Default::default()
    };
    store::stamp::<disclosure::Entity>(uow, &mut row);
    // Another agency's user, who sets off what was decided before, is not named in this one's ledger.
    if let Some(user) = new.decided_by {
        row.created_by = Set(user);
        row.updated_by = Set(user);
    }
    store::insert::<disclosure::Entity>(uow, row).await
}

/// The client's disclosures from the one instant to before the other.
pub async fn disclosures(
    access: &impl Access,
    client_id: ClientId,
    (from, until): (Timestamp, Option<Timestamp>),
    basis: Option<&[disclosure::Basis]>,
    page: &PageQuery,
) -> Result<Slice<disclosure::Model>, Problem> {
    use disclosure::Column;

    let condition = Condition::all()
        .add(Column::ClientId.eq(client_id))
        .add(Column::CreatedAt.gte(from))
        .add_option(until.map(|until| Column::CreatedAt.lt(until)))
        .add(store::any_of(Column::Basis, basis));
    store::page::<disclosure::Entity>(access, condition, &[], page).await
}
