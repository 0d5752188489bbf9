//! Organizations: what callers send and receive.

use entity::{
    AgencyId, OrganizationId, Timestamp, Uuid,
    directory::{
        DirectoryContact, DirectoryFunding, DirectoryPhone, DirectoryProgram,
        OrganizationIdentifier, ReferralChannel,
    },
    organization::OrganizationDetails,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::{Header, Page};

/// An organization to be taken into the directory.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrganization {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<OrganizationId>,
    #[schema(min_length = 1, max_length = 300, example = "Harbor Community Kitchen")]
    pub name: String,
    /// The agency of this deployment that the organization is: referrals reach it at once.
    #[serde(default)]
    pub partner_agency_id: Option<AgencyId>,
    /// How referrals reach it: `portal` for a partner agency, else `phone`, if absent.
    #[serde(default)]
    pub referral_channel: Option<ReferralChannel>,
    /// Business days within which it answers referrals: 2 if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    pub sla_ack_business_days: Option<i32>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    /// What the organization does.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub website: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub tax_status: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub tax_id: Option<String>,
    #[serde(default)]
    #[schema(minimum = 1000, maximum = 2200)]
    pub year_incorporated: Option<i32>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub legal_status: Option<String>,
    /// Where its logo is.
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub logo: Option<String>,
    /// What identifies it on the web.
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
    /// The organization that it is part of.
    #[serde(default)]
    pub parent_organization_id: Option<Uuid>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Vec<DirectoryPhone>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Vec<DirectoryContact>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub funding: Vec<DirectoryFunding>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub identifiers: Vec<OrganizationIdentifier>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub programs: Vec<DirectoryProgram>,
}

/// Changes of an organization. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrganizationPatch {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300, example = "Harbor Community Kitchen")]
    pub name: Option<String>,
    /// The agency of this deployment that the organization is: referrals reach it at once.
    #[serde(default)]
    pub partner_agency_id: Option<AgencyId>,
    /// How referrals reach it: `portal` for a partner agency, else `phone`, if absent.
    #[serde(default)]
    pub referral_channel: Option<ReferralChannel>,
    /// Business days within which it answers referrals: 2 if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    pub sla_ack_business_days: Option<i32>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub alternate_name: Option<String>,
    /// What the organization does.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", max_length = 254)]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub website: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub tax_status: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub tax_id: Option<String>,
    #[serde(default)]
    #[schema(minimum = 1000, maximum = 2200)]
    pub year_incorporated: Option<i32>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub legal_status: Option<String>,
    /// Where its logo is.
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub logo: Option<String>,
    /// What identifies it on the web.
    #[serde(default)]
    #[schema(pattern = "^https?://[^\\s]+$", max_length = 2000)]
    pub uri: Option<String>,
    /// The organization that it is part of.
    #[serde(default)]
    pub parent_organization_id: Option<Uuid>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub phones: Option<Vec<DirectoryPhone>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub contacts: Option<Vec<DirectoryContact>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub funding: Option<Vec<DirectoryFunding>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub identifiers: Option<Vec<OrganizationIdentifier>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub programs: Option<Vec<DirectoryProgram>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub clear_fields: Vec<OrganizationClearableField>,
}

/// A field of an organization that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum OrganizationClearableField {
    PartnerAgencyId,
    AlternateName,
    Description,
    Email,
    Website,
    TaxStatus,
    TaxId,
    YearIncorporated,
    LegalStatus,
    Logo,
    Uri,
    ParentOrganizationId,
}

/// Which organizations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OrganizationFilter {
    /// Beginnings of words of the name, in any order.
    #[param(max_length = 200)]
    pub name: Option<String>,
    /// Only the one that is this agency.
    pub partner_agency_id: Option<AgencyId>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// An organization, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrganizationOutline)]
pub struct OrganizationOutline {
    #[serde(flatten)]
    pub header: Header,
    pub name: String,
    /// The agency of this deployment that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_agency_id: Option<AgencyId>,
    pub referral_channel: ReferralChannel,
    /// Business days within which it answers referrals.
    pub sla_ack_business_days: i32,
    /// Where it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// An organization of the service directory.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Organization)]
pub struct OrganizationView {
    #[serde(flatten)]
    pub outline: OrganizationOutline,
    #[serde(flatten)]
    pub details: OrganizationDetails,
}

/// The alias names the list's schema in the API description.
pub type OrganizationOutlineList = Page<OrganizationOutline>;
