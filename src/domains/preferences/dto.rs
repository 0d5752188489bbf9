//! What callers send and receive about preferences.

use chrono::NaiveDate;
use entity::{
    ClientId, PreferenceId, Timestamp, UserId,
    preference::{Category, PreferenceDocument, StatedBy, Status, Strength, Told},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules;
use crate::platform::{AnyOf, Header, Page};

/// Something that the client wants, or does not want.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPreference {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PreferenceId>,
    /// What it is about.
    pub category: Category,
    /// In the client's own words, as far as possible.
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "I want to stay in my own home, even if that means more help."
    )]
    pub text: String,
    /// How much it weighs.
    pub strength: Strength,
    /// Who said it.
    #[validate(custom(function = rules::check_stated_by))]
    pub stated_by: StatedBy,
    /// When it was said; now if absent.
    #[serde(default)]
    pub stated_at: Option<Timestamp>,
    /// The last day on which it counts, in the agency's zone. Without it, until it is superseded or
    /// withdrawn.
    #[serde(default)]
    #[schema(example = "2026-12-31")]
    pub valid_until: Option<NaiveDate>,
    /// Documents in which the client laid it down, such as an advance directive.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub documents: Vec<PreferenceDocument>,
}

/// What the client wants instead. What is left out is as before.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPreferenceSuccessor {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<PreferenceId>,
    /// What it is about.
    #[serde(default)]
    pub category: Option<Category>,
    /// In the client's own words, as far as possible.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// How much it weighs.
    #[serde(default)]
    pub strength: Option<Strength>,
    /// Who said it.
    #[validate(custom(function = rules::check_stated_by))]
    pub stated_by: StatedBy,
    /// When it was said; now if absent.
    #[serde(default)]
    pub stated_at: Option<Timestamp>,
    /// The last day on which it counts, in the agency's zone. It does not pass from one preference
    /// to the next.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// Documents in which the client laid it down.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub documents: Option<Vec<PreferenceDocument>>,
    /// Why it changed.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "After the fall in January.")]
    pub reason: Option<String>,
}

/// Changes of a preference that keep what the client said. Other words or another weight are a new
/// preference that supersedes this one, so that those who were told can be told again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferencePatch {
    /// What it is about.
    #[serde(default)]
    pub category: Option<Category>,
    /// The last day on which it counts, in the agency's zone.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// Documents in which the client laid it down; the list is replaced as a whole.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub documents: Option<Vec<PreferenceDocument>>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 1)]
    pub clear_fields: Vec<PreferenceClearableField>,
}

/// A field of a preference that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PreferenceClearableField {
    ValidUntil,
}

/// Why a preference is withdrawn or taken out as an error.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferenceStatusChange {
    #[schema(min_length = 1, max_length = 1000, example = "The client no longer minds.")]
    pub reason: String,
}

/// Who was told of a preference.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_telling))]
pub struct PreferenceTelling {
    #[schema(min_items = 1, max_items = 50)]
    pub told_to: Vec<PreferenceListener>,
}

/// One who was told: exactly one of `userId` and `name`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferenceListener {
    /// A user of the agency.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Someone else, by name and part.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Dr. Ana Ruiz, cardiologist")]
    pub name: Option<String>,
    /// When; now if absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Which preferences to list. Those entered in error are left out unless asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PreferenceFilter {
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// Categories, separated by commas.
    #[param(explode = false)]
    pub category: Option<AnyOf<Category>>,
    /// Strengths, separated by commas.
    #[param(explode = false)]
    pub strength: Option<AnyOf<Strength>>,
    /// With true, only those that count today: active, and not past their last day. With false, the
    /// others.
    pub in_force: Option<bool>,
    /// Only preferences changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// A preference of a client.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Preference)]
pub struct PreferenceView {
    #[serde(flatten)]
    pub outline: PreferenceOutlineView,
    /// Documents in which the client laid it down.
    pub documents: Vec<PreferenceDocument>,
    /// Who was told, in the order in which it was entered.
    pub told_to: Vec<Told>,
    /// Why it was superseded, withdrawn or taken out as an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
}

/// A preference without its documents and those who were told, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreferenceOutline)]
pub struct PreferenceOutlineView {
    #[serde(flatten)]
    pub header: Header,
    /// Whose preference it is.
    pub client_id: ClientId,
    /// What it is about.
    pub category: Category,
    /// In the client's own words, as far as possible.
    pub text: String,
    /// How much it weighs.
    pub strength: Strength,
    /// Who said it.
    pub stated_by: StatedBy,
    /// When it was said.
    pub stated_at: Timestamp,
    /// The last day on which it counts, in the agency's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// How many were told.
    #[schema(minimum = 0)]
    pub told_count: i32,
    /// Where it stands.
    pub status: Status,
    /// The preference that this one took the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<PreferenceId>,
    /// When it was superseded, withdrawn or taken out as an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What the caller can do with the preference now.
    #[schema(example = json!(["supersede", "withdraw", "tell"]))]
    pub allowed_actions: Vec<String>,
}

/// The alias names the list's schema in the API description.
pub type PreferenceOutlineList = Page<PreferenceOutlineView>;
