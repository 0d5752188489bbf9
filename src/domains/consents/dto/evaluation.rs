//! What callers ask before a disclosure, and what they are told.

use entity::{
    AgencyId, ClientId, ConsentId,
    consent::{DataClass, Purpose, SensitivityLabel},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A disclosure that is thought of: may it be made?
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentQuestion {
    pub client_id: ClientId,
    /// The agency that would receive the information.
    pub recipient_agency_id: AgencyId,
    pub purpose: Purpose,
    #[schema(min_items = 1, max_items = 12)]
    pub data_classes: Vec<DataClass>,
    /// Labels of the records that would be disclosed; the more sensitive, the more explicit the
    /// consent must be.
    #[serde(default)]
    #[schema(max_items = 9)]
    pub labels: Vec<SensitivityLabel>,
}

/// What other domains ask before they disclose.
#[derive(Clone, Debug)]
pub struct DisclosureAsk {
    pub client_id: ClientId,
    pub recipient: AgencyId,
    pub purpose: Purpose,
    pub data_classes: Vec<DataClass>,
}

/// What the client's consents say about a disclosure, as of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentDecision {
    pub decision: Decision,
    /// The consents that allow what is allowed.
    pub consent_ids: Vec<ConsentId>,
    pub permitted: Vec<DataClass>,
    pub withheld: Vec<Withheld>,
    /// For people: why, each reason once.
    #[schema(example = json!(["The consent has expired."]))]
    pub reasons: Vec<String>,
}

/// Whether a disclosure may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentDecisionKind)]
pub enum Decision {
    /// All of it.
    Permit,
    /// None of it.
    Deny,
    /// Only what is in `permitted`.
    Partial,
}

/// A kind of information that must not be disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WithheldData)]
pub struct Withheld {
    pub data_class: DataClass,
    pub reason: WithheldReason,
}

/// Why information is withheld. With several consents: what the one that comes closest lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WithheldReason {
    NoConsent,
    /// The client said no to it.
    Forbidden,
    Expired,
    Revoked,
    NotYetEffective,
    /// The consent is of a type that allows no sharing, such as `photo` or `research`.
    WrongType,
    WrongRecipient,
    WrongPurpose,
    WrongClass,
    /// It is too sensitive for a consent that does not name it, or is not of a fitting type.
    NeedsExplicitConsent,
}
