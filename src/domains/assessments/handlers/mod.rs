//! HTTP in, HTTP out. No decisions.

pub mod assessments;
pub mod instruments;
mod views;
