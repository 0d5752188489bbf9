//! What clients are told apart by: hashes of their identifiers, and pairs who
//! may be the same person.

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
            Table::create()
                .table("client_identifier")
                .col(c.uuid("agency_id"))
                .col(c.text("hash"))
                .col(c.uuid("client_id"))
                .primary_key(Index::create().col("agency_id").col("hash"))
                .foreign_key(&mut belongs_to("client_identifier", "client_id", "client"))
                .to_owned(),
            c.owned_table("duplicate_candidate")
                .col(c.uuid("client_id"))
                .col(c.uuid("other_client_id"))
                .col(c.text("pair"))
                .col(c.integer("score"))
                .col(c.text("reasons"))
                .col(c.text("status"))
                .col(c.text_null("dismiss_reason"))
                .foreign_key(&mut of_agency("duplicate_candidate"))
                .foreign_key(&mut belongs_to("duplicate_candidate", "client_id", "client"))
                .foreign_key(&mut belongs_to("duplicate_candidate", "other_client_id", "client"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in [
            index("client_identifier", &["client_id"]),
            unique("duplicate_candidate", &["pair"]),
            index("duplicate_candidate", &["status", "created_at", "id"]),
            index("duplicate_candidate", &["status", "score", "id"]),
            index("duplicate_candidate", &["client_id", "created_at", "id"]),
            index("duplicate_candidate", &["other_client_id", "created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["duplicate_candidate", "client_identifier"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
