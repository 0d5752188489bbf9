//! The parts of a care conference: participants, topics, decisions, action items.

use chrono::NaiveDate;
use entity::{
    ActionItemId, AgencyId, AgendaItemId, ClientId, ConferenceDecisionId, ConferenceParticipantId,
    UserId, Uuid,
    agenda_item::{self, Audience, LinkedKind},
    conference_decision::{ClientAgrees, DecidedBy, DecisionType, Dissent},
    conference_participant::{Kind, Requirement},
    preference::PreferenceAnswer,
    task::Priority,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::domains::{care_conferences::rules, care_plans::dto::PlanAmendment};

/// Someone to ask to a care conference.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_participant))]
pub struct NewConferenceParticipant {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ConferenceParticipantId>,
    pub kind: Kind,
    /// For staff, who need one: a user of the agency.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// For people of a partner agency, who need one.
    #[serde(default)]
    pub partner_agency_id: Option<AgencyId>,
    /// For all but staff and the client, who have their own names.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Ana Delgado")]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 3, max_length = 200, format = "email")]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub organization: Option<String>,
    /// What they are to the client, or do at the meeting.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, example = "Daughter")]
    pub role: Option<String>,
    pub requirement: Requirement,
}

/// Changes of a participant. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_participant_patch))]
pub struct ConferenceParticipantPatch {
    /// Not of staff or the client, who have their own names.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(min_length = 3, max_length = 200, format = "email")]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub organization: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub role: Option<String>,
    #[serde(default)]
    pub requirement: Option<Requirement>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub clear_fields: Vec<ParticipantClearableField>,
}

/// A field of a participant that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ParticipantClearableField {
    Email,
    Organization,
    Role,
}

/// A topic for a care conference.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_agenda_item))]
pub struct NewAgendaItem {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<AgendaItemId>,
    /// Topics are taken up in this order; the last if absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub order: Option<i32>,
    #[schema(min_length = 1, max_length = 300, example = "Food at home")]
    pub topic: String,
    pub kind: agenda_item::Kind,
    /// In a caseload review, which needs it: the client whom the topic is about.
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// A participant of the conference.
    #[serde(default)]
    pub presenter_id: Option<ConferenceParticipantId>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 600)]
    pub minutes_planned: Option<i32>,
    /// `everyone` if absent. For others the topic does not exist, nor what is decided under it.
    #[serde(default)]
    pub may_see: Option<Audience>,
    /// With `maySee` `named`: participants of the conference.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub may_see_participant_ids: Vec<ConferenceParticipantId>,
    /// The client's record that it is about.
    #[serde(default)]
    pub linked_record: Option<LinkedRecord>,
}

/// A record of the client that a topic is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AgendaItemLink)]
pub struct LinkedRecord {
    pub kind: LinkedKind,
    pub id: Uuid,
}

/// Changes of a topic. What is left out stays.
///
/// `outcome`, `deferred` and `minutesUsed` can be changed from the start of the
/// meeting until the minutes are signed, who may see it until then, all else
/// only before the meeting.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_agenda_item_patch))]
pub struct AgendaItemPatch {
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub order: Option<i32>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub topic: Option<String>,
    #[serde(default)]
    pub kind: Option<agenda_item::Kind>,
    #[serde(default)]
    pub presenter_id: Option<ConferenceParticipantId>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 600)]
    pub minutes_planned: Option<i32>,
    #[serde(default)]
    pub may_see: Option<Audience>,
    /// With `maySee` `named`; replaced as a whole.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub may_see_participant_ids: Option<Vec<ConferenceParticipantId>>,
    #[serde(default)]
    pub linked_record: Option<LinkedRecord>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes_used: Option<i32>,
    /// What came of it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub outcome: Option<String>,
    /// It was not dealt with, and is left for another meeting.
    #[serde(default)]
    pub deferred: Option<bool>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 5)]
    pub clear_fields: Vec<AgendaItemClearableField>,
}

impl AgendaItemPatch {
    /// Whether it says something of what came of the topic.
    pub fn is_outcome(&self) -> bool {
        use AgendaItemClearableField::{MinutesUsed, Outcome};

        let clears = |field| self.clear_fields.contains(&field);
        self.outcome.is_some()
            || self.deferred.is_some()
            || self.minutes_used.is_some()
            || clears(Outcome)
            || clears(MinutesUsed)
    }

    /// Whether it says something of who may see the topic.
    pub fn is_audience(&self) -> bool {
        self.may_see.is_some() || self.may_see_participant_ids.is_some()
    }

    /// Whether it says something of the topic itself.
    pub fn is_plan(&self) -> bool {
        use AgendaItemClearableField::{LinkedRecord, MinutesPlanned, PresenterId};

        let clears = |field| self.clear_fields.contains(&field);
        self.order.is_some()
            || self.topic.is_some()
            || self.kind.is_some()
            || self.presenter_id.is_some()
            || self.minutes_planned.is_some()
            || self.linked_record.is_some()
            || clears(LinkedRecord)
            || clears(PresenterId)
            || clears(MinutesPlanned)
    }
}

/// A field of a topic that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AgendaItemClearableField {
    PresenterId,
    MinutesPlanned,
    MinutesUsed,
    Outcome,
    LinkedRecord,
}

/// Something that the meeting decided.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new_decision))]
pub struct NewConferenceDecision {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ConferenceDecisionId>,
    /// The topic that it belongs to. A caseload review needs it.
    #[serde(default)]
    pub agenda_item_id: Option<AgendaItemId>,
    #[schema(min_length = 1, max_length = 5000)]
    pub text: String,
    #[serde(rename = "type")]
    pub decision_type: DecisionType,
    pub decided_by: DecidedBy,
    /// Who objected, and why.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub dissent: Vec<Dissent>,
    pub client_agrees: ClientAgrees,
    /// Which of the client's preferences were considered, and what the decision makes of them. A
    /// change of the plan answers each that is a `must` or `strong` before the minutes are signed.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub preference_answers: Vec<PreferenceAnswer>,
    /// With the type `plan_change`: how signing the minutes is to amend the care plan. It is
    /// needed by then.
    #[serde(default)]
    #[schema(value_type = Option<PlanAmendment>)]
    #[validate(nested)]
    pub amendment: Option<GivenAmendment>,
}

/// Changes of a decision. What is left out stays; the dissent is replaced as a whole.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_decision_patch))]
pub struct ConferenceDecisionPatch {
    #[serde(default)]
    pub agenda_item_id: Option<AgendaItemId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub text: Option<String>,
    #[serde(default, rename = "type")]
    pub decision_type: Option<DecisionType>,
    #[serde(default)]
    pub decided_by: Option<DecidedBy>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub dissent: Option<Vec<Dissent>>,
    #[serde(default)]
    pub client_agrees: Option<ClientAgrees>,
    /// Replaced as a whole.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub preference_answers: Option<Vec<PreferenceAnswer>>,
    #[serde(default)]
    #[schema(value_type = Option<PlanAmendment>)]
    #[validate(nested)]
    pub amendment: Option<GivenAmendment>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 2)]
    pub clear_fields: Vec<DecisionClearableField>,
}

/// A field of a decision that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DecisionClearableField {
    AgendaItemId,
    Amendment,
}

/// A plan amendment as it was given, and read. It is kept as it was given until
/// signing makes it.
#[derive(Clone, Debug)]
pub struct GivenAmendment {
    pub text: String,
    pub read: PlanAmendment,
}

impl<'de> Deserialize<'de> for GivenAmendment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = value.to_string();
        // The parser's own message would quote the value.
        let read = PlanAmendment::deserialize(value).map_err(|_| D::Error::custom("amendment"))?;
        Ok(Self { text, read })
    }
}

impl Validate for GivenAmendment {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.read.validate()
    }
}

/// Something that somebody is to do.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewActionItem {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ActionItemId>,
    /// The topic that it belongs to, if not by its decision. A caseload review needs one of both.
    #[serde(default)]
    pub agenda_item_id: Option<AgendaItemId>,
    /// The decision that it carries out.
    #[serde(default)]
    pub decision_id: Option<ConferenceDecisionId>,
    #[schema(min_length = 1, max_length = 300, example = "Order the raised toilet seat")]
    pub text: String,
    /// The user of the agency who is to do it.
    pub owner_id: UserId,
    pub due_on: NaiveDate,
    /// `routine` if absent.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// Changes of an action item. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActionItemPatch {
    #[serde(default)]
    pub agenda_item_id: Option<AgendaItemId>,
    #[serde(default)]
    pub decision_id: Option<ConferenceDecisionId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub text: Option<String>,
    #[serde(default)]
    pub owner_id: Option<UserId>,
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 2)]
    pub clear_fields: Vec<ActionItemClearableField>,
}

/// A field of an action item that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ActionItemClearableField {
    AgendaItemId,
    DecisionId,
}
