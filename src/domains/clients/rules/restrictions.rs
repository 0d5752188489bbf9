//! When a client can be restricted, and who may see them. No I/O.

use crate::platform::{Machine, ProblemKind};
use entity::{
    access_grant::{self, Status},
    client_restriction::{Event, Visibility},
};

pub const MACHINE: Machine<Visibility, Event> = Machine {
    name: "visibility",
    edges: &[
        (Visibility::Open, Event::Restrict, Visibility::Restricted),
        (Visibility::Restricted, Event::Unrestrict, Visibility::Open),
    ],
};

pub const GRANTS: Machine<Status, access_grant::Event> =
    Machine::new(&[(Status::Active, access_grant::Event::Revoke, Status::Revoked)]);

pub const NOT_RESTRICTED: ProblemKind = ProblemKind::conflict(
    "client_not_restricted",
    "The client is not restricted",
    "Everyone who may read clients sees this one: there is no access to grant.",
);

pub const ALREADY_GRANTED: ProblemKind = ProblemKind::conflict(
    "access_already_granted",
    "They may see the client already",
    "There is nothing to do.",
);

pub fn visibility(restricted: bool) -> Visibility {
    if restricted { Visibility::Restricted } else { Visibility::Open }
}
