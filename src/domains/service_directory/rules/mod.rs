//! Rules of the service directory. No I/O.

mod checks;
mod drafts;
mod hours;
mod needs;
mod open_blocks;
mod places;
mod words;

pub use checks::*;
pub use drafts::*;
pub use hours::*;
pub use needs::*;
pub use open_blocks::*;
pub use places::*;
pub use words::*;

use Event::*;
use Status::*;
use entity::{
    directory_service::{Event, Status},
    service_at_location,
};

use crate::platform::{Machine, ProblemKind};

/// Any status may follow on any other: the directory tells what others decide.
pub const SERVICE: Machine<Status, Event> = Machine::new(&[
    (Active, Deactivate, Inactive),
    (Active, CloseTemporarily, TemporarilyClosed),
    (Active, Discontinue, Defunct),
    (TemporarilyClosed, Reactivate, Active),
    (TemporarilyClosed, Deactivate, Inactive),
    (TemporarilyClosed, Discontinue, Defunct),
    (Inactive, Reactivate, Active),
    (Inactive, CloseTemporarily, TemporarilyClosed),
    (Inactive, Discontinue, Defunct),
    (Defunct, Reactivate, Active),
    (Defunct, Deactivate, Inactive),
    (Defunct, CloseTemporarily, TemporarilyClosed),
]);

pub const OFFER: Machine<service_at_location::Status, service_at_location::Event> =
    Machine::new(&[
        (
            service_at_location::Status::Active,
            service_at_location::Event::Deactivate,
            service_at_location::Status::Inactive,
        ),
        (
            service_at_location::Status::Inactive,
            service_at_location::Event::Reactivate,
            service_at_location::Status::Active,
        ),
    ]);

pub const NOT_OFFERED: ProblemKind = ProblemKind::conflict(
    "service_not_offered",
    "The service cannot be had",
    "Choose another service or place: this one is closed, inactive or given up.",
);

/// What the event has done, as subscribers are told.
pub fn done(event: Event) -> &'static str {
    match event {
        Reactivate => "reactivated",
        Deactivate => "deactivated",
        CloseTemporarily => "closed_temporarily",
        Discontinue => "discontinued",
    }
}

#[cfg(test)]
mod tests {
    use entity::Iterable;

    use super::*;

    #[test]
    fn every_status_is_reached_from_every_other_and_from_itself_by_nothing() {
        let event_to = |status| match status {
            Active => Reactivate,
            Inactive => Deactivate,
            TemporarilyClosed => CloseTemporarily,
            Defunct => Discontinue,
        };
        for from in Status::iter() {
            for to in Status::iter() {
                let step = SERVICE.fire(from, event_to(to));
                assert_eq!(step.is_ok_and(|step| step.to == to), from != to, "{from:?} {to:?}");
            }
        }
    }
}
