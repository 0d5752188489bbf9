//! What of a conference the caller may see: topics that are for others do not
//! exist for them, nor what is decided under them.

use entity::{
    AgendaItemId, CareConferenceId, ConferenceDecisionId, action_item, agenda_item,
    conference_decision as decision, conference_participant as participant,
};

use crate::{
    domains::care_conferences::{
        repository::{self, Part},
        rules::{self, Viewer},
    },
    platform::{Access, Ctx, Problem},
};

/// The topics, and what belongs to them, that are not for the caller.
#[derive(Debug, Default)]
pub struct Sight {
    topics: Vec<AgendaItemId>,
    decisions: Vec<ConferenceDecisionId>,
}

impl Sight {
    /// Of all topics and decisions of one conference.
    pub fn of(
        ctx: &Ctx,
        participants: &[participant::Model],
        agenda: &[agenda_item::Model],
        decisions: &[decision::Model],
    ) -> Self {
        let hidden = agenda.iter().filter(|item| !may_see(ctx, item, participants));
        let topics: Vec<_> = hidden.map(|item| item.id).collect();
        let of_hidden = |one: &&decision::Model| {
            one.agenda_item_id.is_some_and(|topic| topics.contains(&topic))
        };
        let decisions = decisions.iter().filter(of_hidden).map(|one| one.id).collect();
        Self { topics, decisions }
    }

    /// Of a conference that is looked into for one thing.
    pub async fn into(access: &impl Access, id: CareConferenceId) -> Result<Self, Problem> {
        let agenda = repository::agenda(access, id).await?;
        if agenda.iter().all(|item| rules::is_open_to_staff(item.may_see)) {
            return Ok(Self::default());
        }
        let participants = repository::participants(access, id).await?;
        let decisions = repository::decisions(access, id).await?;
        Ok(Self::of(access.ctx(), &participants, &agenda, &decisions))
    }

    pub fn topic(&self, id: AgendaItemId) -> bool {
        !self.topics.contains(&id)
    }

    pub fn decision(&self, id: ConferenceDecisionId) -> bool {
        !self.decisions.contains(&id)
    }

    pub fn action_item(&self, item: &action_item::Model) -> bool {
        item.agenda_item_id.is_none_or(|topic| self.topic(topic))
            && item.decision_id.is_none_or(|decision| self.decision(decision))
    }

    pub fn part<E: Part>(&self, part: &E::Model) -> bool {
        E::topic(part).is_none_or(|topic| self.topic(topic))
            && E::decision(part).is_none_or(|decision| self.decision(decision))
    }
}

/// Whether the topic exists for the caller.
pub fn may_see(ctx: &Ctx, item: &agenda_item::Model, participants: &[participant::Model]) -> bool {
    let viewer = Viewer { user: ctx.actor(), roles: &ctx.principal().roles };
    rules::may_see(item, participants, viewer)
}

/// The topics that the caller may see.
pub async fn agenda(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<agenda_item::Model>, Problem> {
    let sight = Sight::into(access, id).await?;
    let mut agenda = repository::agenda(access, id).await?;
    agenda.retain(|item| sight.topic(item.id));
    Ok(agenda)
}

/// The decisions that the caller may see.
pub async fn decisions(
    access: &impl Access,
    id: CareConferenceId,
) -> Result<Vec<decision::Model>, Problem> {
    let sight = Sight::into(access, id).await?;
    let mut decisions = repository::decisions(access, id).await?;
    decisions.retain(|one| sight.decision(one.id));
    Ok(decisions)
}
