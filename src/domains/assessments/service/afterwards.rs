//! What happens to an assessment after its completion.

use entity::{
    AssessmentId,
    assessment::{Entity, Event, Model, Status},
};

use super::{
    super::{
        dto::{AssessmentAmendment, AssessmentRetraction, AssessmentReview},
        repository::{self, AssessmentRecord},
        rules, scoring,
    },
    circumstances, fire, flags, set_counts,
    taking::response,
};
use crate::platform::{
    Change, Ctx, FieldProblem, IfMatch, Permission, Problem, UnitOfWork, check_may_retract, store,
};

pub async fn review(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentReview,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::ReviewAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(uow, &current, Event::Review).await?;
        let row = repository::review(uow, &current, &step, &input.narrative).await?;
        let change = Change::of("reviewed", &row).by(&step);
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

/// Makes the corrected version, which counts from now on, scored anew; the old one stays as it is.
pub async fn amend(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentAmendment,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let step = fire(uow, &current, Event::Amend).await?;
        let before = repository::with_parts(uow, current).await?;
        let answers = corrected(&before, &input)?;
        let about = circumstances(uow, before.row.client_id).await?;
        let outcome = scoring::score(&before.instrument, &answers, about);

        set_counts(uow, &before.row, false).await?;
        let old = repository::apply_step(uow, &before.row, &step).await?;
        let reason = Some(input.reason.clone());
        uow.also(Change::of("amended", &old).by(&step).because(None, reason.clone()));
        flags::withdraw(uow, &before.flags, "The assessment was amended.").await?;

        let row = repository::insert_amended(uow, &before.row, &input.reason).await?;
        copy_answers(uow, &row, &before, &answers).await?;
        let record = repository::with_parts(uow, row).await?;
        let record = flags::insert_results(uow, record, &outcome, &before.flags).await?;
        let change = Change::created(&record.row).entering(record.row.status);
        Ok((record, change.because(None, reason)))
    })
    .await
}

/// All answers as they were in truth.
fn corrected(
    before: &AssessmentRecord,
    input: &AssessmentAmendment,
) -> Result<Vec<scoring::Answer>, Problem> {
    let missing = "The instrument has no such item.";
    let mut changes = Vec::new();
    for (place, amended) in input.answers.iter().enumerate() {
        let pointer = format!("/answers/{place}");
        if before.instrument.item(&amended.link_id).is_none() {
            return Err(Problem::field(format!("{pointer}/linkId"), "not_in_list", missing));
        }
        let inner = format!("{pointer}/answer");
        let answer = response(&amended.answer, &before.instrument, &amended.link_id, &inner)?;
        changes.push((amended.link_id.clone(), answer));
    }
    let unknown = |link_id: &String| before.instrument.item(link_id).is_none();
    if let Some(place) = input.withdrawn_items.iter().position(unknown) {
        let pointer = format!("/withdrawnItems/{place}");
        return Err(Problem::invalid(vec![FieldProblem::at(pointer, "not_in_list", missing)]));
    }
    let answers = rules::amended(&before.answers, &changes, &input.withdrawn_items);
    let same = || {
        let detail = "These are the answers that are there.";
        Problem::field("/answers", "nothing_changes", detail)
    };
    let answers = answers.ok_or_else(same)?;
    let missing = scoring::check_complete(&before.instrument, &answers);
    if missing.is_empty() { Ok(answers) } else { Err(rules::incomplete(&missing)) }
}

/// An answer that stays keeps who gave it, and when.
async fn copy_answers(
    uow: &UnitOfWork<'_>,
    row: &Model,
    before: &AssessmentRecord,
    answers: &[scoring::Answer],
) -> Result<(), Problem> {
    for answer in answers {
        let same = before.answers.iter().find(|kept| {
            kept.link_id == answer.link_id
                && kept.response.as_ref().is_some_and(|given| given.0 == answer.response)
        });
        if let Some(kept) = same {
            repository::copy_answer(uow, row.id, kept).await?;
        } else {
            let response = Some(answer.response.clone());
            repository::write_answer(uow, row, &answer.link_id, None, response).await?;
        }
    }
    Ok(())
}

/// Its author can within a day; a supervisor always. It counts nowhere from now on; what it had
/// amended counts again.
pub async fn enter_in_error(
    ctx: &Ctx,
    id: AssessmentId,
    seen: IfMatch,
    input: AssessmentRetraction,
) -> Result<AssessmentRecord, Problem> {
    ctx.write(Permission::WriteAssessments, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        check_may_retract(ctx, current.created_by, current.created_at)?;
        let step = fire(uow, &current, Event::EnterInError).await?;
        let before = repository::with_parts(uow, current).await?;
        set_counts(uow, &before.row, false).await?;
        let why = "The assessment was entered in error.";
        flags::withdraw(uow, &before.flags, why).await?;
        if matches!(step.from, Status::Completed | Status::Reviewed)
            && let Some(amended) = before.row.supersedes_id
        {
            reinstate(uow, amended).await?;
        }
        let row = repository::enter_in_error(uow, &before.row, &step, &input.reason).await?;
        let change = Change::of("entered_in_error", &row).by(&step);
        let change = change.because(None, Some(input.reason.clone()));
        Ok((repository::with_parts(uow, row).await?, change))
    })
    .await
}

/// The version that an amendment had taken the place of counts again, and is to be reviewed again.
async fn reinstate(uow: &UnitOfWork<'_>, id: AssessmentId) -> Result<(), Problem> {
    let amended = store::lock_current::<Entity>(uow, id).await?;
    if amended.status != Status::Amended {
        return Ok(());
    }
    let step = rules::MACHINE.fire(amended.status, Event::Reinstate)?;
    let row = repository::apply_step(uow, &amended, &step).await?;
    uow.also(Change::of("reinstated", &row).by(&step));
    set_counts(uow, &row, true).await?;
    let record = repository::with_parts(uow, row).await?;
    flags::reopen(uow, &record).await
}
