//! What the server finds when it looks at a plan: what it lacks, how its versions
//! differ, and how it is told in plain words.

use std::collections::BTreeSet;

use entity::{
    CarePlanId, UserId, care_plan,
    plan_version::{self, PlanSnapshot},
};

use super::{
    super::{
        dto::{PlainLanguagePlan, PlanCompleteness, PlanVersionChanges, PlanVersionDiff},
        repository,
        rules::{self, Evidence, Names, Told},
    },
    acknowledgements,
    plans::load,
    references::{UNANSWERED, active_user},
};
use crate::{
    domains::{assessments, preferences},
    platform::{Access, Ctx, Permission, Problem, store},
};

pub async fn completeness(ctx: &Ctx, id: CarePlanId) -> Result<PlanCompleteness, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let record = load(&reading, id).await?;
    let client_id = record.plan.client_id;
    let assessed = assessments::service::relevant_scores(&reading, client_id).await?;
    let assessed: Vec<_> =
        assessed.into_iter().map(|one| (one.instrument_code, one.assessment_id)).collect();
    let evidence = Evidence {
        problems: &record.problems,
        goals: &record.goals,
        interventions: &record.interventions,
        assessed: &assessed,
        copy_given: acknowledgements::has_copy(&reading, &record).await?,
    };
    let mut found = rules::completeness(&record.plan, &evidence);
    let answers = &record.plan.preference_answers;
    let answered =
        preferences::service::check_answered(&reading, client_id, answers, "/preferenceAnswers");
    match answered.await {
        Err(problem) if problem.kind().code == UNANSWERED => {
            found.ready_for_activation = false;
            found.missing.push(rules::unanswered());
            Ok(found)
        }
        answered => answered.map(|()| found),
    }
}

/// How the version differs from another one; from the one before it if none is named.
async fn compared(
    access: &impl Access,
    id: CarePlanId,
    (number, from): (i32, Option<i32>),
) -> Result<(Option<plan_version::Model>, plan_version::Model), Problem> {
    let plan = store::find::<care_plan::Entity>(access, id).await?;
    let latter = repository::version(access, plan.id, number).await?;
    let former = match from.unwrap_or(number - 1) {
        0 => None,
        number => Some(repository::version(access, plan.id, number).await?),
    };
    Ok((former, latter))
}

fn snapshot(version: Option<&plan_version::Model>) -> Option<&PlanSnapshot> {
    version.map(|version| &version.snapshot.0)
}

pub async fn diff(
    ctx: &Ctx,
    id: CarePlanId,
    numbers: (i32, Option<i32>),
) -> Result<PlanVersionDiff, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let (former, latter) = compared(&reading, id, numbers).await?;
    Ok(PlanVersionDiff {
        care_plan_id: id,
        number: latter.number,
        from_number: former.as_ref().map_or(0, |version| version.number),
        changes: rules::diff(snapshot(former.as_ref()), &latter.snapshot),
    })
}

/// The same in sentences.
pub async fn changes(
    ctx: &Ctx,
    id: CarePlanId,
    numbers: (i32, Option<i32>),
) -> Result<PlanVersionChanges, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let (former, latter) = compared(&reading, id, numbers).await?;
    let from = former.as_ref().map_or(0, |version| version.number);
    let mut summaries = Vec::new();
    for number in from + 1..=latter.number {
        let between = repository::version(&reading, id, number).await?;
        summaries.extend(between.change_summary);
    }
    let mut users = BTreeSet::new();
    for version in former.iter().chain([&latter]) {
        let PlanSnapshot { goals, interventions, .. } = &version.snapshot.0;
        users.extend(goals.iter().filter_map(|goal| goal.owner_user_id));
        users.extend(interventions.iter().filter_map(|one| one.responsible_user_id));
    }
    let people = names(&reading, users).await?;
    Ok(PlanVersionChanges {
        care_plan_id: id,
        number: latter.number,
        from_number: from,
        summaries,
        groups: rules::change_groups(snapshot(former.as_ref()), &latter.snapshot, &people),
    })
}

/// The plan as it is now, in plain words.
pub async fn plain_language(ctx: &Ctx, id: CarePlanId) -> Result<PlainLanguagePlan, Problem> {
    let reading = ctx.read(Permission::ReadCarePlans)?;
    let record = load(&reading, id).await?;
    let users = record.interventions.iter().filter_map(|one| one.responsible_user_id).collect();
    let people = names(&reading, users).await?;
    Ok(rules::plain_language(&Told {
        plan: &record.plan,
        problems: &record.problems,
        goals: &record.goals,
        interventions: &record.interventions,
        barriers: &record.barriers,
        people: &people,
    }))
}

/// What the users are called; those who have left are called nothing.
async fn names(access: &impl Access, users: BTreeSet<UserId>) -> Result<Names, Problem> {
    let mut names = Names::new();
    for id in users {
        if let Some(user) = active_user(access, id).await? {
            names.insert(id.uuid(), user.display_name);
        }
    }
    Ok(names)
}
