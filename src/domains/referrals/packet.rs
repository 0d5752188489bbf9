//! What goes with a referral: the least that the receiving agency needs, cut
//! down by what the client's consent allows.

use chrono::Datelike;
use entity::{
    AgencyId, ClientId, Row, Timestamp, care_plan,
    client::{self, ContactPoint, ContactSystem, NameUse},
    consent::{DataClass, Purpose},
    disclosure::DisclosedRecord,
    referral::{Model, PayloadProfile},
    referral_packet::{Packet, PacketCarePlan, PacketPerson, PacketScreenResult},
};

use super::rules;
use crate::{
    domains::{
        agencies,
        assessments::{self, dto::AssessmentSummary},
        care_plans::{self, dto::PlanSummary},
        clients,
        consents::{
            self,
            dto::{ConsentDecision, Decision, DisclosureAsk},
        },
    },
    platform::{Access, BusinessCalendar, Problem, sha256_hex},
};

/// What a referral is disclosed for.
pub const PURPOSE: Purpose = Purpose::Coordination;

/// A referral made ready to go out, or found not to be allowed out.
pub struct Prepared {
    pub decision: ConsentDecision,
    /// None when consent does not allow the referral at all.
    pub packet: Option<Packet>,
    /// The records that the packet was made of, in their present versions.
    pub records: Vec<DisclosedRecord>,
}

/// Whom the packet is for.
#[derive(Clone, Copy)]
pub enum Reader<'a> {
    Agency(AgencyId),
    /// One that is no agency here, as consents write it.
    Organization(&'a str),
    /// The agency's own people: nothing is disclosed to them.
    Own,
}

/// Whether consent allows the recipient what it cannot do without.
pub fn is_covered(decision: &ConsentDecision) -> bool {
    rules::INDISPENSABLE.into_iter().all(|class| decision.permitted.contains(&class))
}

/// Asks for consent and puts together what it allows.
pub async fn prepare(
    access: &impl Access,
    referral: &Model,
    reader: Reader<'_>,
    client: &client::Model,
    now: Timestamp,
) -> Result<Prepared, Problem> {
    let asked = rules::data_classes(referral.payload_profile);
    let decision = decide(access, client.id, reader, &asked).await?;
    let permitted = |class: DataClass| decision.permitted.contains(&class);
    if !is_covered(&decision) {
        return Ok(Prepared { decision, packet: None, records: Vec::new() });
    }
    let mut records = vec![record(client)];
    let mut results = Vec::new();
    if asked.contains(&DataClass::Assessment) && permitted(DataClass::Assessment) {
        for summary in assessments::service::relevant_scores(access, client.id).await? {
            let (profile, need) = (referral.payload_profile, referral.need_domain);
            if rules::is_relevant(profile, need, &summary.instrument_code) {
                let id = summary.assessment_id;
                records.push(record(&assessments::service::require_assessment(access, id).await?));
                results.push(summary);
            }
        }
    }
    let mut plan = None;
    if asked.contains(&DataClass::CarePlan) && permitted(DataClass::CarePlan) {
        plan = care_plans::service::plan_summary(access, client.id).await?;
        records.extend(plan.iter().map(|plan| DisclosedRecord {
            kind: care_plan::Model::KIND.to_owned(),
            id: plan.care_plan_id.uuid(),
            version: plan.version,
        }));
    }
    let agency = agencies::service::own(access).await?;
    let sources = Sources {
        client,
        results: &results,
        plan,
        sender: &agency.name,
        calendar: &BusinessCalendar::from(&agency),
        withheld: asked.iter().copied().filter(|class| !permitted(*class)).collect(),
    };
    let packet = cut(referral, sources, now);
    Ok(Prepared { decision, packet: Some(packet), records })
}

/// What the client's consents say about telling the reader.
pub async fn decide(
    access: &impl Access,
    client_id: ClientId,
    reader: Reader<'_>,
    asked: &[DataClass],
) -> Result<ConsentDecision, Problem> {
    match reader {
        Reader::Agency(recipient) => {
            let data_classes = asked.to_vec();
            let ask = DisclosureAsk { client_id, recipient, purpose: PURPOSE, data_classes };
            consents::service::evaluate(access, &ask).await
        }
        Reader::Organization(name) => {
            let outsider = consents::service::Outsider { names: &[name], read_on: None };
            let ask = (PURPOSE, asked);
            consents::service::evaluate_for_outsider(access, client_id, outsider, ask).await
        }
        Reader::Own => Ok(ConsentDecision {
            decision: Decision::Permit,
            consent_ids: Vec::new(),
            permitted: asked.to_vec(),
            withheld: Vec::new(),
            reasons: vec!["Nothing leaves the agency.".to_owned()],
        }),
    }
}

fn record<M: Row>(row: &M) -> DisclosedRecord {
    DisclosedRecord { kind: M::KIND.to_owned(), id: row.id(), version: row.version() }
}

/// What a packet is made of; what consent withholds is not in it any more.
struct Sources<'a> {
    client: &'a client::Model,
    results: &'a [AssessmentSummary],
    plan: Option<PlanSummary>,
    sender: &'a str,
    calendar: &'a BusinessCalendar,
    withheld: Vec<DataClass>,
}

fn cut(referral: &Model, sources: Sources<'_>, now: Timestamp) -> Packet {
    let Sources { client, results, plan, sender, calendar, withheld } = sources;
    let addresses = match referral.payload_profile {
        PayloadProfile::Contact => Vec::new(),
        // Without contact, an address would only be one more way to make it.
        _ if referral.contacting_subject_prohibited => Vec::new(),
        PayloadProfile::Service | PayloadProfile::Clinical => {
            let present = |address: &&client::Address| address.use_ != client::AddressUse::Previous;
            client.addresses.iter().filter(present).cloned().collect()
        }
    };
    Packet {
        profile: referral.payload_profile,
        sender_name: sender.to_owned(),
        prepared_at: now,
        person: person(client, referral.contacting_subject_prohibited),
        addresses,
        screen_results: results.iter().flat_map(|one| screen_results(one, calendar)).collect(),
        care_plan: plan.map(|plan| PacketCarePlan {
            title: plan.title,
            summary: plan.plain_language_summary,
            goals: plan.goals,
        }),
        withheld,
    }
}

fn person(client: &client::Model, no_contact: bool) -> PacketPerson {
    let in_use =
        |name: &&client::PersonName| matches!(name.use_, NameUse::Official | NameUse::Preferred);
    let mut contact_points: Vec<ContactPoint> = Vec::new();
    if !no_contact {
        let reaches = |point: &&ContactPoint| point.system != ContactSystem::Url;
        contact_points = client.telecom.iter().filter(reaches).cloned().collect();
        contact_points.sort_by_key(|point| point.rank.unwrap_or(i32::MAX));
    }
    PacketPerson {
        names: client.names.iter().filter(in_use).cloned().collect(),
        birth_year: client.birth_date.map(|date| date.year()),
        contact_points,
        languages: client.languages.0.clone(),
        interpreter_needed: client.interpreter_needed,
        interpreter_language: client.interpreter_language.clone(),
    }
}

fn screen_results(
    summary: &AssessmentSummary,
    calendar: &BusinessCalendar,
) -> Vec<PacketScreenResult> {
    let scores = summary.scores.iter().map(|score| PacketScreenResult {
        instrument: summary.instrument_code.clone(),
        title: summary.instrument_title.clone(),
        scale: score.scale.clone(),
        score: score.raw.map(f64::from),
        band: score.band_code.clone(),
        completed_on: calendar.day_of(summary.completed_at),
    });
    scores.collect()
}

/// SHA-256 of the packet's bytes, as both rows and the ledger keep it.
pub fn hash(packet: &Packet) -> Result<String, Problem> {
    // The serializer's own message could name what is in the packet.
    let bytes = serde_json::to_vec(packet)
        .map_err(|_| Problem::internal("a packet could not be written"))?;
    Ok(sha256_hex(&bytes))
}

/// The client of an outgoing referral.
pub async fn client_of(access: &impl Access, referral: &Model) -> Result<client::Model, Problem> {
    let id = referral.client_id.ok_or_else(Problem::not_found)?;
    clients::service::find(access, id).await
}
