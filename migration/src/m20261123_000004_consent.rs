//! Consents, and the ledger of what was disclosed.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, append_only, belongs_to, index, of_agency};

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
            c.owned_table("consent")
                .col(c.uuid("client_id"))
                .col(c.text("consent_type"))
                .col(c.text("status"))
                .col(c.text("provision"))
                .col(c.text_null("client_name"))
                .col(c.text_null("grantor"))
                .col(c.text_null("method"))
                .col(c.text_null("signed_by"))
                .col(c.text_null("document_reference"))
                .col(c.date_null("granted_on"))
                .col(c.date_null("effective_on"))
                .col(c.date_null("expires_on"))
                .col(c.text_null("expires_event"))
                .col(c.text("disclosers"))
                .col(c.text("recipients"))
                .col(c.text("data_classes"))
                .col(c.text_null("information_description"))
                .col(c.text("purposes"))
                .col(c.flag("redisclosure_statement"))
                .col(c.flag("refusal_consequences_stated"))
                .col(c.flag("right_to_revoke_stated"))
                .col(c.text_null("language"))
                .col(c.text_null("witness"))
                .col(c.uuid_null("supersedes_id"))
                .col(c.instant_null("activated_at"))
                .col(c.instant_null("ended_at"))
                .col(c.text_null("status_reason"))
                .foreign_key(&mut of_agency("consent"))
                .foreign_key(&mut belongs_to("consent", "client_id", "client"))
                .foreign_key(&mut belongs_to("consent", "supersedes_id", "consent"))
                .to_owned(),
            c.owned_table("disclosure")
                .col(c.uuid("client_id"))
                .col(c.uuid_null("recipient_agency_id"))
                .col(c.text("recipient_name"))
                .col(c.text_null("recipient_address"))
                .col(c.text("purpose"))
                .col(c.text("basis"))
                .col(c.uuid_null("consent_id"))
                .col(c.text("description"))
                .col(c.text("data_classes"))
                .col(c.text("records"))
                .col(c.text("payload_hash"))
                .col(c.text("channel"))
                .foreign_key(&mut of_agency("disclosure"))
                .foreign_key(&mut belongs_to("disclosure", "client_id", "client"))
                .foreign_key(&mut belongs_to("disclosure", "consent_id", "consent"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        // One that was rejected, or recorded in error, supersedes nothing.
        let mut one_successor = index("consent", &["supersedes_id"]);
        one_successor.name("consent_successor_key").unique();
        one_successor.and_where(Expr::col("status").is_not_in(["rejected", "entered_in_error"]));
        for index in [
            one_successor,
            index("consent", &["client_id", "created_at", "id"]),
            index("consent", &["created_at", "id"]),
            index("consent", &["updated_at", "id"]),
            index("consent", &["supersedes_id"]),
            index("disclosure", &["client_id", "created_at", "id"]),
            index("disclosure", &["consent_id"]),
        ] {
            manager.create_index(index).await?;
        }
        append_only(manager, &["disclosure"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["disclosure", "consent"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
