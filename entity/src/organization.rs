//! Organizations of the service directory: who offers services.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, JsonText, OrganizationId, Resource, Row, Timestamp, UserId,
    directory::{
        DirectoryContact, DirectoryFunding, DirectoryPhone, DirectoryProgram,
        OrganizationIdentifier, ReferralChannel,
    },
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub name: String,
    /// Folded name, for sorting.
    pub sort_name: String,
    /// The agency of this deployment that the organization is.
    pub partner_agency_id: Option<AgencyId>,
    pub referral_channel: ReferralChannel,
    /// Business days within which it answers referrals.
    pub sla_ack_business_days: i32,
    /// Where the record was imported from; none if it was entered by hand.
    pub source: Option<String>,
    /// What the source calls it.
    pub external_id: Option<String>,
    pub details: JsonText<OrganizationDetails>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is known of an organization beside its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    /// What the organization does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub website: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub tax_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100)]
    pub tax_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1000, maximum = 2200)]
    pub year_incorporated: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub legal_status: Option<String>,
    /// Where its logo is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub logo: Option<String>,
    /// What identifies it on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
    /// The organization that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_organization_id: Option<Uuid>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Vec<DirectoryPhone>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Vec<DirectoryContact>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub funding: Vec<DirectoryFunding>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub identifiers: Vec<OrganizationIdentifier>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub programs: Vec<DirectoryProgram>,
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
    const KIND: &'static str = "organization";

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
