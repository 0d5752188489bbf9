//! References to a record of any kind, such as what a task is about: no foreign
//! key can hold them, so they are looked up when they are made.

use entity::{
    Resource, Row, action_item, agenda_item, assessment, assessment_flag, care_conference,
    care_plan, client, conference_decision, conference_participant, consent, directory_service,
    disclosure, goal, goal_progress, intervention, location, organization, plan_problem,
    plan_review, preference, referral, referral_follow_up, referral_message, related_person,
    service_at_location, task,
};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{Problem, access::Access, store};

/// Refuses a reference that leads nowhere in the caller's agency, by the fields
/// that name its kind and its id. Gives the client whom the record is about, if
/// it is about one.
pub async fn require(
    access: &impl Access,
    (kind_pointer, kind): (&str, &str),
    (id_pointer, id): (&str, Uuid),
) -> Result<Option<Uuid>, Problem> {
    match find(access, kind, id).await? {
        Lookup::Found { whose } => Ok(whose),
        Lookup::Nothing => Err(Problem::field(id_pointer, "not_found", "There is no such record.")),
        Lookup::UnknownKind => {
            Err(Problem::field(kind_pointer, "unknown_kind", "There is no such kind."))
        }
    }
}

enum Lookup {
    Found { whose: Option<Uuid> },
    Nothing,
    UnknownKind,
}

async fn find(access: &impl Access, kind: &str, id: Uuid) -> Result<Lookup, Problem> {
    match kind {
        client::Model::KIND => one::<client::Entity>(access, id).await,
        consent::Model::KIND => one::<consent::Entity>(access, id).await,
        disclosure::Model::KIND => one::<disclosure::Entity>(access, id).await,
        assessment::Model::KIND => one::<assessment::Entity>(access, id).await,
        assessment_flag::Model::KIND => one::<assessment_flag::Entity>(access, id).await,
        care_plan::Model::KIND => one::<care_plan::Entity>(access, id).await,
        plan_problem::Model::KIND => one::<plan_problem::Entity>(access, id).await,
        plan_review::Model::KIND => one::<plan_review::Entity>(access, id).await,
        goal::Model::KIND => one::<goal::Entity>(access, id).await,
        goal_progress::Model::KIND => one::<goal_progress::Entity>(access, id).await,
        intervention::Model::KIND => one::<intervention::Entity>(access, id).await,
        preference::Model::KIND => one::<preference::Entity>(access, id).await,
        referral::Model::KIND => one::<referral::Entity>(access, id).await,
        referral_message::Model::KIND => one::<referral_message::Entity>(access, id).await,
        referral_follow_up::Model::KIND => one::<referral_follow_up::Entity>(access, id).await,
        care_conference::Model::KIND => one::<care_conference::Entity>(access, id).await,
        agenda_item::Model::KIND => one::<agenda_item::Entity>(access, id).await,
        conference_participant::Model::KIND => {
            one::<conference_participant::Entity>(access, id).await
        }
        conference_decision::Model::KIND => one::<conference_decision::Entity>(access, id).await,
        action_item::Model::KIND => one::<action_item::Entity>(access, id).await,
        related_person::Model::KIND => one::<related_person::Entity>(access, id).await,
        organization::Model::KIND => one::<organization::Entity>(access, id).await,
        location::Model::KIND => one::<location::Entity>(access, id).await,
        directory_service::Model::KIND => one::<directory_service::Entity>(access, id).await,
        service_at_location::Model::KIND => one::<service_at_location::Entity>(access, id).await,
        task::Model::KIND => one::<task::Entity>(access, id).await,
        _ => Ok(Lookup::UnknownKind),
    }
}

async fn one<E: Resource>(access: &impl Access, id: Uuid) -> Result<Lookup, Problem> {
    let row = store::within::<E>(access.scope()).filter(E::ID.eq(id));
    let row = row.one(access.connection()).await?;
    Ok(row.map_or(Lookup::Nothing, |row| Lookup::Found { whose: row.client_id() }))
}
