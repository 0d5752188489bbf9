//! What surrounds referrals: offers of open ones, messages, follow-ups, and
//! inquiries about capacity.

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
            unique("referral_offer", &["exchange_id"]),
            index("referral_offer", &["status", "created_at", "id"]),
            index("referral_offer", &["created_at", "id"]),
            unique("referral_message", &["exchange_id"]),
            index("referral_message", &["referral_id", "created_at", "id"]),
            index("referral_message", &["status", "created_at", "id"]),
            index("referral_message", &["created_at", "id"]),
            index("referral_follow_up", &["referral_id", "created_at", "id"]),
            unique("capacity_inquiry", &["exchange_id"]),
            index("capacity_inquiry", &["created_at", "id"]),
            index("capacity_inquiry", &["direction", "status", "created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            ["capacity_inquiry", "referral_follow_up", "referral_message", "referral_offer"]
        {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn tables(c: Columns) -> [TableCreateStatement; 4] {
    [
        c.owned_table("referral_offer")
            .col(c.uuid("exchange_id"))
            .col(c.uuid("sender_agency_id"))
            .col(c.text_null("need_domain"))
            .col(c.text_null("clinical_specialty"))
            .col(c.text("area"))
            .col(c.text("priority"))
            .col(c.instant("answer_due_at"))
            .col(c.text("status"))
            .col(c.uuid_null("referral_id"))
            .foreign_key(&mut of_agency("referral_offer"))
            .foreign_key(&mut belongs_to("referral_offer", "referral_id", "referral"))
            .to_owned(),
        c.owned_table("referral_message")
            .col(c.uuid("exchange_id"))
            .col(c.uuid("referral_id"))
            .col(c.uuid_null("client_id"))
            .col(c.uuid("sender_agency_id"))
            .col(c.text("text"))
            .col(c.text("status"))
            .col(c.instant_null("read_at"))
            .foreign_key(&mut of_agency("referral_message"))
            .foreign_key(&mut belongs_to("referral_message", "referral_id", "referral"))
            .foreign_key(&mut belongs_to("referral_message", "client_id", "client"))
            .to_owned(),
        c.owned_table("referral_follow_up")
            .col(c.uuid("referral_id"))
            .col(c.uuid("client_id"))
            .col(c.instant("tried_at"))
            .col(c.text("channel"))
            .col(c.text("contact"))
            .col(c.text("outcome"))
            .col(c.text_null("note"))
            .foreign_key(&mut of_agency("referral_follow_up"))
            .foreign_key(&mut belongs_to("referral_follow_up", "referral_id", "referral"))
            .foreign_key(&mut belongs_to("referral_follow_up", "client_id", "client"))
            .to_owned(),
        c.owned_table("capacity_inquiry")
            .col(c.text("direction"))
            .col(c.uuid("exchange_id"))
            .col(c.uuid("asking_agency_id"))
            .col(c.uuid("updated_by_agency_id"))
            .col(c.text_null("need_domain"))
            .col(c.text_null("clinical_specialty"))
            .col(c.text("priority"))
            .col(c.text_null("area"))
            .col(c.text("asked"))
            .col(c.instant("expires_at"))
            .col(c.text("status"))
            .foreign_key(&mut of_agency("capacity_inquiry"))
            .to_owned(),
    ]
}
