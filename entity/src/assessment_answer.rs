//! Answers: what was said to each item of an assessment.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    AgencyId, AssessmentAnswerId, AssessmentId, JsonText, Resource, Row, Timestamp, UserId,
};

/// One row per assessment and item; it stays when the answer is taken back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentAnswerId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub assessment_id: AssessmentId,
    /// The instrument's item.
    pub link_id: String,
    /// Absent: the answer was taken back.
    pub response: Option<JsonText<Response>>,
    pub answered_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}

/// What was said to an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    Value(AnswerValue),
    /// The person chose not to answer.
    Declined,
    /// The person does not know.
    Unknown,
}

/// The value of an answer, by the item's type: `{"codes": ["several_days"]}` for choice (one
/// code) and multi, `{"integer": 3}`, `{"decimal": 72.5}`, `{"boolean": true}`,
/// `{"text": "…"}`, `{"date": "2026-01-31"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AnswerValue {
    Codes(Vec<String>),
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Text(String),
    Date(NaiveDate),
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
}

impl Row for Model {
    const KIND: &'static str = "assessment_answer";

    fn agency_id(&self) -> Uuid {
        self.agency_id.uuid()
    }
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn created_at(&self) -> Timestamp {
        self.created_at
    }
    /// The assessment, through which alone an answer is read, names the client.
    fn client_id(&self) -> Option<Uuid> {
        None
    }
}
