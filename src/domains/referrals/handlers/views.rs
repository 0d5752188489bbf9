//! How referrals are shown.

use entity::referral::Model;

use super::super::{
    dto::{ReferralOutlineView, ReferralView},
    service,
};
use crate::platform::{Ctx, View};

impl View for ReferralView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            outline: ReferralOutlineView::view(row.clone(), ctx),
            reason: row.reason,
            contact_instructions: row.contact_instructions,
            contacting_subject_prohibited: row.contacting_subject_prohibited,
            payload_profile: row.payload_profile,
            packet: row.packet.map(|packet| packet.0),
            packet_hash: row.packet_hash,
            consent_id: row.consent_id,
            contact_person: row.contact_person,
            status_reason: row.status_reason,
            outcome: row.outcome.map(|outcome| outcome.0),
            closure_reason: row.closure_reason,
            closure_note: row.closure_note,
            need_met: row.need_met,
            need_met_source: row.need_met_source,
        }
    }
}

impl View for ReferralOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        let (sender_agency_id, recipient_agency_id) = service::parties(&row);
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            acknowledgement_overdue: service::is_overdue(ctx, &row),
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: service::author(&row),
            updated_by: service::editor(&row),
            direction: row.direction,
            exchange_id: row.exchange_id,
            sender_agency_id,
            recipient_agency_id,
            client_id: row.client_id,
            need_domain: row.need_domain,
            kind: row.kind,
            priority: row.priority,
            requested_service: row.requested_service,
            plan_intervention_id: row.plan_intervention_id,
            parent_referral_id: row.parent_referral_id,
            sent_at: row.sent_at,
            acknowledgement_due_at: row.ack_due_at,
            planned_first_contact_on: row.planned_first_contact_on,
            first_contact_on: row.first_contact_on,
            status: row.status,
            status_changed_at: row.status_changed_at,
            status_reason_code: row.status_reason_code,
            loop_status: row.loop_status,
            loop_closed_at: row.loop_closed_at,
        }
    }
}
