//! The queries of care plans that `platform::store` does not already have.

mod goals;
mod interventions;
mod plans;
mod problems;
mod records;
mod versions;

pub use goals::{
    apply_goal_patch, apply_goal_step, drop_problem, insert_goal, insert_progress, is_seen_later,
    progress_page, set_achievement,
};
pub use interventions::{
    apply_intervention_patch, apply_intervention_step, drop_goal, insert_intervention, link,
};
pub use plans::{
    activate, active_of_category, active_of_client, amend, apply_patch, apply_step, complete,
    insert, page, touch,
};
pub use problems::{apply_problem_patch, insert_problem};
pub use records::{CarePlanRecord, Part, PartRecord, load, part_of, remove};
pub use versions::{insert_version, version, version_page};
