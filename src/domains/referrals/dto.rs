//! What callers send about referrals, and in `views` what they are told.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, InterventionId, ReferralId, Timestamp,
    referral::{
        CancelReason, ClosureReason, DeliveredService, Direction, EnrollmentStatus, FailReason,
        Kind, LoopStatus, NeedDomain, NeedMet, NeedMetSource, PayloadProfile, RejectReason, Status,
    },
    task::Priority,
};
use serde::Deserialize;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        ObjectBuilder, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};
use validator::Validate;

use super::rules;
use crate::platform::AnyOf;

mod views;

pub use views::{ReferralOutlineList, ReferralOutlineView, ReferralPreview, ReferralView};

/// A referral of a client to another agency. It is a draft until it is sent.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReferral {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ReferralId>,
    /// The agency to refer to: one of `GET /v1/agencies`, not your own.
    pub recipient_agency_id: AgencyId,
    pub need_domain: NeedDomain,
    /// `service` if absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// `routine` if absent.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Why the client is referred. The receiving agency will read it.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Food has not lasted until the end of the month since August."
    )]
    pub reason: String,
    /// The service that is asked for. The receiving agency will read it.
    #[schema(min_length = 1, max_length = 200, example = "Home-delivered meals")]
    pub requested_service: String,
    /// How to go about contacting the person. The receiving agency will read it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "Call after 17:00; ask for Rosa.")]
    pub contact_instructions: Option<String>,
    /// The receiving agency must not contact the person; no contact points are sent.
    #[serde(default)]
    pub contacting_subject_prohibited: bool,
    /// How much of the record is sent at most; `contact` if absent.
    #[serde(default)]
    pub payload_profile: Option<PayloadProfile>,
    /// The intervention of the client's care plan that the referral carries out.
    #[serde(default)]
    pub plan_intervention_id: Option<InterventionId>,
}

/// Changes of a referral that has not been sent. What is left out stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralPatch {
    #[serde(default)]
    pub recipient_agency_id: Option<AgencyId>,
    #[serde(default)]
    pub need_domain: Option<NeedDomain>,
    #[serde(default)]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub priority: Option<Priority>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub reason: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub requested_service: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub contact_instructions: Option<String>,
    #[serde(default)]
    pub contacting_subject_prohibited: Option<bool>,
    #[serde(default)]
    pub payload_profile: Option<PayloadProfile>,
    #[serde(default)]
    pub plan_intervention_id: Option<InterventionId>,
    /// Fields to empty. In `application/merge-patch+json`, send null for them instead.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub clear_fields: Vec<ReferralClearableField>,
}

/// A field of a referral that may be emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReferralClearableField {
    ContactInstructions,
    PlanInterventionId,
}

/// Taking an incoming referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptReferral {
    /// Who at your agency the sender can ask.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "Sam Okoye, intake")]
    pub contact_person: Option<String>,
    /// When the person is to be contacted first.
    #[serde(default)]
    #[schema(example = "2026-11-25")]
    pub planned_first_contact_on: Option<NaiveDate>,
}

/// Why an incoming referral is not taken.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectReferral {
    pub reason_code: RejectReason,
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "We are full until January.")]
    pub reason: String,
}

/// Why a referral is called off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancelReferral {
    pub reason_code: CancelReason,
    /// In words, for the other side.
    #[schema(min_length = 1, max_length = 1000, example = "Her daughter brings meals now.")]
    pub reason: String,
}

/// The work for the person begins, or goes on after a pause.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartReferral {
    /// When the person was first contacted or enrolled. If absent: what is on record, or today
    /// where your agency is.
    #[serde(default)]
    #[schema(example = "2026-11-24")]
    pub first_contact_on: Option<NaiveDate>,
}

/// Why the work is paused.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PauseReferral {
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "The person is in hospital.")]
    pub reason: String,
}

/// What was delivered: at least one service or an enrolment status.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_complete))]
pub struct CompleteReferral {
    #[serde(default)]
    #[schema(max_items = 100)]
    pub services: Vec<DeliveredService>,
    /// Whether the person was enrolled in your program.
    #[serde(default)]
    pub enrollment_status: Option<EnrollmentStatus>,
    /// For the sender.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
}

/// Why the work could not be done.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FailReferral {
    pub reason_code: FailReason,
    /// In words, for the sender.
    #[schema(min_length = 1, max_length = 1000, example = "Three calls, no answer.")]
    pub reason: String,
}

/// What came of the referral.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_close))]
pub struct CloseLoop {
    /// `service_received` is for a completed referral.
    pub closure_reason: ClosureReason,
    /// Needed with `service_received`.
    #[serde(default)]
    pub need_met: Option<NeedMet>,
    /// Who said so; with `needMet`.
    #[serde(default)]
    pub need_met_source: Option<NeedMetSource>,
    /// For your agency only.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
}

/// Where a referral that came to nothing is placed next.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReReferral {
    /// An id made by the caller (UUID of version 4 or 7) for the new draft.
    #[serde(default)]
    pub id: Option<ReferralId>,
    /// The agency to refer to now. Consent is asked for again when the draft is sent.
    pub recipient_agency_id: AgencyId,
}

/// Which referrals to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReferralFilter {
    /// `outgoing` or `incoming`; both if absent.
    pub direction: Option<Direction>,
    /// Statuses, separated by commas.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// How far the loop is, separated by commas.
    #[param(explode = false)]
    pub loop_status: Option<AnyOf<LoopStatus>>,
    /// Outgoing referrals of this client.
    pub client_id: Option<ClientId>,
    /// `true`: only those whose answer is overdue now; `false`: only the others.
    pub overdue: Option<bool>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}

/// The key that sending demands: a referral must not go out twice.
pub struct SendingKey;

impl IntoParams for SendingKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(
                "A fresh value for each sending, best a UUID; the same value when the request is \
                 repeated, which then sends nothing again. Remembered for 24 hours.",
            ))
            .schema(Some(
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .min_length(Some(1))
                    .max_length(Some(255))
                    .pattern(Some("^[!-~]+$")),
            ));
        vec![key.build()]
    }
}
