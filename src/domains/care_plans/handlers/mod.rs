//! HTTP in, HTTP out. No decisions.

pub mod acknowledgements;
pub mod barriers;
pub mod goals;
pub mod interventions;
pub mod lifecycle;
pub mod plans;
pub mod problems;
pub mod progress;
pub mod reviews;
pub mod templates;
mod views;
