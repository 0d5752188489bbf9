//! Carewright: a REST API for care management.
//!
//! - [`domains`]: one folder per part of care management. Start here.
//! - [`platform`]: what the domains are built from; knows no domain.
//! - [`openapi`]: the published API description.
//! - [`server`]: puts the server together.
//! - [`commands`]: what the binary can do beside serving.

pub mod commands;
pub mod config;
pub mod demo;
pub mod domains;
pub mod openapi;
pub mod platform;
pub mod server;
pub mod startup;
pub mod telemetry;
