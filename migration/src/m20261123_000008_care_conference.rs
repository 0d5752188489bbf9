//! Care conferences: agenda, participants, decisions, action items, minutes.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::{Columns, belongs_to, index, of_agency, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// In the order in which they refer to each other.
const TABLES: [&str; 6] = [
    "care_conference",
    "conference_participant",
    "agenda_item",
    "conference_decision",
    "action_item",
    "conference_minutes",
];

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
            index("care_conference", &["created_at", "id"]),
            index("care_conference", &["updated_at", "id"]),
            index("care_conference", &["sort_at", "id"]),
            index("care_conference", &["client_id", "sort_at", "id"]),
            index("care_conference", &["previous_id"]),
            index("conference_participant", &["conference_id"]),
            index("conference_participant", &["user_id", "conference_id"]),
            index("agenda_item", &["conference_id"]),
            index("agenda_item", &["client_id", "deferred"]),
            index("conference_decision", &["conference_id"]),
            index("action_item", &["conference_id"]),
            unique("conference_minutes", &["conference_id", "number"]),
        ] {
            manager.create_index(index).await?;
        }
        keep_what_is_signed(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.into_iter().rev() {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn tables(c: Columns) -> [TableCreateStatement; 6] {
    [conferences(c), participants(c), agenda(c), decisions(c), action_items(c), minutes(c)]
}

fn conferences(c: Columns) -> TableCreateStatement {
    c.owned_table("care_conference")
        .col(c.uuid_null("client_id"))
        .col(c.uuid_null("care_plan_id"))
        .col(c.text("conference_type"))
        .col(c.text("title"))
        .col(c.text_null("purpose"))
        .col(c.instant_null("starts_at"))
        .col(c.instant_null("ends_at"))
        .col(c.text_null("time_zone"))
        .col(c.instant("sort_at"))
        .col(c.text_null("modality"))
        .col(c.text_null("location"))
        .col(c.text_null("join_url"))
        .col(c.uuid("organizer_id"))
        .col(c.uuid_null("chair_id"))
        .col(c.uuid_null("note_taker_id"))
        .col(c.flag("client_invited"))
        .col(c.text_null("client_absent_reason"))
        .col(c.text("interpreter_status"))
        .col(c.text_null("interpreter_language"))
        .col(c.text_null("interpreter_booking"))
        .col(c.text_null("recurrence_rule"))
        .col(c.uuid_null("series_id"))
        .col(c.uuid_null("previous_id"))
        .col(c.instant_null("proposed_starts_at"))
        .col(c.instant_null("proposed_ends_at"))
        .col(c.text_null("clash_reason"))
        .col(c.text_null("quorum_reason"))
        .col(c.instant_null("started_at"))
        .col(c.instant_null("ended_at"))
        .col(c.instant_null("minutes_due_at"))
        .col(c.text("status"))
        .foreign_key(&mut of_agency("care_conference"))
        .foreign_key(&mut belongs_to("care_conference", "client_id", "client"))
        .foreign_key(&mut belongs_to("care_conference", "care_plan_id", "care_plan"))
        .foreign_key(&mut belongs_to("care_conference", "series_id", "care_conference"))
        .foreign_key(&mut belongs_to("care_conference", "previous_id", "care_conference"))
        .foreign_key(&mut belongs_to("care_conference", "organizer_id", "user_account"))
        .foreign_key(&mut belongs_to("care_conference", "chair_id", "user_account"))
        .foreign_key(&mut belongs_to("care_conference", "note_taker_id", "user_account"))
        .to_owned()
}

fn participants(c: Columns) -> TableCreateStatement {
    part(c, "conference_participant")
        .col(c.text("kind"))
        .col(c.uuid_null("user_id"))
        .col(c.uuid_null("partner_agency_id"))
        .col(c.text("name"))
        .col(c.text_null("email"))
        .col(c.text_null("organization"))
        .col(c.text_null("role"))
        .col(c.text("requirement"))
        .col(c.text_null("invitation_status"))
        .col(c.instant_null("answered_at"))
        .col(c.text_null("answer_comment"))
        .col(c.text_null("attended"))
        .col(c.instant_null("joined_at"))
        .col(c.instant_null("left_at"))
        .col(c.text_null("consent_basis"))
        .col(c.text("consent_ids"))
        .col(c.text_null("consent_note"))
        .col(c.instant_null("consent_checked_at"))
        .col(c.instant_null("removed_at"))
        .foreign_key(&mut belongs_to("conference_participant", "user_id", "user_account"))
        .to_owned()
}

fn agenda(c: Columns) -> TableCreateStatement {
    part(c, "agenda_item")
        .col(c.integer("position"))
        .col(c.text("topic"))
        .col(c.text("kind"))
        .col(c.uuid_null("presenter_id"))
        .col(c.integer_null("minutes_planned"))
        .col(c.integer_null("minutes_used"))
        .col(c.text_null("outcome"))
        .col(c.flag("deferred"))
        .col(c.text("may_see"))
        .col(c.text("may_see_participant_ids"))
        .col(c.text_null("linked_kind"))
        .col(c.uuid_null("linked_id"))
        .col(c.uuid_null("carried_from_id"))
        .col(c.uuid_null("carried_to_id"))
        .col(c.instant_null("removed_at"))
        .foreign_key(&mut belongs_to("agenda_item", "presenter_id", "conference_participant"))
        .foreign_key(&mut belongs_to("agenda_item", "carried_from_id", "agenda_item"))
        .foreign_key(&mut belongs_to("agenda_item", "carried_to_id", "agenda_item"))
        .to_owned()
}

fn decisions(c: Columns) -> TableCreateStatement {
    part(c, "conference_decision")
        .col(c.uuid_null("agenda_item_id"))
        .col(c.text("text"))
        .col(c.text("decision_type"))
        .col(c.text("decided_by"))
        .col(c.text("dissent"))
        .col(c.text("client_agrees"))
        .col(c.text("preference_answers"))
        .col(c.text_null("amendment"))
        .col(c.uuid_null("amended_plan_id"))
        .col(c.integer_null("amended_plan_version"))
        .col(c.instant_null("removed_at"))
        .foreign_key(&mut belongs_to("conference_decision", "agenda_item_id", "agenda_item"))
        .foreign_key(&mut belongs_to("conference_decision", "amended_plan_id", "care_plan"))
        .to_owned()
}

fn action_items(c: Columns) -> TableCreateStatement {
    part(c, "action_item")
        .col(c.uuid_null("agenda_item_id"))
        .col(c.uuid_null("decision_id"))
        .col(c.text("text"))
        .col(c.uuid("owner_id"))
        .col(c.date("due_on"))
        .col(c.text("priority"))
        .col(c.uuid_null("task_id"))
        .col(c.instant_null("removed_at"))
        .foreign_key(&mut belongs_to("action_item", "agenda_item_id", "agenda_item"))
        .foreign_key(&mut belongs_to("action_item", "decision_id", "conference_decision"))
        .foreign_key(&mut belongs_to("action_item", "owner_id", "user_account"))
        .foreign_key(&mut belongs_to("action_item", "task_id", "task"))
        .to_owned()
}

fn minutes(c: Columns) -> TableCreateStatement {
    part(c, "conference_minutes")
        .col(c.integer("number"))
        .col(c.text("body"))
        .col(c.text_null("plain_language"))
        .col(c.uuid("author_id"))
        .col(c.uuid_null("signed_by"))
        .col(c.instant_null("signed_at"))
        .to_owned()
}

/// A table of parts of conferences.
fn part(c: Columns, table: &'static str) -> TableCreateStatement {
    c.owned_table(table)
        .col(c.uuid_null("client_id"))
        .col(c.uuid("conference_id"))
        .foreign_key(&mut belongs_to(table, "client_id", "client"))
        .foreign_key(&mut belongs_to(table, "conference_id", "care_conference"))
        .to_owned()
}

/// Minutes stay as they were signed, whoever asks.
async fn keep_what_is_signed(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DbBackend::Postgres {
        connection
            .execute_unprepared(
                "CREATE TRIGGER conference_minutes_signed BEFORE UPDATE OR DELETE \
                 ON conference_minutes FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) \
                 EXECUTE FUNCTION refuse_change()",
            )
            .await?;
        return Ok(());
    }
    for change in ["UPDATE", "DELETE"] {
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER conference_minutes_no_{} BEFORE {change} ON conference_minutes \
                 WHEN OLD.signed_at IS NOT NULL BEGIN \
                 SELECT RAISE(ABORT, 'signed minutes are never changed'); END",
                change.to_lowercase()
            ))
            .await?;
    }
    Ok(())
}
