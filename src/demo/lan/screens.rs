//! What Mrs. Nguyễn was asked, and what her answers suggest for her plan.

use entity::{AssessmentId, ClientId};
use serde_json::{Value, json};

use crate::{
    demo::{again, cases::take_to_the_end},
    domains::assessments,
    platform::{Ctx, Problem},
};

/// A completed assessment, and what it suggests for the plan.
pub struct Screen {
    id: AssessmentId,
    /// As a caller gets it.
    suggestion: Value,
}

impl Screen {
    /// Moderate, without thoughts of self-harm.
    pub async fn mood(ctx: &Ctx, client: ClientId) -> Result<Self, Problem> {
        let answers = [
            ("phq9-1", "more_than_half_the_days"),
            ("phq9-2", "several_days"),
            ("phq9-3", "more_than_half_the_days"),
            ("phq9-4", "more_than_half_the_days"),
            ("phq9-5", "more_than_half_the_days"),
            ("phq9-6", "several_days"),
            ("phq9-7", "several_days"),
            ("phq9-8", "not_at_all"),
            ("phq9-9", "not_at_all"),
            ("phq9-10", "somewhat_difficult"),
        ];
        Self::take(ctx, client, ("phq-9", "low-mood"), &answers).await
    }

    pub async fn food(ctx: &Ctx, client: ClientId) -> Result<Self, Problem> {
        let answers = [("hvs-1", "often_true"), ("hvs-2", "sometimes_true")];
        Self::take(ctx, client, ("hunger-vital-sign", "food-insecurity"), &answers).await
    }

    async fn take(
        ctx: &Ctx,
        client: ClientId,
        (instrument, suggestion): (&str, &str),
        answers: &[(&str, &str)],
    ) -> Result<Self, Problem> {
        let visit = json!({
            "instrumentCode": instrument,
            "kind": "initial",
            "respondent": "client",
            "mode": "in_person",
            "interpreterUsed": true,
        });
        let id = take_to_the_end(ctx, client, visit, answers).await?.row.id;
        let suggested = assessments::service::suggestions(&again(ctx), id).await?;
        let found = suggested.into_iter().find(|one| one.code == suggestion);
        let found = found.ok_or_else(|| Problem::internal("seed: a screening suggests nothing"))?;
        Ok(Self { id, suggestion: json!(found) })
    }

    fn source(&self) -> Value {
        json!({ "assessmentId": self.id, "suggestionCode": self.suggestion["code"] })
    }

    pub fn problem(&self, key: &str, priority: i32) -> Value {
        let problem = &self.suggestion["problem"];
        json!({
            "key": key,
            "kind": problem["kind"],
            "description": problem["description"],
            "codes": problem["codes"],
            "evidenceAssessmentIds": [self.id],
            "clientPriority": priority,
            "source": self.source(),
        })
    }

    /// The suggested goal at that place, with what the client says of it.
    pub fn goal(&self, place: usize, said: Value) -> Value {
        let goal = &self.suggestion["goals"][place];
        let suggested = json!({
            "description": goal["description"],
            "domain": goal["domain"],
            "owner": "client",
            "source": self.source(),
        });
        merge(suggested, said)
    }

    /// The suggested intervention at that place, with who does it by when.
    pub fn intervention(&self, place: usize, agreed: Value) -> Value {
        let intervention = &self.suggestion["interventions"][place];
        let suggested = json!({
            "kind": intervention["kind"],
            "description": intervention["description"],
            "needDomain": intervention["needDomain"],
            "source": self.source(),
        });
        merge(suggested, agreed)
    }
}

fn merge(mut first: Value, second: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (first.as_object_mut(), second) {
        fields.extend(more);
    }
    first
}
