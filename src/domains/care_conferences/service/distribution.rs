//! Giving signed minutes to people outside of the agency: through consent, and
//! into the ledger of disclosures.

use entity::{
    AgencyId, CareConferenceId, ClientId, ConsentId, MinutesDistributionId, Row,
    care_conference::{Entity, Model, Status},
    conference_minutes,
    conference_participant::{self as participant, Kind},
    consent::{DataClass, Purpose},
    disclosure::{Basis, DisclosedRecord},
    minutes_distribution as distribution,
};

use super::{
    Record, Sight, clients_of,
    giving::{self, Recipient},
    referred,
};
use crate::{
    domains::{
        care_conferences::{
            dto::{MinutesDistributionPreview, NewMinutesDistribution},
            repository::{self, Sent},
            rules,
        },
        consents::{
            dto::{ConsentDecision, DisclosureAsk, WithheldReason},
            service::{self as consents, NewDisclosure},
        },
    },
    platform::{
        Access, Change, Ctx, PageQuery, Permission, Problem, Shown, Slice, UnitOfWork, sha256_hex,
        store,
    },
};

/// What was given to whom, as far as the caller may see it.
pub struct Distribution {
    pub row: distribution::Model,
}

impl Shown for Distribution {
    const KIND: &'static str = <distribution::Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        self.row.id.uuid()
    }

    fn version(&self) -> i64 {
        self.row.version
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        let mut row = store::find::<distribution::Entity>(access, id).await?;
        let sight = Sight::into(access, row.conference_id).await?;
        let record = Record::find(access, row.conference_id).await?;
        row.content.0 = giving::seen(&row.content, &sight, &record);
        row.withheld.0.retain(|part| part.agenda_item_id.is_none_or(|id| sight.topic(id)));
        Ok(Self { row })
    }
}

/// Kinds of information that minutes can hold.
const CLASSES: [DataClass; 3] = [DataClass::Notes, DataClass::CarePlan, DataClass::Medications];

pub async fn preview_distribution(
    ctx: &Ctx,
    id: CareConferenceId,
    new: NewMinutesDistribution,
) -> Result<MinutesDistributionPreview, Problem> {
    ctx.authorize(Permission::WriteCareConferences)?;
    let reading = ctx.read(Permission::ReadCareConferences)?;
    let prepared = prepare(&reading, id, &new).await?;
    Ok(MinutesDistributionPreview {
        recipient_name: prepared.name,
        purpose: prepared.purpose,
        basis: prepared.basis,
        consent_id: prepared.consent_id,
        allowed: !giving::is_empty(&prepared.content),
        content: prepared.content,
        withheld: prepared.withheld,
    })
}

pub async fn distribute(
    ctx: &Ctx,
    id: CareConferenceId,
    new: NewMinutesDistribution,
) -> Result<Distribution, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        // Signed minutes stay signed until it is told whom they were given to.
        store::hold::<Entity>(uow, id).await?;
        let prepared = prepare(uow, id, &new).await?;
        if giving::is_empty(&prepared.content) {
            return Err(consents::consent_required());
        }
        let row = give(uow, prepared, &new).await?;
        let change = Change::created(&row);
        Ok((Distribution { row }, change))
    })
    .await
}

async fn give(
    uow: &UnitOfWork<'_>,
    prepared: Prepared,
    new: &NewMinutesDistribution,
) -> Result<distribution::Model, Problem> {
    let payload = serde_json::to_vec(&prepared.content)
        .map_err(|_| Problem::internal("the minutes cannot be written as JSON"))?;
    let payload_hash = sha256_hex(&payload);
    let description = match &new.reason {
        Some(reason) => format!("Minutes of a care conference: {reason}"),
        None => "Minutes of a care conference".to_owned(),
    };
    let disclosed = NewDisclosure {
        client_id: prepared.client_id,
        recipient_agency_id: prepared.agency_id,
        recipient_name: prepared.name.clone(),
        recipient_address: new.recipient_address.clone(),
        purpose: prepared.purpose,
        basis: prepared.basis,
        consent_id: prepared.consent_id,
        description,
        data_classes: prepared.permitted,
        records: vec![
            record_of(&prepared.conference),
            DisclosedRecord {
                kind: conference_minutes::Model::KIND.to_owned(),
                id: prepared.minutes.id.uuid(),
                version: prepared.minutes.version,
            },
        ],
        payload_hash: payload_hash.clone(),
        channel: new.channel,
        decided_by: None,
    };
    let disclosure = consents::record_disclosure(uow, disclosed).await?;
    let sent = Sent {
        id: new.id,
        client_id: prepared.client_id,
        participant_id: new.participant_id,
        recipient_name: prepared.name,
        recipient_agency_id: prepared.agency_id,
        recipient_address: new.recipient_address.clone(),
        purpose: prepared.purpose,
        basis: prepared.basis,
        channel: new.channel,
        disclosure_id: disclosure.id,
        content: prepared.content,
        withheld: prepared.withheld,
        payload_hash,
    };
    repository::insert_distribution(uow, &prepared.conference, sent).await
}

fn record_of(conference: &Model) -> DisclosedRecord {
    DisclosedRecord {
        kind: Model::KIND.to_owned(),
        id: conference.id.uuid(),
        version: conference.version,
    }
}

/// What a recipient may be given, and on what ground.
struct Prepared {
    conference: Model,
    minutes: conference_minutes::Model,
    client_id: ClientId,
    name: String,
    agency_id: Option<AgencyId>,
    purpose: Purpose,
    basis: Basis,
    consent_id: Option<ConsentId>,
    permitted: Vec<DataClass>,
    content: distribution::Content,
    withheld: Vec<distribution::WithheldPart>,
}

async fn prepare(
    access: &impl Access,
    id: CareConferenceId,
    new: &NewMinutesDistribution,
) -> Result<Prepared, Problem> {
    let record = Record::find(access, id).await?;
    let minutes = match &record.minutes {
        Some(minutes) if record.conference.status == Status::Closed => minutes.clone(),
        _ => return Err(Problem::new(&rules::MINUTES_NOT_SIGNED)),
    };
    let client_id = whose(access, &record.conference, new.client_id).await?;
    let recipient = find_recipient(&record, new)?;
    let is_client = recipient.is_some_and(|one| one.kind == Kind::Client);
    let agency_id = recipient.and_then(|one| one.partner_agency_id).or(new.recipient_agency_id);
    let basis = basis(new, is_client)?;
    let purpose = new.purpose.unwrap_or(Purpose::CareManagement);
    let ask = (client_id, agency_id, purpose);
    let names = match recipient {
        Some(participant) => rules::names_outside(participant),
        None => new.recipient_name.as_deref().into_iter().collect(),
    };
    let decision = decide(access, ask, &names, basis, new.consent_id).await?;
    let why = |class: DataClass| {
        let known = decision.withheld.iter().find(|one| one.data_class == class);
        known.and_then(|one| counts(basis, one.reason).then(|| code_of(one.reason)))
    };
    let given = Recipient { participant: recipient, client_id, is_client, withheld: &why };
    let (content, withheld) = giving::given(&record, &given);
    let permitted = CLASSES.into_iter().filter(|class| why(*class).is_none()).collect();
    let consent_id =
        (basis == Basis::Consent).then(|| decision.consent_ids.first().copied()).flatten();
    Ok(Prepared {
        minutes,
        client_id,
        name: match recipient {
            Some(participant) => participant.name.clone(),
            None => new.recipient_name.clone().unwrap_or_default(),
        },
        agency_id,
        purpose,
        basis,
        consent_id,
        permitted,
        content,
        withheld,
        conference: record.conference,
    })
}

/// Whose part is given: the client's, or in a caseload review the one named.
async fn whose(
    access: &impl Access,
    conference: &Model,
    named: Option<ClientId>,
) -> Result<ClientId, Problem> {
    let clients = clients_of(access, conference).await?;
    match named.or(conference.client_id) {
        None => {
            let detail = "Say which client's part of the caseload review is given.";
            Err(Problem::field("/clientId", "required", detail))
        }
        Some(client_id) if clients.contains(&client_id) => Ok(client_id),
        Some(_) => {
            let detail = "The conference is not about this client.";
            Err(Problem::field("/clientId", "not_found", detail))
        }
    }
}

/// The participant whom the body names, who is not of the staff.
fn find_recipient<'r>(
    record: &'r Record,
    new: &NewMinutesDistribution,
) -> Result<Option<&'r participant::Model>, Problem> {
    let Some(id) = new.participant_id else { return Ok(None) };
    let found = record.participants.iter().find(|one| one.id == id).ok_or_else(|| {
        let detail = "The conference has no such participant.";
        Problem::field("/participantId", "not_found", detail)
    })?;
    if found.kind == Kind::Staff {
        let detail = "Staff read the minutes here; nothing is given to them.";
        return Err(Problem::field("/participantId", "staff", detail));
    }
    Ok(Some(found))
}

/// The client asks for their own record; all others need another ground.
fn basis(new: &NewMinutesDistribution, is_client: bool) -> Result<Basis, Problem> {
    let usual = if is_client { Basis::ClientRequest } else { Basis::Consent };
    let basis = new.basis.unwrap_or(usual);
    if basis == Basis::ClientRequest && !is_client {
        let detail = "It is for the client. A wish to tell others is a consent.";
        return Err(Problem::field("/basis", "client_request", detail));
    }
    Ok(basis)
}

/// What the client's consents say of the recipient.
async fn decide(
    access: &impl Access,
    (client_id, agency_id, purpose): (ClientId, Option<AgencyId>, Purpose),
    names: &[&str],
    basis: Basis,
    consent_id: Option<ConsentId>,
) -> Result<ConsentDecision, Problem> {
    if let Some(recipient) = agency_id {
        if basis == Basis::Consent && consent_id.is_some() {
            let detail = "An agency is found by the consent engine; name no consent.";
            return Err(Problem::field("/consentId", "consent_id", detail));
        }
        let ask = DisclosureAsk { client_id, recipient, purpose, data_classes: CLASSES.to_vec() };
        return consents::evaluate(access, &ask).await;
    }
    let outsider = consents::Outsider { names, read_on: consent_id };
    let found =
        consents::evaluate_for_outsider(access, client_id, outsider, (purpose, &CLASSES)).await;
    referred(found, "/consentId", "The client has no such consent.")
}

/// Whether a reason against it counts on this ground: the law, an emergency and
/// the client's own wish need no consent; treatment and payment need none but
/// heed what the client forbids and what is too sensitive.
fn counts(basis: Basis, reason: WithheldReason) -> bool {
    match basis {
        Basis::Consent => true,
        Basis::Tpo => {
            matches!(reason, WithheldReason::Forbidden | WithheldReason::NeedsExplicitConsent)
        }
        Basis::RequiredByLaw | Basis::Emergency | Basis::ClientRequest => false,
    }
}

fn code_of(reason: WithheldReason) -> String {
    let code = serde_json::to_value(reason).ok();
    code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

pub async fn distributions(
    ctx: &Ctx,
    id: CareConferenceId,
    page: PageQuery,
) -> Result<Slice<distribution::Model>, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    store::find::<Entity>(&reading, id).await?;
    repository::distributions(&reading, id, &page).await
}

pub async fn get_distribution(
    ctx: &Ctx,
    (id, distribution_id): (CareConferenceId, MinutesDistributionId),
) -> Result<Distribution, Problem> {
    let reading = ctx.read(Permission::ReadCareConferences)?;
    let found = Distribution::shown(&reading, distribution_id.uuid()).await?;
    if found.row.conference_id != id {
        return Err(Problem::not_found());
    }
    Ok(found)
}
