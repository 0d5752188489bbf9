//! What a result suggests for the care plan: data beside the instrument, offered to people and
//! never applied by itself. A screening is no diagnosis, and the texts do not claim one.

pub use entity::{
    goal::Domain as GoalDomain, intervention::Kind as InterventionKind,
    plan_problem::Kind as ProblemKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::number::Number;

/// A problem with goals and interventions, offered when its condition holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Suggestion {
    /// Unique in the instrument, so that a plan can say which suggestion it took up.
    pub code: String,
    pub when: When,
    pub problem: SuggestedProblem,
    pub goals: Vec<SuggestedGoal>,
    pub interventions: Vec<SuggestedIntervention>,
}

/// The result that a suggestion answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum When {
    /// The scale's score is in one of these bands.
    Band { scale: String, band_in: Vec<String> },
    /// The scale's score is at least this.
    Score { scale: String, score_at_least: Number },
    /// The flag is raised.
    Flag { flag: String },
}

/// A problem to offer for the care plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuggestedProblem {
    pub kind: ProblemKind,
    #[schema(min_length = 1, max_length = 2000)]
    pub description: String,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub codes: Vec<Coding>,
}

/// A code of a published system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Coding {
    /// The system's canonical URI.
    #[schema(min_length = 1, max_length = 200, example = "http://snomed.info/sct")]
    pub system: String,
    #[schema(min_length = 1, max_length = 60)]
    pub code: String,
    #[schema(min_length = 1, max_length = 200)]
    pub display: String,
}

/// A goal to offer for the care plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuggestedGoal {
    /// A first wording, to be replaced by the client's own.
    #[schema(min_length = 1, max_length = 2000)]
    pub description: String,
    pub domain: GoalDomain,
    /// A question to the client whose answer becomes the goal in the client's words.
    #[schema(min_length = 1, max_length = 500)]
    pub client_words_prompt: String,
}

/// An intervention to offer for the care plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuggestedIntervention {
    pub kind: InterventionKind,
    #[schema(min_length = 1, max_length = 2000)]
    pub description: String,
    /// The social need a `referral` is for, as a Gravity domain code (`food-insecurity`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 60)]
    pub need_domain: Option<String>,
}
