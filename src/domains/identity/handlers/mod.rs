//! HTTP in, HTTP out. No decisions.

pub mod api_clients;
pub mod tokens;
pub mod users;
