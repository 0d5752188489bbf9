//! How parts of a plan find each other: by id, or by the key that they carry
//! in one request.

use entity::{GoalId, Id, PlanProblemId};

use super::TOO_MANY_PARTS;
use crate::platform::{FieldProblem, Problem};

const MOST_PROBLEMS: usize = 100;
const MOST_GOALS: usize = 100;
const MOST_INTERVENTIONS: usize = 200;

/// What a new part may refer to.
#[derive(Debug, Default)]
pub struct Links {
    problems: Vec<(Option<String>, PlanProblemId)>,
    goals: Vec<(Option<String>, GoalId)>,
}

impl Links {
    pub fn add_problem(&mut self, key: Option<&str>, id: PlanProblemId) {
        self.problems.push((key.map(str::to_owned), id));
    }

    pub fn add_goal(&mut self, key: Option<&str>, id: GoalId) {
        self.goals.push((key.map(str::to_owned), id));
    }

    /// The problems that a goal names; `place` is where the goal is in the body.
    pub fn problems(
        &self,
        place: &str,
        ids: &[PlanProblemId],
        keys: &[String],
    ) -> Result<Vec<PlanProblemId>, Problem> {
        resolve(
            &self.problems,
            (ids, &format!("{place}/problemIds")),
            (keys, &format!("{place}/problemKeys")),
        )
    }

    /// The goals that an intervention serves.
    pub fn goals(
        &self,
        place: &str,
        ids: &[GoalId],
        keys: &[String],
    ) -> Result<Vec<GoalId>, Problem> {
        resolve(
            &self.goals,
            (ids, &format!("{place}/goalIds")),
            (keys, &format!("{place}/goalKeys")),
        )
    }
}

fn resolve<E>(
    known: &[(Option<String>, Id<E>)],
    (ids, ids_at): (&[Id<E>], &str),
    (keys, keys_at): (&[String], &str),
) -> Result<Vec<Id<E>>, Problem> {
    let mut found: Vec<Id<E>> = Vec::new();
    let mut wrong = Vec::new();
    let mut add = |id: Option<Id<E>>, pointer: String| match id {
        Some(id) if !found.contains(&id) => found.push(id),
        Some(_) => {}
        None => wrong.push(FieldProblem::at(pointer, "not_found", "The plan has no such part.")),
    };
    for (place, id) in ids.iter().enumerate() {
        let id = known.iter().map(|(_, known)| *known).find(|known| known == id);
        add(id, format!("{ids_at}/{place}"));
    }
    for (place, key) in keys.iter().enumerate() {
        let named = known.iter().find(|(known, _)| known.as_ref() == Some(key));
        add(named.map(|(_, id)| *id), format!("{keys_at}/{place}"));
    }
    if wrong.is_empty() { Ok(found) } else { Err(Problem::invalid(wrong)) }
}

/// A plan that nobody can read helps nobody; a page of it must also fit an answer.
pub fn check_size(problems: usize, goals: usize, interventions: usize) -> Result<(), Problem> {
    if problems > MOST_PROBLEMS || goals > MOST_GOALS || interventions > MOST_INTERVENTIONS {
        return Err(Problem::new(&TOO_MANY_PARTS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use entity::Uuid;

    use super::*;

    fn links() -> (Links, PlanProblemId, PlanProblemId) {
        let (first, second) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let mut links = Links::default();
        links.add_problem(Some("food"), first);
        links.add_problem(None, second);
        (links, first, second)
    }

    #[test]
    fn parts_are_found_by_key_and_by_id_and_named_once() {
        let (links, first, second) = links();
        let keys = ["food".to_owned()];
        let found = links.problems("/goals/0", &[second, first], &keys).unwrap();
        assert_eq!(found, [second, first]);
    }

    #[test]
    fn what_the_plan_does_not_have_is_pointed_at() {
        let (links, first, _) = links();
        let stranger: PlanProblemId = Uuid::from_u128(9).into();
        let keys = ["rent".to_owned()];
        let problem = links.problems("/goals/3", &[first, stranger], &keys).unwrap_err();
        let told = format!("{problem:?}");
        assert!(told.contains("#/goals/3/problemIds/1 not_found"), "{told}");
        assert!(told.contains("#/goals/3/problemKeys/0 not_found"), "{told}");
    }
}
