//! The parts of a care conference as they are shown.

use chrono::NaiveDate;
use entity::{
    AgencyId, AgendaItemId, CareConferenceId, CarePlanId, ClientId, ConferenceDecisionId,
    ConferenceParticipantId, ConsentId, TaskId, Timestamp, UserId,
    agenda_item::{self, Audience},
    conference_decision::{ClientAgrees, DecidedBy, DecisionType, Dissent},
    conference_participant::{Attendance, ConsentBasis, InvitationStatus, Kind, Requirement},
    preference::PreferenceAnswer,
    task::{self, Priority},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::LinkedRecord;
use crate::{
    domains::care_plans::dto::PlanAmendment,
    platform::{Header, Page},
};

/// Who is asked to a care conference, what they answered, and whether they came.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceParticipant)]
pub struct ConferenceParticipantView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_agency_id: Option<AgencyId>,
    /// The name when they were added.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    pub requirement: Requirement,
    /// Absent until they are invited, which scheduling the conference does; whoever joins a meeting
    /// that has begun is not invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_status: Option<InvitationStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_comment: Option<String>,
    /// Absent until the meeting has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attended: Option<Attendance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Timestamp>,
    /// What allowed someone from outside to hear about the client, as of `consentCheckedAt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_basis: Option<ConsentBasis>,
    pub consent_ids: Vec<ConsentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_checked_at: Option<Timestamp>,
}

/// A topic of a care conference, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgendaItem)]
pub struct AgendaItemView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    pub order: i32,
    pub topic: String,
    pub kind: agenda_item::Kind,
    /// The client whom it is about; always there in a caseload review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presenter_id: Option<ConferenceParticipantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_planned: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_used: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// It was not dealt with, and is left for another meeting.
    pub deferred: bool,
    /// For others it does not exist.
    pub may_see: Audience,
    pub may_see_participant_ids: Vec<ConferenceParticipantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_record: Option<LinkedRecord>,
    /// The topic of an earlier conference that was left for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from_id: Option<AgendaItemId>,
    /// The topic of a later conference that takes this one up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_to_id: Option<AgendaItemId>,
}

/// What a care conference decided, by whom and against whose objection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConferenceDecision)]
pub struct ConferenceDecisionView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agenda_item_id: Option<AgendaItemId>,
    pub text: String,
    #[serde(rename = "type")]
    pub decision_type: DecisionType,
    pub decided_by: DecidedBy,
    pub dissent: Vec<Dissent>,
    pub client_agrees: ClientAgrees,
    /// Which of the client's preferences were considered, and what it makes of them.
    pub preference_answers: Vec<PreferenceAnswer>,
    /// How signing the minutes amends the care plan, or has amended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlanAmendment>)]
    pub amendment: Option<serde_json::Value>,
    /// The care plan that it has amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_plan_id: Option<CarePlanId>,
    /// The number of the plan's version that it has made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amended_plan_version: Option<i32>,
}

/// Something that somebody is to do after a care conference.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ActionItem)]
pub struct ActionItemView {
    #[serde(flatten)]
    pub header: Header,
    pub care_conference_id: CareConferenceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agenda_item_id: Option<AgendaItemId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<ConferenceDecisionId>,
    pub text: String,
    pub owner_id: UserId,
    pub due_on: NaiveDate,
    pub priority: Priority,
    /// The task that signing the minutes made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    /// The status of the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_status: Option<task::Status>,
}

/// A topic that was left for another meeting and waits to be taken up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CarryOverItem)]
pub struct CarryOverItemView {
    pub agenda_item_id: AgendaItemId,
    /// Where it was left.
    pub care_conference_id: CareConferenceId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    #[schema(example = "Food at home")]
    pub topic: String,
    pub kind: agenda_item::Kind,
}

/// The alias names the list's schema in the API description.
pub type CarryOverItemList = Page<CarryOverItemView>;

/// The agenda that conferences of a type begin with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaTemplate {
    #[serde(rename = "type")]
    pub conference_type: entity::care_conference::ConferenceType,
    pub agenda_items: Vec<AgendaTemplateItem>,
}

/// A topic of a template agenda.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaTemplateItem {
    pub topic: &'static str,
    pub kind: agenda_item::Kind,
    pub minutes_planned: i32,
}

/// The template agendas of all types.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaTemplateList {
    pub items: Vec<AgendaTemplate>,
}
