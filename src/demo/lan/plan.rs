//! Mrs. Nguyễn's care plan.

use entity::{ClientId, InterventionId, intervention, user_account::Role};
use serde_json::{Value, json};

use super::screens::Screen;
use crate::{
    demo::{DemoAgency, again, cases::Days, read},
    domains::care_plans::{self, service::CarePlanRecord},
    platform::{Ctx, IfMatch, Problem},
};

/// A plan of what the screenings suggest, in her words, agreed and active.
pub async fn agree(
    ctx: &Ctx,
    own: &DemoAgency,
    client: ClientId,
    (mood, food): (&Screen, &Screen),
    days: &Days,
) -> Result<CarePlanRecord, Problem> {
    let new = json!({
        "title": "Enough to eat, and company at the table",
        "startsOn": days.today,
        "clientGoalsStatement":
            "I want to cook for my grandchildren on Sundays again, without counting what is left \
             in the cupboard.",
        "plainLanguageSummary":
            "Warm meals come to your door on weekdays. We apply for food benefits together. You \
             talk with Dr. Roy about how you have been feeling, and we look for company in your \
             language.",
        "expectedOutcome":
            "With regular meals and company, energy and mood are likely to improve within three \
             months.",
        "strengths": [
            "Cooks with pleasure, and knows many recipes by heart",
            "Close to her daughter and two grandchildren",
            "Keeps her appointments",
        ],
        "risks": ["Skips evening meals when money runs short at the end of the month"],
        "problems": [food.problem("food", 1), mood.problem("mood", 2)],
        "goals": goals((mood, food), days),
        "interventions": interventions((mood, food), own, days),
    });
    let draft = care_plans::service::create(&again(ctx), client, read(new)?).await?.plan;
    care_plans::service::activate(&again(ctx), draft.id, IfMatch::of(draft.version)).await
}

fn goals((mood, food): (&Screen, &Screen), days: &Days) -> Vec<Value> {
    let meals = json!({
        "key": "meals",
        "clientWords": "I do not want to go to bed hungry in the last week of the month.",
        "problemKeys": ["food"],
        "priority": "high",
        "importance": 9,
        "confidence": 7,
        "dueOn": days.in_months(3),
        "target": {
            "measure": "Evening meals eaten in a week",
            "comparator": "at_least",
            "value": 7,
            "unit": "meals",
            "baseline": 4,
        },
        "barriers": [{
            "code": "transport",
            "text": "Groceries are heavy to carry up to the third floor.",
            "status": "open",
        }],
    });
    let cooking = json!({
        "key": "cooking",
        "clientWords": "On a good day I cook for my grandchildren. I want those days back.",
        "problemKeys": ["mood"],
        "importance": 10,
        "confidence": 5,
        "dueOn": days.in_months(3),
        "target": {
            "measure": "phq-9",
            "comparator": "at_most",
            "value": 9,
            "unit": "points",
            "baseline": 11,
        },
    });
    let company = json!({
        "key": "company",
        "clientWords": "I would like someone to talk to in Vietnamese, not only on the telephone.",
        "problemKeys": ["mood"],
        "importance": 8,
        "confidence": 6,
        "dueOn": days.in_months(2),
        "target": {
            "measure": "Meals in company in a week",
            "comparator": "at_least",
            "value": 1,
            "unit": "meals",
            "baseline": 0,
        },
    });
    vec![food.goal(0, meals), mood.goal(0, cooking), mood.goal(1, company)]
}

fn interventions((mood, food): (&Screen, &Screen), own: &DemoAgency, days: &Days) -> Vec<Value> {
    let by = |role| own.user(role);
    let (manager, clinician, member) =
        (by(Role::CareManager), by(Role::Clinician), by(Role::TeamMember));
    let refer =
        json!({ "goalKeys": ["meals"], "responsibleUserId": manager, "dueOn": days.after(5) });
    let benefits =
        json!({ "goalKeys": ["meals"], "responsibleUserId": member, "dueOn": days.after(10) });
    let visit =
        json!({ "goalKeys": ["cooking"], "responsibleUserId": clinician, "dueOn": days.after(7) });
    let activity = json!({ "goalKeys": ["cooking", "company"], "dueOn": days.after(5) });
    let again_later = json!({
        "goalKeys": ["cooking"],
        "responsibleUserId": manager,
        "frequency": "FREQ=MONTHLY",
        "dueOn": days.in_months(1),
    });
    vec![
        food.intervention(0, refer),
        food.intervention(1, benefits),
        mood.intervention(0, visit),
        mood.intervention(1, activity),
        mood.intervention(2, again_later),
        json!({
            "goalKeys": ["company"],
            "kind": "referral",
            "description": "Ask for a seat at a weekly lunch where Vietnamese is spoken",
            "needDomain": "social-connection",
            "responsibleUserId": manager,
            "dueOn": days.after(5),
        }),
    ]
}

/// The plan's intervention that asks another agency to help with the need.
pub fn intervention_for(plan: &CarePlanRecord, need: &str) -> Result<InterventionId, Problem> {
    let found = plan.interventions.iter().find(|one| {
        one.kind == intervention::Kind::Referral && one.need_domain.as_deref() == Some(need)
    });
    found.map(|one| one.id).ok_or_else(|| Problem::internal("seed: the plan refers nowhere"))
}
