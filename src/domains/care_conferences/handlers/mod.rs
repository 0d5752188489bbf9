//! HTTP in, HTTP out. No decisions.

mod conferences;
mod meeting;
mod outcomes;
mod parts;
mod views;

pub use conferences::routes as conferences;
pub use meeting::routes as meeting;
pub use outcomes::routes as outcomes;
pub use parts::routes as parts;
