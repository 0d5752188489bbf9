//! What happens around care plans: barriers, reviews, acknowledgements.

use sea_orm_migration::prelude::*;

use crate::{
    m20261123_000006_care_plan::part_of_plan,
    table::{Columns, belongs_to, index},
};

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
            part_of_plan(c, "goal_barrier")
                .col(c.uuid("goal_id"))
                .col(c.text_null("code"))
                .col(c.text("text"))
                .col(c.text("status"))
                .col(c.text_null("resolution"))
                .col(c.instant_null("removed_at"))
                .foreign_key(&mut belongs_to("goal_barrier", "goal_id", "goal"))
                .to_owned(),
            part_of_plan(c, "plan_review")
                .col(c.date("due_on"))
                .col(c.uuid_null("reviewer_id"))
                .col(c.date_null("done_on"))
                .col(c.text("participants"))
                .col(c.text_null("effectiveness"))
                .col(c.flag_null("changes_needed"))
                .col(c.text_null("summary"))
                .col(c.date_null("next_review_on"))
                .col(c.text("status"))
                .foreign_key(&mut belongs_to("plan_review", "reviewer_id", "user_account"))
                .to_owned(),
            part_of_plan(c, "plan_acknowledgement")
                .col(c.integer("version_number"))
                .col(c.text("party"))
                .col(c.uuid_null("user_id"))
                .col(c.text_null("agreement"))
                .col(c.text("method"))
                .col(c.instant("acknowledged_at"))
                .col(c.text_null("comment"))
                .col(c.text_null("signed_by"))
                .col(c.text_null("signature_reference"))
                .col(c.flag_null("copy_given"))
                .col(c.text_null("copy_language"))
                .foreign_key(&mut belongs_to("plan_acknowledgement", "user_id", "user_account"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let mut one_open = index("plan_review", &["care_plan_id"]);
        one_open.name("plan_review_scheduled_key").unique();
        one_open.and_where(Expr::col("status").eq("scheduled"));
        for index in [
            one_open,
            index("goal_barrier", &["care_plan_id", "created_at", "id"]),
            index("plan_review", &["care_plan_id", "created_at", "id"]),
            index("plan_review", &["care_plan_id", "due_on", "id"]),
            index("plan_acknowledgement", &["care_plan_id", "created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["plan_acknowledgement", "plan_review", "goal_barrier"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
