//! HTTP in, HTTP out. No decisions.

pub mod goals;
pub mod interventions;
pub mod lifecycle;
pub mod plans;
pub mod problems;
pub mod progress;
mod views;
