//! In which order problems matter to the client: 1 to n, without gaps or doubles.

use entity::{PlanProblemId, plan_problem};

/// The places that problems get when those in `moved` have just been given
/// theirs: each of them stands where it was put, as far as there are that many,
/// and the others move along. Only what differs from the row is told.
pub fn renumbered(
    problems: &[plan_problem::Model],
    moved: &[PlanProblemId],
) -> Vec<(PlanProblemId, i32)> {
    let mut ranked: Vec<_> = problems
        .iter()
        .filter_map(|problem| problem.client_priority.map(|priority| (priority, problem.id)))
        .collect();
    ranked.sort_by_key(|(priority, id)| (*priority, id.uuid()));
    let (put, others): (Vec<_>, Vec<_>) =
        ranked.into_iter().partition(|(_, id)| moved.contains(id));
    let mut order: Vec<PlanProblemId> = others.into_iter().map(|(_, id)| id).collect();
    for (priority, id) in put {
        let place = usize::try_from(priority - 1).unwrap_or_default();
        order.insert(place.min(order.len()), id);
    }
    let places = (1..).zip(order).filter(|(place, id)| {
        let row = problems.iter().find(|problem| problem.id == *id);
        row.is_some_and(|row| row.client_priority != Some(*place))
    });
    places.map(|(place, id)| (id, place)).collect()
}

/// Where the numbers of a new plan's problems are not 1 to n: the place of the
/// first that does not fit.
pub fn first_misnumbered(priorities: &[Option<i32>]) -> Option<usize> {
    let mut known: Vec<i32> = priorities.iter().flatten().copied().collect();
    known.sort_unstable();
    let wrong = (1..).zip(&known).find(|(place, priority)| place != *priority)?;
    // Of two that are equal, the later one is too many.
    priorities.iter().rposition(|priority| *priority == Some(*wrong.1))
}

#[cfg(test)]
mod tests {
    use super::{super::snapshot::samples, *};

    fn problems(priorities: &[Option<i32>]) -> Vec<plan_problem::Model> {
        let rows = priorities.iter().map(|priority| plan_problem::Model {
            client_priority: *priority,
            ..samples::problem()
        });
        rows.collect()
    }

    /// The places of all problems after the one at `moved` was given its number.
    fn after(priorities: &[Option<i32>], moved: Option<usize>) -> Vec<Option<i32>> {
        let rows = problems(priorities);
        let moved: Vec<_> = moved.map(|place| rows[place].id).into_iter().collect();
        let changed = renumbered(&rows, &moved);
        let place = |row: &plan_problem::Model| {
            let new = changed.iter().find(|(id, _)| *id == row.id).map(|(_, place)| *place);
            new.or(row.client_priority)
        };
        rows.iter().map(place).collect()
    }

    #[test]
    fn a_problem_takes_the_place_it_is_given_and_others_move_along() {
        let one = |number| Some(number);
        // A new first one.
        assert_eq!(after(&[one(1), one(2), one(1)], Some(2)), [one(2), one(3), one(1)]);
        // The first becomes the last.
        assert_eq!(after(&[one(3), one(2), one(3)], Some(0)), [one(3), one(1), one(2)]);
        // Beyond the last is the next.
        assert_eq!(after(&[one(1), one(40)], Some(1)), [one(1), one(2)]);
        // Who leaves makes no gap, and who has no place gets none.
        assert_eq!(after(&[one(2), None, one(3)], None), [one(1), None, one(2)]);
    }

    #[test]
    fn what_is_numbered_from_one_without_gaps_stays() {
        assert!(renumbered(&problems(&[Some(2), None, Some(1)]), &[]).is_empty());
    }

    #[test]
    fn a_new_plan_numbers_its_problems_without_gaps_or_doubles() {
        assert_eq!(first_misnumbered(&[]), None);
        assert_eq!(first_misnumbered(&[None, Some(2), Some(1)]), None);
        assert_eq!(first_misnumbered(&[Some(2)]), Some(0));
        assert_eq!(first_misnumbered(&[Some(1), Some(3)]), Some(1));
        assert_eq!(first_misnumbered(&[Some(1), Some(1)]), Some(1));
    }
}
