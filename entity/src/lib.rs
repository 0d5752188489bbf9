//! The database, as Rust sees it: one module per table, plus the typed ids and
//! coded values that tables and the API share.
//!
//! A `Model` is a row and stays inside the service: it never derives
//! `Serialize`, so no handler can return one by accident.

#![expect(clippy::disallowed_methods, reason = "sea-orm's derives expand to them")]

pub mod action_item;
pub mod agency;
pub mod agency_instrument;
pub mod agenda_item;
pub mod api_client;
pub mod assessment;
pub mod assessment_answer;
pub mod assessment_flag;
pub mod assessment_score;
pub mod audit_client;
pub mod audit_entry;
pub mod care_conference;
pub mod care_plan;
pub mod client;
pub mod client_identifier;
pub mod client_search_key;
mod code;
pub mod conference_decision;
pub mod conference_minutes;
pub mod conference_participant;
pub mod consent;
pub mod directory;
pub mod directory_service;
pub mod disclosure;
pub mod duplicate_candidate;
pub mod goal;
pub mod goal_progress;
mod id;
pub mod idempotency_key;
pub mod instrument_wording;
pub mod intervention;
mod json_text;
pub mod licence_attestation;
pub mod location;
pub mod number;
pub mod organization;
pub mod outbox_event;
mod period;
pub mod plan_problem;
pub mod plan_version;
pub mod preference;
pub mod referral;
pub mod referral_packet;
mod resource;
pub mod service_at_location;
pub mod service_search_key;
pub mod task;
pub mod taxonomy;
pub mod taxonomy_term;
mod timestamp;
pub mod transition;
pub mod user_account;

pub use code::Code;
pub use id::{Id, new_id};
pub use json_text::JsonText;
pub use period::Period;
pub use resource::{Resource, Row};
pub use sea_orm::Iterable;
pub use timestamp::Timestamp;
pub use uuid::Uuid;

pub type ActionItemId = Id<action_item::Entity>;
pub type AgencyId = Id<agency::Entity>;
pub type AgencyInstrumentId = Id<agency_instrument::Entity>;
pub type AgendaItemId = Id<agenda_item::Entity>;
pub type ApiClientId = Id<api_client::Entity>;
pub type AssessmentAnswerId = Id<assessment_answer::Entity>;
pub type AssessmentFlagId = Id<assessment_flag::Entity>;
pub type AssessmentId = Id<assessment::Entity>;
pub type AssessmentScoreId = Id<assessment_score::Entity>;
pub type AuditEntryId = Id<audit_entry::Entity>;
pub type CarePlanId = Id<care_plan::Entity>;
pub type CareConferenceId = Id<care_conference::Entity>;
pub type ClientId = Id<client::Entity>;
pub type TaskId = Id<task::Entity>;
pub type ConsentId = Id<consent::Entity>;
pub type DisclosureId = Id<disclosure::Entity>;
pub type DuplicateCandidateId = Id<duplicate_candidate::Entity>;
pub type GoalId = Id<goal::Entity>;
pub type GoalProgressId = Id<goal_progress::Entity>;
pub type InstrumentWordingId = Id<instrument_wording::Entity>;
pub type InterventionId = Id<intervention::Entity>;
pub type LicenceAttestationId = Id<licence_attestation::Entity>;
pub type PlanProblemId = Id<plan_problem::Entity>;
pub type PlanVersionId = Id<plan_version::Entity>;
pub type PreferenceId = Id<preference::Entity>;
pub type ReferralId = Id<referral::Entity>;
pub type ConferenceDecisionId = Id<conference_decision::Entity>;
pub type ConferenceMinutesId = Id<conference_minutes::Entity>;
pub type ConferenceParticipantId = Id<conference_participant::Entity>;
pub type TransitionId = Id<transition::Entity>;
pub type UserId = Id<user_account::Entity>;
pub type OrganizationId = Id<organization::Entity>;
pub type LocationId = Id<location::Entity>;
pub type ServiceId = Id<directory_service::Entity>;
pub type ServiceAtLocationId = Id<service_at_location::Entity>;
pub type TaxonomyId = Id<taxonomy::Entity>;
pub type TaxonomyTermId = Id<taxonomy_term::Entity>;
