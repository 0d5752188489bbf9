//! The agency queries that `platform::store` does not already have.

use entity::{
    AgencyId, JsonText, Row,
    agency::{ActiveModel, Entity, Model, ReferralIntake},
};
use sea_orm::ActiveValue::Set;

use super::{dto::AgencyPatch, rules, service::NewAgency};
use crate::platform::{Access, Problem, Shown, UnitOfWork, store};

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> entity::Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: entity::Uuid) -> Result<Self, Problem> {
        store::find::<Entity>(access, id).await
    }
}

pub async fn insert(uow: &UnitOfWork<'_>, id: AgencyId, new: &NewAgency) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(id),
        name: Set(new.name.clone()),
        time_zone: Set(new.time_zone.clone()),
        weekend_days: Set(JsonText(rules::WEEKEND.to_vec())),
        holidays: Set(JsonText(new.holidays.clone())),
        referral_answer_days: Set(rules::REFERRAL_ANSWER_DAYS),
        minutes_days: Set(rules::MINUTES_DAYS),
        referral_intake: Set(JsonText(ReferralIntake::default())),
        estimate_missing_items: Set(false),
        ..Default::default()
    };
    store::stamp::<Entity>(uow, &mut row);
    store::insert::<Entity>(uow, row).await
}

pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &AgencyPatch,
) -> Result<Model, Problem> {
    store::update_if_changed::<Entity>(uow, current, |row| {
        store::set_if(&mut row.name, patch.name.clone());
        store::set_if(&mut row.time_zone, patch.time_zone.clone());
        store::set_if(&mut row.weekend_days, patch.weekend_days.clone().map(JsonText));
        store::set_if(&mut row.holidays, patch.holidays.clone().map(JsonText));
        store::set_if(&mut row.referral_answer_days, patch.referral_answer_days);
        store::set_if(&mut row.minutes_days, patch.minutes_days);
        store::set_if(&mut row.referral_intake, patch.referral_intake.clone().map(JsonText));
        store::set_if(&mut row.estimate_missing_items, patch.estimate_missing_items);
    })
    .await
}
