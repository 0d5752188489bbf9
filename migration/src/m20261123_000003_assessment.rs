//! Assessments with their answers, scores and flags.

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
        for table in tables(Columns::of(manager)) {
            manager.create_table(table).await?;
        }
        for index in [
            index("assessment", &["created_at", "id"]),
            index("assessment", &["updated_at", "id"]),
            index("assessment", &["client_id", "created_at", "id"]),
            index("assessment", &["status", "created_at", "id"]),
            unique("assessment_answer", &["assessment_id", "link_id"]),
            unique("assessment_score", &["assessment_id", "scale"]),
            index("assessment", &["supersedes_id"]),
            index("assessment_score", &["client_id", "created_at", "id"]),
            index("assessment_score", &["client_id", "taken_at", "id"]),
            index("assessment_flag", &["assessment_id"]),
            index("assessment_flag", &["created_at", "id"]),
            index("assessment_flag", &["status", "created_at", "id"]),
            index("assessment_flag", &["client_id", "created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["assessment_flag", "assessment_score", "assessment_answer", "assessment"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn tables(c: Columns) -> [TableCreateStatement; 4] {
    [
        c.owned_table("assessment")
            .col(c.uuid("client_id"))
            .col(c.text("instrument_code"))
            .col(c.text("instrument_version"))
            .col(c.text("kind"))
            .col(c.text("respondent"))
            .col(c.text("mode"))
            .col(c.text("language"))
            .col(c.flag("interpreter_used"))
            .col(c.uuid_null("interviewer_id"))
            .col(c.text("status"))
            .col(c.date_null("due_on"))
            .col(c.instant_null("started_at"))
            .col(c.instant_null("completed_at"))
            .col(c.instant_null("stopped_at"))
            .col(c.text_null("stop_reason"))
            .col(c.flag("reported_score_mismatch"))
            .col(c.text_null("review_narrative"))
            .col(c.uuid_null("reviewed_by"))
            .col(c.instant_null("reviewed_at"))
            .col(c.text_null("interval_override_reason"))
            .col(c.text("component_dates"))
            .col(c.uuid_null("supersedes_id"))
            .col(c.text_null("amendment_reason"))
            .col(c.instant_null("missed_at"))
            .col(c.text_null("missed_reason"))
            .col(c.text_null("error_reason"))
            .foreign_key(&mut of_agency("assessment"))
            .foreign_key(&mut belongs_to("assessment", "client_id", "client"))
            .foreign_key(&mut belongs_to("assessment", "supersedes_id", "assessment"))
            .to_owned(),
        c.owned_table("assessment_answer")
            .col(c.uuid("assessment_id"))
            .col(c.text("link_id"))
            .col(c.text_null("response"))
            .col(c.instant("answered_at"))
            .foreign_key(&mut belongs_to("assessment_answer", "assessment_id", "assessment"))
            .to_owned(),
        c.owned_table("assessment_score")
            .col(c.uuid("assessment_id"))
            .col(c.uuid("client_id"))
            .col(c.instant("taken_at"))
            .col(c.flag("counts"))
            .col(c.text("instrument_code"))
            .col(c.text("instrument_version"))
            .col(c.text("scale"))
            .col(c.integer("position"))
            .col(c.double_null("raw"))
            .col(ColumnDef::new("max").double().not_null())
            .col(c.text_null("band_code"))
            .col(c.text_null("band_label"))
            .col(c.flag("complete"))
            .col(c.flag("prorated"))
            .col(c.text("trace"))
            .col(c.text("notes"))
            .foreign_key(&mut belongs_to("assessment_score", "assessment_id", "assessment"))
            .foreign_key(&mut belongs_to("assessment_score", "client_id", "client"))
            .to_owned(),
        c.owned_table("assessment_flag")
            .col(c.uuid("assessment_id"))
            .col(c.uuid("client_id"))
            .col(c.text("code"))
            .col(c.text("severity"))
            .col(c.text("label"))
            .col(c.text("link_id"))
            .col(c.text("rule"))
            .col(c.text("status"))
            .col(c.instant_null("acknowledge_by"))
            .col(c.uuid_null("acknowledged_by"))
            .col(c.instant_null("acknowledged_at"))
            .col(c.text_null("outcome"))
            .foreign_key(&mut belongs_to("assessment_flag", "assessment_id", "assessment"))
            .foreign_key(&mut belongs_to("assessment_flag", "client_id", "client"))
            .to_owned(),
    ]
}
