//! Telling afterwards that a conference was held: nobody opens a computer in
//! every meeting.

use entity::{
    CareConferenceId, Timestamp,
    care_conference::Event,
    conference_participant::{self as participant, Attendance},
};

use super::{
    Record,
    admission::admit,
    meeting::{minutes_due, raise_minutes_task, record_attendance},
    scheduling::{FORCED, find_clash, lock_to_schedule},
};
use crate::{
    domains::care_conferences::{
        dto::{AttendanceEntry, HeldConference},
        repository::{self, Times},
        rules,
    },
    platform::{Change, Ctx, IfMatch, Permission, Problem},
};

pub async fn record_held(
    ctx: &Ctx,
    id: CareConferenceId,
    seen: IfMatch,
    input: HeldConference,
) -> Result<Record, Problem> {
    ctx.write(Permission::WriteCareConferences, async |uow| {
        let current = lock_to_schedule(uow, id, seen).await?;
        let step = rules::MACHINE.fire(current.status, Event::RecordHeld)?;
        check_past(input.ends_at, uow.now())?;
        let participants = repository::participants(uow, id).await?;
        let kinds: Vec<_> = participants.iter().map(|one| one.kind).collect();
        rules::check_can_be_held(&current, &kinds)?;
        let clash = input.clash_override.as_ref();
        let clash_reason = find_clash(uow, &current, input.starts_at, clash).await?;
        let present: Vec<_> =
            participants.iter().filter(|one| came(one, &input.attendance)).collect();
        record_attendance(uow, id, &input.attendance).await?;
        admit(uow, &current, &present, &input.consents).await?;
        let (due_on, due_at) = minutes_due(uow, input.ends_at).await?;
        let times = Times {
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            time_zone: &input.time_zone,
            clash_reason,
        };
        let conference = repository::record_held(uow, &current, &step, times, due_at).await?;
        raise_minutes_task(uow, &conference, due_on).await?;
        let change = Change::of("recorded_as_held", &conference).by(&step);
        let code = clash_reason.map(|_| FORCED.to_owned());
        let change = change.because(code, clash_reason.map(str::to_owned));
        Ok((Record::of(uow, conference).await?, change.effective(input.ends_at)))
    })
    .await
}

fn check_past(ends_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if ends_at <= now.plus(rules::CLOCK_DIFFERENCE) {
        return Ok(());
    }
    Err(Problem::field("/endsAt", "out_of_range", "The meeting has ended, so not in the future."))
}

fn came(participant: &participant::Model, attendance: &[AttendanceEntry]) -> bool {
    attendance
        .iter()
        .any(|one| one.participant_id == participant.id && one.attended != Attendance::No)
}
