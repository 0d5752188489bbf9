//! Problems of care plans: what the plan is to make better.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AssessmentId, CarePlanId, ClientId, JsonText, PlanProblemId, PlanTemplateId,
    Resource, Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_problem")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanProblemId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub care_plan_id: CarePlanId,
    pub client_id: ClientId,
    pub kind: Kind,
    pub description: String,
    pub codes: JsonText<Vec<ProblemCode>>,
    pub onset_on: Option<NaiveDate>,
    pub evidence_assessment_ids: JsonText<Vec<AssessmentId>>,
    /// 1 is what matters most to the client.
    pub client_priority: Option<i32>,
    pub status: Status,
    /// The assessment that suggested it, with the code of its suggestion.
    pub source_assessment_id: Option<AssessmentId>,
    pub source_suggestion: Option<String>,
    /// The template that it came with.
    pub source_template_id: Option<PlanTemplateId>,
    /// When it was taken out of the plan; earlier versions still show it.
    pub removed_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

/// A code of a published system, such as ICD-10-CM or SNOMED CT.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProblemCode {
    /// The system's canonical URI.
    #[schema(min_length = 1, max_length = 200, example = "http://hl7.org/fhir/sid/icd-10-cm")]
    pub system: String,
    #[schema(min_length = 1, max_length = 50, example = "Z59.41")]
    pub code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Food insecurity")]
    pub display: Option<String>,
}

/// What kind of problem it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanProblemKind)]
pub enum Kind {
    HealthConcern,
    SocialNeed,
    Functional,
    Safety,
    Behavioural,
}

/// How a problem stands, as the team sees it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanProblemStatus)]
pub enum Status {
    Active,
    Improving,
    Resolved,
    Inactive,
}

impl Resource for Entity {
    const AGENCY: Column = Column::AgencyId;
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const CREATED_AT: Column = Column::CreatedAt;
    const CREATED_BY: Column = Column::CreatedBy;
    const UPDATED_AT: Column = Column::UpdatedAt;
    const UPDATED_BY: Column = Column::UpdatedBy;
    const CLIENTS: &'static [Column] = &[Column::ClientId];
}

impl Row for Model {
    const KIND: &'static str = "plan_problem";

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
    fn client_id(&self) -> Option<Uuid> {
        Some(self.client_id.uuid())
    }
}
