//! The people around clients, their households, and who may see restricted
//! clients.

use sea_orm_migration::prelude::*;

use crate::table::{Columns, belongs_to, index, of_agency};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let c = Columns::of(manager);
        for table in people(c).into_iter().chain(restrictions(c)) {
            manager.create_table(table).await?;
        }
        for index in [
            index("related_person", &["client_id", "created_at", "id"]),
            index("related_person", &["is_client_id"]),
            index("household_member", &["household_id"]),
            index("household_member", &["client_id", "created_at", "id"]),
            index("household_member", &["related_person_id"]),
            index("access_grant", &["client_id", "created_at", "id"]),
            // What every query about a restricted client asks.
            index("access_grant", &["grantee_id", "client_id", "status"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "access_grant",
            "client_restriction",
            "household_member",
            "household",
            "related_person",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn people(c: Columns) -> [TableCreateStatement; 3] {
    [
        c.owned_table("related_person")
            .col(c.uuid("client_id"))
            .col(c.text("relationship"))
            .col(c.text("roles"))
            .col(c.text("names"))
            .col(c.text("languages"))
            .col(c.text("telecom"))
            .col(c.flag("consent_to_contact"))
            .col(c.text("proxy_scope"))
            .col(c.date_null("proxy_from"))
            .col(c.date_null("proxy_to"))
            .col(c.date_null("related_from"))
            .col(c.date_null("related_to"))
            .col(c.uuid_null("is_client_id"))
            .col(c.text("status"))
            .col(c.text_null("status_reason"))
            .foreign_key(&mut of_agency("related_person"))
            .foreign_key(&mut belongs_to("related_person", "client_id", "client"))
            .foreign_key(&mut belongs_to("related_person", "is_client_id", "client"))
            .to_owned(),
        c.owned_table("household")
            .col(c.text_null("name"))
            .foreign_key(&mut of_agency("household"))
            .to_owned(),
        c.owned_table("household_member")
            .col(c.uuid("household_id"))
            .col(c.uuid("client_id"))
            .col(c.uuid_null("related_person_id"))
            .col(c.text("role"))
            .col(c.date("from_on"))
            .col(c.date_null("to_on"))
            .col(c.text_null("leave_reason"))
            .foreign_key(&mut of_agency("household_member"))
            .foreign_key(&mut belongs_to("household_member", "household_id", "household"))
            .foreign_key(&mut belongs_to("household_member", "client_id", "client"))
            .foreign_key(&mut belongs_to("household_member", "related_person_id", "related_person"))
            .to_owned(),
    ]
}

fn restrictions(c: Columns) -> [TableCreateStatement; 2] {
    [
        Table::create()
            .table("client_restriction")
            .col(c.uuid("agency_id"))
            .col(c.uuid("client_id"))
            .col(c.instant("restricted_at"))
            .col(c.uuid("restricted_by"))
            .primary_key(Index::create().col("agency_id").col("client_id"))
            .foreign_key(&mut belongs_to("client_restriction", "client_id", "client"))
            .to_owned(),
        c.owned_table("access_grant")
            .col(c.uuid("client_id"))
            .col(c.uuid_null("user_id"))
            .col(c.uuid_null("api_client_id"))
            .col(c.uuid("grantee_id"))
            .col(c.text("origin"))
            .col(c.text("reason"))
            .col(c.text("status"))
            .col(c.instant_null("revoked_at"))
            .col(c.text_null("revoke_reason"))
            .foreign_key(&mut of_agency("access_grant"))
            .foreign_key(&mut belongs_to("access_grant", "client_id", "client"))
            .foreign_key(&mut belongs_to("access_grant", "user_id", "user_account"))
            .foreign_key(&mut belongs_to("access_grant", "api_client_id", "api_client"))
            .to_owned(),
    ]
}
