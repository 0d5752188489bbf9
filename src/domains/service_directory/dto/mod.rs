//! What callers send and receive about the service directory.

mod locations;
mod offers;
mod organizations;
mod services;
mod terms;

pub use locations::*;
pub use offers::*;
pub use organizations::*;
pub use services::*;
pub use terms::*;
