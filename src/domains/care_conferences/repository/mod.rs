//! Queries for care conferences. No decisions.

mod agenda;
mod conferences;
pub mod due;
mod minutes;
mod outcomes;
mod parts;

pub use agenda::*;
pub use conferences::*;
pub use minutes::*;
pub use outcomes::*;
pub use parts::*;
