//! What clients want.

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
        manager
            .create_table(
                c.owned_table("preference")
                    .col(c.uuid("client_id"))
                    .col(c.text("category"))
                    .col(c.text("text"))
                    .col(c.text("strength"))
                    .col(c.text("stated_by"))
                    .col(c.instant("stated_at"))
                    .col(c.date_null("valid_until"))
                    .col(c.text("documents"))
                    .col(c.text("told_to"))
                    .col(c.text("status"))
                    .col(c.uuid_null("supersedes_id"))
                    .col(c.instant_null("ended_at"))
                    .col(c.text_null("status_reason"))
                    .foreign_key(&mut of_agency("preference"))
                    .foreign_key(&mut belongs_to("preference", "client_id", "client"))
                    .foreign_key(&mut belongs_to("preference", "supersedes_id", "preference"))
                    .to_owned(),
            )
            .await?;
        // A preference has one successor.
        manager.create_index(unique("preference", &["supersedes_id"])).await?;
        manager.create_index(index("preference", &["client_id", "created_at", "id"])).await?;
        manager.create_index(index("preference", &["client_id", "stated_at", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("preference").to_owned()).await
    }
}
