//! Who is asked to a care conference, what they answered, and whether they came.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, CareConferenceId, ClientId, ConferenceParticipantId, ConsentId, JsonText, Resource,
    Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conference_participant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConferenceParticipantId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    /// Absent in a caseload review.
    pub client_id: Option<ClientId>,
    pub conference_id: CareConferenceId,
    pub kind: Kind,
    /// Only for staff.
    pub user_id: Option<UserId>,
    /// Only for people of a partner agency.
    pub partner_agency_id: Option<AgencyId>,
    /// The name when they were added.
    pub name: String,
    pub email: Option<String>,
    pub organization: Option<String>,
    /// What they are to the client, or do at the meeting.
    pub role: Option<String>,
    pub requirement: Requirement,
    /// None until they are invited, which scheduling the conference does.
    pub invitation_status: Option<InvitationStatus>,
    pub answered_at: Option<Timestamp>,
    pub answer_comment: Option<String>,
    pub attended: Option<Attendance>,
    pub joined_at: Option<Timestamp>,
    pub left_at: Option<Timestamp>,
    /// What allows them to hear about the client; set when the meeting starts.
    pub consent_basis: Option<ConsentBasis>,
    pub consent_ids: JsonText<Vec<ConsentId>>,
    pub consent_note: Option<String>,
    pub consent_checked_at: Option<Timestamp>,
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Who a participant is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ParticipantKind)]
pub enum Kind {
    /// A user of the agency.
    Staff,
    /// The client whom the conference is about.
    Client,
    RelatedPerson,
    /// Someone of a partner agency of this deployment.
    Partner,
    /// Someone of another organization.
    External,
}

/// What allows someone from outside to hear about the client at a meeting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ConferenceConsentBasis)]
pub enum ConsentBasis {
    /// A consent on record that allows it.
    Consent,
    /// The client is there, was asked and does not object.
    ClientPresent,
    /// The client said so, and it was written down.
    VerbalConsent,
    RequiredByLaw,
    Emergency,
}

/// How much a participant is needed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ParticipantRequirement)]
pub enum Requirement {
    Required,
    Optional,
    /// Told of it, not expected to come.
    InformationOnly,
}

/// What a participant has answered to the invitation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = InvitationStatus)]
pub enum InvitationStatus {
    /// Not answered yet, or not since it was rescheduled.
    NeedsAction,
    Accepted,
    Declined,
    Tentative,
}

/// What can happen to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum InvitationEvent {
    Accept,
    Decline,
    AcceptTentatively,
    /// The conference was rescheduled.
    Reset,
}

/// Whether a participant came.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ParticipantAttendance)]
pub enum Attendance {
    No,
    /// For a part of the meeting.
    Part,
    Full,
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
    const KIND: &'static str = "conference_participant";

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
        self.client_id.map(crate::Id::uuid)
    }
}
