//! How minutes, their drafts and what was given of them are shown.

use entity::{agenda_item, conference_minutes, minutes_distribution, minutes_revision};

use crate::{
    domains::care_conferences::{
        dto::{
            CarryOverItemView, ConferenceMinutesView, MinutesAddendumView,
            MinutesDistributionOutline, MinutesDistributionView, MinutesRevisionView,
        },
        service::Distribution,
    },
    platform::{Ctx, Header, View},
};

pub fn minutes(row: conference_minutes::Model) -> ConferenceMinutesView {
    ConferenceMinutesView {
        id: row.id,
        body: row.body,
        plain_language: row.plain_language,
        author_id: row.author_id,
        recorded_at: row.created_at,
        signed_by: row.signed_by,
        signed_at: row.signed_at,
    }
}

pub fn addendum(row: conference_minutes::Model) -> MinutesAddendumView {
    MinutesAddendumView {
        id: row.id,
        number: row.number,
        body: row.body,
        author_id: row.author_id,
        added_at: row.created_at,
    }
}

impl View for MinutesRevisionView {
    type Record = minutes_revision::Model;

    fn view(row: minutes_revision::Model, _: &Ctx) -> Self {
        Self {
            id: row.id,
            number: row.number,
            body: row.body,
            plain_language: row.plain_language,
            saved_by: row.created_by,
            saved_at: row.created_at,
        }
    }
}

impl View for CarryOverItemView {
    type Record = agenda_item::Model;

    fn view(row: agenda_item::Model, _: &Ctx) -> Self {
        Self {
            agenda_item_id: row.id,
            care_conference_id: row.conference_id,
            client_id: row.client_id,
            topic: row.topic,
            kind: row.kind,
        }
    }
}

impl View for MinutesDistributionOutline {
    type Record = minutes_distribution::Model;

    fn view(row: minutes_distribution::Model, _: &Ctx) -> Self {
        Self {
            header: Header::of(&row),
            care_conference_id: row.conference_id,
            client_id: row.client_id,
            participant_id: row.participant_id,
            recipient_name: row.recipient_name,
            recipient_agency_id: row.recipient_agency_id,
            recipient_address: row.recipient_address,
            channel: row.channel,
            purpose: row.purpose,
            basis: row.basis,
            disclosure_id: row.disclosure_id,
            payload_hash: row.payload_hash,
            sent_by: row.created_by,
            sent_at: row.created_at,
        }
    }
}

impl View for MinutesDistributionView {
    type Record = Distribution;

    fn view(record: Distribution, ctx: &Ctx) -> Self {
        let row = record.row;
        Self {
            content: row.content.0.clone(),
            withheld: row.withheld.0.clone(),
            outline: MinutesDistributionOutline::view(row, ctx),
        }
    }
}
