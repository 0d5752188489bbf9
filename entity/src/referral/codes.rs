//! The codes of referrals, and the structured parts that their rows hold.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// Who a referral goes to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralRecipientKind)]
pub enum RecipientKind {
    /// Another agency of this deployment: both have their side of it.
    PartnerAgency,
    /// An organization of the directory that is no agency here. It is told by phone, fax or
    /// letter, and the sender's staff records what it answers.
    Organization,
    /// A program of the agency itself, whose staff records how it goes.
    Internal,
    /// Whoever claims it first of those that it is offered to; `partner_agency` from then on.
    Open,
}

/// How something was said or heard outside of this service.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    Phone,
    Fax,
    Email,
    Mail,
    InPerson,
    /// A web site of the organization.
    Portal,
}

/// Whether a service can take people now, by the codes of the Gravity Project.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = ServiceCapacity)]
pub enum Capacity {
    HasCapacity,
    NoCapacity,
    Waitlist,
    AdditionalAssessmentRequired,
}

/// About where a person lives: never as exactly as an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReferralArea)]
pub struct Area {
    /// ISO 3166-1, two letters.
    #[schema(pattern = "^[A-Z]{2}$", min_length = 2, max_length = 2, example = "US")]
    pub country: String,
    /// How postal codes there begin; best no more than three characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9A-Z]{1,5}$", min_length = 1, max_length = 5, example = "606")]
    pub postal_code_start: Option<String>,
    /// A town, or a part of it. No street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 60, example = "Chicago, north side")]
    pub name: Option<String>,
}

/// What kind of clinician a clinical referral asks for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ClinicalSpecialty {
    AddictionMedicine,
    Audiology,
    BehavioralHealth,
    Cardiology,
    Dentistry,
    Dermatology,
    DurableMedicalEquipment,
    Endocrinology,
    Gastroenterology,
    Geriatrics,
    Gynecology,
    Hematology,
    HomeHealth,
    Hospice,
    InfectiousDisease,
    InternalMedicine,
    Nephrology,
    Neurology,
    Nutrition,
    OccupationalTherapy,
    Oncology,
    Ophthalmology,
    Optometry,
    Orthopedics,
    Otolaryngology,
    PainMedicine,
    PalliativeCare,
    Pediatrics,
    PhysicalTherapy,
    Podiatry,
    PrimaryCare,
    Psychiatry,
    Psychology,
    Pulmonology,
    Rheumatology,
    SpeechTherapy,
    Surgery,
    Urology,
    WoundCare,
    Other,
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
    /// It should never have been there; kept for reading by its id.
    EnteredInError,
}

/// What can happen to a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Event {
    Send,
    Accept,
    Reject,
    Claim,
    Waitlist,
    Start,
    Pause,
    Complete,
    Fail,
    Cancel,
    Escalate,
    EnterInError,
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
    /// After 90 days and two follow-ups nobody could say what came of it.
    ClosedUnknown,
}

/// What moves the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LoopEvent {
    Respond,
    Conclude,
    CloseLoop,
    CloseUnknown,
    ReopenLoop,
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
