//! What parts of a plan may point at outside the plan: assessments of the same
//! client, and users who can work.

use entity::{AssessmentId, ClientId, UserId};

use super::super::dto::PartSource;
use crate::{
    domains::{assessments, identity},
    platform::{Access, Problem, catalogue},
};

/// Checks references, each once.
pub struct References {
    client_id: ClientId,
    assessments: Vec<AssessmentId>,
    users: Vec<UserId>,
}

impl References {
    pub fn of(client_id: ClientId) -> Self {
        Self { client_id, assessments: Vec::new(), users: Vec::new() }
    }

    /// `pointer` is where the body names it.
    pub async fn assessment(
        &mut self,
        access: &impl Access,
        id: AssessmentId,
        pointer: String,
    ) -> Result<(), Problem> {
        if self.assessments.contains(&id) {
            return Ok(());
        }
        match assessments::service::require_assessment(access, id).await {
            Ok(found) if found.client_id == self.client_id => {
                self.assessments.push(id);
                Ok(())
            }
            Err(problem) if problem.kind() != &catalogue::NOT_FOUND => Err(problem),
            _ => {
                let detail = "There is no such assessment of this client.";
                Err(Problem::field(pointer, "not_found", detail))
            }
        }
    }

    pub async fn assessments(
        &mut self,
        access: &impl Access,
        ids: &[AssessmentId],
        pointer: &str,
    ) -> Result<(), Problem> {
        for (place, id) in ids.iter().enumerate() {
            self.assessment(access, *id, format!("{pointer}/{place}")).await?;
        }
        Ok(())
    }

    pub async fn source(
        &mut self,
        access: &impl Access,
        source: Option<&PartSource>,
        place: &str,
    ) -> Result<(), Problem> {
        let Some(source) = source else { return Ok(()) };
        let pointer = format!("{place}/source/assessmentId");
        self.assessment(access, source.assessment_id, pointer).await
    }

    pub async fn user(
        &mut self,
        access: &impl Access,
        id: Option<UserId>,
        pointer: String,
    ) -> Result<(), Problem> {
        let Some(id) = id.filter(|id| !self.users.contains(id)) else { return Ok(()) };
        match identity::service::require_user(access, id).await {
            Ok(_) => {
                self.users.push(id);
                Ok(())
            }
            Err(problem) if problem.kind() == &catalogue::NOT_FOUND => {
                let detail = "There is no such active user.";
                Err(Problem::field(pointer, "not_found", detail))
            }
            Err(problem) => Err(problem),
        }
    }
}
