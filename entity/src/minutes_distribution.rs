//! What of signed minutes went to whom. Written once.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ActionItemId, AgencyId, AgendaItemId, CareConferenceId, ClientId, ConferenceDecisionId,
    ConferenceParticipantId, DisclosureId, JsonText, MinutesDistributionId, Resource, Row,
    Timestamp, UserId,
    consent::{DataClass, Purpose},
    disclosure::{Basis, Channel},
};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "minutes_distribution")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MinutesDistributionId,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub created_by: UserId,
    pub updated_by: UserId,
    pub client_id: ClientId,
    pub conference_id: CareConferenceId,
    pub participant_id: Option<ConferenceParticipantId>,
    pub recipient_name: String,
    pub recipient_agency_id: Option<AgencyId>,
    pub recipient_address: Option<String>,
    pub purpose: Purpose,
    pub basis: Basis,
    pub channel: Channel,
    pub disclosure_id: DisclosureId,
    pub content: JsonText<Content>,
    pub withheld: JsonText<Vec<WithheldPart>>,
    /// SHA-256 of the content, in hexadecimal.
    pub payload_hash: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a recipient of minutes is given: only what they may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesContent)]
pub struct Content {
    /// The signed text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The same in plain language: for the client, instead of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain_language: Option<String>,
    /// What was added after signing, in order.
    pub addenda: Vec<String>,
    pub topics: Vec<SentTopic>,
    pub decisions: Vec<SentDecision>,
    pub action_items: Vec<SentActionItem>,
}

/// A topic, as it is given to a recipient of the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesTopic)]
pub struct SentTopic {
    pub agenda_item_id: AgendaItemId,
    pub topic: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    pub deferred: bool,
}

/// A decision, as it is given to a recipient of the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesDecision)]
pub struct SentDecision {
    pub decision_id: ConferenceDecisionId,
    pub text: String,
}

/// Who is to do what, as it is given to a recipient of the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesActionItem)]
pub struct SentActionItem {
    pub action_item_id: ActionItemId,
    pub text: String,
    pub due_on: chrono::NaiveDate,
}

/// A part of the minutes that a recipient is not given, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WithheldMinutesPart)]
pub struct WithheldPart {
    /// Absent where it is the text of the minutes with its addenda.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda_item_id: Option<AgendaItemId>,
    pub data_class: DataClass,
    /// `audience`: the topic is not for them. `other_clients`: the text is about other clients too.
    /// Else what the consent engine says, such as `no_consent` or `forbidden`.
    #[schema(example = "no_consent")]
    pub reason: String,
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
    const KIND: &'static str = "minutes_distribution";

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
