//! The tasks of a plan's interventions.
//!
//! A task is a way to get an intervention done; completing one never changes
//! the intervention or its goals.

use entity::{
    Row, care_plan,
    intervention::{Kind, Model, Status},
    task::{self, Origin, Priority, TaskType},
};

use crate::{
    domains::tasks::{self, service::RaisedTask},
    platform::{Problem, UnitOfWork},
};

/// Longest title of a task.
const TITLE_LENGTH: usize = 200;

/// Makes a task for each intervention that someone has to see to. Referrals
/// have a life of their own.
pub async fn raise(
    uow: &UnitOfWork<'_>,
    plan: &care_plan::Model,
    interventions: &[Model],
) -> Result<(), Problem> {
    let due = interventions.iter().filter(|one| {
        let to_do = [Status::NotStarted, Status::Scheduled, Status::InProgress];
        one.kind != Kind::Referral && to_do.contains(&one.status)
    });
    for intervention in due {
        let first_day = intervention.starts_on.filter(|_| intervention.frequency.is_some());
        let task = RaisedTask {
            title: intervention.description.chars().take(TITLE_LENGTH).collect(),
            task_type: task_type(intervention.kind),
            client_id: Some(plan.client_id),
            subject: Some((Model::KIND, intervention.id.uuid())),
            priority: Priority::Routine,
            due_on: intervention.due_on.or(first_day),
            due_at: None,
            start_after: None,
            owner_id: intervention.responsible_user_id,
            performer_roles: Vec::new(),
            origin: Origin::Plan,
            dedupe_key: Some(format!("intervention {}", intervention.id)),
            recurrence: intervention.frequency.clone(),
        };
        tasks::service::raise(uow, task).await?;
    }
    Ok(())
}

fn task_type(kind: Kind) -> TaskType {
    match kind {
        Kind::Appointment | Kind::Test => TaskType::Appointment,
        Kind::Education => TaskType::Education,
        Kind::MedicationSupport => TaskType::Medication,
        Kind::Monitoring => TaskType::Contact,
        Kind::Financial => TaskType::Benefit,
        _ => TaskType::Other,
    }
}

pub async fn open(uow: &UnitOfWork<'_>, intervention: &Model) -> Result<Vec<task::Model>, Problem> {
    tasks::service::open_of_subject(uow, Model::KIND, intervention.id.uuid()).await
}

/// What becomes of the open tasks of interventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Cancel,
    Hold,
    Resume,
}

/// Moves the open tasks of the interventions, and says why.
pub async fn move_tasks(
    uow: &UnitOfWork<'_>,
    interventions: &[Model],
    work: Work,
    why: &str,
) -> Result<(), Problem> {
    for intervention in interventions {
        let (kind, id) = (Model::KIND, intervention.id.uuid());
        match work {
            Work::Cancel => tasks::service::cancel_for_subject(uow, kind, id, why).await?,
            Work::Hold => tasks::service::hold_for_subject(uow, kind, id, why).await?,
            // Those of interventions that are on hold themselves stay there.
            Work::Resume if intervention.status == Status::OnHold => 0,
            Work::Resume => tasks::service::resume_for_subject(uow, kind, id, why).await?,
        };
    }
    Ok(())
}
