//! The agenda that a conference of each type begins with. Agencies change it
//! as they like: it is copied into the conference.

use entity::{agenda_item::Kind, care_conference::ConferenceType};

/// A topic, its kind and the minutes planned for it.
pub type Topic = (&'static str, Kind, i32);

/// The topics in their order. Of a caseload review: those of each client.
pub const fn template(conference_type: ConferenceType) -> &'static [Topic] {
    match conference_type {
        ConferenceType::Initial => &[
            ("Who is here, and what the client hopes for", Kind::Preference, 10),
            ("What the assessments found", Kind::Problem, 15),
            ("Goals", Kind::Goal, 15),
            ("Services and who does what", Kind::Service, 15),
            ("Safety", Kind::Safety, 5),
        ],
        ConferenceType::PeriodicReview => &[
            ("How things have gone, in the client's words", Kind::Preference, 10),
            ("Progress towards each goal", Kind::Progress, 15),
            ("New or changed problems", Kind::Problem, 10),
            ("Medication", Kind::Medication, 5),
            ("Services: what helps and what does not", Kind::Service, 10),
            ("Goals until the next review", Kind::Goal, 10),
        ],
        ConferenceType::DischargePlanning => &[
            ("Where the client wants to go", Kind::Preference, 10),
            ("What has to be in place on the first day", Kind::Transition, 15),
            ("Medication: what changes, and who explains it", Kind::Medication, 10),
            ("Equipment, services and transport", Kind::Service, 10),
            ("Warning signs, and whom to call", Kind::Safety, 10),
            ("Appointments after discharge", Kind::Transition, 5),
        ],
        ConferenceType::Crisis => &[
            ("What happened, and who is safe now", Kind::Safety, 10),
            ("What the client wants to happen", Kind::Preference, 5),
            ("What is done today, and by whom", Kind::Safety, 10),
            ("Who is told", Kind::Other, 5),
        ],
        ConferenceType::FamilyMeeting => &[
            ("What the client wants the family to know", Kind::Preference, 10),
            ("How the family manages", Kind::Problem, 15),
            ("What each one can do", Kind::Service, 15),
            ("Worries about safety", Kind::Safety, 10),
        ],
        ConferenceType::CaseloadReview => &[("How things stand", Kind::Progress, 10)],
        ConferenceType::Mediation => &[
            ("Ground rules", Kind::Other, 5),
            ("Each side's view, without interruption", Kind::Conflict, 20),
            ("What matters to the client", Kind::Preference, 10),
            ("Ways forward", Kind::Conflict, 20),
            ("What is agreed, and when it is looked at again", Kind::Conflict, 10),
        ],
        ConferenceType::TeamOnly => &[
            ("Why the team meets without the client", Kind::Other, 5),
            ("Open questions", Kind::Problem, 20),
            ("Roles and handoffs", Kind::Service, 10),
            ("How the client is told of the outcome", Kind::Preference, 5),
        ],
    }
}
