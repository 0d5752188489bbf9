//! What work lists ask of other records than tasks: by in whose charge they are, and by when
//! something is due.

use sea_orm_migration::prelude::*;

use crate::table::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const ASKED: [(&str, &[&str]); 14] = [
    ("consent", &["created_by", "status", "expires_on"]),
    ("consent", &["status", "expires_on"]),
    ("referral", &["created_by", "status", "ack_due_at"]),
    ("referral", &["created_by", "loop_status", "status_changed_at"]),
    ("referral", &["loop_status", "status_changed_at"]),
    ("plan_review", &["reviewer_id", "status", "due_on"]),
    ("plan_review", &["status", "due_on"]),
    ("care_conference", &["organizer_id", "status", "minutes_due_at"]),
    ("care_conference", &["status", "minutes_due_at"]),
    ("assessment", &["created_by", "status", "due_on"]),
    ("assessment", &["created_by", "kind", "completed_at"]),
    ("assessment", &["kind", "completed_at"]),
    ("assessment_flag", &["created_by", "status", "created_at"]),
    ("assessment_flag", &["client_id", "status"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in ASKED {
            manager.create_index(index(table, columns)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in ASKED {
            let name = format!("{table}_{}_idx", columns.join("_"));
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
