//! What callers send about consents and disclosures. What they are told is in `evaluation`, `ledger`
//! and `views`.

use chrono::NaiveDate;
use entity::{
    ConsentId, Timestamp,
    consent::{ConsentParty, ConsentType, DataClass, Grantor, Method, Provision, Purpose, Status},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules;
use crate::platform::AnyOf;

mod evaluation;
mod ledger;
mod views;

pub use evaluation::{
    ConsentDecision, ConsentQuestion, Decision, DisclosureAsk, Withheld, WithheldReason,
};
pub use ledger::{DisclosureFilter, DisclosureList, DisclosureView};
pub use views::{ConsentOutlineList, ConsentOutlineView, ConsentView};

/// A consent to be recorded as a draft. Activation says what is still missing.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewConsent {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ConsentId>,
    /// What it is about.
    #[serde(rename = "type")]
    pub type_: ConsentType,
    /// `permit` if absent.
    #[serde(default)]
    pub provision: Option<Provision>,
    /// The client's name as the consent has it; for consents under 42 CFR Part 2.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Rosa Delgado")]
    pub client_name: Option<String>,
    /// Who gives it.
    #[serde(default)]
    pub grantor: Option<Grantor>,
    /// How it was given.
    #[serde(default)]
    pub method: Option<Method>,
    /// The name that signed it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Rosa Delgado")]
    pub signed_by: Option<String>,
    /// Where the signed paper or file is kept.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub document_reference: Option<String>,
    /// The day it was given.
    #[serde(default)]
    #[schema(example = "2026-01-05")]
    pub granted_on: Option<NaiveDate>,
    /// The first day on which it counts, in the agency's zone; the day it was given if absent.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// The last day on which it counts, in the agency's zone.
    #[serde(default)]
    #[schema(example = "2027-01-04")]
    pub expires_on: Option<NaiveDate>,
    /// What ends it, if not a date. It then counts until it is revoked.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "end of treatment")]
    pub expires_event: Option<String>,
    /// Who may disclose.
    #[serde(default)]
    #[validate(custom(function = rules::check_parties))]
    #[schema(max_items = 20)]
    pub disclosers: Vec<ConsentParty>,
    /// Who may receive. For `deny`: who must not; nobody may if it is empty.
    #[serde(default)]
    #[validate(custom(function = rules::check_parties))]
    #[schema(max_items = 50)]
    pub recipients: Vec<ConsentParty>,
    /// Which kinds of information it is about.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub data_classes: Vec<DataClass>,
    /// The information in the consent's own words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub information_description: Option<String>,
    /// What the information may be used for.
    #[serde(default)]
    #[schema(max_items = 5)]
    pub purposes: Vec<Purpose>,
    /// It says that the recipient may disclose the information again.
    #[serde(default)]
    pub redisclosure_statement: bool,
    /// It says what follows if the client refuses.
    #[serde(default)]
    pub refusal_consequences_stated: bool,
    /// It says that it can be revoked, and how.
    #[serde(default)]
    pub right_to_revoke_stated: bool,
    /// BCP 47 tag of the language it was explained in.
    #[serde(default)]
    #[validate(custom(function = rules::check_language))]
    #[schema(min_length = 2, max_length = 35, example = "es")]
    pub language: Option<String>,
    /// Who witnessed it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub witness: Option<String>,
    /// An active consent of the client that this one takes the place of, once it is active.
    #[serde(default)]
    pub supersedes: Option<ConsentId>,
}

/// Changes of a draft. What is left out stays; lists are replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentPatch {
    /// Whether it allows or forbids what it names.
    #[serde(default)]
    pub provision: Option<Provision>,
    /// The client's name as the consent has it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub client_name: Option<String>,
    /// Who gives it.
    #[serde(default)]
    pub grantor: Option<Grantor>,
    /// How it was given.
    #[serde(default)]
    pub method: Option<Method>,
    /// The name that signed it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub signed_by: Option<String>,
    /// Where the signed paper or file is kept.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub document_reference: Option<String>,
    /// The day it was given.
    #[serde(default)]
    pub granted_on: Option<NaiveDate>,
    /// The first day on which it counts, in the agency's zone.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// The last day on which it counts, in the agency's zone.
    #[serde(default)]
    pub expires_on: Option<NaiveDate>,
    /// What ends it, if not a date.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub expires_event: Option<String>,
    /// Who may disclose.
    #[serde(default)]
    #[validate(custom(function = rules::check_parties))]
    #[schema(max_items = 20)]
    pub disclosers: Option<Vec<ConsentParty>>,
    /// Who may receive, or must not.
    #[serde(default)]
    #[validate(custom(function = rules::check_parties))]
    #[schema(max_items = 50)]
    pub recipients: Option<Vec<ConsentParty>>,
    /// Which kinds of information it is about.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub data_classes: Option<Vec<DataClass>>,
    /// The information in the consent's own words.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub information_description: Option<String>,
    /// What the information may be used for.
    #[serde(default)]
    #[schema(max_items = 5)]
    pub purposes: Option<Vec<Purpose>>,
    /// It says that the recipient may disclose the information again.
    #[serde(default)]
    pub redisclosure_statement: Option<bool>,
    /// It says what follows if the client refuses.
    #[serde(default)]
    pub refusal_consequences_stated: Option<bool>,
    /// It says that it can be revoked, and how.
    #[serde(default)]
    pub right_to_revoke_stated: Option<bool>,
    /// BCP 47 tag of the language it was explained in.
    #[serde(default)]
    #[validate(custom(function = rules::check_language))]
    #[schema(min_length = 2, max_length = 35)]
    pub language: Option<String>,
    /// Who witnessed it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub witness: Option<String>,
    /// The consent that this one takes the place of.
    #[serde(default)]
    pub supersedes: Option<ConsentId>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 13)]
    pub clear_fields: Vec<ConsentClearableField>,
}

/// A field of a consent that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConsentClearableField {
    ClientName,
    Grantor,
    Method,
    SignedBy,
    DocumentReference,
    GrantedOn,
    EffectiveOn,
    ExpiresOn,
    ExpiresEvent,
    InformationDescription,
    Language,
    Witness,
    Supersedes,
}

/// Why a consent is rejected, revoked or taken out as an error.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentStatusChange {
    #[schema(min_length = 1, max_length = 1000, example = "The client changed her mind.")]
    pub reason: String,
}

/// Which consents to list. Those entered in error are left out unless asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ConsentFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Types, separated by commas.
    #[serde(rename = "type")]
    #[param(rename = "type", explode = false)]
    pub type_: Option<AnyOf<ConsentType>>,
    /// Only consents changed after this instant.
    pub updated_after: Option<Timestamp>,
}
