//! What can be done with consents and the disclosure ledger. Whoever discloses
//! anything comes through here, so permissions and rules are checked here.

use chrono::{Months, NaiveDate};
use entity::{
    AgencyId, ClientId, Code, ConsentId, UserId,
    consent::{ConsentParty, DataClass, Entity, Event, Model, Purpose, SensitivityLabel, Status},
    disclosure::{self, Basis, Channel, DisclosedRecord},
    transition,
};

pub use super::decision::Outsider;
use super::{
    decision,
    dto::{
        ConsentDecision, ConsentFilter, ConsentPatch, ConsentQuestion, ConsentStatusChange,
        DisclosureAsk, DisclosureFilter, NewConsent,
    },
    repository, rules,
};
use crate::{
    domains::{agencies, clients},
    platform::{
        Access, Change, Ctx, FieldProblem, IfMatch, PageQuery, Permission, Problem, Slice, Step,
        UnitOfWork, catalogue, check_may_retract, history, may_retract, store,
    },
};

/// What work lists ask, for the domain that makes them.
pub use super::repository::due;

/// How far back the accounting of disclosures goes if nobody says.
const LOOK_BACK: Months = Months::new(6 * 12);

/// What goes to whom, for the ledger.
#[derive(Clone, Debug)]
pub struct NewDisclosure {
    pub client_id: ClientId,
    pub recipient_agency_id: Option<AgencyId>,
    pub recipient_name: String,
    pub recipient_address: Option<String>,
    pub purpose: Purpose,
    pub basis: Basis,
    /// Needed where the basis is consent.
    pub consent_id: Option<ConsentId>,
    pub description: String,
    pub data_classes: Vec<DataClass>,
    pub records: Vec<DisclosedRecord>,
    /// SHA-256 of what is sent, in hexadecimal.
    pub payload_hash: String,
    pub channel: Channel,
    /// Who decided on it, where that is not the caller.
    pub decided_by: Option<UserId>,
}

pub async fn create(ctx: &Ctx, client_id: ClientId, new: NewConsent) -> Result<Model, Problem> {
    ctx.write(Permission::WriteConsents, async |uow| {
        clients::service::require_active(uow, client_id).await?;
        check_agencies(uow, "disclosers", &new.disclosers).await?;
        check_agencies(uow, "recipients", &new.recipients).await?;
        check_superseded(uow, (client_id, new.id), new.supersedes).await?;
        let consent = repository::insert(uow, client_id, &new).await?;
        rules::check_days(&consent)?;
        let change = Change::created(&consent).entering(consent.status);
        Ok((consent, change))
    })
    .await
}

/// Agencies that a consent names must exist.
async fn check_agencies(
    uow: &UnitOfWork<'_>,
    list: &str,
    parties: &[ConsentParty],
) -> Result<(), Problem> {
    for (place, party) in parties.iter().enumerate() {
        let Some(id) = party.agency_id else { continue };
        let pointer = format!("/{list}/{place}/agencyId");
        let found = agencies::service::partner(uow, id).await;
        found.map_err(|problem| problem.of_reference(pointer, "There is no such agency."))?;
    }
    Ok(())
}

/// What a consent supersedes is another consent of the same client, which no
/// third one supersedes. It is locked: of two writers, the second sees the first one's.
async fn check_superseded(
    uow: &UnitOfWork<'_>,
    (client_id, own): (ClientId, Option<ConsentId>),
    superseded: Option<ConsentId>,
) -> Result<(), Problem> {
    let Some(id) = superseded else { return Ok(()) };
    let missing = "The client has no such consent.";
    let found = store::lock_current::<Entity>(uow, id).await;
    let consent = found.map_err(|problem| problem.of_reference("/supersedes", missing))?;
    if consent.client_id != client_id {
        return Err(Problem::field("/supersedes", "not_found", missing));
    }
    if own == Some(id) || (own.is_some() && consent.supersedes_id == own) {
        let detail = "Two consents cannot supersede each other, nor one itself.";
        return Err(Problem::field("/supersedes", "supersedes_itself", detail));
    }
    match repository::successor(uow, id).await? {
        Some(other) if Some(other.id) != own => {
            let other = serde_json::json!(other.id);
            Err(Problem::new(&rules::ALREADY_SUPERSEDED).with_extension("supersededBy", other))
        }
        _ => Ok(()),
    }
}

pub async fn get(ctx: &Ctx, id: ConsentId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadConsents)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: ConsentFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadConsents)?;
    repository::page(&reading, None, &filter, &page).await
}

pub async fn list_of_client(
    ctx: &Ctx,
    client_id: ClientId,
    filter: ConsentFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadConsents)?;
    clients::service::find(&reading, client_id).await?;
    repository::page(&reading, Some(client_id), &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: ConsentId,
    seen: IfMatch,
    patch: ConsentPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteConsents, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        if current.status != Status::Draft {
            return Err(Problem::new(&rules::NOT_DRAFT));
        }
        check_agencies(uow, "disclosers", patch.disclosers.as_deref().unwrap_or_default()).await?;
        check_agencies(uow, "recipients", patch.recipients.as_deref().unwrap_or_default()).await?;
        let own = (current.client_id, Some(current.id));
        check_superseded(uow, own, patch.supersedes).await?;
        let consent = repository::apply_patch(uow, &current, &patch).await?;
        rules::check_days(&consent)?;
        let change = Change::updated(&consent);
        Ok((consent, change))
    })
    .await
}

pub async fn propose(ctx: &Ctx, id: ConsentId, seen: IfMatch) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Propose, "proposed"), None).await
}

/// From now on it counts. What it supersedes ends in the same moment.
pub async fn activate(ctx: &Ctx, id: ConsentId, seen: IfMatch) -> Result<Model, Problem> {
    ctx.write(Permission::WriteConsents, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(ctx, &current, Event::Activate)?;
        let today = agencies::service::calendar(uow).await?.day_of(uow.now());
        let obstacles = rules::obstacles(&current, today);
        if !obstacles.is_empty() {
            return Err(Problem::invalid(obstacles));
        }
        if let Some(superseded) = current.supersedes_id {
            supersede(uow, superseded).await?;
        }
        let consent = repository::apply_step(uow, &current, &step, None).await?;
        let change = Change::of("activated", &consent).by(&step);
        Ok((consent, change))
    })
    .await
}

/// One that has ended already stays as it is.
async fn supersede(uow: &UnitOfWork<'_>, id: ConsentId) -> Result<(), Problem> {
    let former = store::lock_current::<Entity>(uow, id).await?;
    if former.status == Status::Active {
        let step = rules::MACHINE.fire(former.status, Event::Supersede)?;
        let former = repository::apply_step(uow, &former, &step, None).await?;
        uow.also(Change::of("superseded", &former).by(&step));
    }
    Ok(())
}

pub async fn reject(
    ctx: &Ctx,
    id: ConsentId,
    seen: IfMatch,
    input: ConsentStatusChange,
) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Reject, "rejected"), Some(input.reason)).await
}

/// It permits nothing from now on. What was disclosed stays in the ledger.
pub async fn revoke(
    ctx: &Ctx,
    id: ConsentId,
    seen: IfMatch,
    input: ConsentStatusChange,
) -> Result<Model, Problem> {
    transition(ctx, id, seen, (Event::Revoke, "revoked"), Some(input.reason)).await
}

async fn transition(
    ctx: &Ctx,
    id: ConsentId,
    seen: IfMatch,
    (event, done): (Event, &'static str),
    reason: Option<String>,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteConsents, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(ctx, &current, event)?;
        let consent = repository::apply_step(uow, &current, &step, reason.as_deref()).await?;
        let change = Change::of(done, &consent).by(&step).because(None, reason.clone());
        Ok((consent, change))
    })
    .await
}

/// The move that the event makes; else what the caller can do instead.
fn fire(ctx: &Ctx, consent: &Model, event: Event) -> Result<Step<Status>, Problem> {
    let fired = rules::MACHINE.fire(consent.status, event);
    fired.map_err(|problem| problem.with_allowed_actions(allowed_actions(ctx, consent)))
}

/// Its author can within a day; a supervisor always.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: ConsentId,
    seen: IfMatch,
    input: ConsentStatusChange,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteConsents, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        check_may_retract(ctx, current.created_by, current.created_at)?;
        let step = fire(ctx, &current, Event::EnterInError)?;
        let reason = Some(input.reason.as_str());
        let consent = repository::apply_step(uow, &current, &step, reason).await?;
        let change = Change::of("entered_in_error", &consent).by(&step);
        Ok((consent, change.because(None, Some(input.reason.clone()))))
    })
    .await
}

pub async fn history(
    ctx: &Ctx,
    id: ConsentId,
    page: PageQuery,
) -> Result<Slice<transition::Model>, Problem> {
    let reading = ctx.read(Permission::ReadConsents)?;
    let consent = store::find::<Entity>(&reading, id).await?;
    history::of_row(&reading, &consent, &page).await
}

/// What the client's consents say about a disclosure that is thought of.
pub async fn answer(ctx: &Ctx, question: ConsentQuestion) -> Result<ConsentDecision, Problem> {
    let reading = ctx.read(Permission::ReadConsents)?;
    let ConsentQuestion { client_id, recipient_agency_id, purpose, data_classes, labels } =
        question;
    let missing = "There is no such client.";
    let client = clients::service::find(&reading, client_id).await;
    client.map_err(|problem| problem.of_reference("/clientId", missing))?;
    let missing = "There is no such agency.";
    let recipient = agencies::service::partner(&reading, recipient_agency_id).await;
    recipient.map_err(|problem| problem.of_reference("/recipientAgencyId", missing))?;
    let recipient = recipient_agency_id;
    let ask = DisclosureAsk { client_id, recipient, purpose, data_classes };
    evaluate_labelled(&reading, &ask, &labels).await
}

/// What the client's consents say about a disclosure, as of now.
pub async fn evaluate(
    access: &impl Access,
    ask: &DisclosureAsk,
) -> Result<ConsentDecision, Problem> {
    evaluate_labelled(access, ask, &[]).await
}

/// The same for somebody who is no agency of the deployment.
pub async fn evaluate_for_outsider(
    access: &impl Access,
    client_id: ClientId,
    outsider: Outsider<'_>,
    (purpose, classes): (Purpose, &[DataClass]),
) -> Result<ConsentDecision, Problem> {
    let consents = repository::of_client(access, client_id).await?;
    if outsider.read_on.is_some_and(|id| !consents.iter().any(|consent| consent.id == id)) {
        return Err(Problem::not_found());
    }
    for consent in &consents {
        access.saw(consent);
    }
    let today = agencies::service::calendar(access).await?.day_of(access.ctx().now());
    let asked = (client_id, purpose, classes);
    Ok(decision::decide_for_outsider(consents, outsider, asked, today))
}

/// The same for records that carry labels of sensitivity.
pub async fn evaluate_labelled(
    access: &impl Access,
    ask: &DisclosureAsk,
    labels: &[SensitivityLabel],
) -> Result<ConsentDecision, Problem> {
    let consents = repository::of_client(access, ask.client_id).await?;
    for consent in &consents {
        access.saw(consent);
    }
    let today = agencies::service::calendar(access).await?.day_of(access.ctx().now());
    Ok(decision::decide(&consents, ask, today, labels))
}

/// The answer to one who would disclose what no consent allows.
pub fn consent_required() -> Problem {
    Problem::new(&rules::REQUIRED)
}

/// Enters in the ledger what is disclosed in the same unit of work.
///
/// Where the basis is a consent, it stays as it is until the unit of work
/// ends: one that was revoked after it was evaluated is refused.
pub async fn record_disclosure(
    uow: &UnitOfWork<'_>,
    new: NewDisclosure,
) -> Result<disclosure::Model, Problem> {
    if new.basis == Basis::Consent {
        let id = new.consent_id.ok_or_else(consent_required)?;
        let consent = repository::hold(uow, id).await?;
        let counts = consent.status == Status::Active && consent.consent_type.allows_sharing();
        if !counts || consent.client_id != new.client_id {
            return Err(consent_required());
        }
    }
    let entry = repository::insert_disclosure(uow, new).await?;
    uow.also(Change::created(&entry));
    Ok(entry)
}

/// What of the client's record went to whom.
pub async fn disclosures(
    ctx: &Ctx,
    client_id: ClientId,
    filter: DisclosureFilter,
    page: PageQuery,
) -> Result<Slice<disclosure::Model>, Problem> {
    let reading = ctx.read(Permission::ReadDisclosures)?;
    clients::service::find(&reading, client_id).await?;
    let calendar = agencies::service::calendar(&reading).await?;
    let today = calendar.day_of(ctx.now());
    let from = filter.from.unwrap_or_else(|| look_back(today));
    if filter.from.is_some() && filter.to.is_some_and(|to| to < from) {
        let problem = FieldProblem::parameter("to", "out_of_range", "Not before `from`.");
        return Err(Problem::new(&catalogue::INVALID_QUERY).with_errors(vec![problem]));
    }
    let day_before = from.pred_opt().unwrap_or(from);
    let span = (calendar.end_of(day_before), filter.to.map(|to| calendar.end_of(to)));
    let basis = filter.basis.as_ref().map(|any| any.0.as_slice());
    repository::disclosures(&reading, client_id, span, basis, &page).await
}

fn look_back(today: NaiveDate) -> NaiveDate {
    today.checked_sub_months(LOOK_BACK).unwrap_or(today)
}

/// What the caller can do with the consent now.
pub fn allowed_actions(ctx: &Ctx, consent: &Model) -> Vec<String> {
    if !ctx.may(Permission::WriteConsents) {
        return Vec::new();
    }
    let possible = rules::MACHINE.allowed(consent.status).filter(|event| match event {
        Event::Supersede => false,
        Event::EnterInError => may_retract(ctx, consent.created_by, consent.created_at),
        _ => true,
    });
    possible.map(Code::code).collect()
}
