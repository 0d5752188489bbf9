//! Mrs. Nguyễn Thị Lan's case: from two screenings to a plan, and from the
//! plan to the agency that brings meals.

mod plan;
mod screens;

use std::sync::Arc;

use entity::{
    ClientId, InterventionId,
    referral::{self, Direction},
    user_account::Role,
};
use serde_json::{Value, json};

use self::{plan::intervention_for, screens::Screen};
use super::{DemoAgency, again, cases::Days, read};
use crate::{
    domains::{
        consents,
        referrals::{self, dto::ReferralFilter},
    },
    platform::{App, Ctx, IfMatch, PageQuery, Problem},
};

pub async fn open(
    app: &Arc<App>,
    (own, partner): (&DemoAgency, &DemoAgency),
    client: ClientId,
) -> Result<(), Problem> {
    let manager = own.call(app, Role::CareManager).await?;
    let days = Days::of(&manager).await?;
    let mood = Screen::mood(&manager, client).await?;
    let food = Screen::food(&manager, client).await?;
    consent(&manager, client, partner, &days).await?;
    let plan = plan::agree(&manager, own, client, (&mood, &food), &days).await?;
    let meals = meals_referral(partner, intervention_for(&plan, "food-insecurity")?);
    let meals = send(&manager, client, meals).await?;
    let table = table_referral(partner, intervention_for(&plan, "social-connection")?);
    send(&manager, client, table).await?;
    accept(app, partner, &meals).await
}

async fn consent(
    ctx: &Ctx,
    client: ClientId,
    recipient: &DemoAgency,
    days: &Days,
) -> Result<(), Problem> {
    let new = json!({
        "type": "roi",
        "clientName": "Nguyễn Thị Lan",
        "grantor": { "kind": "client", "name": "Nguyễn Thị Lan" },
        "method": "written",
        "signedBy": "Nguyễn Thị Lan",
        "documentReference": "Release form, paper file",
        "grantedOn": days.today,
        "expiresOn": days.in_months(12),
        "recipients": [{ "agencyId": recipient.id }],
        "dataClasses": ["demographics", "referral", "assessment", "care_plan"],
        "informationDescription":
            "How to reach me, why I am referred, the food screening, and my care plan's goals.",
        "purposes": ["COORD", "CAREMGT"],
        "redisclosureStatement": true,
        "refusalConsequencesStated": true,
        "rightToRevokeStated": true,
        "language": "vi",
        "witness": "Staff interpreter",
    });
    let draft = consents::service::create(&again(ctx), client, read(new)?).await?;
    let seen = IfMatch::of(draft.version);
    consents::service::activate(&again(ctx), draft.id, seen).await?;
    Ok(())
}

fn meals_referral(recipient: &DemoAgency, intervention: InterventionId) -> Value {
    json!({
        "recipientAgencyId": recipient.id,
        "needDomain": "food-insecurity",
        "reason":
            "Food often does not last until the end of the month, and Mrs. Nguyễn then goes \
             without evening meals. She lives alone on the third floor and shops on foot.",
        "requestedService": "Home-delivered meals on weekdays",
        "contactInstructions":
            "Call in the morning, with a Vietnamese interpreter. She likes to be addressed as \
             Mrs. Lan.",
        "payloadProfile": "service",
        "planInterventionId": intervention,
    })
}

fn table_referral(recipient: &DemoAgency, intervention: InterventionId) -> Value {
    json!({
        "recipientAgencyId": recipient.id,
        "needDomain": "social-connection",
        "reason":
            "Mrs. Nguyễn would like to share a meal with others once a week, if possible at a \
             table where Vietnamese is spoken.",
        "requestedService": "A seat at the weekly community lunch",
        "contactInstructions": "Call in the morning, with a Vietnamese interpreter.",
        "payloadProfile": "contact",
        "planInterventionId": intervention,
    })
}

async fn send(ctx: &Ctx, client: ClientId, new: Value) -> Result<referral::Model, Problem> {
    let draft = referrals::service::create(&again(ctx), client, read(new)?).await?;
    referrals::service::send(&again(ctx), draft.id, IfMatch::of(draft.version)).await
}

/// The receiving agency's worker finds it among the incoming referrals.
async fn accept(
    app: &Arc<App>,
    partner: &DemoAgency,
    sent: &referral::Model,
) -> Result<(), Problem> {
    let worker = partner.call(app, Role::PartnerAgency).await?;
    let days = Days::of(&worker).await?;
    let arrived = ReferralFilter {
        direction: Some(Direction::Incoming),
        status: None,
        loop_status: None,
        client_id: None,
        overdue: None,
        updated_after: None,
    };
    let page = PageQuery::default();
    let found = referrals::service::list(&again(&worker), arrived, page).await?;
    let incoming = found.rows.into_iter().find(|one| one.exchange_id == sent.exchange_id);
    let incoming = incoming.ok_or_else(|| Problem::internal("seed: a referral did not arrive"))?;
    let answer = json!({
        "contactPerson": "Amara Nwosu, intake",
        "plannedFirstContactOn": days.after(1),
    });
    let seen = IfMatch::of(incoming.version);
    referrals::service::accept(&again(&worker), incoming.id, seen, read(answer)?).await?;
    Ok(())
}
