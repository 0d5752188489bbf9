//! HTTP in, HTTP out. No decisions.

mod conferences;
mod meeting;
mod minutes;
mod minutes_views;
mod outcomes;
mod parts;
mod scheduling;
mod views;

pub use conferences::routes as conferences;
pub use meeting::routes as meeting;
pub use minutes::routes as minutes;
pub use outcomes::routes as outcomes;
pub use parts::routes as parts;
pub use scheduling::routes as scheduling;
