//! The conference queries that `platform::store` does not already have.

mod conferences;
mod outcomes;
mod parts;

pub use conferences::*;
pub use outcomes::*;
pub use parts::*;
