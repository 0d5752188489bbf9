//! What can be done with taxonomies and their terms.

use entity::{
    TaxonomyId, TaxonomyTermId,
    taxonomy::{self, Model as Taxonomy},
    taxonomy_term::{self, Model as Term},
};

use super::super::{
    dto::{NewTaxonomy, NewTaxonomyTerm, TaxonomyPatch, TaxonomyTermFilter, TaxonomyTermPatch},
    repository::{taxonomies, terms as repository},
    rules::{self, TaxonomyDraft, TermDraft},
};
use crate::platform::{
    Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, store,
};

pub async fn create_taxonomy(ctx: &Ctx, new: NewTaxonomy) -> Result<Taxonomy, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let draft: TaxonomyDraft = rules::drafted(&new, || entity::new_id(uow.now()))?;
        let row = taxonomies::insert(uow, uow.id_or_new(new.id), &draft, None).await?;
        let change = Change::created(&row);
        Ok((row, change))
    })
    .await
}

pub async fn taxonomy(ctx: &Ctx, id: TaxonomyId) -> Result<Taxonomy, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    store::find::<taxonomy::Entity>(&reading, id).await
}

pub async fn list_taxonomies(ctx: &Ctx, page: PageQuery) -> Result<Slice<Taxonomy>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    taxonomies::page(&reading, &page).await
}

pub async fn update_taxonomy(
    ctx: &Ctx,
    id: TaxonomyId,
    seen: IfMatch,
    patch: TaxonomyPatch,
) -> Result<Taxonomy, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<taxonomy::Entity>(uow, id, seen).await?;
        let draft =
            rules::patched(&TaxonomyDraft::from(&current), &patch, || entity::new_id(uow.now()))?;
        let row = taxonomies::update(uow, &current, &draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    })
    .await
}

pub async fn create(ctx: &Ctx, new: NewTaxonomyTerm) -> Result<Term, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let draft: TermDraft = rules::drafted(&new, || entity::new_id(uow.now()))?;
        let id = uow.id_or_new(new.id);
        check(uow, id, &draft).await?;
        let row = repository::insert(uow, id, &draft, None).await?;
        let change = Change::created(&row);
        Ok((row, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: TaxonomyTermId) -> Result<Term, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    store::find::<taxonomy_term::Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: TaxonomyTermFilter,
    page: PageQuery,
) -> Result<Slice<Term>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    repository::page(&reading, &filter, &page).await
}

/// The terms above one are not changed: services are found by them.
pub async fn update(
    ctx: &Ctx,
    id: TaxonomyTermId,
    seen: IfMatch,
    patch: TaxonomyTermPatch,
) -> Result<Term, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<taxonomy_term::Entity>(uow, id, seen).await?;
        let draft =
            rules::patched(&TermDraft::from(&current), &patch, || entity::new_id(uow.now()))?;
        let row = repository::update(uow, &current, &draft).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    })
    .await
}

async fn check(uow: &UnitOfWork<'_>, id: TaxonomyTermId, draft: &TermDraft) -> Result<(), Problem> {
    if let Some(taxonomy) = draft.taxonomy_id {
        let found = store::hold::<taxonomy::Entity>(uow, taxonomy).await;
        found
            .map_err(|problem| problem.of_reference("/taxonomyId", "There is no such taxonomy."))?;
    }
    if let Some(parent) = draft.parent_id {
        let advice = "There is no such term in the taxonomy.";
        let found = store::hold::<taxonomy_term::Entity>(uow, parent).await;
        let found = found.map_err(|problem| problem.of_reference("/parentId", advice))?;
        if found.taxonomy_id != draft.taxonomy_id || parent == id {
            return Err(Problem::field("/parentId", "not_found", advice));
        }
    }
    Ok(())
}
