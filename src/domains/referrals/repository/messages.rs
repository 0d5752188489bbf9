//! Rows of messages: each agency's copy.

use entity::{
    AgencyId, ReferralId, ReferralMessageId, Row, Uuid,
    referral::Model as Referral,
    referral_message::{ActiveModel, Column, Entity, Model, Status},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use super::super::dto::ReferralMessageFilter;
use crate::platform::{Access, PageQuery, Problem, Reach, Shown, Slice, Step, UnitOfWork, store};

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        message(access, id.into()).await
    }
}

/// The message, if the caller may know of its referral.
pub async fn message(access: &impl Access, id: ReferralMessageId) -> Result<Model, Problem> {
    let found = store::find::<Entity>(access, id).await?;
    super::find(access, found.referral_id).await?;
    Ok(found)
}

/// One agency's copy of a message.
pub async fn insert_message(
    side: &UnitOfWork<'_>,
    of: &Referral,
    (id, exchange): (ReferralMessageId, Uuid),
    (sender, text): (AgencyId, &str),
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(id),
        exchange_id: Set(exchange),
        referral_id: Set(of.id),
        client_id: Set(of.client_id),
        sender_agency_id: Set(sender),
        text: Set(text.to_owned()),
        status: Set(Status::Sent),
        read_at: Set(None),
        ..Default::default()
    };
    store::stamp::<Entity>(side, &mut row);
    store::insert::<Entity>(side, row).await
}

/// The other agency's copy.
pub async fn copy_of(access: &impl Access, exchange: Uuid) -> Result<Option<Model>, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::ExchangeId.eq(exchange));
    Ok(query.one(access.connection()).await?)
}

pub async fn mark_message(
    side: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
) -> Result<Model, Problem> {
    store::update::<Entity>(side, current, |row| {
        row.status = Set(step.to);
        row.read_at = Set(Some(side.now()));
    })
    .await
}

/// Messages of one referral, or of all that the caller may know of.
pub async fn messages(
    access: &impl Access,
    referral: Option<ReferralId>,
    filter: &ReferralMessageFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let own = access.scope().agency();
    let waiting = || {
        Condition::all().add(Column::Status.eq(Status::Sent)).add(Column::SenderAgencyId.ne(own))
    };
    // Those of an incoming referral name no client.
    let reach = match access.scope().reach() {
        Reach::Agency => Condition::all(),
        Reach::Incoming | Reach::Own => Condition::all().add(Column::ClientId.is_null()),
    };
    let condition = reach
        .add_option(referral.map(|id| Column::ReferralId.eq(id)))
        .add_option(filter.unread.map(|unread| if unread { waiting() } else { waiting().not() }));
    store::page::<Entity>(access, condition, &[], page).await
}
