//! What callers send and receive about care conferences.

mod meeting;
mod parts;
mod planning;
mod views;

pub use meeting::*;
pub use parts::*;
pub use planning::*;
pub use views::*;
