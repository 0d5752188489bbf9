//! Clients, and what they can be found by.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, belongs_to, index, of_agency, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        let tables = [
            c.owned_table("client")
                .col(c.text("mrn"))
                .col(c.text("names"))
                .col(c.text("sort_name"))
                .col(c.date_null("birth_date"))
                .col(c.text("birth_date_precision"))
                .col(c.text("sex_at_birth"))
                .col(c.text_null("gender_identity"))
                .col(c.text_null("pronouns"))
                .col(c.text("race"))
                .col(c.text_null("ethnicity"))
                .col(c.text("identifiers"))
                .col(c.text("telecom"))
                .col(c.text("addresses"))
                .col(c.text("languages"))
                .col(c.flag("interpreter_needed"))
                .col(c.text_null("interpreter_language"))
                .col(c.text_null("sign_language"))
                .col(c.flag("literacy_need"))
                .col(c.text("cultural_needs"))
                .col(c.text("accommodations"))
                .col(c.text_null("living_situation"))
                .col(c.flag_null("veteran"))
                .col(c.text("legal_status"))
                .col(c.text_null("primary_clinician_organization"))
                .col(c.date_null("deceased_on"))
                .col(c.text("status"))
                .col(c.flag("restricted"))
                .col(c.text_null("duplicate_override_reason"))
                .foreign_key(&mut of_agency("client"))
                .to_owned(),
            Table::create()
                .table("client_search_key")
                .col(c.uuid("agency_id"))
                .col(c.text("kind"))
                .col(c.text("value"))
                .col(c.uuid("client_id"))
                .primary_key(
                    Index::create().col("agency_id").col("kind").col("value").col("client_id"),
                )
                .foreign_key(&mut belongs_to("client_search_key", "client_id", "client"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in [
            unique("client", &["mrn"]),
            index("client", &["created_at", "id"]),
            index("client", &["sort_name", "id"]),
            index("client", &["updated_at", "id"]),
            index("client_search_key", &["client_id", "kind", "value"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["client_search_key", "client"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
