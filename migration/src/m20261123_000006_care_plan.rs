//! Care plans, their versions and their parts.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, belongs_to, index, of_agency, unique};

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
            c.owned_table("plan_template")
                .col(c.text("name"))
                .col(c.text_null("description"))
                .col(c.text("title"))
                .col(c.text("category"))
                .col(c.text_null("expected_outcome"))
                .col(c.flag("requires_approval"))
                .col(c.integer_null("review_after_days"))
                .col(c.text("content"))
                .col(c.uuid_null("revises_id"))
                .col(c.instant_null("published_at"))
                .col(c.text("status"))
                .foreign_key(&mut of_agency("plan_template"))
                .foreign_key(&mut belongs_to("plan_template", "revises_id", "plan_template"))
                .to_owned(),
            c.owned_table("care_plan")
                .col(c.uuid("client_id"))
                .col(c.text("title"))
                .col(c.text("category"))
                .col(c.date_null("starts_on"))
                .col(c.date_null("ends_on"))
                .col(c.text_null("plain_language_summary"))
                .col(c.text_null("client_goals_statement"))
                .col(c.text_null("expected_outcome"))
                .col(c.text("strengths"))
                .col(c.text("risks"))
                .col(c.text("element_notes"))
                .col(c.text("preference_answers"))
                .col(c.uuid_null("template_id"))
                .col(c.flag("requires_approval"))
                .col(c.uuid_null("submitted_by"))
                .col(c.integer("current_version"))
                .col(c.instant_null("activated_at"))
                .col(c.date_null("next_review_on"))
                .col(c.uuid_null("replaces_id"))
                .col(c.uuid_null("replaced_by_id"))
                .col(c.text_null("closing_evaluation"))
                .col(c.text("status"))
                .foreign_key(&mut of_agency("care_plan"))
                .foreign_key(&mut belongs_to("care_plan", "client_id", "client"))
                .foreign_key(&mut belongs_to("care_plan", "template_id", "plan_template"))
                .foreign_key(&mut belongs_to("care_plan", "replaces_id", "care_plan"))
                .foreign_key(&mut belongs_to("care_plan", "replaced_by_id", "care_plan"))
                .to_owned(),
            part_of_plan(c, "plan_version")
                .col(c.integer("number"))
                .col(c.text("snapshot"))
                .col(c.text_null("reason_code"))
                .col(c.text_null("reason"))
                .col(c.text_null("change_summary"))
                .col(c.text("source"))
                .col(c.uuid_null("source_id"))
                .col(c.uuid_null("approved_by"))
                .to_owned(),
            from_suggestion(c, "plan_problem")
                .col(c.text("kind"))
                .col(c.text("description"))
                .col(c.text("codes"))
                .col(c.date_null("onset_on"))
                .col(c.text("evidence_assessment_ids"))
                .col(c.integer_null("client_priority"))
                .col(c.text("status"))
                .to_owned(),
            from_suggestion(c, "goal")
                .col(c.text("description"))
                .col(c.text_null("client_words"))
                .col(c.text("problem_ids"))
                .col(c.text("domain"))
                .col(c.text("priority"))
                .col(c.integer_null("importance"))
                .col(c.integer_null("confidence"))
                .col(c.date_null("starts_on"))
                .col(c.date_null("due_on"))
                .col(c.text_null("target"))
                .col(c.text_null("owner"))
                .col(c.uuid_null("owner_user_id"))
                .col(c.double_null("latest_value"))
                .col(c.instant_null("latest_value_at"))
                .col(c.text("status"))
                .col(c.text_null("achievement_status"))
                .foreign_key(&mut belongs_to("goal", "owner_user_id", "user_account"))
                .to_owned(),
            part_of_plan(c, "goal_progress")
                .col(c.uuid("goal_id"))
                .col(c.instant("observed_at"))
                .col(c.double_null("value"))
                .col(c.text_null("achievement_status"))
                .col(c.text_null("note"))
                .col(c.text("status"))
                .foreign_key(&mut belongs_to("goal_progress", "goal_id", "goal"))
                .to_owned(),
            from_suggestion(c, "intervention")
                .col(c.text("goal_ids"))
                .col(c.text("kind"))
                .col(c.text("description"))
                .col(c.text_null("need_domain"))
                .col(c.uuid_null("responsible_user_id"))
                .col(c.text_null("responsible_role"))
                .col(c.text_null("frequency"))
                .col(c.date_null("starts_on"))
                .col(c.date_null("due_on"))
                .col(c.text("status"))
                .col(c.text_null("linked_kind"))
                .col(c.uuid_null("linked_id"))
                .col(c.text_null("outcome"))
                .foreign_key(&mut belongs_to("intervention", "responsible_user_id", "user_account"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let mut one_active = unique("care_plan", &["client_id", "category"]);
        one_active.and_where(Expr::col("status").eq("active"));
        for index in [
            one_active,
            unique("plan_version", &["care_plan_id", "number"]),
            index("care_plan", &["created_at", "id"]),
            index("care_plan", &["updated_at", "id"]),
            index("care_plan", &["next_review_on", "id"]),
            index("plan_template", &["created_at", "id"]),
            index("plan_template", &["name", "id"]),
            index("care_plan", &["client_id", "created_at", "id"]),
            index("plan_version", &["care_plan_id", "created_at", "id"]),
            index("plan_problem", &["care_plan_id", "created_at", "id"]),
            index("goal", &["care_plan_id", "created_at", "id"]),
            index("goal_progress", &["goal_id", "created_at", "id"]),
            index("intervention", &["care_plan_id", "created_at", "id"]),
            index("intervention", &["responsible_user_id", "status"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "intervention",
            "goal_progress",
            "goal",
            "plan_problem",
            "plan_version",
            "care_plan",
            "plan_template",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// A table of what belongs to a plan, and so to the plan's client.
pub fn part_of_plan(c: Columns, name: &'static str) -> TableCreateStatement {
    c.owned_table(name)
        .col(c.uuid("care_plan_id"))
        .col(c.uuid("client_id"))
        .foreign_key(&mut belongs_to(name, "care_plan_id", "care_plan"))
        .foreign_key(&mut belongs_to(name, "client_id", "client"))
        .to_owned()
}

/// A table of parts that an assessment may have suggested.
fn from_suggestion(c: Columns, name: &'static str) -> TableCreateStatement {
    part_of_plan(c, name)
        .col(c.uuid_null("source_assessment_id"))
        .col(c.text_null("source_suggestion"))
        .col(c.uuid_null("source_template_id"))
        .col(c.instant_null("removed_at"))
        .foreign_key(&mut belongs_to(name, "source_assessment_id", "assessment"))
        .foreign_key(&mut belongs_to(name, "source_template_id", "plan_template"))
        .to_owned()
}
