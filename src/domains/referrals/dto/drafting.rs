//! What callers send about drafts: new ones, changes, and what follows from
//! another referral.

use chrono::NaiveDate;
use entity::{
    AgencyId, ClientId, InterventionId, OrganizationId, ReferralId, ServiceAtLocationId, ServiceId,
    Timestamp,
    referral::{
        Area, ClinicalSpecialty, ContactChannel, Direction, Kind, LoopStatus, NeedDomain,
        PayloadProfile, RecipientKind, Status,
    },
    task::Priority,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{super::rules, Escalation};
use crate::platform::AnyOf;

/// A referral of a client. It is a draft until it is sent.
///
/// It goes to one of: an agency of this deployment (`recipientAgencyId`), a service or organization
/// of the directory (`directory`), another organization (`organizationName`), or whoever claims it first (`openTo`). A program of your own agency is
/// `recipientAgencyId` with your agency's id and the kind `internal_program`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_new))]
pub struct NewReferral {
    /// An id made by the caller (UUID of version 4 or 7), for work offline.
    #[serde(default)]
    pub id: Option<ReferralId>,
    /// The agency to refer to: one of `GET /v1/agencies`.
    #[serde(default)]
    pub recipient_agency_id: Option<AgencyId>,
    /// An organization that is no agency here. Your staff tells it, and records what it answers.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, example = "St. Mary's Pantry")]
    pub organization_name: Option<String>,
    /// A service or organization of the directory. One that is an agency here is referred to as
    /// that agency; any other as an organization.
    #[serde(default)]
    pub directory: Option<DirectoryEntry>,
    /// How an organization is told; if absent, as the directory says, or by `phone`.
    #[serde(default)]
    pub recipient_channel: Option<ContactChannel>,
    /// Offers the referral to several agencies, of which the first to claim it gets it.
    #[serde(default)]
    pub open_to: Option<OpenTo>,
    /// The social need. Needed, unless there is a `clinicalSpecialty`.
    #[serde(default)]
    pub need_domain: Option<NeedDomain>,
    /// Only with the kind `clinical`.
    #[serde(default)]
    pub clinical_specialty: Option<ClinicalSpecialty>,
    /// `service` if absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// `routine` if absent.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Why the client is referred. The recipient will read it.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Food has not lasted until the end of the month since August."
    )]
    pub reason: String,
    /// The service that is asked for. The recipient will read it.
    #[schema(min_length = 1, max_length = 200, example = "Home-delivered meals")]
    pub requested_service: String,
    /// The day by which the service is needed.
    #[serde(default)]
    #[schema(example = "2026-12-01")]
    pub service_due_on: Option<NaiveDate>,
    /// How to go about contacting the person. The recipient will read it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000, example = "Call after 17:00; ask for Rosa.")]
    pub contact_instructions: Option<String>,
    /// The recipient must not contact the person; no contact points are sent.
    #[serde(default)]
    pub contacting_subject_prohibited: bool,
    /// How much of the record is sent at most; `contact` if absent.
    #[serde(default)]
    pub payload_profile: Option<PayloadProfile>,
    /// The intervention of the client's care plan that the referral carries out.
    #[serde(default)]
    pub plan_intervention_id: Option<InterventionId>,
}

/// A recipient of your agency's directory: the narrowest that is known. Where more than one is
/// given, they belong together.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReferralDirectoryEntry)]
pub struct DirectoryEntry {
    #[serde(default)]
    pub service_at_location_id: Option<ServiceAtLocationId>,
    #[serde(default)]
    pub service_id: Option<ServiceId>,
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
}

/// Whom an open referral is offered to. They see the need, the area and the priority, and who the
/// person is once they have claimed it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReferralOpenTo)]
pub struct OpenTo {
    /// These agencies. If empty: all whose `referralIntake` takes open referrals for the need in
    /// the area.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub agency_ids: Vec<AgencyId>,
    pub area: Area,
}

/// Changes of a referral that has not been sent. What is left out stays. A new recipient takes the
/// place of the former one, of whichever kind that was.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_patch))]
pub struct ReferralPatch {
    #[serde(default)]
    pub recipient_agency_id: Option<AgencyId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub organization_name: Option<String>,
    #[serde(default)]
    pub directory: Option<DirectoryEntry>,
    #[serde(default)]
    pub recipient_channel: Option<ContactChannel>,
    #[serde(default)]
    pub open_to: Option<OpenTo>,
    #[serde(default)]
    pub need_domain: Option<NeedDomain>,
    #[serde(default)]
    pub clinical_specialty: Option<ClinicalSpecialty>,
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
    pub service_due_on: Option<NaiveDate>,
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
    NeedDomain,
    ClinicalSpecialty,
    ServiceDueOn,
    ContactInstructions,
    PlanInterventionId,
}

/// Where a referral that came to nothing is placed next: one of the three.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_re_referral))]
pub struct ReReferral {
    /// An id made by the caller (UUID of version 4 or 7) for the new draft.
    #[serde(default)]
    pub id: Option<ReferralId>,
    /// The agency to refer to now. The draft has a `consentId` if a consent covers it.
    #[serde(default)]
    pub recipient_agency_id: Option<AgencyId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub organization_name: Option<String>,
    #[serde(default)]
    pub directory: Option<DirectoryEntry>,
    #[serde(default)]
    pub recipient_channel: Option<ContactChannel>,
    #[serde(default)]
    pub open_to: Option<OpenTo>,
}

/// How a referral is divided: a draft for each part, which has the referral as its parent.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = rules::check_split))]
pub struct SplitReferral {
    #[schema(min_items = 2, max_items = 10)]
    pub parts: Vec<ReferralPart>,
}

/// One part of a referral that is divided. What is left out is as in the whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralPart {
    #[serde(default)]
    pub recipient_agency_id: Option<AgencyId>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub organization_name: Option<String>,
    #[serde(default)]
    pub directory: Option<DirectoryEntry>,
    #[serde(default)]
    pub recipient_channel: Option<ContactChannel>,
    #[serde(default)]
    pub open_to: Option<OpenTo>,
    #[serde(default)]
    pub need_domain: Option<NeedDomain>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub reason: Option<String>,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub requested_service: Option<String>,
    /// The intervention that this part carries out; none if absent. No two parts have the same.
    #[serde(default)]
    pub plan_intervention_id: Option<InterventionId>,
}

/// Which referrals to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReferralFilter {
    /// `outgoing` or `incoming`; both if absent.
    pub direction: Option<Direction>,
    /// Statuses, separated by commas. Referrals that were entered in error are listed only if
    /// they are asked for here.
    #[param(explode = false)]
    pub status: Option<AnyOf<Status>>,
    /// How far the loop is, separated by commas.
    #[param(explode = false)]
    pub loop_status: Option<AnyOf<LoopStatus>>,
    /// Who it goes to, separated by commas.
    #[param(explode = false)]
    pub recipient_kind: Option<AnyOf<RecipientKind>>,
    /// Needs, separated by commas.
    #[param(explode = false)]
    pub need_domain: Option<AnyOf<NeedDomain>>,
    /// Outgoing referrals of this client.
    pub client_id: Option<ClientId>,
    /// The other agency.
    pub partner_agency_id: Option<AgencyId>,
    /// Those that place this one again, or a part of it.
    pub parent_referral_id: Option<ReferralId>,
    /// `true`: only those whose answer is overdue now; `false`: only the others.
    pub overdue: Option<bool>,
    /// How urgent a missing answer is.
    pub escalation: Option<Escalation>,
    /// `true`: only those that wait on a waiting list; `false`: only the others.
    pub waitlisted: Option<bool>,
    /// `true`: only those of which nobody knows what came, although it was tried: 90 days after they
    /// were sent, with two follow-ups on record, they can be closed by `close-unknown`. `false`:
    /// only the others.
    pub closable_as_unknown: Option<bool>,
    /// Only what has changed after this instant.
    pub updated_after: Option<Timestamp>,
}
