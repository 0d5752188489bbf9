//! Agencies, users, API clients, and what every change writes: audit entry,
//! transition, event, idempotency key.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, append_only, belongs_to, index, of_agency, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
#[expect(clippy::too_many_lines, reason = "a schema is one list")]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        let tables = [
            Table::create()
                .table("agency")
                .col(c.uuid("agency_id"))
                .col(c.uuid("id").unique_key())
                .col(c.big_integer("version"))
                .col(c.instant("created_at"))
                .col(c.instant("updated_at"))
                .col(c.uuid("created_by"))
                .col(c.uuid("updated_by"))
                .primary_key(Index::create().col("agency_id").col("id"))
                .col(c.text("name"))
                .col(c.text("time_zone"))
                .col(c.text("weekend_days"))
                .col(c.text("holidays"))
                .col(c.integer("referral_answer_days"))
                .col(c.integer("minutes_days"))
                .col(c.text("referral_intake"))
                .col(c.flag("estimate_missing_items"))
                .to_owned(),
            c.owned_table("user_account")
                .col(c.text("display_name"))
                .col(c.text_null("email"))
                .col(c.text("roles"))
                .col(c.text("status"))
                .foreign_key(&mut of_agency("user_account"))
                .to_owned(),
            c.owned_table("api_client")
                .col(c.text("name"))
                .col(c.text("roles"))
                .col(c.text("scopes"))
                .col(c.text("secret_hashes"))
                .col(c.text("status"))
                .foreign_key(&mut of_agency("api_client"))
                .to_owned(),
            c.owned_table("audit_entry")
                .col(c.text("request_id"))
                .col(c.text("operation"))
                .col(c.text("action"))
                .col(c.text("outcome"))
                .col(c.integer("status"))
                .col(c.text_null("problem"))
                .col(c.uuid("actor_id"))
                .col(c.uuid("actor_agency_id"))
                .col(c.text("actor_roles"))
                .col(c.text_null("application"))
                .col(c.text_null("token_id"))
                .col(c.text_null("address"))
                .col(c.text("items"))
                .to_owned(),
            Table::create()
                .table("audit_client")
                .col(c.uuid("agency_id"))
                .col(c.uuid("client_id"))
                .col(c.uuid("audit_entry_id"))
                .primary_key(
                    Index::create().col("agency_id").col("client_id").col("audit_entry_id"),
                )
                .foreign_key(&mut belongs_to("audit_client", "audit_entry_id", "audit_entry"))
                .to_owned(),
            c.owned_table("transition_log")
                .col(c.text("resource_kind"))
                .col(c.uuid("resource_id"))
                .col(c.big_integer("resource_version"))
                .col(c.uuid_null("client_id"))
                .col(c.text("machine"))
                .col(c.text_null("from_status"))
                .col(c.text("to_status"))
                .col(c.text("event"))
                .col(c.instant("effective_at"))
                .col(c.uuid("actor_agency_id"))
                .col(c.text_null("reason_code"))
                .col(c.text_null("reason_text"))
                .to_owned(),
            Table::create()
                .table("outbox_event")
                .col(c.uuid("agency_id"))
                .col(c.uuid("id"))
                .col(c.instant("created_at"))
                .col(c.text("event_type"))
                .col(c.text("resource_kind"))
                .col(c.uuid("resource_id"))
                .col(c.big_integer("resource_version"))
                .col(c.uuid_null("client_id"))
                .col(c.text("request_id"))
                .primary_key(Index::create().col("agency_id").col("id"))
                .to_owned(),
            Table::create()
                .table("idempotency_key")
                .col(c.uuid("agency_id"))
                .col(c.uuid("principal_id"))
                .col(c.text("key"))
                .col(c.text("fingerprint"))
                .col(c.text_null("resource_kind"))
                .col(c.uuid_null("resource_id"))
                .col(c.instant("created_at"))
                .col(c.instant_null("expires_at"))
                .primary_key(Index::create().col("agency_id").col("principal_id").col("key"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in [
            unique("user_account", &["email"]),
            index("user_account", &["created_at", "id"]),
            index("api_client", &["created_at", "id"]),
            index("audit_entry", &["created_at", "id"]),
            index("audit_entry", &["actor_id", "created_at", "id"]),
            index("transition_log", &["resource_id", "created_at", "id"]),
            index("transition_log", &["client_id", "created_at", "id"]),
            index("outbox_event", &["created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        // Who asks for a token says no more than the API client's id.
        let by_id =
            Index::create().name("api_client_id_idx").table("api_client").col("id").to_owned();
        manager.create_index(by_id).await?;
        append_only(manager, &["audit_entry", "audit_client", "transition_log"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "idempotency_key",
            "outbox_event",
            "transition_log",
            "audit_client",
            "audit_entry",
            "api_client",
            "user_account",
            "agency",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
