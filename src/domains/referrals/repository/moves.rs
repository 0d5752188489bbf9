//! What a move writes: on the sender's row, on the recipient's, or on both.

use chrono::NaiveDate;
use entity::{
    ConsentId, JsonText, ReferralId, Timestamp,
    referral::{
        ActiveModel, Capacity, ClosureReason, ContactChannel, Direction, LoopStatus, Model,
        NeedMet, NeedMetSource, Outcome, RecipientKind, Status,
    },
    referral_packet::Packet,
};
use sea_orm::ActiveValue::Set;

use super::{super::dto::ClientFeedback, insert, update};
use crate::platform::{Problem, Step, UnitOfWork, store};

/// The receiving agency's row. Nothing that points into the sender's records goes along.
pub async fn insert_incoming(partner: &UnitOfWork<'_>, sent: &Model) -> Result<Model, Problem> {
    let row = ActiveModel {
        id: Set(ReferralId::new(partner.now())),
        direction: Set(Direction::Incoming),
        exchange_id: Set(sent.exchange_id),
        recipient_kind: Set(RecipientKind::PartnerAgency),
        partner_agency_id: Set(Some(sent.agency_id)),
        need_domain: Set(sent.need_domain),
        clinical_specialty: Set(sent.clinical_specialty),
        kind: Set(sent.kind),
        priority: Set(sent.priority),
        reason: Set(sent.reason.clone()),
        requested_service: Set(sent.requested_service.clone()),
        service_due_on: Set(sent.service_due_on),
        contact_instructions: Set(sent.contact_instructions.clone()),
        contacting_subject_prohibited: Set(sent.contacting_subject_prohibited),
        payload_profile: Set(sent.payload_profile),
        packet: Set(sent.packet.clone()),
        packet_hash: Set(sent.packet_hash.clone()),
        claimed_at: Set(sent.claimed_at),
        sent_at: Set(sent.sent_at),
        ack_due_at: Set(sent.ack_due_at),
        escalation_due_at: Set(sent.escalation_due_at),
        contact_person: Set(sent.contact_person.clone()),
        planned_first_contact_on: Set(sent.planned_first_contact_on),
        status: Set(sent.status),
        status_changed_at: Set(sent.status_changed_at),
        loop_status: Set(sent.loop_status),
        ..Default::default()
    };
    insert(partner, row).await
}

/// What comes with a move, besides the status. What is absent stays, but for what is said of the
/// last move only: its reason, and the place on a waiting list.
#[derive(Clone, Debug, Default)]
pub struct Particulars {
    pub reason_code: Option<String>,
    pub reason: Option<String>,
    pub heard_by: Option<ContactChannel>,
    pub contact_person: Option<String>,
    pub planned_first_contact_on: Option<NaiveDate>,
    pub first_contact_on: Option<NaiveDate>,
    /// The day of the first contact if neither the move nor the row names one.
    pub first_contact_by_now: Option<NaiveDate>,
    pub waitlist_position: Option<i32>,
    pub waitlist_estimated_on: Option<NaiveDate>,
    pub outcome: Option<Outcome>,
}

/// Writes a move of one side's row.
pub async fn apply_step(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    loop_step: Option<&Step<LoopStatus>>,
    with: &Particulars,
) -> Result<Model, Problem> {
    update(uow, current, |row| {
        row.status = Set(step.to);
        row.status_changed_at = Set(uow.now());
        row.status_reason_code = Set(with.reason_code.clone());
        row.status_reason = Set(with.reason.clone());
        row.waitlist_position = Set(with.waitlist_position);
        row.waitlist_estimated_on = Set(with.waitlist_estimated_on);
        store::set_or_clear(&mut row.heard_by, with.heard_by, false);
        store::set_or_clear(&mut row.contact_person, with.contact_person.clone(), false);
        let planned = with.planned_first_contact_on;
        store::set_or_clear(&mut row.planned_first_contact_on, planned, false);
        let first = with.first_contact_on.or(current.first_contact_on);
        let first = first.or(with.first_contact_by_now);
        store::set_or_clear(&mut row.first_contact_on, first, false);
        let outcome = with.outcome.clone().map(JsonText);
        store::set_or_clear(&mut row.outcome, outcome, false);
        if let Some(step) = loop_step {
            move_loop(row, step);
        }
    })
    .await
}

/// A loop that goes on has not been closed.
fn move_loop(row: &mut ActiveModel, step: &Step<LoopStatus>) {
    row.loop_status = Set(Some(step.to));
    row.loop_closed_at = Set(None);
    row.closure_reason = Set(None);
    row.closure_note = Set(None);
}

/// What the sender concludes.
#[derive(Clone, Debug, Default)]
pub struct Closing {
    pub reason: Option<ClosureReason>,
    pub note: Option<String>,
    pub need_met: Option<NeedMet>,
    pub need_met_source: Option<NeedMetSource>,
}

/// Writes that the loop is closed, and on the sender's row why.
pub async fn apply_closure(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<LoopStatus>,
    closing: Option<&Closing>,
) -> Result<Model, Problem> {
    update(uow, current, |row| {
        move_loop(row, step);
        row.loop_closed_at = Set(Some(uow.now()));
        if let Some(closing) = closing {
            row.closure_reason = Set(closing.reason);
            row.closure_note = Set(closing.note.clone());
            if closing.need_met.is_some() {
                row.need_met = Set(closing.need_met);
                row.need_met_source = Set(closing.need_met_source);
            }
        }
    })
    .await
}

/// Writes that the loop is open again. What came of it is known by its history.
pub async fn apply_reopening(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<LoopStatus>,
) -> Result<Model, Problem> {
    update(uow, current, |row| {
        move_loop(row, step);
        row.need_met = Set(None);
        row.need_met_source = Set(None);
    })
    .await
}

pub async fn apply_feedback(
    uow: &UnitOfWork<'_>,
    current: &Model,
    feedback: &ClientFeedback,
) -> Result<Model, Problem> {
    update(uow, current, |row| {
        row.need_met = Set(Some(feedback.need_met));
        row.need_met_source = Set(Some(NeedMetSource::Client));
        row.feedback_note = Set(feedback.note.clone());
        row.feedback_at = Set(Some(uow.now()));
    })
    .await
}

pub async fn apply_escalation(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    update(uow, current, |row| row.escalated_at = Set(Some(uow.now()))).await
}

/// What the sender's row learns when the referral goes out.
#[derive(Clone, Debug)]
pub struct Sending {
    /// None while an open referral is unclaimed, and where nothing leaves the agency.
    pub packet: Option<(Packet, String)>,
    pub consent: Option<ConsentId>,
    pub capacity: Option<Capacity>,
    pub answer_due_at: Timestamp,
    pub escalation_due_at: Timestamp,
}

pub async fn apply_sending(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<Status>,
    sending: &Sending,
) -> Result<Model, Problem> {
    update(uow, current, |row| {
        row.status = Set(step.to);
        row.status_changed_at = Set(uow.now());
        row.sent_at = Set(Some(uow.now()));
        row.sent_by = Set(Some(uow.actor()));
        row.ack_due_at = Set(Some(sending.answer_due_at));
        row.escalation_due_at = Set(Some(sending.escalation_due_at));
        row.packet = Set(sending.packet.clone().map(|(packet, _)| JsonText(packet)));
        row.packet_hash = Set(sending.packet.clone().map(|(_, hash)| hash));
        row.consent_id = Set(sending.consent);
        row.capacity_when_sent = Set(sending.capacity);
        row.loop_status = Set(Some(LoopStatus::Open));
    })
    .await
}
