//! How interventions end when what carries them out has ended, or when they
//! leave the plan.

use entity::{
    intervention::{Event, Status},
    referral::{self, NeedMet},
};

/// What becomes of an intervention when the loop of its referral is closed.
pub struct Conclusion {
    /// One after the other; none for an intervention that is over.
    pub events: &'static [Event],
    /// What the last of them is called.
    pub done: &'static str,
    pub outcome: Option<String>,
}

/// The intervention is completed where the need was met, wholly or in part.
/// Otherwise it has come to nothing, whatever was delivered.
pub fn conclusion(status: Status, closed: &referral::Model) -> Conclusion {
    use Status::{Cancelled, Completed, InProgress, NotStarted, OnHold, Scheduled, Stopped};

    let result = match closed.need_met {
        Some(NeedMet::Yes) => "The need was met.",
        Some(NeedMet::Partly) => "The need was met in part.",
        Some(NeedMet::No | NeedMet::Unknown) | None => {
            let (events, done): (&[Event], _) = match ending(status) {
                Some(Event::Cancel) => (&[Event::Cancel], "cancelled"),
                Some(_) => (&[Event::Stop], "stopped"),
                None => (&[], ""),
            };
            return Conclusion { events, done, outcome: None };
        }
    };
    let events: &[Event] = match status {
        // What was scheduled has been under way meanwhile, at the other agency.
        NotStarted | Scheduled => &[Event::Start, Event::Complete],
        InProgress => &[Event::Complete],
        OnHold => &[Event::Resume, Event::Complete],
        Completed | Stopped | Cancelled => &[],
    };
    let note = closed.closure_note.as_deref().map(|note| format!(" {note}"));
    let outcome = Some(format!("{result}{}", note.unwrap_or_default()));
    Conclusion { events, done: "completed", outcome }
}

/// How an intervention ends that comes to nothing, if it is not over: what has
/// not begun is cancelled, what has begun is stopped.
pub fn ending(status: Status) -> Option<Event> {
    match status {
        Status::NotStarted | Status::Scheduled => Some(Event::Cancel),
        Status::InProgress | Status::OnHold => Some(Event::Stop),
        Status::Completed | Status::Stopped | Status::Cancelled => None,
    }
}

/// Whether nothing carries the intervention out any more.
pub fn is_over(status: Status) -> bool {
    ending(status).is_none()
}
