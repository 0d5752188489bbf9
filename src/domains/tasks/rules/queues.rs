//! When a team queue is in use, and how queues are told apart. No I/O.

use entity::team_queue::{
    Event,
    Status::{self, Active, Retired},
};

use crate::platform::{Machine, ProblemKind};

pub const QUEUES: Machine<Status, Event> =
    Machine::new(&[(Active, Event::Retire, Retired), (Retired, Event::Restore, Active)]);

pub const NAME_TAKEN: ProblemKind = ProblemKind::conflict(
    "team_queue_name_taken",
    "Another team queue has this name",
    "Use that queue, or choose another name.",
);

pub const IN_USE: ProblemKind = ProblemKind::conflict(
    "team_queue_in_use",
    "Tasks wait in the team queue",
    "Reassign them first: GET /v1/worklists/queue shows them.",
);

pub const RETIRED: ProblemKind = ProblemKind::conflict(
    "team_queue_retired",
    "The team queue is retired",
    "Restore it, or choose another queue.",
);

/// The name as names are compared.
pub fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
