//! What can be done with accounts and tokens.

pub mod api_clients;
mod caller;
pub mod tokens;
pub mod users;

pub use api_clients::require_api_client;
pub use caller::{call_as, call_as_admin, caller, mint, operator};
pub use users::{add_first_admin, require_user};
