//! What a role may do: the starting matrix, in one place.
//!
//! A permission is a scope of OAuth. A token's scopes only narrow what the
//! caller's roles give; what no row here gives is denied.

use entity::{Iterable, user_account::Role};
use sea_orm::EnumIter;

/// Something an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter)]
pub enum Permission {
    ReadAgency,
    WriteAgency,
    ReadUsers,
    WriteUsers,
    ReadClients,
    WriteClients,
    ReadIdentifiers,
    RestrictClients,
    ReadPreferences,
    WritePreferences,
    ReadAssessments,
    WriteAssessments,
    ReviewAssessments,
    WriteInstruments,
    ReadCarePlans,
    WriteCarePlans,
    AcknowledgeCarePlans,
    ApproveCarePlans,
    WritePlanTemplates,
    ReadReferrals,
    SendReferrals,
    RespondToReferrals,
    ReadScorecards,
    ReadCareConferences,
    WriteCareConferences,
    SignMinutes,
    ReadConsents,
    WriteConsents,
    ReadDisclosures,
    ReadTasks,
    WriteTasks,
    ReadDirectory,
    WriteDirectory,
    ReportCapacity,
    WriteTeamQueues,
    ReadAudit,
}

/// How far a permission reaches. Care-team reach comes with memberships.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// What the caller did or owns.
    Own,
    /// What other agencies sent to this one.
    Incoming,
    /// All of the agency.
    Agency,
}

impl Permission {
    pub const fn scope(self) -> &'static str {
        match self {
            Self::ReadAgency => "agency:read",
            Self::WriteAgency => "agency:write",
            Self::ReadUsers => "users:read",
            Self::WriteUsers => "users:write",
            Self::ReadClients => "clients:read",
            Self::WriteClients => "clients:write",
            Self::ReadIdentifiers => "clients:identifiers",
            Self::RestrictClients => "clients:restrict",
            Self::ReadPreferences => "preferences:read",
            Self::WritePreferences => "preferences:write",
            Self::ReadAssessments => "assessments:read",
            Self::WriteAssessments => "assessments:write",
            Self::ReviewAssessments => "assessments:review",
            Self::WriteInstruments => "instruments:write",
            Self::ReadCarePlans => "care-plans:read",
            Self::WriteCarePlans => "care-plans:write",
            Self::AcknowledgeCarePlans => "care-plans:acknowledge",
            Self::ApproveCarePlans => "care-plans:approve",
            Self::WritePlanTemplates => "plan-templates:write",
            Self::ReadReferrals => "referrals:read",
            Self::SendReferrals => "referrals:send",
            Self::RespondToReferrals => "referrals:respond",
            Self::ReadScorecards => "scorecards:read",
            Self::ReadCareConferences => "care-conferences:read",
            Self::WriteCareConferences => "care-conferences:write",
            Self::SignMinutes => "minutes:sign",
            Self::ReadConsents => "consents:read",
            Self::WriteConsents => "consents:write",
            Self::ReadDisclosures => "disclosures:read",
            Self::ReadTasks => "tasks:read",
            Self::WriteTasks => "tasks:write",
            Self::ReadDirectory => "directory:read",
            Self::WriteDirectory => "directory:write",
            Self::ReportCapacity => "directory:report",
            Self::WriteTeamQueues => "team-queues:write",
            Self::ReadAudit => "audit:read",
        }
    }

    /// For people: shown where scopes are explained.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::ReadAgency => "See the agency, its calendar and its partners.",
            Self::WriteAgency => "Change the agency's calendar and settings.",
            Self::ReadUsers => "See the agency's users.",
            Self::WriteUsers => "Add, change, disable and enable users and API clients.",
            Self::ReadClients => "See clients and their timelines.",
            Self::WriteClients => "Create and change clients.",
            Self::ReadIdentifiers => "See clients' numbers whole, and send them.",
            Self::RestrictClients => "Restrict clients, and say who may see them.",
            Self::ReadPreferences => "See what clients want, and who was told.",
            Self::WritePreferences => "Record what clients want, and who was told.",
            Self::ReadAssessments => "See assessments, answers, scores and flags.",
            Self::WriteAssessments => "Take assessments and acknowledge flags.",
            Self::ReviewAssessments => "Sign the review of a completed assessment.",
            Self::WriteInstruments => {
                "Make instruments of the agency's own, and attest licences for others' wording."
            }
            Self::ReadCarePlans => "See care plans and their versions.",
            Self::WriteCarePlans => "Write, activate and amend care plans.",
            Self::AcknowledgeCarePlans => "Take note of versions of care plans.",
            Self::ApproveCarePlans => "Approve care plans that need it.",
            Self::WritePlanTemplates => "Draft, publish and retire templates of care plans.",
            Self::ReadReferrals => "See referrals.",
            Self::SendReferrals => "Draft and send referrals, and close their loops.",
            Self::RespondToReferrals => "Answer and carry out incoming referrals.",
            Self::ReadScorecards => "See how recipients of referrals do, in numbers.",
            Self::ReadCareConferences => "See care conferences and their minutes.",
            Self::WriteCareConferences => "Plan, hold and minute care conferences.",
            Self::SignMinutes => "Sign the minutes of a care conference.",
            Self::ReadConsents => "See consents.",
            Self::WriteConsents => "Record, activate and revoke consents.",
            Self::ReadDisclosures => "See what was disclosed to whom.",
            Self::ReadTasks => "See tasks and work lists.",
            Self::WriteTasks => "Create and work on tasks.",
            Self::ReadDirectory => "Search the service directory.",
            Self::WriteDirectory => "Keep the service directory.",
            Self::ReportCapacity => "Say whether a service has room.",
            Self::WriteTeamQueues => "Add, change and retire team queues.",
            Self::ReadAudit => "See who saw and did what.",
        }
    }

    pub fn of_scope(scope: &str) -> Option<Self> {
        Self::iter().find(|permission| permission.scope() == scope)
    }

    /// The roles that have it, in the order of their names.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::iter().filter(move |role| reach(*role, self).is_some())
    }
}

/// How far the role's permission reaches; none where the role does not have it.
pub fn reach(role: Role, permission: Permission) -> Option<Reach> {
    use Permission::*;
    use Reach::*;
    let within =
        |permissions: &[Permission], reach| permissions.contains(&permission).then_some(reach);
    match role {
        Role::Admin => within(
            &[
                ReadAgency,
                WriteAgency,
                ReadUsers,
                WriteUsers,
                ReadClients,
                ReadPreferences,
                ReadAssessments,
                WriteInstruments,
                ReadCarePlans,
                ReadReferrals,
                ReadScorecards,
                ReadCareConferences,
                ReadConsents,
                ReadTasks,
                ReadDirectory,
                WriteDirectory,
                ReportCapacity,
                WriteTeamQueues,
            ],
            Agency,
        ),
        Role::Supervisor => (!matches!(permission, WriteAgency | WriteUsers)).then_some(Agency),
        Role::CareManager => match permission {
            WriteAgency | WriteUsers | RestrictClients | ReviewAssessments | WriteInstruments
            | ApproveCarePlans | WritePlanTemplates | ReadDisclosures | WriteDirectory
            | WriteTeamQueues => None,
            ReadAudit => Some(Own),
            _ => Some(Agency),
        },
        Role::Clinician => match permission {
            ReadAudit => Some(Own),
            _ => within(
                &[
                    ReadAgency,
                    ReadUsers,
                    ReadClients,
                    ReadPreferences,
                    WritePreferences,
                    ReadAssessments,
                    WriteAssessments,
                    ReviewAssessments,
                    ReadCarePlans,
                    WriteCarePlans,
                    AcknowledgeCarePlans,
                    ApproveCarePlans,
                    ReadReferrals,
                    ReadCareConferences,
                    WriteCareConferences,
                    SignMinutes,
                    ReadConsents,
                    ReadTasks,
                    WriteTasks,
                    ReadDirectory,
                    ReportCapacity,
                ],
                Agency,
            ),
        },
        Role::TeamMember => match permission {
            WriteTasks | ReadAudit => Some(Own),
            _ => within(
                &[
                    ReadAgency,
                    ReadUsers,
                    ReadClients,
                    ReadPreferences,
                    ReadAssessments,
                    ReadCarePlans,
                    AcknowledgeCarePlans,
                    ReadReferrals,
                    ReadCareConferences,
                    ReadTasks,
                    ReadDirectory,
                ],
                Agency,
            ),
        },
        Role::PartnerAgency => match permission {
            ReadAgency => Some(Agency),
            ReadReferrals | RespondToReferrals => Some(Incoming),
            _ => None,
        },
        Role::Auditor => within(&[ReadAgency, ReadUsers, ReadDisclosures, ReadAudit], Agency),
        // A program does what its registered scopes say.
        // That wording may be used, only a person can say.
        Role::Integration => {
            let kept =
                matches!(permission, WriteAgency | WriteUsers | RestrictClients | WriteInstruments);
            (!kept).then_some(Agency)
        }
        // The directory, and numbers without small ones.
        Role::Analyst => within(&[ReadDirectory, ReadScorecards], Agency),
        // What a client or proxy may see is released to them record by record,
        // which is not offered yet.
        Role::Client | Role::Proxy => None,
    }
}

/// Whether the role sees restricted clients without a grant: those who supervise
/// do, and those who audit see in the log, by ids, who saw what of them.
pub fn sees_restricted(role: Role, permission: Permission) -> bool {
    match role {
        Role::Supervisor => true,
        Role::Auditor => permission == Permission::ReadAudit,
        _ => false,
    }
}
