//! How referrals are shown.

use chrono::TimeDelta;
use entity::{
    capacity_inquiry,
    referral::Direction,
    referral::outline::{self, Model},
    referral_follow_up, referral_message, referral_offer,
};

use super::super::{
    dto::{
        CapacityInquiryView, ReferralChild, ReferralFollowUpView, ReferralMessageView,
        ReferralOfferView, ReferralOutlineView, ReferralView, ReferralWaitlist,
    },
    service::{self, Record},
};
use crate::platform::{Ctx, Header, View};

/// How long after it last said so a receiving agency is to say again how it stands.
const WAITLIST_CHECK: TimeDelta = TimeDelta::days(30);

impl View for ReferralView {
    type Record = Record;

    fn view(Record { referral: row, children }: Record, ctx: &Ctx) -> Self {
        Self {
            outline: ReferralOutlineView::view(row.clone().into(), ctx),
            reason: row.reason,
            contact_instructions: row.contact_instructions,
            contacting_subject_prohibited: row.contacting_subject_prohibited,
            payload_profile: row.payload_profile,
            recipient_channel: row.recipient_channel,
            open_to_agency_ids: row.offered_to.map(|agencies| agencies.0),
            area: row.area.map(|area| area.0),
            claimed_at: row.claimed_at,
            capacity_when_sent: row.capacity_when_sent,
            packet: row.packet.map(|packet| packet.0),
            packet_hash: row.packet_hash,
            consent_id: row.consent_id,
            contact_person: row.contact_person,
            heard_by: row.heard_by,
            status_reason: row.status_reason,
            outcome: row.outcome.map(|outcome| outcome.0),
            closure_reason: row.closure_reason,
            closure_note: row.closure_note,
            feedback_note: row.feedback_note,
            feedback_at: row.feedback_at,
            children: children.into_iter().map(ReferralChild::from).collect(),
        }
    }
}

impl From<outline::Model> for ReferralChild {
    fn from(row: outline::Model) -> Self {
        Self {
            id: row.id,
            status: row.status,
            loop_status: row.loop_status,
            recipient_kind: row.recipient_kind,
            recipient_agency_id: row.partner_agency_id,
            need_domain: row.need_domain,
            requested_service: row.requested_service,
        }
    }
}

impl View for ReferralOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        let (sender_agency_id, recipient_agency_id) = service::parties(&row);
        let waitlist = service::is_waitlisted(&row).then(|| ReferralWaitlist {
            position: row.waitlist_position,
            estimated_on: row.waitlist_estimated_on,
            check_due_at: row.status_changed_at.plus(WAITLIST_CHECK),
        });
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            acknowledgement_overdue: service::is_overdue(ctx, &row),
            escalation: service::escalation(ctx, &row),
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: service::author(&row),
            updated_by: service::editor(&row),
            direction: row.direction,
            exchange_id: row.exchange_id,
            sender_agency_id,
            recipient_kind: row.recipient_kind,
            recipient_agency_id,
            recipient_name: row.recipient_name,
            organization_id: row.organization_id.map(Into::into),
            service_id: row.service_id.map(Into::into),
            service_at_location_id: row.service_at_location_id.map(Into::into),
            client_id: row.client_id,
            need_domain: row.need_domain,
            clinical_specialty: row.clinical_specialty,
            kind: row.kind,
            priority: row.priority,
            requested_service: row.requested_service,
            plan_intervention_id: row.plan_intervention_id,
            parent_referral_id: row.parent_referral_id,
            sent_at: row.sent_at,
            acknowledgement_due_at: row.ack_due_at,
            escalated_at: row.escalated_at,
            service_due_on: row.service_due_on,
            planned_first_contact_on: row.planned_first_contact_on,
            first_contact_on: row.first_contact_on,
            waitlist,
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

impl View for ReferralFollowUpView {
    type Record = referral_follow_up::Model;

    fn view(row: referral_follow_up::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            referral_id: row.referral_id,
            tried_at: row.tried_at,
            channel: row.channel,
            contact: row.contact,
            outcome: row.outcome,
            note: row.note,
        }
    }
}

impl View for ReferralOfferView {
    type Record = referral_offer::Model;

    fn view(row: referral_offer::Model, ctx: &Ctx) -> Self {
        let claim = service::may_claim(ctx, &row).then(|| "claim".to_owned());
        Self {
            allowed_actions: claim.into_iter().collect(),
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            sender_agency_id: row.sender_agency_id,
            need_domain: row.need_domain,
            clinical_specialty: row.clinical_specialty,
            area: row.area.0,
            priority: row.priority,
            answer_due_at: row.answer_due_at,
            status: row.status,
            referral_id: row.referral_id,
        }
    }
}

impl View for ReferralMessageView {
    type Record = referral_message::Model;

    fn view(row: referral_message::Model, ctx: &Ctx) -> Self {
        let own = row.sender_agency_id == row.agency_id;
        Self {
            allowed_actions: service::message_actions(ctx, &row),
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: own.then_some(row.created_by),
            referral_id: row.referral_id,
            client_id: row.client_id,
            sender_agency_id: row.sender_agency_id,
            text: row.text,
            status: row.status,
            read_at: row.read_at,
        }
    }
}

impl View for CapacityInquiryView {
    type Record = capacity_inquiry::Model;

    fn view(row: capacity_inquiry::Model, ctx: &Ctx) -> Self {
        let asks = row.direction == Direction::Outgoing;
        let moved = row.updated_by_agency_id == row.agency_id;
        Self {
            allowed_actions: service::inquiry_actions(ctx, &row),
            expired: service::is_expired(ctx, &row),
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            created_by: asks.then_some(row.created_by),
            updated_by: moved.then_some(row.updated_by),
            direction: row.direction,
            asking_agency_id: row.asking_agency_id,
            need_domain: row.need_domain,
            clinical_specialty: row.clinical_specialty,
            priority: row.priority,
            area: row.area.map(|area| area.0),
            recipients: row.asked.0,
            expires_at: row.expires_at,
            status: row.status,
        }
    }
}
