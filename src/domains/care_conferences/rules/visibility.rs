//! Who may see which topics, and with them what is decided under them.

use entity::{
    UserId,
    agenda_item::{Audience, Model},
    conference_participant as participant,
    consent::DataClass,
    user_account::Role,
};

/// Someone of the agency who looks at a conference.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub user: UserId,
    pub roles: &'a [Role],
}

/// Whether the topic exists for the viewer. Who wrote it knows it, and
/// supervisors answer for the whole record.
pub fn may_see(item: &Model, participants: &[participant::Model], viewer: Viewer<'_>) -> bool {
    let has = |role| viewer.roles.contains(&role);
    item.created_by == viewer.user
        || has(Role::Supervisor)
        || match item.may_see {
            Audience::Everyone | Audience::Staff => true,
            Audience::Clinicians => has(Role::Clinician),
            Audience::Named => participants.iter().any(|one| {
                one.user_id == Some(viewer.user) && item.may_see_participant_ids.contains(&one.id)
            }),
        }
}

/// Whether the topic is for somebody outside of the agency.
pub fn may_be_given(item: &Model, recipient: Option<&participant::Model>) -> bool {
    match item.may_see {
        Audience::Everyone => true,
        Audience::Staff | Audience::Clinicians => false,
        Audience::Named => {
            recipient.is_some_and(|one| item.may_see_participant_ids.contains(&one.id))
        }
    }
}

/// Whether all who may see the conference may see the topic.
pub const fn is_open_to_staff(audience: Audience) -> bool {
    matches!(audience, Audience::Everyone | Audience::Staff)
}

/// The kind of information that a topic is, for consent.
pub const fn data_class(kind: entity::agenda_item::Kind) -> DataClass {
    use entity::agenda_item::Kind;

    match kind {
        Kind::Medication => DataClass::Medications,
        Kind::Progress | Kind::Problem | Kind::Goal | Kind::Service | Kind::Transition => {
            DataClass::CarePlan
        }
        Kind::Conflict | Kind::Preference | Kind::Safety | Kind::Other => DataClass::Notes,
    }
}
