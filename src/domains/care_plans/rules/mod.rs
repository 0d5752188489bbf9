//! What makes a care plan sound, and when it and its parts may change. No I/O.

mod checks;
mod completeness;
mod conclusion;
mod diff;
mod links;
mod machines;
mod snapshot;
mod summary;

pub use checks::{
    check_amendment, check_goal, check_goal_completion, check_goal_patch, check_intervention,
    check_intervention_patch, check_new_goal, check_new_intervention, check_new_plan,
    check_new_problem, check_observed, check_plan, check_plan_patch, check_progress,
};
pub use completeness::{completeness, gaps, open_goals};
pub use conclusion::{Conclusion, conclusion, ending, is_over};
pub use diff::diff;
pub use links::{Links, check_size};
pub use machines::{
    GOALS, INTERVENTIONS, PLANS, check_active, check_draft, goal_actions, intervention_actions,
    plan_actions, require_goal_phase,
};
pub use snapshot::snapshot;
pub use summary::summary;

use crate::platform::ProblemKind;

/// Category of a plan that names none.
pub const COMPREHENSIVE: &str = "comprehensive";

/// Days from activation to the first review, where the plan names no date.
pub const REVIEW_AFTER_DAYS: u64 = 90;

pub const INCOMPLETE: ProblemKind = ProblemKind::conflict(
    "care_plan_incomplete",
    "The care plan lacks something",
    "See `errors`: each points into the care plan as GET shows it. A plan needs a problem, a goal, \
     and for each goal an intervention with a responsible person.",
);

pub const NOT_DRAFT: ProblemKind = ProblemKind::conflict(
    "care_plan_not_draft",
    "The care plan is not a draft",
    "Return a plan in review to draft, or amend an active plan.",
);

pub const NOT_ACTIVE: ProblemKind = ProblemKind::conflict(
    "care_plan_not_active",
    "The care plan is not active",
    "This can be done while the plan is active.",
);

pub const INTERVENTION_OVER: ProblemKind = ProblemKind::conflict(
    "intervention_over",
    "The intervention is over",
    "Nothing more carries it out. Add another to the plan, or work without one.",
);

pub const NOT_OPEN: ProblemKind = ProblemKind::conflict(
    "care_plan_not_open_to_choice",
    "The care plan is agreed or over",
    "Goals are accepted or rejected before the plan is activated; amend an active plan.",
);

pub const GOALS_OPEN: ProblemKind = ProblemKind::conflict(
    "care_plan_goals_open",
    "Some goals are still open",
    "Complete or cancel the goals that `errors` points at, then complete the plan.",
);

pub const OTHER_ACTIVE: ProblemKind = ProblemKind::conflict(
    "care_plan_other_active",
    "Another plan of this category is active",
    "Complete or revoke the active plan of the same client and category first.",
);

pub const TOO_MANY_PARTS: ProblemKind = ProblemKind::conflict(
    "care_plan_too_large",
    "The care plan is too large",
    "A plan has at most 100 problems, 100 goals and 200 interventions.",
);
