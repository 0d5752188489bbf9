//! What other domains ask of the directory: whom a referral goes to, and names.

use entity::{
    AgencyId, OrganizationId, ServiceAtLocationId, ServiceId,
    directory::{CapacityStatus, ReferralChannel},
    directory_service::{self, Status},
    organization, service_at_location,
};

use super::super::{repository, rules};
use crate::platform::{Access, Problem, store};

/// Whom a referral is meant for: the narrowest of them that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecipientRef {
    pub service_at_location_id: Option<ServiceAtLocationId>,
    pub service_id: Option<ServiceId>,
    pub organization_id: Option<OrganizationId>,
}

/// Whom a referral goes to, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRecipient {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    /// The agency of this deployment that the organization is.
    pub partner_agency_id: Option<AgencyId>,
    pub service_id: Option<ServiceId>,
    pub service_at_location_id: Option<ServiceAtLocationId>,
    pub service_name: Option<String>,
    pub referral_channel: ReferralChannel,
    /// Of the place, else of the service, if anyone has said.
    pub capacity_status: Option<CapacityStatus>,
    pub sla_ack_business_days: i32,
}

/// The recipient that a referral names. What is not there, or does not belong
/// together, is not found; what cannot be had now is `service_not_offered`.
pub async fn recipient(
    access: &impl Access,
    named: &RecipientRef,
) -> Result<DirectoryRecipient, Problem> {
    let offer = match named.service_at_location_id {
        Some(id) => Some(store::find::<service_at_location::Entity>(access, id).await?),
        None => None,
    };
    let service_id = offer.as_ref().map(|offer| offer.service_id).or(named.service_id);
    let service = match service_id {
        Some(id) => Some(find_service(access, id).await?),
        None => None,
    };
    let owner = service.as_ref().map(|service| service.organization_id);
    let owner = owner.or(named.organization_id).ok_or_else(Problem::not_found)?;
    let organization = store::find::<organization::Entity>(access, owner).await?;
    let together = named.service_id.is_none_or(|id| Some(id) == service_id)
        && named.organization_id.is_none_or(|id| id == organization.id);
    if !together {
        return Err(Problem::not_found());
    }
    let closed = service.as_ref().is_some_and(|service| service.status != Status::Active)
        || offer.as_ref().is_some_and(|one| one.status != service_at_location::Status::Active);
    if closed {
        return Err(Problem::new(&rules::NOT_OFFERED));
    }
    let here = offer.as_ref().and_then(|offer| offer.capacity_status);
    Ok(DirectoryRecipient {
        organization_id: organization.id,
        organization_name: organization.name,
        partner_agency_id: organization.partner_agency_id,
        service_id,
        service_at_location_id: offer.map(|offer| offer.id),
        capacity_status: here.or(service.as_ref().and_then(|service| service.capacity_status)),
        service_name: service.map(|service| service.name),
        referral_channel: organization.referral_channel,
        sla_ack_business_days: organization.sla_ack_business_days,
    })
}

pub async fn find_service(
    access: &impl Access,
    id: ServiceId,
) -> Result<directory_service::Model, Problem> {
    store::find::<directory_service::Entity>(access, id).await
}

/// The organizations' names, for those who show them beside other things.
pub async fn organization_names(
    access: &impl Access,
    ids: &[OrganizationId],
) -> Result<Vec<(OrganizationId, String)>, Problem> {
    let rows = repository::organizations::of_ids(access, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The services' names, for those who show them beside other things.
pub async fn service_names(
    access: &impl Access,
    ids: &[ServiceId],
) -> Result<Vec<(ServiceId, String)>, Problem> {
    let rows = repository::services::of_ids(access, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
