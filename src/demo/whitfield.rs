//! James Whitfield's case: work in the middle of being done.

use std::sync::Arc;

use entity::{CarePlanId, ClientId, user_account::Role};
use serde_json::json;

use super::{
    DemoAgency, again,
    cases::{Days, raise, take},
    read,
};
use crate::{
    domains::{care_conferences, care_plans},
    platform::{App, Ctx, IfMatch, Problem},
};

pub async fn open(app: &Arc<App>, own: &DemoAgency, client: ClientId) -> Result<(), Problem> {
    let manager = own.call(app, Role::CareManager).await?;
    let clinician = own.call(app, Role::Clinician).await?;
    let days = Days::of(&manager).await?;
    half_a_screening(&clinician, client).await?;
    let plan = draft(&manager, own, client).await?;
    errands(&manager, own, client, &days).await?;
    conference(&manager, &clinician, own, (client, plan), &days).await
}

/// He was tired after four of the seven questions; the rest can wait.
async fn half_a_screening(ctx: &Ctx, client: ClientId) -> Result<(), Problem> {
    let visit = json!({
        "instrumentCode": "gad-7",
        "kind": "screening",
        "respondent": "client",
        "mode": "phone",
    });
    let answers = [
        ("gad7-1", "several_days"),
        ("gad7-2", "several_days"),
        ("gad7-3", "more_than_half_the_days"),
        ("gad7-4", "several_days"),
    ];
    take(ctx, client, visit, &answers).await?;
    Ok(())
}

/// Its second goal has nobody who sees to it yet, so it cannot be activated.
async fn draft(ctx: &Ctx, own: &DemoAgency, client: ClientId) -> Result<CarePlanId, Problem> {
    let new = json!({
        "title": "Steady on the stairs, and out in the garden",
        "clientGoalsStatement": "I have lived in this house for forty years. I mean to stay.",
        "strengths": ["Knows his neighbors well", "Walked every day until last winter"],
        "risks": ["Two falls on the stairs in the last three months"],
        "problems": [
            {
                "key": "stairs",
                "kind": "functional",
                "description": "The stairs to the bedroom have become hard, above all at night.",
                "clientPriority": 1,
            },
            {
                "key": "worry",
                "kind": "behavioural",
                "description": "Since the falls he has avoided going out alone.",
                "clientPriority": 2,
            },
        ],
        "goals": [
            {
                "key": "safe",
                "description": "Go up and down the stairs safely, by day and by night",
                "clientWords": "I want to sleep in my own bed upstairs.",
                "problemKeys": ["stairs"],
                "domain": "functional",
                "priority": "high",
                "importance": 10,
                "confidence": 6,
            },
            {
                "key": "garden",
                "description": "Be outdoors on most days",
                "clientWords": "I want to see to my roses without somebody holding my arm.",
                "problemKeys": ["worry"],
                "domain": "social",
                "importance": 8,
                "confidence": 4,
            },
        ],
        "interventions": [
            {
                "goalKeys": ["safe"],
                "kind": "equipment",
                "description": "Have a second handrail and a night light put in",
                "responsibleUserId": own.user(Role::CareManager),
            },
            {
                "goalKeys": ["garden"],
                "kind": "self_management",
                "description": "Practice the way to the garden gate, first with company",
            },
        ],
    });
    Ok(care_plans::service::create(&again(ctx), client, read(new)?).await?.plan.id)
}

/// One is due today; the other should have been done by yesterday.
async fn errands(
    ctx: &Ctx,
    own: &DemoAgency,
    client: ClientId,
    days: &Days,
) -> Result<(), Problem> {
    let call = json!({
        "title": "Agree on a time for the rest of the GAD-7",
        "type": "contact",
        "clientId": client,
        "dueOn": days.today,
        "ownerId": own.user(Role::CareManager),
    });
    raise(ctx, call).await?;
    let quote = json!({
        "title": "Get a quote for the second handrail",
        "type": "other",
        "clientId": client,
        "dueOn": days.yesterday(),
        "ownerId": own.user(Role::TeamMember),
    });
    raise(ctx, quote).await
}

/// A meeting in a week's time, to which the clinician has said yes.
async fn conference(
    manager: &Ctx,
    clinician: &Ctx,
    own: &DemoAgency,
    (client, plan): (ClientId, CarePlanId),
    days: &Days,
) -> Result<(), Problem> {
    let new = json!({
        "type": "initial",
        "title": "What it takes to stay at home",
        "purpose": "Agree with Mr. Whitfield on the plan, and on who does what.",
        "carePlanId": plan,
        "modality": "hybrid",
        "location": "At home, 418 Alder Street",
        "joinUrl": "https://meet.example.org/alder-street",
        "chairId": own.user(Role::CareManager),
        "clientInvited": true,
        "participants": [
            { "kind": "client", "requirement": "required" },
            {
                "kind": "staff",
                "userId": own.user(Role::CareManager),
                "role": "Care manager",
                "requirement": "required",
            },
            {
                "kind": "staff",
                "userId": own.user(Role::Clinician),
                "role": "Clinician",
                "requirement": "required",
            },
            {
                "kind": "related_person",
                "name": "Carol Whitfield",
                "role": "Daughter",
                "requirement": "optional",
            },
        ],
        "agendaItems": [
            { "topic": "What matters most to him", "kind": "preference", "minutesPlanned": 10 },
            { "topic": "The stairs, by day and by night", "kind": "safety", "minutesPlanned": 15 },
            { "topic": "Going out again", "kind": "goal", "minutesPlanned": 10 },
            { "topic": "Who does what", "kind": "service", "minutesPlanned": 10 },
        ],
    });
    let conferences = care_conferences::service::create;
    let planned = conferences(&again(manager), client, read(new)?).await?.conference;
    let day = days.after(5);
    let time = json!({
        "startsAt": days.at(day, (10, 0)),
        "endsAt": days.at(day, (10, 45)),
        "timeZone": days.zone(),
    });
    let seen = IfMatch::of(planned.version);
    let scheduled =
        care_conferences::service::schedule(&again(manager), planned.id, seen, read(time)?).await?;
    let invited = scheduled.participants.iter();
    let invited = invited.filter(|one| one.user_id == Some(own.user(Role::Clinician)));
    for participant in invited {
        let seen = IfMatch::of(scheduled.conference.version);
        let answer = read(json!({ "answer": "accepted", "comment": "I will join by video." }))?;
        let caller = again(clinician);
        let ids = (planned.id, participant.id);
        care_conferences::service::respond(&caller, ids, seen, answer).await?;
    }
    Ok(())
}
