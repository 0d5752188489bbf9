//! The service directory: organizations, places, services and what they are
//! found by.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, belongs_to, index, of_agency};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 7] = [
    "service_search_key",
    "service_at_location",
    "service",
    "location",
    "taxonomy_term",
    "taxonomy",
    "organization",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        let tables = providers(c).into_iter().chain(terms(c)).chain(offers(c));
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in [
            index("organization", &["created_at", "id"]),
            index("organization", &["updated_at", "id"]),
            index("organization", &["sort_name", "id"]),
            index("organization", &["source", "external_id"]),
            index("location", &["created_at", "id"]),
            index("location", &["updated_at", "id"]),
            index("location", &["organization_id", "created_at", "id"]),
            index("location", &["latitude", "longitude"]),
            index("location", &["source", "external_id"]),
            index("service", &["created_at", "id"]),
            index("service", &["last_modified", "id"]),
            index("service", &["sort_name", "id"]),
            index("service", &["updated_at", "id"]),
            index("service", &["organization_id", "created_at", "id"]),
            index("service", &["source", "external_id"]),
            index("service_at_location", &["created_at", "id"]),
            index("service_at_location", &["service_id", "created_at", "id"]),
            index("service_at_location", &["location_id", "created_at", "id"]),
            index("service_at_location", &["source", "external_id"]),
            index("taxonomy", &["created_at", "id"]),
            index("taxonomy_term", &["created_at", "id"]),
            index("taxonomy_term", &["taxonomy_id", "created_at", "id"]),
            index("taxonomy_term", &["parent_id", "created_at", "id"]),
            index("service_search_key", &["service_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn providers(c: Columns) -> Vec<TableCreateStatement> {
    vec![
        c.owned_table("organization")
            .col(c.text("name"))
            .col(c.text("sort_name"))
            .col(c.uuid_null("partner_agency_id"))
            .col(c.text("referral_channel"))
            .col(c.integer("sla_ack_business_days"))
            .col(c.text_null("source"))
            .col(c.text_null("external_id"))
            .col(c.text("details"))
            .foreign_key(&mut of_agency("organization"))
            .to_owned(),
        c.owned_table("location")
            .col(c.uuid_null("organization_id"))
            .col(c.text_null("name"))
            .col(c.text("location_type"))
            .col(c.double_null("latitude"))
            .col(c.double_null("longitude"))
            .col(c.text_null("time_zone"))
            .col(c.text_null("source"))
            .col(c.text_null("external_id"))
            .col(c.text("details"))
            .col(c.text("schedules"))
            .foreign_key(&mut of_agency("location"))
            .foreign_key(&mut belongs_to("location", "organization_id", "organization"))
            .to_owned(),
    ]
}

fn terms(c: Columns) -> Vec<TableCreateStatement> {
    vec![
        c.owned_table("taxonomy")
            .col(c.text("name"))
            .col(c.text("description"))
            .col(c.text_null("uri"))
            .col(c.text_null("edition"))
            .col(c.text_null("source"))
            .col(c.text_null("external_id"))
            .foreign_key(&mut of_agency("taxonomy"))
            .to_owned(),
        c.owned_table("taxonomy_term")
            .col(c.uuid_null("taxonomy_id"))
            .col(c.uuid_null("parent_id"))
            .col(c.text_null("code"))
            .col(c.text("name"))
            .col(c.text("description"))
            .col(c.text_null("taxonomy"))
            .col(c.text_null("language"))
            .col(c.text_null("term_uri"))
            .col(c.text_null("source"))
            .col(c.text_null("external_id"))
            .foreign_key(&mut of_agency("taxonomy_term"))
            .foreign_key(&mut belongs_to("taxonomy_term", "taxonomy_id", "taxonomy"))
            .foreign_key(&mut belongs_to("taxonomy_term", "parent_id", "taxonomy_term"))
            .to_owned(),
    ]
}

fn offers(c: Columns) -> Vec<TableCreateStatement> {
    vec![
        c.owned_table("service")
            .col(c.uuid("organization_id"))
            .col(c.text("name"))
            .col(c.text("sort_name"))
            .col(c.text("status"))
            .col(c.integer_null("minimum_age"))
            .col(c.integer_null("maximum_age"))
            .col(c.instant("last_modified"))
            .col(c.date_null("assured_on"))
            .col(c.text("need_domains"))
            .col(c.text_null("capacity_status"))
            .col(c.text_null("capacity_note"))
            .col(c.instant_null("capacity_as_of"))
            .col(c.integer_null("waitlist_days_est"))
            .col(c.text_null("source"))
            .col(c.text_null("external_id"))
            .col(c.text("details"))
            .col(c.text("schedules"))
            .foreign_key(&mut of_agency("service"))
            .foreign_key(&mut belongs_to("service", "organization_id", "organization"))
            .to_owned(),
        c.owned_table("service_at_location")
            .col(c.uuid("service_id"))
            .col(c.uuid("location_id"))
            .col(c.text("status"))
            .col(c.text_null("capacity_status"))
            .col(c.text_null("capacity_note"))
            .col(c.instant_null("capacity_as_of"))
            .col(c.integer_null("waitlist_days_est"))
            .col(c.text_null("source"))
            .col(c.text_null("external_id"))
            .col(c.text("details"))
            .col(c.text("schedules"))
            .foreign_key(&mut of_agency("service_at_location"))
            .foreign_key(&mut belongs_to("service_at_location", "service_id", "service"))
            .foreign_key(&mut belongs_to("service_at_location", "location_id", "location"))
            .to_owned(),
        Table::create()
            .table("service_search_key")
            .col(c.uuid("agency_id"))
            .col(c.text("kind"))
            .col(c.text("value"))
            .col(c.uuid("service_id"))
            .primary_key(
                Index::create().col("agency_id").col("kind").col("value").col("service_id"),
            )
            .foreign_key(&mut belongs_to("service_search_key", "service_id", "service"))
            .to_owned(),
    ]
}
