//! How preferences are shown.

use entity::preference::Model;

use super::super::{
    dto::{PreferenceOutlineView, PreferenceView},
    service,
};
use crate::platform::{Ctx, Header, View};

impl View for PreferenceView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            outline: PreferenceOutlineView::view(row.clone(), ctx),
            documents: row.documents.0,
            told_to: row.told_to.0,
            status_reason: row.status_reason,
        }
    }
}

impl View for PreferenceOutlineView {
    type Record = Model;

    fn view(row: Model, ctx: &Ctx) -> Self {
        Self {
            allowed_actions: service::allowed_actions(ctx, &row),
            header: Header::of(&row),
            client_id: row.client_id,
            category: row.category,
            text: row.text,
            strength: row.strength,
            stated_by: row.stated_by.0,
            stated_at: row.stated_at,
            valid_until: row.valid_until,
            told_count: i32::try_from(row.told_to.len()).unwrap_or(i32::MAX),
            status: row.status,
            supersedes: row.supersedes_id,
            ended_at: row.ended_at,
        }
    }
}
