//! State machines, written as tables.

use entity::Code;

use super::{Problem, catalogue};

/// The events that move a resource from one status to another, one row each.
pub struct Machine<S: 'static, E: 'static> {
    /// Told apart where a resource has more than one machine.
    pub name: &'static str,
    pub edges: &'static [(S, E, S)],
}

/// A move that the table allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<S> {
    pub machine: &'static str,
    pub from: S,
    pub event: String,
    pub to: S,
}

impl<S: Code, E: Code> Machine<S, E> {
    pub const fn new(edges: &'static [(S, E, S)]) -> Self {
        Self { name: "status", edges }
    }

    /// What may happen to a resource in this status.
    pub fn allowed(&self, status: S) -> impl Iterator<Item = E> {
        self.edges.iter().filter(move |(from, ..)| *from == status).map(|(_, event, _)| *event)
    }

    /// The actions that lead on from this status, as the API names them.
    pub fn allowed_actions(&self, status: S) -> Vec<String> {
        self.allowed(status).map(Code::code).collect()
    }

    /// The move that the event makes from this status.
    pub fn fire(&self, status: S, event: E) -> Result<Step<S>, Problem> {
        let edge = self.edges.iter().find(|(from, on, _)| *from == status && *on == event);
        match edge {
            Some((from, event, to)) => {
                Ok(Step { machine: self.name, from: *from, event: event.code(), to: *to })
            }
            None => Err(Problem::saying(
                &catalogue::TRANSITION_NOT_ALLOWED,
                format!("This is not possible while the status is {}.", status.code()),
            )
            .with_allowed_actions(self.allowed_actions(status))),
        }
    }
}
