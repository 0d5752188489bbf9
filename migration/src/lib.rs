//! Schema history. A migration that has been released is never edited.

use sea_orm_migration::prelude::*;

mod m20261123_000001_foundation;
mod m20261123_000002_client;
mod m20261123_000003_assessment;
mod m20261123_000004_consent;
mod m20261123_000005_task;
mod m20261123_000006_care_plan;
mod m20261123_000007_referral;
mod m20261123_000008_care_conference;
mod m20261123_000009_client_details;
mod m20261123_000010_preference;
mod m20261123_000011_related_person;
mod m20261123_000012_instrument;
mod m20261123_000013_plan_work;
mod m20261123_000014_referral_work;
mod m20261123_000015_service_directory;
mod m20261123_000016_conference_work;
mod m20261123_000017_task_work;
mod table;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_foundation::Migration),
            Box::new(m20261123_000002_client::Migration),
            Box::new(m20261123_000003_assessment::Migration),
            Box::new(m20261123_000004_consent::Migration),
            Box::new(m20261123_000005_task::Migration),
            Box::new(m20261123_000006_care_plan::Migration),
            Box::new(m20261123_000007_referral::Migration),
            Box::new(m20261123_000008_care_conference::Migration),
            Box::new(m20261123_000010_preference::Migration),
            Box::new(m20261123_000009_client_details::Migration),
            Box::new(m20261123_000015_service_directory::Migration),
            Box::new(m20261123_000016_conference_work::Migration),
            Box::new(m20261123_000013_plan_work::Migration),
            Box::new(m20261123_000014_referral_work::Migration),
            Box::new(m20261123_000012_instrument::Migration),
            Box::new(m20261123_000011_related_person::Migration),
            Box::new(m20261123_000017_task_work::Migration),
        ]
    }
}
