//! Related persons: family, friends and others who matter in a client's care.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, ClientId, JsonText, RelatedPersonId, Resource, Row, Timestamp, UserId,
    client::{ContactPoint, LanguageSkill, PersonName},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "related_person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RelatedPersonId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub relationship: JsonText<Relationship>,
    pub roles: JsonText<Vec<RelatedRole>>,
    pub names: JsonText<Vec<PersonName>>,
    pub languages: JsonText<Vec<LanguageSkill>>,
    pub telecom: JsonText<Vec<ContactPoint>>,
    pub consent_to_contact: bool,
    pub proxy_scope: ProxyScope,
    pub proxy_from: Option<NaiveDate>,
    pub proxy_to: Option<NaiveDate>,
    /// The days between which the person has been related so.
    pub related_from: Option<NaiveDate>,
    pub related_to: Option<NaiveDate>,
    /// The client that the person is, too.
    pub is_client_id: Option<ClientId>,
    pub status: Status,
    /// Why it was ended or found to be in error.
    pub status_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How a person is related to the client, in codes of HL7's `RoleCode`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relationship {
    /// The code's system; HL7's v3 `RoleCode` if absent.
    #[serde(default = "Relationship::role_code")]
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    )]
    pub system: String,
    /// What the person is to the client. Common ones: `SPS` spouse, `DOMPART` domestic partner,
    /// `MTH` mother, `FTH` father, `PRN` parent, `SON` natural son, `DAU` natural daughter, `CHILD`
    /// child, `SIS` sister, `BRO` brother, `SIB` sibling, `GRPRN` grandparent, `GRNDCHILD`
    /// grandchild, `AUNT`, `UNCLE`, `COUSN` cousin, `NIENE` niece or nephew, `FAMMEMB` other family,
    /// `FRND` unrelated friend, `NBOR` neighbor, `ROOM` roommate, `GUARD` guardian, `HPOWATT` health
    /// care power of attorney.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,40}$", example = "SON")]
    pub code: String,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "son")]
    pub display: Option<String>,
}

impl Relationship {
    pub const ROLE_CODE: &'static str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

    fn role_code() -> String {
        Self::ROLE_CODE.to_owned()
    }
}

/// What a related person does for the client, or is to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelatedRole {
    /// Gives care without being paid by an agency.
    Caregiver,
    NextOfKin,
    /// To be called in an emergency.
    Emergency,
    /// Decides for the client by law.
    Guardian,
    /// Acts for the client with the client's leave.
    Proxy,
    /// Lives with the client.
    Household,
}

impl RelatedRole {
    /// Whether one in this role may be let into the client's record.
    pub const fn may_act(self) -> bool {
        matches!(self, Self::Guardian | Self::Proxy)
    }
}

/// What of the client's record a proxy or guardian may use.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProxyScope {
    None,
    Read,
    ReadWrite,
}

/// Whether the person is still related so.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = RelatedPersonStatus)]
pub enum Status {
    Active,
    /// It was so, and is no longer.
    Ended,
    EnteredInError,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    End,
    EnterInError,
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
    const KIND: &'static str = "related_person";

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
