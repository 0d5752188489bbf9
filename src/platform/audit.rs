//! Who saw and did what: written with a change, or before an answer leaves.

use std::sync::Arc;

use entity::{AgencyId, AuditEntryId, JsonText, Timestamp, audit_client, audit_entry};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use tokio::sync::{mpsc, oneshot};

use super::{Principal, Problem, database::Database};

/// What an audit entry will hold.
#[derive(Clone, Debug)]
pub struct Draft {
    pub agency: AgencyId,
    pub operation: String,
    pub request_id: String,
    /// None when nobody was recognised.
    pub principal: Option<Principal>,
    pub address: Option<String>,
    pub items: Vec<audit_entry::Item>,
    pub at: Timestamp,
    pub action: audit_entry::Action,
    pub outcome: audit_entry::Outcome,
    pub status: u16,
    pub problem: Option<&'static str>,
}

/// Writes the entries on the connection, each with its index of clients.
pub(super) async fn insert(
    connection: &impl ConnectionTrait,
    drafts: Vec<Draft>,
) -> Result<(), Problem> {
    let mut entries = Vec::with_capacity(drafts.len());
    let mut clients = Vec::new();
    for draft in drafts {
        let id = AuditEntryId::new(draft.at);
        let mut seen: Vec<_> = draft.items.iter().filter_map(|item| item.client_id).collect();
        seen.sort_unstable();
        seen.dedup();
        clients.extend(seen.into_iter().map(|client| audit_client::ActiveModel {
            agency_id: Set(draft.agency),
            client_id: Set(client.into()),
            audit_entry_id: Set(id),
        }));
        entries.push(row(id, draft));
    }
    audit_entry::Entity::insert_many(entries).exec_without_returning(connection).await?;
    if !clients.is_empty() {
        audit_client::Entity::insert_many(clients).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn row(id: AuditEntryId, draft: Draft) -> audit_entry::ActiveModel {
    let nobody = uuid::Uuid::nil();
    let principal = draft.principal.as_ref();
    let actor = principal.map_or(nobody, |principal| principal.id);
    let actor_agency = principal.map_or(draft.agency, |principal| principal.agency);
    let roles =
        principal.map(|principal| principal.roles.iter().map(ToString::to_string).collect());
    audit_entry::ActiveModel {
        agency_id: Set(draft.agency),
        id: Set(id),
        version: Set(1),
        created_at: Set(draft.at),
        updated_at: Set(draft.at),
        created_by: Set(actor.into()),
        updated_by: Set(actor.into()),
        request_id: Set(draft.request_id),
        operation: Set(draft.operation),
        action: Set(draft.action),
        outcome: Set(draft.outcome),
        status: Set(draft.status.into()),
        problem: Set(draft.problem.map(str::to_owned)),
        actor_id: Set(actor.into()),
        actor_agency_id: Set(actor_agency),
        actor_roles: Set(JsonText(roles.unwrap_or_default())),
        application: Set(text(principal.and_then(|principal| principal.application.as_ref()))),
        token_id: Set(text(principal.and_then(|principal| principal.token_id.as_ref()))),
        address: Set(draft.address),
        items: Set(JsonText(draft.items)),
    }
}

fn text(value: Option<&Arc<str>>) -> Option<String> {
    value.map(ToString::to_string)
}

type Waiting = (Draft, oneshot::Sender<Result<(), Problem>>);

/// Writes the entries of requests that change nothing. All that wait are
/// written by one transaction, and none is answered before it is durable.
#[derive(Clone)]
pub struct AuditWriter(mpsc::Sender<Waiting>);

const LONGEST_QUEUE: usize = 4096;
const LARGEST_GROUP: usize = 200;

impl AuditWriter {
    /// Starts the writer on the present runtime; it ends when all handles are dropped.
    pub fn start(database: Database) -> Self {
        let (sender, receiver) = mpsc::channel(LONGEST_QUEUE);
        tokio::spawn(write_groups(database, receiver));
        Self(sender)
    }

    /// Returns when the entry is durable.
    pub async fn write(&self, draft: Draft) -> Result<(), Problem> {
        let (done, written) = oneshot::channel();
        let full = |_| Problem::unavailable("the audit queue is full");
        self.0.try_send((draft, done)).map_err(full)?;
        written.await.map_err(|_| Problem::unavailable("the audit writer has stopped"))?
    }
}

async fn write_groups(database: Database, mut queue: mpsc::Receiver<Waiting>) {
    let mut group = Vec::new();
    while queue.recv_many(&mut group, LARGEST_GROUP).await > 0 {
        let (drafts, waiting): (Vec<_>, Vec<_>) = group.drain(..).unzip();
        metrics::histogram!("carewright_audit_group_size")
            .record(u32::try_from(drafts.len()).unwrap_or(u32::MAX));
        let written = write_group(&database, drafts).await;
        for done in waiting {
            let answer = match &written {
                Ok(()) => Ok(()),
                Err(problem) => Err(Problem::unavailable(format!("audit: {problem:?}"))),
            };
            // Whoever no longer waits has been answered by the deadline.
            let _ = done.send(answer);
        }
    }
}

async fn write_group(database: &Database, drafts: Vec<Draft>) -> Result<(), Problem> {
    let transaction = database.begin().await?;
    insert(&transaction, drafts).await?;
    Ok(transaction.commit().await?)
}
