//! A conference with all its parts, and a part with the conference that it
//! belongs to.

use entity::{
    CareConferenceId, Row, Uuid, action_item, agenda_item,
    care_conference::{Entity, Model},
    conference_decision, conference_minutes, conference_participant, task,
};

use crate::{
    domains::{
        care_conferences::repository::{self, Part},
        tasks,
    },
    platform::{Access, Problem, Shown, store},
};

/// A conference with all its parts, as they are now.
pub struct Record {
    pub conference: Model,
    pub participants: Vec<conference_participant::Model>,
    /// In their order.
    pub agenda: Vec<agenda_item::Model>,
    pub decisions: Vec<conference_decision::Model>,
    pub action_items: Vec<action_item::Model>,
    /// What action items have become.
    pub tasks: Vec<task::Model>,
    pub minutes: Option<conference_minutes::Model>,
    pub addenda: Vec<conference_minutes::Model>,
}

impl Record {
    pub async fn find(access: &impl Access, id: CareConferenceId) -> Result<Self, Problem> {
        let conference = store::find::<Entity>(access, id).await?;
        Self::of(access, conference).await
    }

    pub async fn of(access: &impl Access, conference: Model) -> Result<Self, Problem> {
        let id = conference.id;
        let action_items = repository::action_items(access, id).await?;
        let task_ids: Vec<_> = action_items.iter().filter_map(|item| item.task_id).collect();
        let tasks = match task_ids.as_slice() {
            [] => Vec::new(),
            ids => tasks::service::of_ids(access, ids).await?,
        };
        let mut addenda = repository::minutes(access, id).await?;
        let minutes = (!addenda.is_empty()).then(|| addenda.remove(0));
        Ok(Self {
            participants: repository::participants(access, id).await?,
            agenda: repository::agenda(access, id).await?,
            decisions: repository::decisions(access, id).await?,
            action_items,
            tasks,
            minutes,
            addenda,
            conference,
        })
    }
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
        Self::of(access, conference, part).await
    }
}
