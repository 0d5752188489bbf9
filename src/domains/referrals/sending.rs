//! Sending a referral: what goes out, to whose row, and where it is recorded.

use entity::{
    Code, ConsentId, Row, Timestamp, agency,
    disclosure::{Basis, Channel},
    referral::{Event, LoopStatus, Model},
    task::TaskType,
};

use super::{
    dto::ReferralPreview,
    exchange,
    packet::{self, Prepared},
    repository::{self, Sending},
    rules,
};
use crate::{
    domains::{
        agencies, care_plans,
        consents::{self, service::NewDisclosure},
        tasks,
    },
    platform::{Access, BusinessCalendar, Change, Problem, UnitOfWork},
};

/// What sending the draft would disclose now.
pub async fn preview(access: &impl Access, referral: &Model) -> Result<ReferralPreview, Problem> {
    rules::check_draft(referral)?;
    let now = access.ctx().now();
    let recipient = agencies::service::partner(access, referral.partner_agency_id).await?;
    let client = packet::client_of(access, referral).await?;
    let prepared = packet::prepare(access, referral, &client, now).await?;
    Ok(ReferralPreview {
        sendable: prepared.packet.is_some(),
        packet: prepared.packet,
        withheld: prepared.decision.withheld,
        reasons: prepared.decision.reasons,
        consent_ids: prepared.decision.consent_ids,
        acknowledgement_due_at: answer_due_at(&recipient, now),
    })
}

/// By the calendar of the agency that is to answer.
fn answer_due_at(recipient: &agency::Model, sent_at: Timestamp) -> Timestamp {
    let days = u32::try_from(recipient.referral_answer_days).unwrap_or_default();
    BusinessCalendar::from(recipient).due_after_business_days(sent_at, days)
}

/// Sends the draft, which is locked.
pub async fn send(uow: &UnitOfWork<'_>, draft: &Model) -> Result<(Model, Change), Problem> {
    let step = rules::fire(draft, Event::Send)?;
    let recipient = agencies::service::partner(uow, draft.partner_agency_id).await?;
    let client = packet::client_of(uow, draft).await?;
    let prepared = packet::prepare(uow, draft, &client, uow.now()).await?;
    let sending = sending(&prepared, answer_due_at(&recipient, uow.now()))?;
    let sent = repository::apply_sending(uow, draft, &step, &sending).await?;
    exchange::deliver(uow, &sent).await?;
    disclose(uow, &sent, &recipient, prepared).await?;
    if let Some(intervention) = sent.plan_intervention_id {
        let (kind, linked) = (Model::KIND, sent.id.uuid());
        care_plans::service::link_intervention(uow, intervention, kind, linked).await?;
    }
    if let Some(parent) = sent.parent_referral_id {
        let (kind, types) = (Model::KIND, [TaskType::ReferralFollowup]);
        let done = "The referral was placed again.";
        tasks::service::complete_for_subject(uow, kind, parent.uuid(), &types, done).await?;
    }
    let change = Change::of("sent", &sent).by(&step);
    let event = Event::Send.code();
    let change = change.entering_machine(rules::LOOP.name, LoopStatus::Open, &event);
    Ok((sent, change))
}

fn sending(prepared: &Prepared, answer_due_at: Timestamp) -> Result<Sending, Problem> {
    let Some(packet) = prepared.packet.clone() else {
        let withheld = serde_json::to_value(&prepared.decision.withheld).unwrap_or_default();
        let problem = consents::service::consent_required();
        return Err(problem.with_extension("withheld", withheld));
    };
    let packet_hash = packet::hash(&packet)?;
    Ok(Sending { packet, packet_hash, consent: consent(prepared), answer_due_at })
}

/// The consent that the ledger names, where several together allow it: that
/// for the names, which is the first that is asked for.
fn consent(prepared: &Prepared) -> Option<ConsentId> {
    prepared.decision.consent_ids.first().copied()
}

/// Enters the sending in the disclosure ledger.
async fn disclose(
    uow: &UnitOfWork<'_>,
    sent: &Model,
    recipient: &agency::Model,
    prepared: Prepared,
) -> Result<(), Problem> {
    let (need, profile) = (sent.need_domain.code(), sent.payload_profile.code());
    let consent_id = consent(&prepared);
    let disclosure = NewDisclosure {
        client_id: sent.client_id.ok_or_else(Problem::not_found)?,
        recipient_agency_id: Some(recipient.id),
        recipient_name: recipient.name.clone(),
        recipient_address: None,
        purpose: packet::PURPOSE,
        basis: Basis::Consent,
        consent_id,
        description: format!("Referral for {need}, with the packet `{profile}`"),
        data_classes: prepared.decision.permitted,
        records: prepared.records,
        payload_hash: sent.packet_hash.clone().unwrap_or_default(),
        channel: Channel::Exchange,
    };
    consents::service::record_disclosure(uow, disclosure).await?;
    Ok(())
}
