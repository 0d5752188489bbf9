//! What goes to another agency with a referral: the least that it needs, as it
//! was when it was sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Timestamp,
    client::{Address, ContactPoint, LanguageSkill, PersonName},
    consent::DataClass,
    referral::PayloadProfile,
};

/// What the receiving agency is told: a snapshot of the least that it needs, within the client's
/// consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralPacket)]
pub struct Packet {
    pub profile: PayloadProfile,
    /// Name of the agency that sends it.
    #[schema(example = "Northside Care")]
    pub sender_name: String,
    pub prepared_at: Timestamp,
    pub person: PacketPerson,
    /// With the profiles `service` and `clinical`: where the person lives or can be reached.
    pub addresses: Vec<Address>,
    /// With `service`: results of screens for the need; with `clinical`: of all assessments.
    pub screen_results: Vec<PacketScreenResult>,
    /// With the profile `clinical`, if there is an active plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_plan: Option<PacketCarePlan>,
    /// What the profile asks for and the client's consent does not cover. Nothing of it is in the
    /// packet, and nothing here says whether there was something.
    pub withheld: Vec<DataClass>,
}

/// The person who is referred.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralPacketPerson)]
pub struct PacketPerson {
    /// The official and the preferred name; earlier names and aliases stay behind.
    pub names: Vec<PersonName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1850, maximum = 2200, example = 1948)]
    pub birth_year: Option<i32>,
    /// How to reach the person, the best way first, each with what is safe to do. Empty when the
    /// person must not be contacted.
    pub contact_points: Vec<ContactPoint>,
    pub languages: Vec<LanguageSkill>,
    pub interpreter_needed: bool,
    /// BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "es")]
    pub interpreter_language: Option<String>,
}

/// The result of an assessment, without its answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralPacketScreenResult)]
pub struct PacketScreenResult {
    /// Code of the instrument.
    #[schema(example = "hunger-vital-sign")]
    pub instrument: String,
    #[schema(example = "Hunger Vital Sign")]
    pub title: String,
    /// Which of the instrument's scales it is.
    #[schema(example = "total")]
    pub scale: String,
    /// Absent where the scale has no number.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "crate::number::plain_if_any"
    )]
    #[schema(example = 1)]
    pub score: Option<f64>,
    /// What the score means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "at_risk")]
    pub band: Option<String>,
    #[schema(example = "2026-11-18")]
    pub completed_on: NaiveDate,
}

/// The active care plan in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralPacketCarePlan)]
pub struct PacketCarePlan {
    #[schema(example = "Living safely at home")]
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    pub goals: Vec<String>,
}
