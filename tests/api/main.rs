//! The API, tested from the outside: over HTTP, against real databases.
//!
//! One binary with one module per domain, so that the tests link once. Every
//! test runs on SQLite and on PostgreSQL, by `on_both`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests need real time, fresh ids and no ceremony"
)]

mod agencies;
mod assessments;
mod audit;
mod authorization;
mod care_conferences;
mod care_plans;
mod clients;
mod consents;
mod contract;
mod derived_work;
mod harness;
mod identity;
mod openapi;
mod platform;
mod preferences;
mod reach;
mod referrals;
mod related_persons;
mod restricted;
mod service_directory;
mod story;
mod tasks;
mod timeline;
mod trail;
mod worklists;
