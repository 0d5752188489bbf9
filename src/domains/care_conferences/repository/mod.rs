//! Queries for care conferences. No decisions.

mod agenda;
mod conferences;
mod minutes;
mod outcomes;
mod parts;

pub use agenda::*;
pub use conferences::*;
pub use minutes::*;
pub use outcomes::*;
pub use parts::*;
