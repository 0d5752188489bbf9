//! Referrals: requests to another agency to do something for a client. Each
//! side has a row of its own, tied to the other's by the exchange.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, ClientId, ConsentId, InterventionId, JsonText, ReferralId, Resource, Row, Timestamp,
    UserId, referral_packet::Packet, task::Priority,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "referral")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReferralId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub direction: Direction,
    /// The same on both sides.
    pub exchange_id: Uuid,
    /// The other side: the recipient of an outgoing referral, the sender of an incoming one.
    pub partner_agency_id: AgencyId,
    /// Whose user `updated_by` is: the partner's where its action moved this row.
    pub updated_by_agency_id: AgencyId,
    /// None on an incoming referral: the person is no client of the receiving agency.
    pub client_id: Option<ClientId>,
    pub need_domain: NeedDomain,
    pub kind: Kind,
    pub priority: Priority,
    pub reason: String,
    pub requested_service: String,
    pub contact_instructions: Option<String>,
    pub contacting_subject_prohibited: bool,
    /// The consent that allowed the sending.
    pub consent_id: Option<ConsentId>,
    pub payload_profile: PayloadProfile,
    /// What was sent, as it was when it was sent.
    pub packet: Option<JsonText<Packet>>,
    /// SHA-256 of the packet's bytes.
    pub packet_hash: Option<String>,
    pub plan_intervention_id: Option<InterventionId>,
    pub parent_referral_id: Option<ReferralId>,
    pub sent_at: Option<Timestamp>,
    /// The end of the day by which the receiving agency is to accept or reject.
    pub ack_due_at: Option<Timestamp>,
    pub planned_first_contact_on: Option<NaiveDate>,
    pub first_contact_on: Option<NaiveDate>,
    /// Who at the receiving agency can be asked.
    pub contact_person: Option<String>,
    pub status: Status,
    pub status_changed_at: Timestamp,
    pub status_reason_code: Option<String>,
    pub status_reason: Option<String>,
    pub outcome: Option<JsonText<Outcome>>,
    /// None until it is sent.
    pub loop_status: Option<LoopStatus>,
    pub loop_closed_at: Option<Timestamp>,
    pub closure_reason: Option<ClosureReason>,
    pub closure_note: Option<String>,
    pub need_met: Option<NeedMet>,
    pub need_met_source: Option<NeedMetSource>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Which side of a referral the record is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralDirection)]
pub enum Direction {
    /// Sent by this agency, or to be sent.
    Outgoing,
    /// Received by this agency.
    Incoming,
}

/// The social need behind a referral, by the codes of the Gravity Project's value set.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum NeedDomain {
    FoodInsecurity,
    HousingInstability,
    Homelessness,
    InadequateHousing,
    TransportationInsecurity,
    FinancialInsecurity,
    MaterialHardship,
    EducationalAttainment,
    EmploymentStatus,
    VeteranStatus,
    Stress,
    SocialConnection,
    IntimatePartnerViolence,
    ElderAbuse,
    PersonalHealthLiteracy,
    HealthInsuranceCoverageStatus,
    MedicalCostBurden,
    DigitalLiteracy,
    DigitalAccess,
    UtilityInsecurity,
    IncarcerationStatus,
    LanguageAccess,
    ProtectiveFactor,
    SdohCategoryUnspecified,
}

/// What is asked of the receiving agency.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralKind)]
pub enum Kind {
    Service,
    FurtherAssessment,
    Clinical,
    InternalProgram,
}

/// How much of the client's record goes with a referral, at most: consent may cut it down.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralPayloadProfile)]
pub enum PayloadProfile {
    /// Names, birth year, how to reach the person, language and interpreter, the need and why.
    Contact,
    /// And addresses and the results of screens for the need.
    Service,
    /// And the results of all assessments and a summary of the care plan.
    Clinical,
}

/// How far a referral has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralStatus)]
pub enum Status {
    Draft,
    Requested,
    Accepted,
    Rejected,
    InProgress,
    OnHold,
    Completed,
    Failed,
    Cancelled,
}

/// What can happen to a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Send,
    Accept,
    Reject,
    Start,
    Pause,
    Complete,
    Fail,
    Cancel,
}

/// What the sender has heard back.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralLoopStatus)]
pub enum LoopStatus {
    /// Nothing yet.
    Open,
    /// The receiving agency has accepted.
    ResponseReceived,
    /// The referral has come to an end, which the sender has not looked at yet.
    ResultReceived,
    /// The sender has looked at the result and closed the loop.
    Closed,
}

/// What moves the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LoopEvent {
    Respond,
    Conclude,
    CloseLoop,
}

/// Why a receiving agency does not take a referral.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralRejectReason)]
pub enum RejectReason {
    NoCapacity,
    Ineligible,
    OutOfArea,
    WrongService,
    Duplicate,
    CannotContact,
    Safety,
    Other,
}

/// Why either side calls a referral off.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralCancelReason)]
pub enum CancelReason {
    ClientDeclined,
    NeedResolved,
    Moved,
    Deceased,
    Error,
    ClientUnreachable,
}

/// Why a referral that was taken could not be carried out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralFailReason)]
pub enum FailReason {
    ClientUnreachable,
    ClientNoShow,
    ClientDeclined,
    NoLongerEligible,
    ServiceEnded,
    Other,
}

/// What came of a referral, as the sender sees it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralClosureReason)]
pub enum ClosureReason {
    ServiceReceived,
    ProviderDeclined,
    ClientUnreachable,
    ClientIneligible,
    ClientDeclinedOrNoLongerNeeds,
    Other,
}

/// Whether the client's need was met.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NeedMet {
    Yes,
    Partly,
    No,
    Unknown,
}

/// Who said whether the need was met.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum NeedMetSource {
    Client,
    Provider,
    Staff,
}

/// What the receiving agency did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralOutcome)]
pub struct Outcome {
    pub services: Vec<DeliveredService>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrollment_status: Option<EnrollmentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A service that was delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveredService {
    /// The receiving agency's own code of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 50, example = "FOOD-BOX")]
    pub code: Option<String>,
    #[schema(min_length = 1, max_length = 500, example = "Weekly food box, delivered")]
    pub description: String,
    #[schema(example = "2026-11-20")]
    pub delivered_on: NaiveDate,
    /// How much, in the unit that the description names.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "crate::number::plain_if_any"
    )]
    #[schema(minimum = 0, maximum = 1_000_000, example = 4)]
    pub units: Option<f64>,
}

/// Whether the client was enrolled in the receiving agency's program, by the codes of the Gravity
/// Project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = ReferralEnrollmentStatus)]
pub enum EnrollmentStatus {
    Enrolled,
    NotEnrolled,
    NotEnrolledOnWaitlist,
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
    const KIND: &'static str = "referral";

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
