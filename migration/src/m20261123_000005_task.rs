//! Tasks of the team.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, belongs_to, index, of_agency};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// No builder can say `WHERE`; both databases understand this.
const ONE_OPEN_TASK_PER_KEY: &str = "CREATE UNIQUE INDEX task_dedupe_key_key \
    ON task (agency_id, dedupe_key) \
    WHERE status IN ('draft', 'ready', 'in_progress', 'on_hold')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        let table = c
            .owned_table("task")
            .col(c.text("title"))
            .col(c.text("task_type"))
            .col(c.uuid_null("client_id"))
            .col(c.text_null("subject_kind"))
            .col(c.uuid_null("subject_id"))
            .col(c.text("priority"))
            .col(c.integer("priority_rank"))
            .col(c.date_null("due_on"))
            .col(c.instant_null("due_at"))
            .col(c.text("time_zone"))
            .col(c.instant("sort_due_at"))
            .col(c.instant_null("start_after"))
            .col(c.uuid_null("owner_id"))
            .col(c.text("performer_roles"))
            .col(c.text("origin"))
            .col(c.text_null("dedupe_key"))
            .col(c.text("checklist"))
            .col(c.instant_null("completed_at"))
            .col(c.text_null("completion_note"))
            .col(c.text_null("evidence_kind"))
            .col(c.uuid_null("evidence_id"))
            .col(c.text_null("status_reason"))
            .col(c.text("status"))
            .col(c.text_null("status_before_hold"))
            .col(c.flag("held_with_subject"))
            .col(c.date_null("resume_on"))
            .foreign_key(&mut of_agency("task"))
            .foreign_key(&mut belongs_to("task", "client_id", "client"))
            .foreign_key(&mut belongs_to("task", "owner_id", "user_account"))
            .to_owned();
        manager.create_table(table).await?;
        for index in [
            index("task", &["created_at", "id"]),
            index("task", &["updated_at", "id"]),
            index("task", &["sort_due_at", "id"]),
            index("task", &["priority_rank", "id"]),
            index("task", &["owner_id", "status", "sort_due_at"]),
            index("task", &["client_id", "created_at"]),
            index("task", &["subject_id", "status"]),
        ] {
            manager.create_index(index).await?;
        }
        manager.get_connection().execute_unprepared(ONE_OPEN_TASK_PER_KEY).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("task").to_owned()).await
    }
}
