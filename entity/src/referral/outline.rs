//! The referral as lists show it: the same table without what is long, such as
//! the packet, so that a page of many reads little. It is never written.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;

use super::{
    ClinicalSpecialty, Direction, Kind, LoopStatus, NeedDomain, NeedMet, NeedMetSource,
    RecipientKind, Status,
};
use crate::{
    AgencyId, ClientId, InterventionId, ReferralId, Resource, Row, Timestamp, UserId,
    task::Priority,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
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
    pub exchange_id: Uuid,
    pub recipient_kind: RecipientKind,
    pub partner_agency_id: Option<AgencyId>,
    pub organization_id: Option<Uuid>,
    pub service_id: Option<Uuid>,
    pub service_at_location_id: Option<Uuid>,
    pub recipient_name: Option<String>,
    pub updated_by_agency_id: AgencyId,
    pub client_id: Option<ClientId>,
    pub need_domain: Option<NeedDomain>,
    pub clinical_specialty: Option<ClinicalSpecialty>,
    pub kind: Kind,
    pub priority: Priority,
    pub requested_service: String,
    pub plan_intervention_id: Option<InterventionId>,
    pub parent_referral_id: Option<ReferralId>,
    pub sent_at: Option<Timestamp>,
    pub ack_due_at: Option<Timestamp>,
    pub escalation_due_at: Option<Timestamp>,
    pub escalated_at: Option<Timestamp>,
    pub service_due_on: Option<NaiveDate>,
    pub planned_first_contact_on: Option<NaiveDate>,
    pub first_contact_on: Option<NaiveDate>,
    pub waitlist_position: Option<i32>,
    pub waitlist_estimated_on: Option<NaiveDate>,
    pub status: Status,
    pub status_changed_at: Timestamp,
    pub status_reason_code: Option<String>,
    pub loop_status: Option<LoopStatus>,
    pub loop_closed_at: Option<Timestamp>,
    pub need_met: Option<NeedMet>,
    pub need_met_source: Option<NeedMetSource>,
}

impl ActiveModelBehavior for ActiveModel {}

impl From<super::Model> for Model {
    fn from(row: super::Model) -> Self {
        Self {
            agency_id: row.agency_id,
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: row.created_by,
            updated_by: row.updated_by,
            direction: row.direction,
            exchange_id: row.exchange_id,
            recipient_kind: row.recipient_kind,
            partner_agency_id: row.partner_agency_id,
            organization_id: row.organization_id,
            service_id: row.service_id,
            service_at_location_id: row.service_at_location_id,
            recipient_name: row.recipient_name,
            updated_by_agency_id: row.updated_by_agency_id,
            client_id: row.client_id,
            need_domain: row.need_domain,
            clinical_specialty: row.clinical_specialty,
            kind: row.kind,
            priority: row.priority,
            requested_service: row.requested_service,
            plan_intervention_id: row.plan_intervention_id,
            parent_referral_id: row.parent_referral_id,
            sent_at: row.sent_at,
            ack_due_at: row.ack_due_at,
            escalation_due_at: row.escalation_due_at,
            escalated_at: row.escalated_at,
            service_due_on: row.service_due_on,
            planned_first_contact_on: row.planned_first_contact_on,
            first_contact_on: row.first_contact_on,
            waitlist_position: row.waitlist_position,
            waitlist_estimated_on: row.waitlist_estimated_on,
            status: row.status,
            status_changed_at: row.status_changed_at,
            status_reason_code: row.status_reason_code,
            loop_status: row.loop_status,
            loop_closed_at: row.loop_closed_at,
            need_met: row.need_met,
            need_met_source: row.need_met_source,
        }
    }
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
    const KIND: &'static str = super::Model::KIND;

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
