//! What parts of a plan may point at outside the plan: assessments of the same
//! client, and users who can work.

use entity::{AssessmentId, ClientId, UserId, preference::PreferenceAnswer, user_account};

use super::super::dto::PartSource;
use crate::{
    domains::{assessments, identity, preferences},
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
        if active_user(access, id).await?.is_none() {
            return Err(Problem::field(pointer, "not_found", "There is no such active user."));
        }
        self.users.push(id);
        Ok(())
    }
}

/// Answers are to preferences of the client; which are missing matters at
/// activation only.
pub async fn check_answers(
    access: &impl Access,
    client_id: ClientId,
    answers: &[PreferenceAnswer],
    pointer: &str,
) -> Result<(), Problem> {
    match preferences::service::check_answered(access, client_id, answers, pointer).await {
        Err(problem) if problem.kind().code == UNANSWERED => Ok(()),
        other => other,
    }
}

/// What says that a preference is left open.
pub const UNANSWERED: &str = "preference_unanswered";

/// The user, if there is one who can work.
pub async fn active_user(
    access: &impl Access,
    id: UserId,
) -> Result<Option<user_account::Model>, Problem> {
    match identity::service::require_user(access, id).await {
        Ok(user) => Ok(Some(user)),
        Err(problem) if problem.kind() == &catalogue::NOT_FOUND => Ok(None),
        Err(problem) => Err(problem),
    }
}
