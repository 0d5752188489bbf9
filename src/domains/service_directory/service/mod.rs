//! What can be done with the service directory.

mod for_others;
pub mod hsds;
pub mod locations;
pub mod offers;
pub mod organizations;
pub mod search;
pub mod services;
pub mod terms;

pub use super::repository::{Offer, ServiceRecord};
pub use for_others::{
    DirectoryRecipient, RecipientRef, find_service, organization_names, recipient, service_names,
};
