//! What care conferences grow: the clients of a caseload review, the drafts of
//! minutes, and who was given what of signed ones.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, append_only, belongs_to, index, of_agency, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 3] = ["caseload_review", "minutes_revision", "minutes_distribution"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        for table in [clients(c), revisions(c), distributions(c)] {
            manager.create_table(table).await?;
        }
        for index in [
            index("caseload_review", &["conference_id", "position"]),
            index("caseload_review", &["client_id", "conference_id"]),
            unique("minutes_revision", &["conference_id", "number"]),
            index("minutes_distribution", &["conference_id", "created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        append_only(manager, &["minutes_revision", "minutes_distribution"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.into_iter().rev() {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn clients(c: Columns) -> TableCreateStatement {
    c.owned_table("caseload_review")
        .col(c.uuid("conference_id"))
        .col(c.uuid("client_id"))
        .col(c.integer("position"))
        .col(c.text("status"))
        .col(c.instant_null("removed_at"))
        .foreign_key(&mut of_agency("caseload_review"))
        .foreign_key(&mut belongs_to("caseload_review", "conference_id", "care_conference"))
        .foreign_key(&mut belongs_to("caseload_review", "client_id", "client"))
        .to_owned()
}

fn revisions(c: Columns) -> TableCreateStatement {
    c.owned_table("minutes_revision")
        .col(c.uuid_null("client_id"))
        .col(c.uuid("conference_id"))
        .col(c.uuid("minutes_id"))
        .col(c.integer("number"))
        .col(c.text("body"))
        .col(c.text_null("plain_language"))
        .foreign_key(&mut of_agency("minutes_revision"))
        .foreign_key(&mut belongs_to("minutes_revision", "client_id", "client"))
        .foreign_key(&mut belongs_to("minutes_revision", "conference_id", "care_conference"))
        .foreign_key(&mut belongs_to("minutes_revision", "minutes_id", "conference_minutes"))
        .to_owned()
}

fn distributions(c: Columns) -> TableCreateStatement {
    let table = "minutes_distribution";
    c.owned_table(table)
        .col(c.uuid("client_id"))
        .col(c.uuid("conference_id"))
        .col(c.uuid_null("participant_id"))
        .col(c.text("recipient_name"))
        .col(c.uuid_null("recipient_agency_id"))
        .col(c.text_null("recipient_address"))
        .col(c.text("purpose"))
        .col(c.text("basis"))
        .col(c.text("channel"))
        .col(c.uuid("disclosure_id"))
        .col(c.text("content"))
        .col(c.text("withheld"))
        .col(c.text("payload_hash"))
        .foreign_key(&mut of_agency(table))
        .foreign_key(&mut belongs_to(table, "client_id", "client"))
        .foreign_key(&mut belongs_to(table, "conference_id", "care_conference"))
        .foreign_key(&mut belongs_to(table, "participant_id", "conference_participant"))
        .foreign_key(&mut belongs_to(table, "disclosure_id", "disclosure"))
        .to_owned()
}
