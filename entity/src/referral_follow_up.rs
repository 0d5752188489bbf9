//! Attempts of the sender to learn what became of a referral. Append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, ClientId, ReferralFollowUpId, ReferralId, Resource, Row, Timestamp, UserId,
    referral::ContactChannel,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referral_follow_up")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReferralFollowUpId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub referral_id: ReferralId,
    pub client_id: ClientId,
    pub tried_at: Timestamp,
    pub channel: ContactChannel,
    pub contact: Contact,
    pub outcome: Outcome,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who was asked what became of a referral.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = FollowUpContact)]
pub enum Contact {
    /// The agency or organization that the client was referred to.
    Recipient,
    Client,
    /// Family, friends, other helpers.
    Other,
}

/// What came of asking.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = FollowUpOutcome)]
pub enum Outcome {
    /// They could say how it stands.
    Answered,
    /// They were reached and did not know.
    NotKnown,
    LeftMessage,
    NoAnswer,
    /// The number or address is not right any more.
    WrongContact,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::ClientId];
}

impl Row for Model {
    const KIND: &'static str = "referral_follow_up";

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
        Some(self.client_id.uuid())
    }
}
