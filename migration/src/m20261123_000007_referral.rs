//! Referrals, both sides of them.

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
        let c = Columns::of(manager);
        let referral = c
            .owned_table("referral")
            .col(c.text("direction"))
            .col(c.uuid("exchange_id"))
            .col(c.text("recipient_kind"))
            .col(c.uuid_null("partner_agency_id"))
            .col(c.uuid_null("organization_id"))
            .col(c.uuid_null("service_id"))
            .col(c.uuid_null("service_at_location_id"))
            .col(c.text_null("recipient_name"))
            .col(c.text_null("recipient_channel"))
            .col(c.text_null("offered_to"))
            .col(c.text_null("area"))
            .col(c.instant_null("claimed_at"))
            .col(c.uuid("updated_by_agency_id"))
            .col(c.uuid_null("client_id"))
            .col(c.text_null("need_domain"))
            .col(c.text_null("clinical_specialty"))
            .col(c.text("kind"))
            .col(c.text("priority"))
            .col(c.text("reason"))
            .col(c.text("requested_service"))
            .col(c.text_null("contact_instructions"))
            .col(c.flag("contacting_subject_prohibited"))
            .col(c.uuid_null("consent_id"))
            .col(c.text("payload_profile"))
            .col(c.text_null("packet"))
            .col(c.text_null("packet_hash"))
            .col(c.uuid_null("plan_intervention_id"))
            .col(c.uuid_null("parent_referral_id"))
            .col(c.instant_null("sent_at"))
            .col(c.uuid_null("sent_by"))
            .col(c.text_null("capacity_when_sent"))
            .col(c.instant_null("ack_due_at"))
            .col(c.instant_null("escalation_due_at"))
            .col(c.instant_null("escalated_at"))
            .col(c.date_null("service_due_on"))
            .col(c.date_null("planned_first_contact_on"))
            .col(c.date_null("first_contact_on"))
            .col(c.text_null("contact_person"))
            .col(c.text_null("heard_by"))
            .col(c.integer_null("waitlist_position"))
            .col(c.date_null("waitlist_estimated_on"))
            .col(c.text("status"))
            .col(c.instant("status_changed_at"))
            .col(c.text_null("status_reason_code"))
            .col(c.text_null("status_reason"))
            .col(c.text_null("outcome"))
            .col(c.text_null("loop_status"))
            .col(c.instant_null("loop_closed_at"))
            .col(c.text_null("closure_reason"))
            .col(c.text_null("closure_note"))
            .col(c.text_null("need_met"))
            .col(c.text_null("need_met_source"))
            .col(c.text_null("feedback_note"))
            .col(c.instant_null("feedback_at"))
            .foreign_key(&mut of_agency("referral"))
            .foreign_key(&mut belongs_to("referral", "client_id", "client"))
            .foreign_key(&mut belongs_to("referral", "consent_id", "consent"))
            .foreign_key(&mut belongs_to("referral", "plan_intervention_id", "intervention"))
            .foreign_key(&mut belongs_to("referral", "parent_referral_id", "referral"))
            .to_owned();
        manager.create_table(referral).await?;
        for index in [
            unique("referral", &["exchange_id"]),
            index("referral", &["created_at", "id"]),
            index("referral", &["updated_at", "id"]),
            index("referral", &["direction", "created_at", "id"]),
            index("referral", &["client_id", "created_at", "id"]),
            index("referral", &["status", "ack_due_at"]),
            index("referral", &["parent_referral_id", "created_at", "id"]),
            index("referral", &["plan_intervention_id", "status"]),
            index("referral", &["direction", "sent_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("referral").to_owned()).await
    }
}
