//! Rows of inquiries about capacity.

use entity::{
    AgencyId, CapacityInquiryId, JsonText, Row, Timestamp, Uuid,
    capacity_inquiry::{ActiveModel, Asked, Column, Entity, Model, Status},
    referral::Direction,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};

use super::super::dto::{CapacityInquiryFilter, NewCapacityInquiry};
use crate::platform::{Access, PageQuery, Problem, Reach, Shown, Slice, Step, UnitOfWork, store};
use entity::task::Priority;

impl Shown for Model {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        Row::id(self)
    }

    fn version(&self) -> i64 {
        Row::version(self)
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        inquiry(access, id.into()).await
    }
}

fn within_reach(access: &impl Access) -> Condition {
    match access.scope().reach() {
        Reach::Agency => Condition::all(),
        Reach::Incoming | Reach::Own => {
            Condition::all().add(Column::Direction.eq(Direction::Incoming))
        }
    }
}

/// The inquiry, if the caller may know of it.
pub async fn inquiry(access: &impl Access, id: CapacityInquiryId) -> Result<Model, Problem> {
    let query = store::within::<Entity>(access.scope())
        .filter(Column::Id.eq(id))
        .filter(within_reach(access));
    let found = query.one(access.connection()).await?.ok_or_else(Problem::not_found)?;
    access.saw(&found);
    Ok(found)
}

/// The row of an agency that asks, or is asked.
pub async fn insert_inquiry(
    side: &UnitOfWork<'_>,
    new: &NewCapacityInquiry,
    (id, exchange, asking): (CapacityInquiryId, Uuid, AgencyId),
    asked: Vec<Asked>,
    expires_at: Timestamp,
) -> Result<Model, Problem> {
    let own = side.scope().agency() == asking;
    let mut row = ActiveModel {
        id: Set(id),
        direction: Set(if own { Direction::Outgoing } else { Direction::Incoming }),
        exchange_id: Set(exchange),
        asking_agency_id: Set(asking),
        updated_by_agency_id: Set(side.ctx().agency()),
        need_domain: Set(new.need_domain),
        clinical_specialty: Set(new.clinical_specialty),
        priority: Set(new.priority.unwrap_or(Priority::Routine)),
        area: Set(new.area.clone().map(JsonText)),
        asked: Set(JsonText(asked)),
        expires_at: Set(expires_at),
        status: Set(Status::Open),
        ..Default::default()
    };
    store::stamp::<Entity>(side, &mut row);
    store::insert::<Entity>(side, row).await
}

/// The agency's row of the exchange.
pub async fn inquiry_of(access: &impl Access, exchange: Uuid) -> Result<Option<Model>, Problem> {
    let query = store::within::<Entity>(access.scope()).filter(Column::ExchangeId.eq(exchange));
    Ok(query.one(access.connection()).await?)
}

/// Writes what was answered, and how far the inquiry is by it.
pub async fn apply_inquiry(
    side: &UnitOfWork<'_>,
    current: &Model,
    asked: Option<Vec<Asked>>,
    step: Option<&Step<Status>>,
) -> Result<Model, Problem> {
    store::update::<Entity>(side, current, |row| {
        row.updated_by_agency_id = Set(side.ctx().agency());
        store::set_if(&mut row.asked, asked.map(JsonText));
        store::set_if(&mut row.status, step.map(|step| step.to));
    })
    .await
}

pub async fn inquiries(
    access: &impl Access,
    filter: &CapacityInquiryFilter,
    page: &PageQuery,
) -> Result<Slice<Model>, Problem> {
    let now = access.ctx().now();
    let over = || {
        Condition::all().add(Column::Status.ne(Status::Withdrawn)).add(Column::ExpiresAt.lte(now))
    };
    let condition = within_reach(access)
        .add_option(filter.direction.map(|direction| Column::Direction.eq(direction)))
        .add(store::any_of(Column::Status, filter.status.as_ref().map(|any| any.0.as_slice())))
        .add(store::any_of(
            Column::NeedDomain,
            filter.need_domain.as_ref().map(|any| any.0.as_slice()),
        ))
        .add_option(filter.expired.map(|expired| if expired { over() } else { over().not() }));
    store::page::<Entity>(access, condition, &[], page).await
}
