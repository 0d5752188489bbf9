//! The queries of the service directory that `platform::store` does not already
//! have: the only place of the domain that speaks SQL.

pub mod hsds;
pub mod imported;
pub mod keys;
pub mod locations;
pub mod offers;
pub mod organizations;
pub mod records;
pub mod search;
pub mod services;
pub mod taxonomies;
pub mod terms;

pub use records::{Offer, ServiceRecord};

/// Where a record was imported from, and what it is called there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: String,
    pub external_id: String,
}
