//! How recipients of referrals do.

use chrono::Days;
use entity::user_account::Role;

use super::super::{
    dto::{ReferralScorecards, ScorecardFilter},
    repository, rules,
};
use crate::{
    domains::agencies,
    platform::{Ctx, FieldProblem, Permission, Problem, catalogue},
};

const USUAL_SPAN: Days = Days::new(180);
const LONGEST_SPAN: Days = Days::new(366);

/// The cards of all recipients in the time.
pub async fn scorecards(ctx: &Ctx, filter: ScorecardFilter) -> Result<ReferralScorecards, Problem> {
    let reading = ctx.read(Permission::ReadScorecards)?;
    let calendar = agencies::service::calendar(&reading).await?;
    let to = filter.to.unwrap_or_else(|| calendar.day_of(ctx.now()));
    let from = filter.from.or(to.checked_sub_days(USUAL_SPAN)).unwrap_or(to);
    let latest = from.checked_add_days(LONGEST_SPAN).unwrap_or(from);
    if to < from || to > latest {
        let detail = "Not before `from`, and at most 366 days after it.";
        let problem = FieldProblem::parameter("to", "out_of_range", detail);
        return Err(Problem::new(&catalogue::INVALID_QUERY).with_errors(vec![problem]));
    }
    let day_before = from.pred_opt().unwrap_or(from);
    let span = (calendar.end_of(day_before), calendar.end_of(to));
    let rows = repository::counted(&reading, span, &filter).await?;
    let moments = repository::moments(&reading, span, &filter).await?;
    let agencies = agencies::service::all(&reading).await?;
    let names = agencies.into_iter().map(|agency| (agency.id, agency.name)).collect();
    // Who has another role besides may see the referrals themselves.
    let hidden = ctx.principal().roles.iter().all(|role| *role == Role::Analyst);
    let items = rules::scorecards(rows, &moments, &names, ctx.now(), hidden);
    Ok(ReferralScorecards { from, to, items })
}
