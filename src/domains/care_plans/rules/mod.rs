//! What makes a care plan sound, and when it and its parts may change. No I/O.

mod checks;
mod completeness;
mod conclusion;
mod diff;
mod links;
mod machines;
mod plain;
mod priorities;
mod reviews;
mod snapshot;
mod summary;
mod targets;
mod templates;
mod words;

pub use checks::{
    check_amendment, check_goal, check_goal_completion, check_goal_patch, check_intervention,
    check_intervention_patch, check_new_goal, check_new_intervention, check_new_plan,
    check_new_problem, check_observed, check_plan, check_plan_patch, check_progress,
};
pub use completeness::{Evidence, completeness, gaps, gaps_in_amendment, open_goals, unanswered};
pub use conclusion::{Conclusion, conclusion, ending, is_over};
pub use diff::diff;
pub use links::{Links, check_size};
pub use machines::{
    BARRIERS, GOALS, INTERVENTIONS, LINKS, PLANS, PROGRESS, TEMPLATES, barrier_actions,
    check_active, check_draft, check_lives, goal_actions, intervention_actions, plan_actions,
    require_goal_phase,
};
pub use plain::{Told, plain_language};
pub use priorities::renumbered;
pub use reviews::{
    REVIEW_OVER, REVIEW_SCHEDULED, REVIEWS, acknowledgement_status, check_agreement,
    check_review_completion, check_review_days, is_overdue, is_review_overdue, review_actions,
    review_day, team,
};
pub use snapshot::snapshot;
pub use summary::summary;
pub use targets::target_met;
pub use templates::{Beginnings, begin, check_new_template, check_template, take_up};
pub use words::{Names, change_groups};

use crate::platform::ProblemKind;

/// Category of a plan that names none.
pub const COMPREHENSIVE: &str = "comprehensive";

/// Days from activation to the first review, where the plan names no date.
pub const REVIEW_AFTER_DAYS: u64 = 90;

pub const INCOMPLETE: ProblemKind = ProblemKind::conflict(
    "care_plan_incomplete",
    "The care plan lacks something",
    "See `errors`: each points into the care plan as GET shows it. A plan needs a problem, a goal, \
     and for each goal an intervention with a responsible person. Those of an amendment point into \
     the amendment.",
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

pub const OVER: ProblemKind = ProblemKind::conflict(
    "care_plan_over",
    "The care plan has ended",
    "This can be done until the plan is completed, revoked, replaced or taken out as an error.",
);

pub const APPROVAL_NEEDED: ProblemKind = ProblemKind::conflict(
    "care_plan_approval_needed",
    "The care plan needs approval",
    "Submit it; then someone who may approve plans, and who did not submit it, activates it. \
     Changes of such a plan are made by someone who may approve.",
);

pub const TASKS_LEFT: ProblemKind = ProblemKind::conflict(
    "amendment_leaves_tasks",
    "Interventions that leave the plan have open tasks",
    "Say for each intervention in `errors` whether its tasks are kept, cancelled or replaced. \
     `openTasks` lists the tasks.",
);

pub const TEMPLATE_NOT_DRAFT: ProblemKind = ProblemKind::conflict(
    "plan_template_not_draft",
    "The template is not a draft",
    "A published template stays as it is: draft another that revises it.",
);

pub const TEMPLATE_EMPTY: ProblemKind = ProblemKind::conflict(
    "plan_template_empty",
    "The template has no parts",
    "Add a problem, a goal or an intervention before it is published.",
);

pub const NO_VERSION: ProblemKind = ProblemKind::conflict(
    "care_plan_without_version",
    "No version of the care plan has been agreed",
    "Activate the plan first: what is acknowledged is a version.",
);

pub const TOO_MANY_PARTS: ProblemKind = ProblemKind::conflict(
    "care_plan_too_large",
    "The care plan is too large",
    "A plan has at most 100 problems, 100 goals and 200 interventions.",
);
