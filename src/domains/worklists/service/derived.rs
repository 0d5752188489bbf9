//! What the records say is to be done and no task asks for. It is computed when
//! it is looked at, by one query for each kind.

use chrono::TimeDelta;
use entity::task::{self, Origin};

use super::{
    super::{
        dto::{WorkItemTask, WorkKind},
        rules::{self, Derived, ListDays, Work},
    },
    Asked, Gathered,
};
use crate::{
    domains::{
        agencies, assessments, care_conferences, care_plans, consents, referrals,
        tasks::{self, dto::RaisedTask},
    },
    platform::{
        Access, BusinessCalendar, Ctx, Permission, Problem, Reading,
        outstanding::{Due, InCharge, Outstanding},
        reference,
    },
};

/// Most records of a kind that are looked at.
const MOST: u64 = 200;
/// So many days before, it is shown.
const CONSENT_DAYS: u32 = 30;
const REVIEW_DAYS: u32 = 14;
const ASSESSMENT_DAYS: u32 = 7;
/// A plan is asked for so long after the first assessment, and until then.
const PLAN_ASKED_AFTER: TimeDelta = TimeDelta::days(7);
const PLAN_ASKED_FOR: TimeDelta = TimeDelta::days(180);
/// What somebody has settled is not asked for again for so long.
const LEFT_ALONE: TimeDelta = TimeDelta::days(30);

impl Gathered {
    /// What there is to do about the records in someone's charge, as far as the caller may read
    /// them.
    pub(super) async fn take_records(
        &mut self,
        reading: &Reading<'_>,
        whose: InCharge<'_>,
        asked: &Asked<'_>,
        days: &ListDays,
    ) -> Result<(), Problem> {
        for kind in WorkKind::DERIVED.into_iter().filter(|kind| asked.wants(*kind)) {
            let Some(derived) = kind.derived() else { continue };
            let types = asked.filter.task_types.as_ref();
            if types.is_some_and(|types| !types.contains(&derived.task_type)) {
                continue;
            }
            let of = Some(whose);
            let client_id = asked.filter.client_id;
            let wanted = Outstanding { whose: of, client_id, ..anyones(derived, days) };
            let found = of_kind(reading, kind, wanted, days).await?;
            self.truncated |= found.len() as u64 >= MOST;
            for due in found {
                let wanted = asked.filter.priorities.as_ref();
                if wanted.is_none_or(|wanted| wanted.contains(&due.priority)) {
                    self.works.push(Work::of_record(kind, &due, days));
                    self.records.push((kind, due));
                }
            }
        }
        Ok(())
    }
}

/// Makes a task of it, once.
pub async fn make_task(ctx: &Ctx, new: WorkItemTask) -> Result<task::Model, Problem> {
    ctx.write(Permission::WriteTasks, async |uow| {
        let WorkItemTask { kind, subject_id, .. } = new;
        let gone = || Problem::new(&rules::NOTHING_TO_DO);
        let derived = kind.derived().ok_or_else(gone)?;
        ctx.authorize(derived.permission)?;
        let subject = (derived.subject_kind, subject_id);
        let whose =
            reference::require(uow, ("/kind", subject.0), ("/subjectId", subject_id)).await?;
        if let Some(owner) = new.owner_id {
            tasks::service::require_user(uow, owner, "/ownerId").await?;
        }
        let key = kind.key(&derived, subject_id);
        tasks::service::refuse_second(uow, whose.map(Into::into), &key).await?;
        let agency = agencies::service::own(uow).await?;
        let days = ListDays::new(BusinessCalendar::from(&agency), uow.now());
        let wanted = Outstanding { id: Some(subject_id), ..anyones(derived, &days) };
        let found = of_kind(uow, kind, wanted, &days).await?;
        let due = found.into_iter().next().ok_or_else(gone)?;
        let work = Work::of_record(kind, &due, &days);
        let is_at = kind == WorkKind::FlagUnacknowledged;
        let raised = RaisedTask {
            title: derived.title.to_owned(),
            task_type: derived.task_type,
            client_id: work.client_id,
            subject: Some(subject),
            priority: work.priority,
            due_on: work.overdue_from.filter(|_| !is_at).map(|at| days.due_day(at)),
            due_at: work.overdue_from.filter(|_| is_at),
            start_after: None,
            owner_id: new.owner_id,
            performer_roles: Vec::new(),
            origin: Origin::Rule,
            dedupe_key: Some(key),
            recurrence: None,
        };
        tasks::service::adopt(uow, raised).await
    })
    .await
}

/// The records of this kind, whoever is in charge of them.
fn anyones(derived: Derived, days: &ListDays) -> Outstanding<'static> {
    Outstanding {
        whose: None,
        client_id: None,
        id: None,
        task_type: derived.task_type,
        settled_since: derived.can_be_settled.then(|| days.now.plus(-LEFT_ALONE)),
        most: MOST,
    }
}

async fn of_kind(
    access: &impl Access,
    kind: WorkKind,
    asked: Outstanding<'_>,
    days: &ListDays,
) -> Result<Vec<Due>, Problem> {
    if kind.derived().is_none_or(|derived| !access.ctx().may(derived.permission)) {
        return Ok(Vec::new());
    }
    let (now, today) = (days.now, days.today);
    match kind {
        WorkKind::Task => Ok(Vec::new()),
        WorkKind::FlagUnacknowledged => assessments::service::due::flags(access, asked).await,
        WorkKind::ReferralToAnswer => referrals::service::due::to_answer(access, asked).await,
        WorkKind::ReferralUnanswered => {
            referrals::service::due::unanswered(access, asked, now).await
        }
        WorkKind::ReferralResultReview => referrals::service::due::to_review(access, asked).await,
        WorkKind::PlanReviewDue => {
            care_plans::service::due::reviews(access, asked, days.in_days(REVIEW_DAYS)).await
        }
        WorkKind::PlanMissing => {
            let completed = (now.plus(-PLAN_ASKED_FOR), now.plus(-PLAN_ASKED_AFTER));
            care_plans::service::due::missing(access, asked, completed).await
        }
        WorkKind::AssessmentDue => {
            let until = days.in_days(ASSESSMENT_DAYS);
            assessments::service::due::planned(access, asked, until).await
        }
        WorkKind::MinutesUnsigned => care_conferences::service::due::unsigned(access, asked).await,
        WorkKind::ConsentExpiring => {
            let span = (today, days.in_days(CONSENT_DAYS));
            consents::service::due::expiring(access, asked, span).await
        }
    }
}
