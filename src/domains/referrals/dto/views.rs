//! What callers are told about referrals.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, ConsentId, InterventionId, OrganizationId, ReferralId, ServiceAtLocationId,
    ServiceId, Timestamp, UserId,
    referral::{
        Area, Capacity, ClinicalSpecialty, ClosureReason, ContactChannel, Direction, Kind,
        LoopStatus, NeedDomain, NeedMet, NeedMetSource, Outcome, PayloadProfile, RecipientKind,
        Status,
    },
    referral_packet::Packet,
    task::Priority,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{domains::consents::dto::Withheld, platform::Page};

/// What sending a draft would disclose now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralPreview {
    /// Whether it could be sent.
    pub sendable: bool,
    /// What would be sent; absent when it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet: Option<Packet>,
    /// What the profile asks for and consent does not cover.
    pub withheld: Vec<Withheld>,
    /// Why the client's consent allows it or not.
    pub reasons: Vec<String>,
    /// The consents that the decision rests on.
    pub consent_ids: Vec<ConsentId>,
    /// When the receiving agency would have to answer if it were sent now.
    pub acknowledgement_due_at: Timestamp,
    /// Of an open referral: those whom it would be offered to, since consent covers them.
    pub offered_to: Vec<AgencyId>,
    /// What does not forbid the sending, and should be known before.
    pub warnings: Vec<ReferralWarning>,
}

/// Something to think of before a referral is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferralWarning {
    /// The recipient has said that it can take nobody now.
    NoCapacity,
    /// The recipient has said that there is a waiting list.
    Waitlist,
    /// Agencies that it is to be offered to are left out: consent does not cover them.
    SomeNotCovered,
    /// Another referral of the client for the same need is under way.
    AnotherUnderWay,
}

/// How urgent it is that a referral is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReferralEscalation)]
pub enum Escalation {
    /// It is answered, or there is time.
    None,
    /// The answer is overdue: whoever sent it should ask.
    Requester,
    /// For two business days or more: the supervisor should know.
    Supervisor,
}

/// A place on a waiting list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralWaitlist {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// When a place is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_on: Option<NaiveDate>,
    /// When the receiving agency is to say again how it stands: 30 days after it last did.
    pub check_due_at: Timestamp,
}

/// A referral that places another one again, or a part of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralChild {
    pub id: ReferralId,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loop_status: Option<LoopStatus>,
    pub recipient_kind: RecipientKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_agency_id: Option<AgencyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_domain: Option<NeedDomain>,
    #[schema(example = "Home-delivered meals")]
    pub requested_service: String,
}

/// One agency's side of a referral.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Referral)]
pub struct ReferralView {
    #[serde(flatten)]
    pub outline: ReferralOutlineView,
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_instructions: Option<String>,
    pub contacting_subject_prohibited: bool,
    pub payload_profile: PayloadProfile,
    /// How the organization is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_channel: Option<ContactChannel>,
    /// Of an open referral: the agencies that it names; if empty, it is for all who take such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_to_agency_ids: Option<Vec<AgencyId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<Timestamp>,
    /// What was known of the recipient's capacity when it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_when_sent: Option<Capacity>,
    /// What was sent of the client's record; absent until it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet: Option<Packet>,
    /// SHA-256 of the packet, in hexadecimal, as in the disclosure ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub packet_hash: Option<String>,
    /// The consent that allowed the sending; on a draft, the one that would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_id: Option<ConsentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_person: Option<String>,
    /// How the last answer was heard that your staff recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard_by: Option<ContactChannel>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closure_reason: Option<ClosureReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closure_note: Option<String>,
    /// What the client said of it, when they were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_at: Option<Timestamp>,
    /// The referrals that place this one again, or its parts. Oldest first.
    pub children: Vec<ReferralChild>,
}

/// One agency's side of a referral without what was sent and said, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralOutline)]
pub struct ReferralOutlineView {
    pub id: ReferralId,
    /// Send it as `If-Match` with the next action.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// A user or API client of your agency; absent where `direction` is `incoming`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// A user or API client of your agency; absent where the other agency moved the referral.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<UserId>,
    pub direction: Direction,
    /// The same on both sides; both have an id of their own besides.
    pub exchange_id: uuid::Uuid,
    pub sender_agency_id: AgencyId,
    pub recipient_kind: RecipientKind,
    /// Absent where nobody has claimed it, and where the recipient is no agency here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_agency_id: Option<AgencyId>,
    /// What the recipient is called, where it is no agency here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_name: Option<String>,
    /// Of the directory, where the recipient was chosen from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<ServiceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_at_location_id: Option<ServiceAtLocationId>,
    /// Absent on an incoming referral: the packet says what you may know of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_domain: Option<NeedDomain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinical_specialty: Option<ClinicalSpecialty>,
    pub kind: Kind,
    pub priority: Priority,
    #[schema(example = "Home-delivered meals")]
    pub requested_service: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_intervention_id: Option<InterventionId>,
    /// The referral that this one places again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_referral_id: Option<ReferralId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// When the receiving agency is to have accepted or rejected, by its own business calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledgement_due_at: Option<Timestamp>,
    /// That moment has passed without an answer.
    pub acknowledgement_overdue: bool,
    /// How urgent that is.
    pub escalation: Escalation,
    /// When the supervisor was told last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_at: Option<Timestamp>,
    /// The day by which the service is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_due_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned_first_contact_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact_on: Option<NaiveDate>,
    /// While the person waits for a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waitlist: Option<ReferralWaitlist>,
    pub status: Status,
    pub status_changed_at: Timestamp,
    /// Why it was rejected, cancelled or failed: a code of that action.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "no_capacity")]
    pub status_reason_code: Option<String>,
    /// What the sender has heard back; absent until it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loop_status: Option<LoopStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loop_closed_at: Option<Timestamp>,
    /// Whether the need was met, on the sender's side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_met: Option<NeedMet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_met_source: Option<NeedMetSource>,
    /// What the caller can do with the referral now, with `_` where the path has `-`: `close_loop`
    /// is `POST …/close-loop`.
    #[schema(example = json!(["accept", "reject", "cancel"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ReferralOutlineList = Page<ReferralOutlineView>;
