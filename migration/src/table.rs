//! How this schema writes tables: the columns that all have, and types that
//! both databases treat alike.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Makes columns for one database.
#[derive(Clone, Copy)]
pub struct Columns {
    backend: DbBackend,
}

#[expect(
    clippy::unused_self,
    reason = "columns read alike, whether they differ by database or not"
)]
impl Columns {
    pub fn of(manager: &SchemaManager<'_>) -> Self {
        Self { backend: manager.get_database_backend() }
    }

    /// Text compared bytewise, so that both databases sort alike.
    pub fn text(self, name: &'static str) -> ColumnDef {
        let mut column = self.text_null(name);
        column.not_null();
        column
    }

    pub fn text_null(self, name: &'static str) -> ColumnDef {
        let mut column = ColumnDef::new(name);
        if self.backend == DbBackend::Postgres {
            column.custom(Alias::new(r#"text COLLATE "C""#));
        } else {
            column.text();
        }
        column
    }

    pub fn uuid(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).uuid().not_null().to_owned()
    }

    pub fn uuid_null(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).uuid().to_owned()
    }

    pub fn instant(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).timestamp_with_time_zone().not_null().to_owned()
    }

    pub fn instant_null(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).timestamp_with_time_zone().to_owned()
    }

    pub fn date(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).date().not_null().to_owned()
    }

    pub fn date_null(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).date().to_owned()
    }

    pub fn flag(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).boolean().not_null().to_owned()
    }

    pub fn flag_null(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).boolean().to_owned()
    }

    pub fn integer(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).integer().not_null().to_owned()
    }

    pub fn integer_null(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).integer().to_owned()
    }

    pub fn big_integer(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).big_integer().not_null().to_owned()
    }

    pub fn double_null(self, name: &'static str) -> ColumnDef {
        ColumnDef::new(name).double().to_owned()
    }

    /// A table of rows that belong to an agency: the columns that all of them
    /// have, with the composite primary key.
    pub fn owned_table(self, name: &'static str) -> TableCreateStatement {
        Table::create()
            .table(name)
            .col(self.uuid("agency_id"))
            .col(self.uuid("id"))
            .col(self.big_integer("version"))
            .col(self.instant("created_at"))
            .col(self.instant("updated_at"))
            .col(self.uuid("created_by"))
            .col(self.uuid("updated_by"))
            .primary_key(Index::create().col("agency_id").col("id"))
            .to_owned()
    }
}

/// A foreign key that carries the agency, so that no row can point at another
/// agency's.
pub fn belongs_to(
    table: &'static str,
    column: &'static str,
    parent: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, ("agency_id", column))
        .to(parent, ("agency_id", "id"))
        .on_delete(ForeignKeyAction::Restrict)
        .on_update(ForeignKeyAction::Restrict)
        .to_owned()
}

/// The foreign key of a table's rows to the agency that owns them.
pub fn of_agency(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_agency_fkey"))
        .from(table, "agency_id")
        .to("agency", "id")
        .on_delete(ForeignKeyAction::Restrict)
        .on_update(ForeignKeyAction::Restrict)
        .to_owned()
}

/// An index that begins with the agency.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}_idx", columns.join("_"))).table(table).col("agency_id");
    for column in columns {
        index.col(*column);
    }
    index
}

/// A unique key within the agency.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = index(table, columns);
    key.name(format!("{table}_{}_key", columns.join("_"))).unique();
    key
}

/// Refuses changes and deletions in the database itself, whoever asks.
pub async fn append_only(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DbBackend::Postgres {
        connection
            .execute_unprepared(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'rows of this table are never changed'; END $$",
            )
            .await?;
        for table in tables {
            connection
                .execute_unprepared(&format!(
                    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} \
                     FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                ))
                .await?;
        }
        return Ok(());
    }
    for table in tables {
        for change in ["UPDATE", "DELETE"] {
            connection
                .execute_unprepared(&format!(
                    "CREATE TRIGGER {table}_no_{} BEFORE {change} ON {table} BEGIN \
                     SELECT RAISE(ABORT, 'rows of this table are never changed'); END",
                    change.to_lowercase()
                ))
                .await?;
        }
    }
    Ok(())
}
