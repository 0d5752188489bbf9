//! What callers are told about consents.

use chrono::NaiveDate;
use entity::{
    ClientId, ConsentId, Timestamp,
    consent::{ConsentParty, ConsentType, DataClass, Grantor, Method, Provision, Purpose, Status},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::{Header, Page};

/// A consent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Consent)]
pub struct ConsentView {
    #[serde(flatten)]
    pub outline: ConsentOutlineView,
    /// The client's name as the consent has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Who gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grantor: Option<Grantor>,
    /// How it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The name that signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// Where the signed paper or file is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_reference: Option<String>,
    /// Who may disclose.
    pub disclosers: Vec<ConsentParty>,
    /// The information in the consent's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub information_description: Option<String>,
    /// It says that the recipient may disclose the information again.
    pub redisclosure_statement: bool,
    /// It says what follows if the client refuses.
    pub refusal_consequences_stated: bool,
    /// It says that it can be revoked, and how.
    pub right_to_revoke_stated: bool,
    /// BCP 47 tag of the language it was explained in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who witnessed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// Why it was rejected, revoked or taken out as an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
}

/// A consent without who gave it and how, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConsentOutline)]
pub struct ConsentOutlineView {
    #[serde(flatten)]
    pub header: Header,
    /// Whose consent it is.
    pub client_id: ClientId,
    /// What it is about.
    #[serde(rename = "type")]
    pub type_: ConsentType,
    /// Where it stands.
    pub status: Status,
    /// Whether it allows or forbids what it names.
    pub provision: Provision,
    /// The day it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_on: Option<NaiveDate>,
    /// The first day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<NaiveDate>,
    /// The last day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
    /// What ends it, if not a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_event: Option<String>,
    /// Who may receive, or must not.
    pub recipients: Vec<ConsentParty>,
    /// Which kinds of information it is about.
    pub data_classes: Vec<DataClass>,
    /// What the information may be used for.
    pub purposes: Vec<Purpose>,
    /// The consent that this one takes the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<ConsentId>,
    /// When it came into force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<Timestamp>,
    /// When it was revoked, superseded or taken out as an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What the caller can do with the consent now.
    #[schema(example = json!(["revoke"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type ConsentOutlineList = Page<ConsentOutlineView>;
