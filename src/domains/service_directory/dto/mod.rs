//! What callers send and receive about the service directory.

mod hsds;
mod locations;
mod offers;
mod organizations;
mod search;
mod services;
mod terms;

pub use hsds::*;
pub use locations::*;
pub use offers::*;
pub use organizations::*;
pub use search::*;
pub use services::*;
pub use terms::*;
