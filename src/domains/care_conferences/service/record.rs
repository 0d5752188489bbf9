//! A conference with all its parts, and a part with the conference that it
//! belongs to.

use entity::{
    CareConferenceId, ClientId, ConferenceParticipantId, Row, Uuid, action_item, agenda_item,
    care_conference::{Entity, Model, Status},
    conference_decision, conference_minutes, conference_participant, task,
};

use super::{Sight, waiting};
use crate::{
    domains::{
        care_conferences::{
            dto::ConferenceWarning,
            repository::{self, Part},
            rules::{self, Surroundings},
        },
        tasks,
    },
    platform::{Access, Problem, Shown, store},
};

/// A conference with all its parts that the caller may see, as they are now.
pub struct Record {
    pub conference: Model,
    /// Of a caseload review, in their order.
    pub clients: Vec<ClientId>,
    pub participants: Vec<conference_participant::Model>,
    /// In their order.
    pub agenda: Vec<agenda_item::Model>,
    pub decisions: Vec<conference_decision::Model>,
    pub action_items: Vec<action_item::Model>,
    /// What action items have become.
    pub tasks: Vec<task::Model>,
    pub minutes: Option<conference_minutes::Model>,
    pub addenda: Vec<conference_minutes::Model>,
    pub warnings: Vec<ConferenceWarning>,
}

impl Record {
    pub async fn find(access: &impl Access, id: CareConferenceId) -> Result<Self, Problem> {
        let conference = store::find::<Entity>(access, id).await?;
        Self::of(access, conference).await
    }

    pub async fn of(access: &impl Access, conference: Model) -> Result<Self, Problem> {
        let id = conference.id;
        let participants = repository::participants(access, id).await?;
        let mut agenda = repository::agenda(access, id).await?;
        let mut decisions = repository::decisions(access, id).await?;
        let sight = Sight::of(access.ctx(), &participants, &agenda, &decisions);
        agenda.retain(|item| sight.topic(item.id));
        decisions.retain(|one| sight.decision(one.id));
        let mut action_items = repository::action_items(access, id).await?;
        action_items.retain(|item| sight.action_item(item));
        let task_ids: Vec<_> = action_items.iter().filter_map(|item| item.task_id).collect();
        let tasks = match task_ids.as_slice() {
            [] => Vec::new(),
            ids => tasks::service::of_ids(access, ids).await?,
        };
        let mut addenda = repository::minutes(access, id).await?;
        let minutes = (!addenda.is_empty()).then(|| addenda.remove(0));
        let clients = clients_of(access, &conference).await?;
        let around = surroundings(access, &conference, &participants).await?;
        let now = access.ctx().now();
        Ok(Self {
            warnings: rules::warnings(&conference, &participants, &around, now),
            clients: if conference.client_id.is_some() { Vec::new() } else { clients },
            participants,
            agenda,
            decisions,
            action_items,
            tasks,
            minutes,
            addenda,
            conference,
        })
    }
}

/// The client whom the conference is about, or those of a caseload review.
pub(super) async fn clients_of(
    access: &impl Access,
    conference: &Model,
) -> Result<Vec<ClientId>, Problem> {
    if let Some(client_id) = conference.client_id {
        return Ok(vec![client_id]);
    }
    let reviews = repository::reviews(access, conference.id).await?;
    Ok(reviews.into_iter().map(|review| review.client_id).collect())
}

/// What people who arrange the conference should know of others.
async fn surroundings(
    access: &impl Access,
    conference: &Model,
    participants: &[conference_participant::Model],
) -> Result<Surroundings, Problem> {
    let mut around = Surroundings::default();
    if matches!(conference.status, Status::Draft | Status::Scheduled) {
        around.deferred_items_wait = !waiting(access, conference).await?.is_empty();
    }
    if conference.status == Status::Scheduled {
        around.busy = busy(access, conference, participants).await?;
    }
    Ok(around)
}

/// Participants who take part in another conference at that time.
async fn busy(
    access: &impl Access,
    conference: &Model,
    participants: &[conference_participant::Model],
) -> Result<Vec<(ConferenceParticipantId, CareConferenceId)>, Problem> {
    let (Some(starts_at), Some(ends_at)) = (conference.starts_at, conference.ends_at) else {
        return Ok(Vec::new());
    };
    let users: Vec<_> = participants.iter().filter_map(|one| one.user_id).collect();
    let others = repository::at_the_time_of(access, conference.id, starts_at, ends_at).await?;
    let elsewhere = repository::participations(access, &others, &users).await?;
    let pairs = elsewhere.into_iter().filter_map(|other| {
        let here = participants.iter().find(|one| one.user_id == other.user_id)?;
        Some((here.id, other.conference_id))
    });
    Ok(pairs.collect())
}

impl Shown for Record {
    const KIND: &'static str = <Model as Row>::KIND;

    fn id(&self) -> Uuid {
        self.conference.id.uuid()
    }

    fn version(&self) -> i64 {
        self.conference.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        Self::find(access, id.into()).await
    }
}

/// One part, with the conference whose version counts for it.
pub struct PartRecord<E: Part> {
    pub conference: Model,
    pub part: E::Model,
    /// What an action item has become.
    pub task: Option<task::Model>,
}

impl<E: Part> PartRecord<E> {
    pub async fn of(
        access: &impl Access,
        conference: Model,
        part: E::Model,
    ) -> Result<Self, Problem> {
        let task = match E::task_id(&part) {
            Some(id) => tasks::service::of_ids(access, &[id]).await?.pop(),
            None => None,
        };
        Ok(Self { conference, part, task })
    }
}

impl<E: Part> Shown for PartRecord<E> {
    const KIND: &'static str = <E::Model as Row>::KIND;

    fn id(&self) -> Uuid {
        self.part.id()
    }

    fn version(&self) -> i64 {
        self.conference.version
    }

    async fn shown(access: &impl Access, id: Uuid) -> Result<Self, Problem> {
        let part = store::find::<E>(access, id).await?;
        if E::is_removed(&part) {
            return Err(Problem::not_found());
        }
        let conference = store::find::<Entity>(access, E::conference_id(&part)).await?;
        if !Sight::into(access, conference.id).await?.part::<E>(&part) {
            return Err(Problem::not_found());
        }
        Self::of(access, conference, part).await
    }
}
