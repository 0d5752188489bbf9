//! What callers send and receive about users, API clients and tokens.

mod api_clients;
mod users;

pub use api_clients::*;
pub use users::*;
