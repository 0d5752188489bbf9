//! The queries of care plans that `platform::store` does not already have.

mod barriers;
pub mod due;
mod goals;
mod interventions;
mod plans;
mod problems;
mod records;
mod reviews;
mod templates;
mod versions;

pub use barriers::{apply_barrier_patch, apply_barrier_step, insert_barrier};
pub use goals::{
    SeenLast, apply_goal_patch, apply_goal_step, drop_problem, insert_goal, insert_progress,
    progress_page, retract_progress, seen_last, show_seen,
};
pub use interventions::{
    apply_intervention_patch, apply_intervention_step, drop_goal, insert_intervention, link, unlink,
};
pub use plans::{
    Beginning, activate, active_of_category, active_of_client, amend, apply_patch, apply_step,
    complete, insert, page, replace, set_next_review, submit, touch,
};
pub use problems::{apply_problem_patch, insert_problem, set_priority};
pub use records::{
    CarePlanOutline, CarePlanRecord, Part, PartRecord, load, part_of, remove, today,
};
pub use reviews::{
    Acknowledged, ReviewRecord, acknowledgement_page, acknowledgements, apply_review_patch,
    apply_review_step, complete_review, insert_acknowledgement, insert_review, review_page,
    scheduled_review,
};
pub use templates::{
    apply_template_patch, apply_template_step, insert_template, published_template, template_page,
};
pub use versions::{insert_version, version, version_page};
