//! Tasks of the team, and the queues that they wait in.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, belongs_to, index, of_agency, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// No builder can say `WHERE`; both databases understand this. A key is one
/// client's: it would else tell of the work for a client who is hidden.
const ONE_OPEN_TASK_PER_KEY: &str = "CREATE UNIQUE INDEX task_dedupe_key_key \
    ON task (agency_id, dedupe_key, COALESCE(client_id, agency_id)) \
    WHERE status IN ('draft', 'ready', 'in_progress', 'on_hold')";

/// What waits in no queue is rare, and asked for often.
const CLAIMABLE_BY_ANYONE: &str = "CREATE INDEX task_claimable_idx \
    ON task (agency_id, status, sort_due_at, id) \
    WHERE follower_id IS NULL AND queue_id IS NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        create_queues(manager, c).await?;
        let table = c
            .owned_table("task")
            .col(c.text("title"))
            .col(c.text_null("instructions"))
            .col(c.text_null("language"))
            .col(c.text_null("todo_code"))
            .col(c.text_null("questionnaire_category"))
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
            .col(c.instant_null("snooze_until"))
            .col(c.text_null("owner_kind"))
            .col(c.uuid_null("owner_id"))
            .col(c.uuid_null("follower_id"))
            .col(c.uuid_null("queue_id"))
            .col(c.text("performer_roles"))
            .col(c.text("origin"))
            .col(c.text_null("dedupe_key"))
            .col(c.uuid_null("escalate_to_id"))
            .col(c.integer_null("escalate_after_hours"))
            .col(c.instant_null("escalates_at"))
            .col(c.text_null("recurrence"))
            .col(c.uuid_null("previous_task_id"))
            .col(c.uuid_null("next_task_id"))
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
            .foreign_key(&mut belongs_to("task", "follower_id", "user_account"))
            .foreign_key(&mut belongs_to("task", "escalate_to_id", "user_account"))
            .foreign_key(&mut belongs_to("task", "queue_id", "team_queue"))
            .foreign_key(&mut belongs_to("task", "previous_task_id", "task"))
            .to_owned();
        manager.create_table(table).await?;
        for index in [
            index("task", &["created_at", "id"]),
            index("task", &["updated_at", "id"]),
            index("task", &["sort_due_at", "id"]),
            index("task", &["priority_rank", "id"]),
            index("task", &["owner_id", "created_at", "id"]),
            index("task", &["follower_id", "status", "sort_due_at", "id"]),
            index("task", &["queue_id", "status", "sort_due_at", "id"]),
            index("task", &["escalate_to_id", "status", "escalates_at"]),
            index("task", &["dedupe_key"]),
            index("task", &["client_id", "created_at"]),
            index("task", &["subject_id", "status"]),
        ] {
            manager.create_index(index).await?;
        }
        for statement in [ONE_OPEN_TASK_PER_KEY, CLAIMABLE_BY_ANYONE] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("task").to_owned()).await?;
        manager.drop_table(Table::drop().table("team_queue").to_owned()).await
    }
}

async fn create_queues(manager: &SchemaManager<'_>, c: Columns) -> Result<(), DbErr> {
    let table = c
        .owned_table("team_queue")
        .col(c.text("name"))
        .col(c.text("name_key"))
        .col(c.text_null("description"))
        .col(c.text("performer_roles"))
        .col(c.text("member_ids"))
        .col(c.text("status"))
        .col(c.text_null("status_reason"))
        .foreign_key(&mut of_agency("team_queue"))
        .to_owned();
    manager.create_table(table).await?;
    for index in [
        unique("team_queue", &["name_key"]),
        index("team_queue", &["created_at", "id"]),
        index("team_queue", &["status", "created_at", "id"]),
    ] {
        manager.create_index(index).await?;
    }
    Ok(())
}
