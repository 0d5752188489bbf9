//! Open referrals that are offered to an agency: what it may know before it
//! claims one. The row is the agency's that may claim; the sender wrote it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, ReferralId, ReferralOfferId, Resource, Row, Timestamp, UserId,
    referral::{Area, ClinicalSpecialty, NeedDomain},
    task::Priority,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReferralOfferId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// The exchange of the referral that is offered.
    pub exchange_id: Uuid,
    pub sender_agency_id: AgencyId,
    pub need_domain: Option<NeedDomain>,
    pub clinical_specialty: Option<ClinicalSpecialty>,
    pub area: JsonText<Area>,
    pub priority: Priority,
    pub answer_due_at: Timestamp,
    pub status: Status,
    /// Once it is claimed: the agency's own side of the referral.
    pub referral_id: Option<ReferralId>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether an open referral can be claimed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralOfferStatus)]
pub enum Status {
    Open,
    /// By this agency.
    Claimed,
    /// By another one.
    Taken,
    /// The sender has called it off.
    Withdrawn,
}

/// What can happen to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Claim,
    Take,
    Withdraw,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
}

impl Row for Model {
    const KIND: &'static str = "referral_offer";

    fn agency_id(&self) -> Uuid {
        self.agency_id.uuid()
    }
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created_at(&self) -> Timestamp {
        self.created_at
    }
    fn client_id(&self) -> Option<Uuid> {
        None
    }
}
