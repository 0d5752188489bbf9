//! Sending a referral: what goes out, to whom, and where it is recorded.

use chrono::TimeDelta;
use entity::{
    AgencyId, Code, ConsentId, Row, Timestamp, UserId, agency, client,
    disclosure::{Basis, Channel},
    referral::{Capacity, ContactChannel, Direction, Event, LoopStatus, Model, RecipientKind},
    task::TaskType,
};

use super::{
    dto::{ReferralPreview, ReferralWarning},
    exchange, offering,
    packet::{self, Prepared, Reader},
    recipients,
    repository::{self, Sending},
    rules::{self, Standing},
};
use crate::{
    domains::{
        agencies, care_plans,
        consents::{self, service::NewDisclosure},
        tasks,
    },
    platform::{Access, BusinessCalendar, Change, Problem, UnitOfWork},
};

/// From when on a missing answer is the supervisor's matter: business days after it was due.
const UNTIL_ESCALATION: u32 = 2;

/// What sending the draft means now.
struct Plan {
    prepared: Prepared,
    /// Of an open referral: whom it would be offered to.
    offered_to: Vec<agency::Model>,
    /// Some who were meant are left out.
    some_left_out: bool,
    capacity: Option<Capacity>,
    answer_due_at: Timestamp,
    escalation_due_at: Timestamp,
}

impl Plan {
    fn is_sendable(&self, kind: RecipientKind) -> bool {
        match kind {
            RecipientKind::Open => !self.offered_to.is_empty(),
            _ => self.prepared.packet.is_some(),
        }
    }
}

async fn plan(
    access: &impl Access,
    draft: &Model,
    client: &client::Model,
    now: Timestamp,
) -> Result<Plan, Problem> {
    let own = agencies::service::own(access).await?;
    let mut offered_to = Vec::new();
    let mut some_left_out = false;
    let mut answering = own.clone();
    let prepared = match draft.recipient_kind {
        RecipientKind::PartnerAgency => {
            let partner = draft.partner_agency_id.ok_or_else(Problem::not_found)?;
            answering = agencies::service::partner(access, partner).await?;
            packet::prepare(access, draft, Reader::Agency(partner), client, now).await?
        }
        RecipientKind::Organization => {
            let name = draft.recipient_name.as_deref().unwrap_or_default();
            packet::prepare(access, draft, Reader::Organization(name), client, now).await?
        }
        RecipientKind::Internal => packet::prepare(access, draft, Reader::Own, client, now).await?,
        RecipientKind::Open => {
            let covered = offering::covered(access, draft, client.id).await?;
            offered_to = covered.agencies;
            some_left_out = covered.left_out;
            Prepared { decision: covered.decision, packet: None, records: Vec::new() }
        }
    };
    let listed = recipients::listed(access, draft).await?;
    let answer_due_at = match (draft.recipient_kind, listed) {
        (RecipientKind::Organization, Some((_, days))) => {
            BusinessCalendar::from(&own).due_after_business_days(now, days)
        }
        _ => answer_due_at(&answering, now),
    };
    // The due moment is the end of a day, which is the start of the next.
    let due_day = answer_due_at.plus(TimeDelta::milliseconds(-1));
    let calendar = BusinessCalendar::from(&own);
    let escalation_due_at = calendar.due_after_business_days(due_day, UNTIL_ESCALATION);
    // What the recipient says itself is newer than what is written of it.
    let said = repository::known_capacity(access, draft, calendar.day_of(now)).await?;
    let capacity = said.or(listed.and_then(|(capacity, _)| capacity));
    Ok(Plan { prepared, offered_to, some_left_out, capacity, answer_due_at, escalation_due_at })
}

/// By the calendar of the agency that is to answer.
fn answer_due_at(recipient: &agency::Model, sent_at: Timestamp) -> Timestamp {
    let days = u32::try_from(recipient.referral_answer_days).unwrap_or_default();
    BusinessCalendar::from(recipient).due_after_business_days(sent_at, days)
}

/// What sending the draft would disclose now.
pub async fn preview(access: &impl Access, draft: &Model) -> Result<ReferralPreview, Problem> {
    rules::check_draft(draft.into())?;
    let client = packet::client_of(access, draft).await?;
    let plan = plan(access, draft, &client, access.ctx().now()).await?;
    let sendable = plan.is_sendable(draft.recipient_kind);
    let mut warnings = Vec::new();
    match plan.capacity {
        Some(Capacity::NoCapacity) => warnings.push(ReferralWarning::NoCapacity),
        Some(Capacity::Waitlist) => warnings.push(ReferralWarning::Waitlist),
        Some(Capacity::HasCapacity | Capacity::AdditionalAssessmentRequired) | None => {}
    }
    if plan.some_left_out {
        warnings.push(ReferralWarning::SomeNotCovered);
    }
    if repository::is_another_under_way(access, draft).await? {
        warnings.push(ReferralWarning::AnotherUnderWay);
    }
    Ok(ReferralPreview {
        sendable,
        packet: plan.prepared.packet,
        withheld: plan.prepared.decision.withheld,
        reasons: plan.prepared.decision.reasons,
        consent_ids: plan.prepared.decision.consent_ids,
        acknowledgement_due_at: plan.answer_due_at,
        offered_to: plan.offered_to.iter().map(|agency| agency.id).collect(),
        warnings,
    })
}

/// Sends the draft, which is locked.
pub async fn send(uow: &UnitOfWork<'_>, draft: &Model) -> Result<(Model, Change), Problem> {
    let step = rules::fire(draft.into(), Event::Send, uow.now())?;
    let client = packet::client_of(uow, draft).await?;
    let plan = plan(uow, draft, &client, uow.now()).await?;
    let sending = sending(draft, &plan)?;
    let sent = repository::apply_sending(uow, draft, &step, &sending).await?;
    match sent.recipient_kind {
        RecipientKind::PartnerAgency => {
            let partner = sent.partner_agency_id.ok_or_else(Problem::not_found)?;
            exchange::deliver(uow, partner, &sent).await?;
            disclose(uow, &sent, plan.prepared, None).await?;
        }
        RecipientKind::Organization => disclose(uow, &sent, plan.prepared, None).await?,
        RecipientKind::Internal => {}
        RecipientKind::Open => offering::offer(uow, &sent, &plan.offered_to).await?,
    }
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

fn sending(draft: &Model, plan: &Plan) -> Result<Sending, Problem> {
    if !plan.is_sendable(draft.recipient_kind) {
        if draft.recipient_kind == RecipientKind::Open && !plan.some_left_out {
            return Err(Problem::new(&offering::NOBODY_TO_OFFER));
        }
        let withheld = serde_json::to_value(&plan.prepared.decision.withheld).unwrap_or_default();
        return Err(consents::service::consent_required().with_extension("withheld", withheld));
    }
    // What stays in the agency needs no snapshot of its own record.
    let leaves = draft.recipient_kind != RecipientKind::Internal;
    let packet = plan.prepared.packet.clone().filter(|_| leaves);
    let packet = packet.map(|packet| packet::hash(&packet).map(|hash| (packet, hash)));
    Ok(Sending {
        packet: packet.transpose()?,
        consent: consent(&plan.prepared),
        capacity: plan.capacity,
        answer_due_at: plan.answer_due_at,
        escalation_due_at: plan.escalation_due_at,
    })
}

/// The consent that the ledger names, where several together allow it: that
/// for the names, which is the first that is asked for.
pub fn consent(prepared: &Prepared) -> Option<ConsentId> {
    prepared.decision.consent_ids.first().copied()
}

/// Enters in the ledger what the recipient of the sent referral is told.
pub async fn disclose(
    uow: &UnitOfWork<'_>,
    sent: &Model,
    prepared: Prepared,
    decided_by: Option<UserId>,
) -> Result<(), Problem> {
    let what = sent.need_domain.map(Code::code);
    let what = what.or(sent.clinical_specialty.map(Code::code)).unwrap_or_default();
    let description =
        format!("Referral for {what}, with the packet `{}`", sent.payload_profile.code());
    let consent_id = consent(&prepared);
    let disclosure = NewDisclosure {
        client_id: sent.client_id.ok_or_else(Problem::not_found)?,
        recipient_agency_id: sent.partner_agency_id,
        recipient_name: recipients::name_of(uow, sent).await?,
        recipient_address: None,
        purpose: packet::PURPOSE,
        basis: Basis::Consent,
        consent_id,
        description,
        data_classes: prepared.decision.permitted,
        records: prepared.records,
        payload_hash: sent.packet_hash.clone().unwrap_or_default(),
        channel: channel(sent),
        decided_by,
    };
    consents::service::record_disclosure(uow, disclosure).await?;
    Ok(())
}

fn channel(sent: &Model) -> Channel {
    match sent.recipient_channel.filter(|_| sent.recipient_kind == RecipientKind::Organization) {
        None => Channel::Exchange,
        Some(ContactChannel::Phone) => Channel::Phone,
        Some(ContactChannel::Fax) => Channel::Fax,
        Some(ContactChannel::Mail) => Channel::Mail,
        Some(ContactChannel::InPerson) => Channel::InPerson,
        Some(ContactChannel::Email | ContactChannel::Portal) => Channel::Export,
    }
}

/// The agency that a referral is exchanged with, once it is.
pub fn partner(referral: &Model) -> Option<AgencyId> {
    let standing = Standing::from(referral);
    let exchanged = standing.was_sent() || referral.direction == Direction::Incoming;
    referral.partner_agency_id.filter(|_| exchanged)
}
