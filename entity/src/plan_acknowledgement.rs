//! Who has taken note of a version of a plan, and whether the client agrees to
//! it. Never changed: whoever thinks again adds another.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, CarePlanId, ClientId, PlanAcknowledgementId, Resource, Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_acknowledgement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanAcknowledgementId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    /// The version of the plan that it is about.
    pub version_number: i32,
    pub party: Party,
    /// The member of the team; none for the client.
    pub user_id: Option<UserId>,
    pub agreement: Option<Agreement>,
    pub method: Method,
    pub acknowledged_at: Timestamp,
    pub comment: Option<String>,
    /// Who spoke or signed for the client, if not the client.
    pub signed_by: Option<String>,
    /// Where the signed document is.
    pub signature_reference: Option<String>,
    pub copy_given: Option<bool>,
    /// A language tag of BCP 47.
    pub copy_language: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whose acknowledgement it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AcknowledgingParty)]
pub enum Party {
    TeamMember,
    Client,
}

/// What the client says to a version of the plan.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ClientAgreement)]
pub enum Agreement {
    Agreed,
    /// With changes that are named in the comment.
    AgreedWithChanges,
    Declined,
    /// The client cannot say; the comment tells why.
    Unable,
}

/// How it was acknowledged.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = AcknowledgementMethod)]
pub enum Method {
    InPerson,
    Phone,
    Video,
    /// In writing, on paper.
    Paper,
    /// In an application.
    Electronic,
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
    const KIND: &'static str = "plan_acknowledgement";

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
