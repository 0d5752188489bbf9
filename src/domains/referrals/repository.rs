//! The referral queries that `platform::store` does not already have. A caller
//! who may see incoming referrals only finds no others by any of them.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, ConsentId, InterventionId, JsonText, ReferralId, Row, Timestamp, Uuid,
    referral::{
        ActiveModel, Column, Direction, Entity, Kind, LoopStatus, Model, Outcome, PayloadProfile,
        Status,
    },
    referral_packet::Packet,
    task::Priority,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use super::dto::{CloseLoop, NewReferral, ReferralClearableField, ReferralFilter, ReferralPatch};
use crate::platform::{
    Access, IfMatch, PageQuery, Problem, Reach, Scope, Shown, Slice, SortKey, Step, UnitOfWork,
    store,
};

const SORTS: &[SortKey<Entity>] = &[SortKey { name: "updatedAt", column: Column::UpdatedAt }];

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        find(access, id.into()).await
    }
}

/// What the caller's reach leaves of the agency's referrals.
fn within_reach(scope: &Scope) -> Condition {
    match scope.reach() {
        Reach::Agency => Condition::all(),
        Reach::Incoming => Condition::all().add(Column::Direction.eq(Direction::Incoming)),
        Reach::Own => Condition::all()
            .add(Column::Direction.eq(Direction::Outgoing))
            .add(Column::CreatedBy.eq(scope.actor())),
    }
}

/// The referral, if the caller may know of it.
pub async fn find(access: &impl Access, id: ReferralId) -> Result<Model, Problem> {
    let query = store::within::<Entity>(access.scope())
        .filter(Column::Id.eq(id))
        .filter(within_reach(access.scope()));
    let referral = query.one(access.connection()).await?.ok_or_else(Problem::not_found)?;
    access.saw(&referral);
    Ok(referral)
}

/// Finds the referral within reach and locks it in the version that the caller has seen.
pub async fn lock(uow: &UnitOfWork<'_>, id: ReferralId, seen: IfMatch) -> Result<Model, Problem> {
    find(uow, id).await?;
    store::lock::<Entity>(uow, id, seen).await
}

/// This agency's row of the exchange. The unit of work may be the partner's.
pub async fn of_exchange(access: &impl Access, exchange: Uuid) -> Result<Option<Model>, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::ExchangeId.eq(exchange));
    Ok(query.one(access.connection()).await?)
}

/// Whether the same referral was placed with another agency, and not called off.
pub async fn is_placed_again(access: &impl Access, id: ReferralId) -> Result<bool, Problem> {
    let condition = Condition::all()
        .add(Column::ParentReferralId.eq(id))
        .add(Column::Status.ne(Status::Cancelled));
    store::exists::<Entity>(access, condition).await
}

pub async fn page(
    access: &impl Access,
    filter: &ReferralFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let late = Condition::all()
        .add(Column::Status.eq(Status::Requested))
        .add(Column::AckDueAt.lte(access.ctx().now()));
    // A draft has no due time: to the database, "not late" alone would be neither true nor false.
    let in_time = Condition::any()
        .add(Column::Status.ne(Status::Requested))
        .add(Column::AckDueAt.gt(access.ctx().now()));
    let values = filter.loop_status.as_ref().map(|any| any.0.as_slice());
    let condition = within_reach(access.scope())
        .add_option(filter.direction.map(|direction| Column::Direction.eq(direction)))
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(Column::LoopStatus, values))
        .add_option(filter.client_id.map(|client| Column::ClientId.eq(client)))
        .add_option(filter.updated_after.map(|after| Column::UpdatedAt.gt(after)))
        .add_option(filter.overdue.map(|overdue| if overdue { late } else { in_time }));
    store::page::<Entity>(access, condition, SORTS, page).await
}

/// Makes the next version of a row that something was added to.
pub async fn touch(uow: &UnitOfWork<'_>, current: &Model) -> Result<Model, Problem> {
    update(uow, current, |_| {}).await
}

/// The outgoing row of a new draft.
pub async fn insert_draft(
    uow: &UnitOfWork<'_>,
    client: ClientId,
    new: &NewReferral,
) -> Result<Model, Problem> {
    let row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        partner_agency_id: Set(new.recipient_agency_id),
        client_id: Set(Some(client)),
        need_domain: Set(new.need_domain),
        kind: Set(new.kind.unwrap_or(Kind::Service)),
        priority: Set(new.priority.unwrap_or(Priority::Routine)),
        reason: Set(new.reason.clone()),
        requested_service: Set(new.requested_service.clone()),
        contact_instructions: Set(new.contact_instructions.clone()),
        contacting_subject_prohibited: Set(new.contacting_subject_prohibited),
        payload_profile: Set(new.payload_profile.unwrap_or(PayloadProfile::Contact)),
        plan_intervention_id: Set(new.plan_intervention_id),
        ..fresh_draft(uow)
    };
    insert(uow, row).await
}

/// A draft that asks another agency for what this one did not give.
pub async fn insert_again(
    uow: &UnitOfWork<'_>,
    parent: &Model,
    (id, recipient, intervention): (Option<ReferralId>, AgencyId, Option<InterventionId>),
) -> Result<Model, Problem> {
    let row = ActiveModel {
        id: Set(uow.id_or_new(id)),
        partner_agency_id: Set(recipient),
        client_id: Set(parent.client_id),
        need_domain: Set(parent.need_domain),
        kind: Set(parent.kind),
        priority: Set(parent.priority),
        reason: Set(parent.reason.clone()),
        requested_service: Set(parent.requested_service.clone()),
        contact_instructions: Set(parent.contact_instructions.clone()),
        contacting_subject_prohibited: Set(parent.contacting_subject_prohibited),
        payload_profile: Set(parent.payload_profile),
        plan_intervention_id: Set(intervention),
        parent_referral_id: Set(Some(parent.id)),
        ..fresh_draft(uow)
    };
    insert(uow, row).await
}

fn fresh_draft(uow: &UnitOfWork<'_>) -> ActiveModel {
    ActiveModel {
        direction: Set(Direction::Outgoing),
        exchange_id: Set(entity::new_id(uow.now())),
        status: Set(Status::Draft),
        status_changed_at: Set(uow.now()),
        ..Default::default()
    }
}

/// The receiving agency's row. Nothing that points into the sender's records goes along.
pub async fn insert_incoming(partner: &UnitOfWork<'_>, sent: &Model) -> Result<Model, Problem> {
    let row = ActiveModel {
        id: Set(ReferralId::new(partner.now())),
        direction: Set(Direction::Incoming),
        exchange_id: Set(sent.exchange_id),
        partner_agency_id: Set(sent.agency_id),
        need_domain: Set(sent.need_domain),
        kind: Set(sent.kind),
        priority: Set(sent.priority),
        reason: Set(sent.reason.clone()),
        requested_service: Set(sent.requested_service.clone()),
        contact_instructions: Set(sent.contact_instructions.clone()),
        contacting_subject_prohibited: Set(sent.contacting_subject_prohibited),
        payload_profile: Set(sent.payload_profile),
        packet: Set(sent.packet.clone()),
        packet_hash: Set(sent.packet_hash.clone()),
        sent_at: Set(sent.sent_at),
        ack_due_at: Set(sent.ack_due_at),
        status: Set(sent.status),
        status_changed_at: Set(sent.status_changed_at),
        loop_status: Set(sent.loop_status),
        ..Default::default()
    };
    insert(partner, row).await
}

async fn insert(uow: &UnitOfWork<'_>, mut row: ActiveModel) -> Result<Model, Problem> {
    store::stamp::<Entity>(uow, &mut row);
    row.updated_by_agency_id = Set(uow.ctx().agency());
    store::insert::<Entity>(uow, row).await
}

/// Writes the next version of the row, on whichever side it is, and whose user does.
async fn update(
    uow: &UnitOfWork<'_>,
    current: &Model,
    change: impl FnOnce(&mut ActiveModel),
) -> Result<Model, Problem> {
    store::update::<Entity>(uow, current, |row| {
        row.updated_by_agency_id = Set(uow.ctx().agency());
        change(row);
    })
    .await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ReferralPatch,
) -> Result<Model, Problem> {
    use ReferralClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    update(uow, current, |row| {
        store::set_if(&mut row.partner_agency_id, patch.recipient_agency_id);
        store::set_if(&mut row.need_domain, patch.need_domain);
        store::set_if(&mut row.kind, patch.kind);
        store::set_if(&mut row.priority, patch.priority);
        store::set_if(&mut row.reason, patch.reason.clone());
        store::set_if(&mut row.requested_service, patch.requested_service.clone());
        let instructions = patch.contact_instructions.clone();
        let cleared = clears(Clear::ContactInstructions);
        store::set_or_clear(&mut row.contact_instructions, instructions, cleared);
        store::set_if(&mut row.contacting_subject_prohibited, patch.contacting_subject_prohibited);
        store::set_if(&mut row.payload_profile, patch.payload_profile);
        let cleared = clears(Clear::PlanInterventionId);
        store::set_or_clear(&mut row.plan_intervention_id, patch.plan_intervention_id, cleared);
    })
    .await
}

/// What comes with a move, besides the status. What is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Particulars {
    pub reason_code: Option<String>,
    pub reason: Option<String>,
    pub contact_person: Option<String>,
    pub planned_first_contact_on: Option<NaiveDate>,
    pub first_contact_on: Option<NaiveDate>,
    /// The day of the first contact if neither the move nor the row names one.
    pub first_contact_by_now: Option<NaiveDate>,
    pub outcome: Option<Outcome>,
}

/// Writes a move of one side's row. A reason is that of the last move only.
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
        store::set_or_clear(&mut row.contact_person, with.contact_person.clone(), false);
        let planned = with.planned_first_contact_on;
        store::set_or_clear(&mut row.planned_first_contact_on, planned, false);
        let first = with.first_contact_on.or(current.first_contact_on);
        let first = first.or(with.first_contact_by_now);
        store::set_or_clear(&mut row.first_contact_on, first, false);
        let outcome = with.outcome.clone().map(JsonText);
        store::set_or_clear(&mut row.outcome, outcome, false);
        if let Some(step) = loop_step {
            row.loop_status = Set(Some(step.to));
        }
    })
    .await
}

/// Writes that the loop is closed, and on the sender's row why.
pub async fn apply_closure(
    uow: &UnitOfWork<'_>,
    current: &Model,
    step: &Step<LoopStatus>,
    input: Option<&CloseLoop>,
) -> Result<Model, Problem> {
    update(uow, current, |row| {
        row.loop_status = Set(Some(step.to));
        row.loop_closed_at = Set(Some(uow.now()));
        if let Some(input) = input {
            row.closure_reason = Set(Some(input.closure_reason));
            row.closure_note = Set(input.note.clone());
            row.need_met = Set(input.need_met);
            row.need_met_source = Set(input.need_met_source);
        }
    })
    .await
}

/// What the sender's row learns when the referral goes out.
pub struct Sending {
    pub packet: Packet,
    pub packet_hash: String,
    pub consent: Option<ConsentId>,
    pub answer_due_at: Timestamp,
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
        row.ack_due_at = Set(Some(sending.answer_due_at));
        row.packet = Set(Some(JsonText(sending.packet.clone())));
        row.packet_hash = Set(Some(sending.packet_hash.clone()));
        row.consent_id = Set(sending.consent);
        row.loop_status = Set(Some(LoopStatus::Open));
    })
    .await
}
