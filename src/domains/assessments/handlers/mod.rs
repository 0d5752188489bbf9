//! HTTP in, HTTP out. No decisions.

pub mod agency_instruments;
pub mod assessments;
pub mod instruments;
pub mod licences;
pub mod results;
pub mod taking;
mod views;
