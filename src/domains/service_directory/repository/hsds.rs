//! Pages of the directory as HSDS has them: by number, with how many there are.

use entity::{
    Resource, TaxonomyTermId, Timestamp, directory_service, organization, service_at_location,
    service_search_key::Kind, taxonomy, taxonomy_term,
};
use sea_orm::{
    ColumnTrait, Condition, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::{
    super::{
        dto::{HsdsOrganizationQuery, HsdsServiceAtLocationQuery, HsdsServiceQuery, HsdsTermQuery},
        rules,
    },
    search,
};
use crate::platform::{Access, Problem, store};

/// A part of a list, and how many there are in all.
pub struct Part<M> {
    pub rows: Vec<M>,
    pub total: u64,
}

async fn part<E: Resource>(
    access: &impl Access,
    condition: Condition,
    (skipped, most): (u64, u64),
) -> Result<Part<E::Model>, Problem> {
    let all = store::within::<E>(access.scope()).filter(condition);
    let total = all.clone().count(access.connection()).await?;
    let rows = all.order_by_asc(E::CREATED_AT).order_by_asc(E::ID).offset(skipped).limit(most);
    let rows = rows.all(access.connection()).await?;
    for row in &rows {
        access.saw(row);
    }
    Ok(Part { rows, total })
}

pub async fn services(
    access: &impl Access,
    query: &HsdsServiceQuery,
    place: (u64, u64),
) -> Result<Part<directory_service::Model>, Problem> {
    use directory_service::{Column, Entity};

    let condition = of_services(access, query.search.as_deref(), query.taxonomy_term_id)
        .add_option(query.organization_id.map(|id| Column::OrganizationId.eq(id)))
        .add_option(query.modified_after.map(|after| Column::LastModified.gt(after)));
    part::<Entity>(access, condition, place).await
}

fn of_services(
    access: &impl Access,
    text: Option<&str>,
    term: Option<TaxonomyTermId>,
) -> Condition {
    let words = text.into_iter().flat_map(rules::words);
    let worded = words.fold(Condition::all(), |all, word| {
        all.add(search::found(access, Kind::Word, search::begins(&word)))
    });
    worded.add_option(term.map(|id| search::found(access, Kind::Term, search::is(&id.to_string()))))
}

pub async fn organizations(
    access: &impl Access,
    query: &HsdsOrganizationQuery,
    place: (u64, u64),
) -> Result<Part<organization::Model>, Problem> {
    let condition = super::organizations::named(query.search.as_deref())
        .add_option(query.modified_after.map(|after| organization::Column::UpdatedAt.gt(after)));
    part::<organization::Entity>(access, condition, place).await
}

pub async fn offers(
    access: &impl Access,
    query: &HsdsServiceAtLocationQuery,
    place: (u64, u64),
) -> Result<Part<service_at_location::Model>, Problem> {
    use service_at_location::{Column, Entity, Status};

    let mut of_service = of_services(access, query.search.as_deref(), query.taxonomy_term_id)
        .add_option(
            query.organization_id.map(|id| directory_service::Column::OrganizationId.eq(id)),
        );
    if let Some(code) = &query.postcode {
        let begins = search::begins(&rules::postal_key(code));
        of_service = of_service.add(search::found(access, Kind::PostalCode, begins));
    }
    let mut condition = Condition::all().add(Column::Status.eq(Status::Active));
    if !of_service.is_empty() {
        let services = store::within::<directory_service::Entity>(access.scope());
        let services = services.filter(of_service).select_only();
        let services = services.column(directory_service::Column::Id).into_query();
        condition = condition.add(Column::ServiceId.in_subquery(services));
    }
    let changed = |after: Timestamp| Column::UpdatedAt.gt(after);
    part::<Entity>(access, condition.add_option(query.modified_after.map(changed)), place).await
}

pub async fn taxonomies(
    access: &impl Access,
    place: (u64, u64),
) -> Result<Part<taxonomy::Model>, Problem> {
    part::<taxonomy::Entity>(access, Condition::all(), place).await
}

pub async fn terms(
    access: &impl Access,
    query: &HsdsTermQuery,
    place: (u64, u64),
) -> Result<Part<taxonomy_term::Model>, Problem> {
    use taxonomy_term::Column;

    let condition = Condition::all()
        .add_option(query.taxonomy_id.map(|id| Column::TaxonomyId.eq(id)))
        .add_option(query.parent_id.map(|id| Column::ParentId.eq(id)))
        .add_option((query.top_only == Some(true)).then(|| Column::ParentId.is_null()));
    part::<taxonomy_term::Entity>(access, condition, place).await
}
