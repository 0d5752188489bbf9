//! What callers are told about past disclosures.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, ConsentId, DisclosureId, Timestamp, UserId,
    consent::{DataClass, Purpose},
    disclosure::{Basis, Channel, DisclosedRecord},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::{AnyOf, Page};

/// Which disclosures to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DisclosureFilter {
    /// The first day, in the agency's zone; six years ago if absent.
    pub from: Option<NaiveDate>,
    /// The last day, in the agency's zone.
    pub to: Option<NaiveDate>,
    /// Grounds, separated by commas.
    #[param(explode = false)]
    pub basis: Option<AnyOf<Basis>>,
}

/// An entry of the disclosure ledger. It never changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Disclosure)]
pub struct DisclosureView {
    pub id: DisclosureId,
    pub client_id: ClientId,
    pub disclosed_at: Timestamp,
    pub disclosed_by: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_agency_id: Option<AgencyId>,
    #[schema(example = "Harbor Food Bank")]
    pub recipient_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_address: Option<String>,
    pub purpose: Purpose,
    pub basis: Basis,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_id: Option<ConsentId>,
    /// What was disclosed, in words.
    pub description: String,
    pub data_classes: Vec<DataClass>,
    /// The records that it was taken from.
    pub records: Vec<DisclosedRecord>,
    /// SHA-256 of what was sent, in hexadecimal.
    pub payload_hash: String,
    pub channel: Channel,
}

/// The alias names the list's schema in the API description.
pub type DisclosureList = Page<DisclosureView>;
