//! Scores: what a completed assessment came to, one per scale. What they say never changes; whether
//! they count does, when the assessment is amended or was entered in error.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgencyId, AssessmentId, AssessmentScoreId, ClientId, JsonText, Resource, Row, Timestamp, UserId,
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_score")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentScoreId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub assessment_id: AssessmentId,
    /// With the instrument's code, so that a client's scores are one list.
    pub client_id: ClientId,
    /// When the assessment was completed.
    pub taken_at: Timestamp,
    /// The assessment counts: it was neither amended since nor entered in error.
    pub counts: bool,
    pub instrument_code: String,
    pub instrument_version: String,
    /// The same measure has the same code in every instrument.
    pub scale: String,
    /// In the instrument's order of scales.
    pub position: i32,
    /// Absent: too much is missing for a score.
    pub raw: Option<f64>,
    pub max: f64,
    pub band_code: Option<String>,
    pub band_label: Option<String>,
    pub complete: bool,
    /// Estimated from the answered items.
    pub prorated: bool,
    pub trace: JsonText<Vec<TracePoint>>,
    pub notes: JsonText<Vec<ScoreNote>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What one item gave to a score. The points add up to the score of a sum or a count; their
/// average over the answered items is a mean. Items of `count` and `any_of` give 1 or 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ScoreTracePoint)]
pub struct TracePoint {
    /// The instrument's item.
    #[schema(example = "phq9-1")]
    pub link_id: String,
    /// Absent: the item is missing; `note` says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<TraceNote>,
}

/// What to know about an item's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScoreTraceNote)]
pub enum TraceNote {
    /// Counted from the other end of the item's range.
    Reversed,
    /// An earlier answer made the question needless; it gives 0 points.
    NotAsked,
    NotAnswered,
    Declined,
    Unknown,
    /// The chosen option has no score.
    NoScore,
    /// It counts only together with another item, which does not.
    NotCounted,
}

/// What to know about a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreNote {
    /// The instrument has bands of their own for men; they were used.
    BandsForMen,
    /// The instrument has bands of their own for men; those for women were used.
    BandsForWomen,
    /// The instrument has bands of their own for men. The client's sex at birth is not recorded as
    /// female or male, so the bands with the lower threshold, those for women, were used.
    SexNotKnown,
    /// All points come from one item: what the band says may be too much. Look at the answers.
    FromOneItem,
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
    const KIND: &'static str = "assessment_score";

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
