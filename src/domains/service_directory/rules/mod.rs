//! Rules of the service directory. No I/O.

mod checks;
mod drafts;
mod words;

pub use checks::*;
pub use drafts::*;
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
