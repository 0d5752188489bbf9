//! Rows of offers, and what a claim writes on the sender's row.

use chrono::NaiveDate;
use entity::{
    AgencyId, ConsentId, JsonText, ReferralId, ReferralOfferId, Row, Uuid,
    referral::{Area, LoopStatus, Model as Referral, RecipientKind, Status},
    referral_offer::{self, ActiveModel, Column, Entity, Model},
    referral_packet::Packet,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use super::{super::dto::ReferralOfferFilter, update};
use crate::platform::{Access, PageQuery, Problem, Shown, Slice, Step, UnitOfWork, store};

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

/// The row of an agency that may claim what was sent: the need, the area and the priority.
pub async fn insert_offer(side: &UnitOfWork<'_>, sent: &Referral) -> Result<Model, Problem> {
    let nowhere = || Problem::internal("an open referral without an area");
    let area: Area = sent.area.clone().ok_or_else(nowhere)?.0;
    let mut row = ActiveModel {
        id: Set(ReferralOfferId::new(side.now())),
        exchange_id: Set(sent.exchange_id),
        sender_agency_id: Set(sent.agency_id),
        need_domain: Set(sent.need_domain),
        clinical_specialty: Set(sent.clinical_specialty),
        area: Set(JsonText(area)),
        priority: Set(sent.priority),
        answer_due_at: Set(sent.ack_due_at.unwrap_or_else(|| side.now())),
        status: Set(referral_offer::Status::Open),
        ..Default::default()
    };
    store::stamp::<Entity>(side, &mut row);
    store::insert::<Entity>(side, row).await
}

/// The agency's offer of the exchange.
pub async fn offer_of(access: &impl Access, exchange: Uuid) -> Result<Option<Model>, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::ExchangeId.eq(exchange));
    Ok(query.one(access.connection()).await?)
}

pub async fn move_offer(
    side: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<referral_offer::Status>,
    referral: Option<ReferralId>,
) -> Result<Model, Problem> {
    store::update::<Entity>(side, current, |row| {
        row.status = Set(step.to);
        row.referral_id = Set(referral);
    })
    .await
}

/// Offers that stand, unless others are asked for.
pub async fn offers(
    access: &impl Access,
    filter: &ReferralOfferFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let statuses = filter
        .status
        .as_ref()
        .map_or_else(|| vec![referral_offer::Status::Open], |any| any.0.clone());
    let needs = filter.need_domain.as_ref().map(|any| any.0.as_slice());
    let condition = Condition::all()
        .add(Column::Status.is_in(statuses))
        .add(store::any_of(Column::NeedDomain, needs));
    store::page::<Entity>(access, condition, &[], page).await
}

/// What a claim brings to the sender's row.
#[derive(Clone, Debug, Default)]
pub struct Claiming {
    pub contact_person: Option<String>,
    pub planned_first_contact_on: Option<NaiveDate>,
    pub partner: Option<AgencyId>,
    pub packet: Option<(Packet, String)>,
    pub consent: Option<ConsentId>,
}

pub async fn apply_claim(
    sender_side: &UnitOfWork<'_>,
    current: &Referral,
    step: &Step<Status>,
    loop_step: Option<&Step<LoopStatus>>,
    with: &Claiming,
) -> Result<Referral, Problem> {
    update(sender_side, current, |row| {
        row.recipient_kind = Set(RecipientKind::PartnerAgency);
        row.partner_agency_id = Set(with.partner);
        row.claimed_at = Set(Some(sender_side.now()));
        row.consent_id = Set(with.consent);
        row.packet = Set(with.packet.clone().map(|(packet, _)| JsonText(packet)));
        row.packet_hash = Set(with.packet.clone().map(|(_, hash)| hash));
        row.contact_person = Set(with.contact_person.clone());
        row.planned_first_contact_on = Set(with.planned_first_contact_on);
        row.status = Set(step.to);
        row.status_changed_at = Set(sender_side.now());
        if let Some(step) = loop_step {
            row.loop_status = Set(Some(step.to));
            row.loop_closed_at = Set(None);
        }
    })
    .await
}
