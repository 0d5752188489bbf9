//! What can be done with organizations.

use entity::{
    AgencyId, OrganizationId,
    directory::ReferralChannel,
    organization::{Entity, Model},
};

use super::super::{
    dto::{NewOrganization, OrganizationFilter, OrganizationPatch},
    repository::{keys, organizations as repository},
    rules::{self, OrganizationDraft},
};
use crate::{
    domains::agencies,
    platform::{
        Access, Change, Ctx, IfMatch, PageQuery, Permission, Problem, Slice, UnitOfWork, store,
    },
};

pub async fn create(ctx: &Ctx, new: NewOrganization) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let mut draft: OrganizationDraft = rules::drafted(&new, || entity::new_id(uow.now()))?;
        if new.referral_channel.is_none() && new.partner_agency_id.is_some() {
            draft.referral_channel = ReferralChannel::Portal;
        }
        check(uow, None, &draft).await?;
        let row = repository::insert(uow, uow.id_or_new(new.id), &draft, None).await?;
        let change = Change::created(&row);
        Ok((row, change))
    })
    .await
}

pub async fn get(ctx: &Ctx, id: OrganizationId) -> Result<Model, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    store::find::<Entity>(&reading, id).await
}

pub async fn list(
    ctx: &Ctx,
    filter: OrganizationFilter,
    page: PageQuery,
) -> Result<Slice<Model>, Problem> {
    let reading = ctx.read(Permission::ReadDirectory)?;
    repository::page(&reading, &filter, &page).await
}

pub async fn update(
    ctx: &Ctx,
    id: OrganizationId,
    seen: IfMatch,
    patch: OrganizationPatch,
) -> Result<Model, Problem> {
    ctx.write(Permission::WriteDirectory, async |uow| {
        let current = store::lock::<Entity>(uow, id, seen).await?;
        let before = OrganizationDraft::from(&current);
        let draft = rules::patched(&before, &patch, || entity::new_id(uow.now()))?;
        check(uow, Some(&before), &draft).await?;
        let row = repository::update(uow, &current, &draft).await?;
        keys::refresh_of_organization(uow, row.id).await?;
        let change = Change::updated(&row);
        Ok((row, change))
    })
    .await
}

async fn check(
    uow: &UnitOfWork<'_>,
    before: Option<&OrganizationDraft>,
    draft: &OrganizationDraft,
) -> Result<(), Problem> {
    rules::check_organization(draft)?;
    let parent = draft.details.parent_organization_id;
    let same = before.is_some_and(|before| before.details.parent_organization_id == parent);
    if let Some(id) = parent.filter(|_| !same) {
        store::hold::<Entity>(uow, id).await.map_err(|problem| {
            problem.of_reference("/parentOrganizationId", "There is no such organization.")
        })?;
    }
    let known = before.and_then(|before| before.partner_agency_id);
    match draft.partner_agency_id.filter(|id| Some(*id) != known) {
        Some(id) => require_partner(uow, id).await,
        None => Ok(()),
    }
}

async fn require_partner(access: &impl Access, id: AgencyId) -> Result<(), Problem> {
    let partner = agencies::service::partner(access, id).await;
    partner.map(drop).map_err(|problem| {
        problem.of_reference("/partnerAgencyId", "There is no such agency in this deployment.")
    })
}
