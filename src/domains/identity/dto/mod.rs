//! What callers send and receive about users, API clients and tokens.

mod api_clients;
mod tokens;
mod users;

pub use api_clients::*;
pub use tokens::*;
pub use users::*;
