//! How consents and disclosures are shown.

use entity::{consent::Model, disclosure};

use super::super::{
    dto::{ConsentOutlineView, ConsentView, DisclosureView},
    service,
};
use crate::platform::{Ctx, Header, View};

impl View for ConsentView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            outline: ConsentOutlineView::view(row.clone(), ctx),
            client_name: row.client_name,
            grantor: row.grantor.map(|grantor| grantor.0),
            method: row.method,
            signed_by: row.signed_by,
            document_reference: row.document_reference,
            disclosers: row.disclosers.0,
            information_description: row.information_description,
            redisclosure_statement: row.redisclosure_statement,
            refusal_consequences_stated: row.refusal_consequences_stated,
            right_to_revoke_stated: row.right_to_revoke_stated,
            language: row.language,
            witness: row.witness,
            status_reason: row.status_reason,
        }
    }
}

impl View for ConsentOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            client_id: row.client_id,
            type_: row.consent_type,
            status: row.status,
            provision: row.provision,
            granted_on: row.granted_on,
            effective_on: row.effective_on,
            expires_on: row.expires_on,
            expires_event: row.expires_event,
            recipients: row.recipients.0,
            data_classes: row.data_classes.0,
            purposes: row.purposes.0,
            supersedes: row.supersedes_id,
            activated_at: row.activated_at,
            ended_at: row.ended_at,
        }
    }
}

impl View for DisclosureView {
    type Record = disclosure::Model;

    fn view(row: disclosure::Model, _: &Ctx) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            disclosed_at: row.created_at,
            disclosed_by: row.created_by,
            recipient_agency_id: row.recipient_agency_id,
            recipient_name: row.recipient_name,
            recipient_address: row.recipient_address,
            purpose: row.purpose,
            basis: row.basis,
            consent_id: row.consent_id,
            description: row.description,
            data_classes: row.data_classes.0,
            records: row.records.0,
            payload_hash: row.payload_hash,
            channel: row.channel,
        }
    }
}
