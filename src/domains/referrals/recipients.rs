//! Whom a referral goes to: an agency here, an organization elsewhere, a program
//! of one's own, or whoever claims it.

use entity::{
    AgencyId, Code, agency,
    directory::{CapacityStatus, ReferralChannel},
    referral::{Capacity, ContactChannel, Kind, Model, RecipientKind},
};

use super::{
    dto::{Choice, DirectoryEntry, OpenTo},
    repository::Recipient,
};
use crate::{
    domains::{
        agencies,
        service_directory::{self, service::RecipientRef},
    },
    platform::{Access, Problem},
};

/// Finds what the body chooses. `at` is where in the body it does.
pub async fn resolve(
    access: &impl Access,
    choice: Choice<'_>,
    kind: Kind,
    at: &str,
) -> Result<Recipient, Problem> {
    if let Some(id) = choice.agency {
        return of_agency(access, id, kind, at).await;
    }
    if let Some(open_to) = choice.open_to {
        return open(access, open_to, at).await;
    }
    if let Some(entry) = choice.directory {
        return of_directory(access, entry, choice.channel, kind, at).await;
    }
    let Some(name) = choice.organization else {
        return Err(Problem::internal("a recipient was not checked"));
    };
    Ok(Recipient {
        name: Some(name.trim().to_owned()),
        channel: Some(choice.channel.unwrap_or(ContactChannel::Phone)),
        ..nobody(RecipientKind::Organization)
    })
}

fn nobody(kind: RecipientKind) -> Recipient {
    Recipient {
        kind,
        partner: None,
        organization_id: None,
        service_id: None,
        service_at_location_id: None,
        name: None,
        channel: None,
        offered_to: None,
        area: None,
    }
}

async fn of_agency(
    access: &impl Access,
    id: AgencyId,
    kind: Kind,
    at: &str,
) -> Result<Recipient, Problem> {
    let pointer = format!("{at}/recipientAgencyId");
    let own = id == access.scope().agency();
    if own != (kind == Kind::InternalProgram) {
        let (code, detail) = if own {
            ("own_agency", "A referral to your own agency has the kind `internal_program`.")
        } else {
            ("not_internal", "An `internal_program` is one of your own agency.")
        };
        return Err(Problem::field(pointer, code, detail));
    }
    if own {
        return Ok(nobody(RecipientKind::Internal));
    }
    let found = agencies::service::partner(access, id).await;
    found.map_err(|problem| problem.of_reference(pointer, "There is no such agency."))?;
    Ok(Recipient { partner: Some(id), ..nobody(RecipientKind::PartnerAgency) })
}

/// What the directory has under the ids, each looked for on its own: what is not there is said of
/// the one at fault.
async fn of_directory(
    access: &impl Access,
    entry: DirectoryEntry,
    channel: Option<ContactChannel>,
    kind: Kind,
    at: &str,
) -> Result<Recipient, Problem> {
    let named = RecipientRef {
        service_at_location_id: entry.service_at_location_id,
        service_id: entry.service_id,
        organization_id: entry.organization_id,
    };
    let place = RecipientRef { service_at_location_id: named.service_at_location_id, ..NOTHING };
    let service = RecipientRef { service_id: named.service_id, ..NOTHING };
    let organization = RecipientRef { organization_id: named.organization_id, ..NOTHING };
    let each =
        [("serviceAtLocationId", place), ("serviceId", service), ("organizationId", organization)];
    for (field, one) in each.into_iter().filter(|(_, one)| *one != NOTHING) {
        let found = service_directory::service::recipient(access, &one).await;
        let pointer = format!("{at}/directory/{field}");
        found
            .map_err(|problem| problem.of_reference(pointer, "The directory has no such entry."))?;
    }
    let found = service_directory::service::recipient(access, &named).await;
    let pointer = format!("{at}/directory");
    let detail = "Give an id of the directory; of several, those that belong together.";
    let found = found.map_err(|problem| problem.of_reference(pointer, detail))?;
    let recipient = match found.partner_agency_id {
        Some(agency) => of_agency(access, agency, kind, at).await?,
        None => Recipient {
            name: Some(found.organization_name.clone()),
            channel: Some(channel.unwrap_or_else(|| channel_of(found.referral_channel))),
            ..nobody(RecipientKind::Organization)
        },
    };
    Ok(Recipient {
        organization_id: Some(found.organization_id.uuid()),
        service_id: found.service_id.map(entity::Id::uuid),
        service_at_location_id: found.service_at_location_id.map(entity::Id::uuid),
        ..recipient
    })
}

const NOTHING: RecipientRef =
    RecipientRef { service_at_location_id: None, service_id: None, organization_id: None };

/// By which way people tell an organization that prefers this one.
fn channel_of(preferred: ReferralChannel) -> ContactChannel {
    match preferred {
        ReferralChannel::Phone => ContactChannel::Phone,
        ReferralChannel::Fax => ContactChannel::Fax,
        ReferralChannel::Email | ReferralChannel::MagicLink => ContactChannel::Email,
        ReferralChannel::Portal | ReferralChannel::Api => ContactChannel::Portal,
        ReferralChannel::WalkIn => ContactChannel::InPerson,
    }
}

/// What the directory says now of the recipient of a draft, if it was chosen from there: whether
/// there is room, and within how many business days it answers.
pub async fn listed(
    access: &impl Access,
    draft: &Model,
) -> Result<Option<(Option<Capacity>, u32)>, Problem> {
    let Some(organization) = draft.organization_id else { return Ok(None) };
    let named = RecipientRef {
        service_at_location_id: draft.service_at_location_id.map(Into::into),
        service_id: draft.service_id.map(Into::into),
        organization_id: Some(organization.into()),
    };
    let found = service_directory::service::recipient(access, &named).await?;
    let capacity = found.capacity_status.map(|status| match status {
        CapacityStatus::HasCapacity => Capacity::HasCapacity,
        CapacityStatus::NoCapacity => Capacity::NoCapacity,
        CapacityStatus::Waitlist => Capacity::Waitlist,
        CapacityStatus::AdditionalAssessmentRequired => Capacity::AdditionalAssessmentRequired,
    });
    Ok(Some((capacity, u32::try_from(found.sla_ack_business_days).unwrap_or_default())))
}

async fn open(access: &impl Access, open_to: &OpenTo, at: &str) -> Result<Recipient, Problem> {
    for (place, id) in open_to.agency_ids.iter().enumerate() {
        let pointer = format!("{at}/openTo/agencyIds/{place}");
        if *id == access.scope().agency() {
            let detail = "An open referral is offered to others than your own agency.";
            return Err(Problem::field(pointer, "own_agency", detail));
        }
        if open_to.agency_ids[..place].contains(id) {
            return Err(Problem::field(pointer, "duplicate", "Each agency once."));
        }
        let found = agencies::service::partner(access, *id).await;
        found.map_err(|problem| problem.of_reference(pointer, "There is no such agency."))?;
    }
    Ok(Recipient {
        offered_to: Some(open_to.agency_ids.clone()),
        area: Some(open_to.area.clone()),
        ..nobody(RecipientKind::Open)
    })
}

/// The agencies that an open referral could be offered to, whatever consent says.
pub async fn candidates(
    access: &impl Access,
    referral: &Model,
) -> Result<Vec<agency::Model>, Problem> {
    let own = access.scope().agency();
    let listed = referral.offered_to.as_deref().cloned().unwrap_or_default();
    let all = agencies::service::all(access).await?;
    let meant = all.into_iter().filter(|agency| {
        agency.id != own
            && if listed.is_empty() { takes(agency, referral) } else { listed.contains(&agency.id) }
    });
    Ok(meant.collect())
}

/// Whether the agency takes open referrals of the kind, there.
fn takes(agency: &agency::Model, referral: &Model) -> bool {
    let intake = &agency.referral_intake;
    let for_need = referral.need_domain.is_some_and(|need| intake.need_domains.contains(&need));
    let specialty = referral.clinical_specialty;
    let for_specialty = specialty.is_some_and(|one| intake.clinical_specialties.contains(&one));
    let Some(area) = &referral.area else { return false };
    let there = intake.areas.is_empty()
        || intake.areas.iter().any(|served| {
            let (served_codes, codes) =
                (served.postal_code_start.as_deref(), area.postal_code_start.as_deref());
            served.country == area.country
                && match (served_codes, codes) {
                    (Some(served), Some(code)) => {
                        code.starts_with(served) || served.starts_with(code)
                    }
                    _ => true,
                }
        });
    intake.takes_open_referrals && (for_need || for_specialty) && there
}

/// What the recipient is called in words, for the ledger.
pub async fn name_of(access: &impl Access, referral: &Model) -> Result<String, Problem> {
    match (referral.partner_agency_id, &referral.recipient_name) {
        (Some(id), _) => Ok(agencies::service::partner(access, id).await?.name),
        (None, Some(name)) => Ok(name.clone()),
        (None, None) => Ok(referral.recipient_kind.code()),
    }
}
