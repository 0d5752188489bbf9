//! What callers send and receive about the service directory.

mod hsds;
mod hsds_lists;
mod hsds_parts;
mod locations;
mod offers;
mod organizations;
mod search;
mod services;
mod terms;

pub use hsds::*;
pub use hsds_lists::*;
pub use hsds_parts::*;
pub use locations::*;
pub use offers::*;
pub use organizations::*;
pub use search::*;
pub use services::*;
pub use terms::*;
