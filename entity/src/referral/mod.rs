//! Referrals: requests to another agency to do something for a client. Each
//! side has a row of its own, tied to the other's by the exchange.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use crate::{
    AgencyId, ClientId, ConsentId, InterventionId, JsonText, ReferralId, Resource, Row, Timestamp,
    UserId, referral_packet::Packet, task::Priority,
};

mod codes;
pub mod outline;

pub use codes::*;

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
    pub recipient_kind: RecipientKind,
    /// The other side: the recipient of an outgoing referral, the sender of an incoming one. None
    /// where there is no other side: nobody has claimed it, or the recipient is no partner.
    pub partner_agency_id: Option<AgencyId>,
    /// In the sender's directory, where the recipient was chosen from it.
    pub organization_id: Option<Uuid>,
    pub service_id: Option<Uuid>,
    pub service_at_location_id: Option<Uuid>,
    /// What the recipient was called when it was chosen from the directory.
    pub recipient_name: Option<String>,
    /// How an organization that is no partner is told.
    pub recipient_channel: Option<ContactChannel>,
    /// Of an open referral: the agencies that it is offered to; all that take such, if empty.
    pub offered_to: Option<JsonText<Vec<AgencyId>>>,
    /// Of an open referral: about where the person lives.
    pub area: Option<JsonText<Area>>,
    pub claimed_at: Option<Timestamp>,
    /// Whose user `updated_by` is: the partner's where its action moved this row.
    pub updated_by_agency_id: AgencyId,
    /// None on an incoming referral: the person is no client of the receiving agency.
    pub client_id: Option<ClientId>,
    /// None only where there is a specialty.
    pub need_domain: Option<NeedDomain>,
    pub clinical_specialty: Option<ClinicalSpecialty>,
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
    /// Who sent it, on the sender's row.
    pub sent_by: Option<UserId>,
    /// What the directory, or the recipient's answer to an inquiry, said when it was sent.
    pub capacity_when_sent: Option<Capacity>,
    /// The end of the day by which the receiving agency is to accept or reject.
    pub ack_due_at: Option<Timestamp>,
    /// From when on a missing answer is the supervisor's matter.
    pub escalation_due_at: Option<Timestamp>,
    pub escalated_at: Option<Timestamp>,
    /// The day by which the service is needed.
    pub service_due_on: Option<NaiveDate>,
    pub planned_first_contact_on: Option<NaiveDate>,
    pub first_contact_on: Option<NaiveDate>,
    /// Who at the receiving agency can be asked.
    pub contact_person: Option<String>,
    /// How the last answer was heard that the sender recorded itself.
    pub heard_by: Option<ContactChannel>,
    pub waitlist_position: Option<i32>,
    pub waitlist_estimated_on: Option<NaiveDate>,
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
    /// What the client said of it, when they were asked.
    pub feedback_note: Option<String>,
    pub feedback_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

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
