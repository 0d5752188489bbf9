//! Who may declare a record entered in error: its author within a day, and
//! whoever supervises, at any time.

use chrono::TimeDelta;
use entity::{Timestamp, UserId, user_account::Role};

use super::{Ctx, Problem, catalogue};

/// How long an author may take a record out alone.
const AUTHORS_TIME: TimeDelta = TimeDelta::hours(24);

/// Whether the caller may declare a record entered in error now; for `allowedActions`.
pub fn may_retract(ctx: &Ctx, author: UserId, written_at: Timestamp) -> bool {
    let supervises = ctx.principal().roles.contains(&Role::Supervisor);
    supervises || (author == ctx.actor() && in_authors_time(written_at, ctx.now()))
}

/// Refuses who may not declare the record entered in error.
pub fn check_may_retract(ctx: &Ctx, author: UserId, written_at: Timestamp) -> Result<(), Problem> {
    if may_retract(ctx, author, written_at) {
        return Ok(());
    }
    Err(Problem::saying(
        &catalogue::FORBIDDEN,
        "Its author can do this within 24 hours; after that, a supervisor.",
    ))
}

fn in_authors_time(written_at: Timestamp, now: Timestamp) -> bool {
    now.since(written_at) <= AUTHORS_TIME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_may_take_it_out_for_a_day() {
        let written = Timestamp::from(chrono::DateTime::UNIX_EPOCH);
        assert!(in_authors_time(written, written.plus(TimeDelta::hours(24))));
        assert!(!in_authors_time(written, written.plus(TimeDelta::milliseconds(86_400_001))));
    }
}
