//! Rows of drafts: what they are made of before they are sent.

use entity::{
    AgencyId, ClientId, ConsentId, InterventionId, JsonText, ReferralId, Uuid,
    referral::{
        ActiveModel, Area, ContactChannel, Direction, Entity, Kind, Model, NeedDomain,
        PayloadProfile, RecipientKind, Status,
    },
    task::Priority,
};
use sea_orm::ActiveValue::Set;

use super::{
    super::dto::{NewReferral, ReferralClearableField, ReferralPatch},
    insert,
};
use crate::platform::{Access, Problem, UnitOfWork, store};

/// Whom a referral goes to, found to be there.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub kind: RecipientKind,
    pub partner: Option<AgencyId>,
    pub organization_id: Option<Uuid>,
    pub service_id: Option<Uuid>,
    pub service_at_location_id: Option<Uuid>,
    pub name: Option<String>,
    pub channel: Option<ContactChannel>,
    pub offered_to: Option<Vec<AgencyId>>,
    pub area: Option<Area>,
}

impl Recipient {
    fn write(&self, row: &mut ActiveModel) {
        row.recipient_kind = Set(self.kind);
        row.partner_agency_id = Set(self.partner);
        row.organization_id = Set(self.organization_id);
        row.service_id = Set(self.service_id);
        row.service_at_location_id = Set(self.service_at_location_id);
        row.recipient_name = Set(self.name.clone());
        row.recipient_channel = Set(self.channel);
        row.offered_to = Set(self.offered_to.clone().map(JsonText));
        row.area = Set(self.area.clone().map(JsonText));
    }
}

/// The outgoing row of a new draft.
pub async fn insert_draft(
    uow: &UnitOfWork<'_>,
    client: ClientId,
    new: &NewReferral,
    recipient: &Recipient,
) -> Result<Model, Problem> {
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(new.id)),
        client_id: Set(Some(client)),
        need_domain: Set(new.need_domain),
        clinical_specialty: Set(new.clinical_specialty),
        kind: Set(new.kind.unwrap_or(Kind::Service)),
        priority: Set(new.priority.unwrap_or(Priority::Routine)),
        reason: Set(new.reason.clone()),
        requested_service: Set(new.requested_service.clone()),
        service_due_on: Set(new.service_due_on),
        contact_instructions: Set(new.contact_instructions.clone()),
        contacting_subject_prohibited: Set(new.contacting_subject_prohibited),
        payload_profile: Set(new.payload_profile.unwrap_or(PayloadProfile::Contact)),
        plan_intervention_id: Set(new.plan_intervention_id),
        ..fresh_draft(uow)
    };
    recipient.write(&mut row);
    insert(uow, row).await
}

/// A referral that follows from another one.
pub struct Again<'a> {
    pub id: Option<ReferralId>,
    pub recipient: &'a Recipient,
    /// A consent that covers the new recipient.
    pub consent: Option<ConsentId>,
    pub intervention: Option<InterventionId>,
    pub need_domain: Option<NeedDomain>,
    pub reason: Option<&'a str>,
    pub requested_service: Option<&'a str>,
}

/// A draft that asks another agency for what this one did not give, or for a part of it.
pub async fn insert_again(
    uow: &UnitOfWork<'_>,
    parent: &Model,
    again: &Again<'_>,
) -> Result<Model, Problem> {
    let or = |own: Option<&str>, parents: &str| own.unwrap_or(parents).to_owned();
    let mut row = ActiveModel {
        id: Set(uow.id_or_new(again.id)),
        client_id: Set(parent.client_id),
        need_domain: Set(again.need_domain.or(parent.need_domain)),
        clinical_specialty: Set(parent.clinical_specialty),
        kind: Set(parent.kind),
        priority: Set(parent.priority),
        reason: Set(or(again.reason, &parent.reason)),
        requested_service: Set(or(again.requested_service, &parent.requested_service)),
        service_due_on: Set(parent.service_due_on),
        contact_instructions: Set(parent.contact_instructions.clone()),
        contacting_subject_prohibited: Set(parent.contacting_subject_prohibited),
        payload_profile: Set(parent.payload_profile),
        consent_id: Set(again.consent),
        plan_intervention_id: Set(again.intervention),
        parent_referral_id: Set(Some(parent.id)),
        ..fresh_draft(uow)
    };
    again.recipient.write(&mut row);
    insert(uow, row).await
}

fn fresh_draft(uow: &UnitOfWork<'_>) -> ActiveModel {
    ActiveModel {
        direction: Set(Direction::Outgoing),
        exchange_id: Set(entity::new_id(uow.now())),
        status: Set(Status::Draft),
        status_changed_at: Set(uow.now()),
        ..Default::default()
    }
}

/// A new recipient takes the place of the former one, and so does the consent for it.
pub async fn apply_patch(
    uow: &UnitOfWork<'_>,
    current: &Model,
    patch: &ReferralPatch,
    recipient: Option<&Recipient>,
) -> Result<Model, Problem> {
    use ReferralClearableField as Clear;

    let clears = |field| patch.clear_fields.contains(&field);
    store::update_if_changed::<Entity>(uow, current, |row| {
        if let Some(recipient) = recipient {
            recipient.write(row);
            if store::differs::<Entity>(row, current) {
                row.consent_id = Set(None);
            }
        }
        row.updated_by_agency_id = Set(uow.ctx().agency());
        if let Some(channel) = patch.recipient_channel {
            row.recipient_channel = Set(Some(channel));
        }
        let cleared = clears(Clear::NeedDomain);
        store::set_or_clear(&mut row.need_domain, patch.need_domain, cleared);
        let cleared = clears(Clear::ClinicalSpecialty);
        store::set_or_clear(&mut row.clinical_specialty, patch.clinical_specialty, cleared);
        store::set_if(&mut row.kind, patch.kind);
        store::set_if(&mut row.priority, patch.priority);
        store::set_if(&mut row.reason, patch.reason.clone());
        store::set_if(&mut row.requested_service, patch.requested_service.clone());
        let cleared = clears(Clear::ServiceDueOn);
        store::set_or_clear(&mut row.service_due_on, patch.service_due_on, cleared);
        let instructions = patch.contact_instructions.clone();
        let cleared = clears(Clear::ContactInstructions);
        store::set_or_clear(&mut row.contact_instructions, instructions, cleared);
        store::set_if(&mut row.contacting_subject_prohibited, patch.contacting_subject_prohibited);
        store::set_if(&mut row.payload_profile, patch.payload_profile);
        let cleared = clears(Clear::PlanInterventionId);
        store::set_or_clear(&mut row.plan_intervention_id, patch.plan_intervention_id, cleared);
    })
    .await
}
