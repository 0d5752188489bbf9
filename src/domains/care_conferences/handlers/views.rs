//! How conferences and their parts are shown.

use entity::{
    action_item, agenda_item, care_conference, conference_decision, conference_participant, task,
};

use super::minutes_views::{addendum, minutes};
use crate::{
    domains::care_conferences::{
        dto::{
            ActionItemView, AgendaItemView, CareConferenceSummaryView, CareConferenceView,
            ConferenceDecisionView, ConferenceParticipantView, LinkedRecord,
        },
        service::{self, PartRecord, Record},
    },
    platform::{Ctx, Header, View},
};

impl View for CareConferenceView {
    type Record = Record;

    fn view(record: Record, ctx: &Ctx) -> Self {
        let Record { conference: row, tasks, .. } = record;
        let task_of =
            |item: &action_item::Model| tasks.iter().find(|task| item.task_id == Some(task.id));
        Self {
            summary: CareConferenceSummaryView::view(row.clone(), ctx),
            warnings: record.warnings,
            client_ids: record.clients,
            participants: record
                .participants
                .into_iter()
                .map(|part| participant(&row, part))
                .collect(),
            agenda_items: record.agenda.into_iter().map(|part| agenda_item(&row, part)).collect(),
            decisions: record.decisions.into_iter().map(|part| decision(&row, part)).collect(),
            action_items: record
                .action_items
                .into_iter()
                .map(|part| action_item(&row, task_of(&part), part))
                .collect(),
            purpose: row.purpose,
            join_url: row.join_url,
            chair_id: row.chair_id,
            note_taker_id: row.note_taker_id,
            client_absent_reason: row.client_absent_reason,
            interpreter_status: row.interpreter_status,
            interpreter_language: row.interpreter_language,
            interpreter_booking: row.interpreter_booking,
            recurrence_rule: row.recurrence_rule,
            series_id: row.series_id,
            previous_id: row.previous_id,
            proposed_starts_at: row.proposed_starts_at,
            proposed_ends_at: row.proposed_ends_at,
            clash_reason: row.clash_reason,
            quorum_reason: row.quorum_reason,
            started_at: row.started_at,
            ended_at: row.ended_at,
            minutes: record.minutes.map(minutes),
            addenda: record.addenda.into_iter().map(addendum).collect(),
        }
    }
}

impl View for CareConferenceSummaryView {
    type Record = care_conference::Model;

    fn view(row: care_conference::Model, ctx: &Ctx) -> Self {
        let (status, due) = (row.status, row.minutes_due_at);
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            client_id: row.client_id,
            care_plan_id: row.care_plan_id,
            conference_type: row.conference_type,
            title: row.title,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            time_zone: row.time_zone,
            modality: row.modality,
            location: row.location,
            organizer_id: row.organizer_id,
            client_invited: row.client_invited,
            status,
            minutes_status: status.into(),
            minutes_due_at: due,
            minutes_overdue: service::minutes_overdue(status, due, ctx.now()),
            not_started: service::not_started(status, row.ends_at, ctx.now()),
        }
    }
}

impl View for ConferenceParticipantView {
    type Record = PartRecord<conference_participant::Entity>;

    fn view(record: Self::Record, _: &Ctx) -> Self {
        participant(&record.conference, record.part)
    }
}

fn participant(
    conference: &care_conference::Model,
    row: conference_participant::Model,
) -> ConferenceParticipantView {
    ConferenceParticipantView {
        header: Header::of_part(&row, conference.version),
        care_conference_id: conference.id,
        kind: row.kind,
        user_id: row.user_id,
        partner_agency_id: row.partner_agency_id,
        name: row.name,
        email: row.email,
        organization: row.organization,
        role: row.role,
        requirement: row.requirement,
        invitation_status: row.invitation_status,
        answered_at: row.answered_at,
        answer_comment: row.answer_comment,
        attended: row.attended,
        joined_at: row.joined_at,
        left_at: row.left_at,
        consent_basis: row.consent_basis,
        consent_ids: row.consent_ids.0,
        consent_note: row.consent_note,
        consent_checked_at: row.consent_checked_at,
    }
}

impl View for AgendaItemView {
    type Record = PartRecord<agenda_item::Entity>;

    fn view(record: Self::Record, _: &Ctx) -> Self {
        agenda_item(&record.conference, record.part)
    }
}

fn agenda_item(conference: &care_conference::Model, row: agenda_item::Model) -> AgendaItemView {
    AgendaItemView {
        header: Header::of_part(&row, conference.version),
        care_conference_id: conference.id,
        order: row.position,
        topic: row.topic,
        kind: row.kind,
        client_id: row.client_id,
        presenter_id: row.presenter_id,
        minutes_planned: row.minutes_planned,
        minutes_used: row.minutes_used,
        outcome: row.outcome,
        deferred: row.deferred,
        may_see: row.may_see,
        may_see_participant_ids: row.may_see_participant_ids.0,
        linked_record: match (row.linked_kind, row.linked_id) {
            (Some(kind), Some(id)) => Some(LinkedRecord { kind, id }),
            _ => None,
        },
        carried_from_id: row.carried_from_id,
        carried_to_id: row.carried_to_id,
    }
}

impl View for ConferenceDecisionView {
    type Record = PartRecord<conference_decision::Entity>;

    fn view(record: Self::Record, _: &Ctx) -> Self {
        decision(&record.conference, record.part)
    }
}

fn decision(
    conference: &care_conference::Model,
    row: conference_decision::Model,
) -> ConferenceDecisionView {
    ConferenceDecisionView {
        header: Header::of_part(&row, conference.version),
        care_conference_id: conference.id,
        agenda_item_id: row.agenda_item_id,
        text: row.text,
        decision_type: row.decision_type,
        decided_by: row.decided_by,
        dissent: row.dissent.0,
        client_agrees: row.client_agrees,
        preference_answers: row.preference_answers.0,
        // Written from JSON, so it is JSON.
        amendment: row.amendment.and_then(|text| serde_json::from_str(&text).ok()),
        amended_plan_id: row.amended_plan_id,
        amended_plan_version: row.amended_plan_version,
    }
}

impl View for ActionItemView {
    type Record = PartRecord<action_item::Entity>;

    fn view(record: Self::Record, _: &Ctx) -> Self {
        action_item(&record.conference, record.task.as_ref(), record.part)
    }
}

fn action_item(
    conference: &care_conference::Model,
    task: Option<&task::Model>,
    row: action_item::Model,
) -> ActionItemView {
    ActionItemView {
        header: Header::of_part(&row, conference.version),
        care_conference_id: conference.id,
        agenda_item_id: row.agenda_item_id,
        decision_id: row.decision_id,
        text: row.text,
        owner_id: row.owner_id,
        due_on: row.due_on,
        priority: row.priority,
        task_id: row.task_id,
        task_status: task.map(|task| task.status),
    }
}
