//! The cases of the demo, and what opening any of them needs.

use std::sync::Arc;

use chrono::{DateTime, Months, NaiveDate, TimeZone, Utc};
use entity::{ClientId, user_account::Role};
use serde_json::{Value, json};

use super::{DemoAgency, again, lan, read, whitfield};
use crate::{
    domains::{
        agencies,
        assessments::{self, service::AssessmentRecord},
        tasks,
    },
    platform::{App, BusinessCalendar, Ctx, IfMatch, Permission, Problem},
};

/// Place, among the last agency's fixed ids, of the task that is written when
/// all else is there.
pub const LAST: u8 = 0xff;

/// Opens all cases, given each agency's clients in the order in which they are
/// described.
pub async fn open(
    app: &Arc<App>,
    agencies: &[DemoAgency],
    clients: &[Vec<ClientId>],
) -> Result<(), Problem> {
    let ([lakeside, harbor, northgate], [of_lakeside, of_harbor, of_northgate]) =
        (agencies, clients)
    else {
        return Err(Problem::internal("seed: there are not three agencies"));
    };
    let ([lan, whitfield, abdi], [finch], [bakri]) =
        (of_lakeside.as_slice(), of_harbor.as_slice(), of_northgate.as_slice())
    else {
        return Err(Problem::internal("seed: a case has no client"));
    };
    lan::open(app, (lakeside, harbor), *lan).await?;
    whitfield::open(app, lakeside, *whitfield).await?;
    abdi_case(app, lakeside, *abdi).await?;
    finch_case(app, harbor, *finch).await?;
    bakri_case(app, northgate, *bakri).await
}

/// Fatuma Abdi has not been asked for any consent yet: the first step is to
/// meet her.
async fn abdi_case(app: &Arc<App>, agency: &DemoAgency, client: ClientId) -> Result<(), Problem> {
    let manager = agency.call(app, Role::CareManager).await?;
    let days = Days::of(&manager).await?;
    let outreach = json!({
        "title": "Meet at the day center, with a Somali interpreter",
        "type": "outreach",
        "clientId": client,
        "priority": "urgent",
        "dueOn": days.after(2),
        "performerRoles": [Role::CareManager, Role::TeamMember],
        "dedupeKey": format!("first-contact:{client}"),
        "checklist": [
            { "text": "Book the interpreter", "done": true },
            { "text": "Ask how and where she would like to be reached" },
            { "text": "Explain the consent form; leave a copy in Somali" },
        ],
    });
    raise(&manager, outreach).await
}

/// Walter Finch has had meals from Harbor for a while; nobody referred him.
async fn finch_case(app: &Arc<App>, agency: &DemoAgency, client: ClientId) -> Result<(), Problem> {
    let manager = agency.call(app, Role::CareManager).await?;
    let days = Days::of(&manager).await?;
    let call = json!({
        "title": "Ask whether the new delivery time suits",
        "type": "contact",
        "clientId": client,
        "dueOn": days.after(3),
        "ownerId": agency.user(Role::TeamMember),
        "checklist": [
            { "text": "Ask about the low-sodium meals" },
            { "text": "Check the number to call when nobody answers the door" },
        ],
    });
    raise(&manager, call).await
}

/// Amir Bakri's two questions point to low mood; more questions come next.
async fn bakri_case(app: &Arc<App>, agency: &DemoAgency, client: ClientId) -> Result<(), Problem> {
    let clinician = agency.call(app, Role::Clinician).await?;
    let visit = json!({
        "instrumentCode": "phq-2",
        "kind": "screening",
        "respondent": "client",
        "mode": "in_person",
        "interpreterUsed": true,
    });
    let answers = [("phq2-1", "more_than_half_the_days"), ("phq2-2", "several_days")];
    take_to_the_end(&clinician, client, visit, &answers).await?;
    let manager = agency.call(app, Role::CareManager).await?;
    let days = Days::of(&manager).await?;
    let next = json!({
        "id": agency.id_at(LAST),
        "title": "Offer a time for the PHQ-9, with an Arabic interpreter",
        "type": "assessment",
        "clientId": client,
        "dueOn": days.after(4),
        "ownerId": agency.user(Role::Clinician),
    });
    raise(&manager, next).await
}

/// Starts the assessment and saves the answers, one by one as they are given.
pub async fn take(
    ctx: &Ctx,
    client: ClientId,
    visit: Value,
    answers: &[(&str, &str)],
) -> Result<AssessmentRecord, Problem> {
    let mut record = assessments::service::create(&again(ctx), client, read(visit)?).await?;
    for (item, code) in answers {
        let answer = json!({ "valueType": "codes", "valueCodes": [code] });
        let (id, answer) = (record.row.id, read(answer)?);
        record = assessments::service::save_answer(&again(ctx), id, item, answer).await?;
    }
    Ok(record)
}

/// Takes the assessment and has it scored.
pub async fn take_to_the_end(
    ctx: &Ctx,
    client: ClientId,
    visit: Value,
    answers: &[(&str, &str)],
) -> Result<AssessmentRecord, Problem> {
    let row = take(ctx, client, visit, answers).await?.row;
    let seen = IfMatch::of(row.version);
    assessments::service::complete(&again(ctx), row.id, seen, read(json!({}))?).await
}

pub async fn raise(ctx: &Ctx, task: Value) -> Result<(), Problem> {
    tasks::service::create(&again(ctx), read(task)?).await?;
    Ok(())
}

/// Days as they are where the agency is, told from today.
pub struct Days {
    calendar: BusinessCalendar,
    pub today: NaiveDate,
}

impl Days {
    pub async fn of(ctx: &Ctx) -> Result<Self, Problem> {
        let calendar = agencies::service::calendar(&ctx.read(Permission::ReadAgency)?).await?;
        let today = calendar.day_of(ctx.now());
        Ok(Self { calendar, today })
    }

    pub fn yesterday(&self) -> NaiveDate {
        self.today.pred_opt().unwrap_or(self.today)
    }

    /// The business day that is so many business days from today.
    pub fn after(&self, business_days: u32) -> NaiveDate {
        self.calendar.add_business_days(self.today, business_days)
    }

    pub fn in_months(&self, months: u32) -> NaiveDate {
        self.today.checked_add_months(Months::new(months)).unwrap_or(self.today)
    }

    /// IANA name.
    pub fn zone(&self) -> &'static str {
        self.calendar.zone().name()
    }

    /// The instant at which the clocks of the agency show that time.
    pub fn at(&self, day: NaiveDate, (hour, minute): (u32, u32)) -> Option<DateTime<Utc>> {
        let time = day.and_hms_opt(hour, minute, 0)?;
        let local = self.calendar.zone().from_local_datetime(&time).earliest()?;
        Some(local.to_utc())
    }
}
