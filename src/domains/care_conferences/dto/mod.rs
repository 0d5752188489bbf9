//! What callers send and receive about care conferences.

mod distribution;
mod filters;
mod meeting;
mod minutes;
mod part_views;
mod parts;
mod planning;
mod views;

pub use distribution::*;
pub use filters::*;
pub use meeting::*;
pub use minutes::*;
pub use part_views::*;
pub use parts::*;
pub use planning::*;
pub use views::*;
