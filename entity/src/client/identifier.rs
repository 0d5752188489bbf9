//! Numbers that others know a person by. In the row their values are encrypted.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An identifier as the row keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedIdentifier {
    pub identifier_type: IdentifierType,
    /// Who gives the number out: upper case; empty where nobody says.
    pub system: String,
    /// The value, encrypted for this client's row.
    pub sealed: String,
}

/// The kind of an identifier.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum IdentifierType {
    /// The last four digits of a social security number. Many people share them.
    #[sea_orm(string_value = "ssn_last4")]
    #[serde(rename = "ssn_last4")]
    SsnLast4,
    /// A member's number in the Medicaid programme of a state.
    Medicaid,
    /// A Medicare Beneficiary Identifier: 11 characters.
    MedicareMbi,
    /// A driving licence or identity card of a state.
    StateId,
    Passport,
    /// A personal id in a Homeless Management Information System.
    HmisPersonalId,
    /// Another number; `system` says whose.
    Other,
}
