//! Giving signed minutes to people.

use entity::{
    AgencyId, CareConferenceId, ClientId, ConferenceParticipantId, ConsentId, DisclosureId,
    MinutesDistributionId, Timestamp, UserId,
    consent::Purpose,
    disclosure::{Basis, Channel},
    minutes_distribution::{Content, WithheldPart},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    domains::care_conferences::rules,
    platform::{Header, Page},
};

/// Whom signed minutes are given to, how and on what ground.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_distribution))]
pub struct NewMinutesDistribution {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<MinutesDistributionId>,
    /// In a caseload review, which needs it: whose part is given. Nothing of other clients is.
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// A participant who is not of the staff; staff read the minutes here.
    #[serde(default)]
    pub participant_id: Option<ConferenceParticipantId>,
    /// Somebody who does not take part.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Dr. Ruiz, Lakeside Clinic")]
    pub recipient_name: Option<String>,
    /// The recipient's agency, if it is one of this deployment; of participants, their own.
    #[serde(default)]
    pub recipient_agency_id: Option<AgencyId>,
    /// Number, address or e-mail that it is sent to.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub recipient_address: Option<String>,
    pub channel: Channel,
    /// `CAREMGT` if absent.
    #[serde(default)]
    pub purpose: Option<Purpose>,
    /// `client_request` for the client, else `consent`, if absent.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// With the basis `consent`, for recipients without an agency: the consent on which you have
    /// read their name.
    #[serde(default)]
    pub consent_id: Option<ConsentId>,
    /// Needed with the bases `tpo`, `required_by_law` and `emergency`.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// What a recipient would be given, before anything is given or recorded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MinutesDistributionPreview {
    #[schema(example = "Ana Delgado")]
    pub recipient_name: String,
    pub purpose: Purpose,
    pub basis: Basis,
    /// The consent that allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_id: Option<ConsentId>,
    /// Whether there is anything to give.
    pub allowed: bool,
    pub content: Content,
    pub withheld: Vec<WithheldPart>,
}

/// What of signed minutes was given to whom. It never changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesDistribution)]
pub struct MinutesDistributionView {
    #[serde(flatten)]
    pub outline: MinutesDistributionOutline,
    /// As far as you may see it yourself.
    pub content: Content,
    pub withheld: Vec<WithheldPart>,
}

/// Whom signed minutes were given to, without what was given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MinutesDistributionOutline {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    pub client_id: ClientId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_id: Option<ConferenceParticipantId>,
    #[schema(example = "Ana Delgado")]
    pub recipient_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_agency_id: Option<AgencyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_address: Option<String>,
    pub channel: Channel,
    pub purpose: Purpose,
    pub basis: Basis,
    /// The entry in the ledger of disclosures.
    pub disclosure_id: DisclosureId,
    /// SHA-256 of the content as it was given, in hexadecimal.
    pub payload_hash: String,
    pub sent_by: UserId,
    pub sent_at: Timestamp,
}

/// The alias names the list's schema in the API description.
pub type MinutesDistributionList = Page<MinutesDistributionOutline>;
