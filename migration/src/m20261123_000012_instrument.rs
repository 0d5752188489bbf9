//! Instruments of agencies, and what they may show of those of others.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, index, of_agency, unique};

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
            c.owned_table("agency_instrument")
                .col(c.text("code"))
                .col(c.integer("number"))
                .col(c.text("title"))
                .col(c.text("definition"))
                .col(c.text("status"))
                .col(c.instant_null("published_at"))
                .col(c.instant_null("retired_at"))
                .col(c.text_null("retirement_reason"))
                .foreign_key(&mut of_agency("agency_instrument"))
                .to_owned(),
            c.owned_table("licence_attestation")
                .col(c.text("instrument_code"))
                .col(c.text("reference"))
                .col(c.text_null("note"))
                .col(c.date_null("valid_until"))
                .col(c.text("status"))
                .col(c.instant_null("revoked_at"))
                .col(c.uuid_null("revoked_by"))
                .col(c.text_null("revocation_reason"))
                .foreign_key(&mut of_agency("licence_attestation"))
                .to_owned(),
            c.owned_table("instrument_wording")
                .col(c.text("instrument_code"))
                .col(c.text("instrument_version"))
                .col(c.text("language"))
                .col(c.text_null("stem"))
                .col(c.text("items"))
                .foreign_key(&mut of_agency("instrument_wording"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in [
            unique("agency_instrument", &["code", "number"]),
            index("agency_instrument", &["created_at", "id"]),
            index("agency_instrument", &["status", "created_at", "id"]),
            index("licence_attestation", &["created_at", "id"]),
            index("licence_attestation", &["instrument_code", "status"]),
            unique("instrument_wording", &["instrument_code", "instrument_version", "language"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["instrument_wording", "licence_attestation", "agency_instrument"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
