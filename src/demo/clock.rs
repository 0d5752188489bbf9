//! The clock of the demo's stage: what is told of last month happens last month.

use std::sync::Mutex;

use entity::Timestamp;

use crate::platform::Clock;

/// Stands still until it is set to the time of the next scene.
pub struct StageClock(Mutex<Timestamp>);

impl StageClock {
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = now;
    }
}

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
