//! Minutes, their drafts, and who was given what of them.

use entity::{
    CareConferenceId, JsonText, care_conference as conference, conference_minutes as minutes,
    minutes_distribution as distribution, minutes_revision as revision,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use crate::{
    domains::care_conferences::dto::{ConferenceMinutesPatch, MinutesClearableField},
    platform::{Access, PageQuery, Problem, Slice, UnitOfWork, store},
};

/// The minutes first, then their addenda.
pub async fn minutes(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<minutes::Model>, Problem> {
    let condition = Condition::all().add(minutes::Column::ConferenceId.eq(id));
    store::all::<minutes::Entity>(access, condition, &[minutes::Column::Number]).await
}

/// Writes the minutes, number 0, or an addendum, which is signed at once.
pub async fn insert_minutes(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    number: i32,
    body: String,
    plain_language: Option<String>,
) -> Result<minutes::Model, Problem> {
    let is_addendum = number > 0;
    let mut row = minutes::ActiveModel {
        id: Set(entity::Id::new(uow.now())),
        client_id: Set(conference.client_id),
        conference_id: Set(conference.id),
        number: Set(number),
        body: Set(body),
        plain_language: Set(plain_language),
        author_id: Set(uow.actor()),
        signed_by: Set(is_addendum.then(|| uow.actor())),
        signed_at: Set(is_addendum.then(|| uow.now())),
        ..Default::default()
    };
    store::stamp::<minutes::Entity>(uow, &mut row);
    store::insert::<minutes::Entity>(uow, row).await
}

pub async fn patch_minutes(
    uow: &UnitOfWork<'_>,
    current: &minutes::Model,
    patch: &ConferenceMinutesPatch,
) -> Result<minutes::Model, Problem> {
    let cleared = patch.clear_fields.contains(&MinutesClearableField::PlainLanguage);
    store::update_if_changed::<minutes::Entity>(uow, current, |row| {
        store::set_if(&mut row.body, patch.body.clone());
        store::set_or_clear(&mut row.plain_language, patch.plain_language.clone(), cleared);
    })
    .await
}

pub async fn sign_minutes(
    uow: &UnitOfWork<'_>,
    current: &minutes::Model,
) -> Result<minutes::Model, Problem> {
    let (signer, now) = (uow.actor(), uow.now());
    store::update::<minutes::Entity>(uow, current, |row| {
        row.signed_by = Set(Some(signer));
        row.signed_at = Set(Some(now));
    })
    .await
}

/// Keeps the draft as it is now.
pub async fn insert_revision(
    uow: &UnitOfWork<'_>,
    draft: &minutes::Model,
) -> Result<revision::Model, Problem> {
    let condition = Condition::all().add(revision::Column::MinutesId.eq(draft.id));
    let earlier = store::all::<revision::Entity>(uow, condition, &[]).await?.len();
    let mut row = revision::ActiveModel {
        id: Set(entity::Id::new(uow.now())),
        client_id: Set(draft.client_id),
        conference_id: Set(draft.conference_id),
        minutes_id: Set(draft.id),
        number: Set(i32::try_from(earlier + 1).unwrap_or(i32::MAX)),
        body: Set(draft.body.clone()),
        plain_language: Set(draft.plain_language.clone()),
        ..Default::default()
    };
    store::stamp::<revision::Entity>(uow, &mut row);
    store::insert::<revision::Entity>(uow, row).await
}

pub async fn revisions(
    access: &impl Access,
    id: CareConferenceId,
    page: &PageQuery,
) -> Result<Slice<revision::Model>, Problem> {
    let condition = Condition::all().add(revision::Column::ConferenceId.eq(id));
    store::page::<revision::Entity>(access, condition, &[], page).await
}

/// What goes to whom.
pub struct Sent {
    pub id: Option<entity::MinutesDistributionId>,
    pub client_id: entity::ClientId,
    pub participant_id: Option<entity::ConferenceParticipantId>,
    pub recipient_name: String,
    pub recipient_agency_id: Option<entity::AgencyId>,
    pub recipient_address: Option<String>,
    pub purpose: entity::consent::Purpose,
    pub basis: entity::disclosure::Basis,
    pub channel: entity::disclosure::Channel,
    pub disclosure_id: entity::DisclosureId,
    pub content: distribution::Content,
    pub withheld: Vec<distribution::WithheldPart>,
    pub payload_hash: String,
}

pub async fn insert_distribution(
    uow: &UnitOfWork<'_>,
    conference: &conference::Model,
    sent: Sent,
) -> Result<distribution::Model, Problem> {
    let mut row = distribution::ActiveModel {
        id: Set(uow.id_or_new(sent.id)),
        client_id: Set(sent.client_id),
        conference_id: Set(conference.id),
        participant_id: Set(sent.participant_id),
        recipient_name: Set(sent.recipient_name),
        recipient_agency_id: Set(sent.recipient_agency_id),
        recipient_address: Set(sent.recipient_address),
        purpose: Set(sent.purpose),
        basis: Set(sent.basis),
        channel: Set(sent.channel),
        disclosure_id: Set(sent.disclosure_id),
        content: Set(JsonText(sent.content)),
        withheld: Set(JsonText(sent.withheld)),
        payload_hash: Set(sent.payload_hash),
        ..Default::default()
    };
    store::stamp::<distribution::Entity>(uow, &mut row);
    store::insert::<distribution::Entity>(uow, row).await
}

pub async fn distributions(
    access: &impl Access,
    id: CareConferenceId,
    page: &PageQuery,
) -> Result<Slice<distribution::Model>, Problem> {
    let condition = Condition::all().add(distribution::Column::ConferenceId.eq(id));
    store::page::<distribution::Entity>(access, condition, &[], page).await
}
