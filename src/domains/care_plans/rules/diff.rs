//! How two versions of a plan differ.

use entity::plan_version::PlanSnapshot;
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::dto::{ChangeKind, FieldChange, PartChange, PartKind};

/// What was agreed anew between the former version and the latter: in words, not
/// how far goals and interventions have come meanwhile, which no agreement
/// decides. Without a former one all is new.
pub fn diff(former: Option<&PlanSnapshot>, latter: &PlanSnapshot) -> Vec<PartChange> {
    let former = former.map(parts).unwrap_or_default();
    let latter = parts(latter);
    let in_former = |part: &Part| former.iter().find(|other| other.id == part.id);
    let mut changes = Vec::new();
    for part in &latter {
        let (change, fields) = match in_former(part) {
            None => (ChangeKind::Added, changed_fields(&Map::new(), &part.fields)),
            Some(before) => (ChangeKind::Changed, changed_fields(&before.fields, &part.fields)),
        };
        if !fields.is_empty() {
            changes.push(PartChange { part: part.kind, id: part.id, change, fields });
        }
    }
    for part in former.iter().filter(|part| !latter.iter().any(|other| other.id == part.id)) {
        let fields = changed_fields(&part.fields, &Map::new());
        changes.push(PartChange {
            part: part.kind,
            id: part.id,
            change: ChangeKind::Removed,
            fields,
        });
    }
    changes
}

/// A part of a version, by its members.
pub(super) struct Part {
    pub kind: PartKind,
    pub id: uuid::Uuid,
    pub fields: Map<String, Value>,
}

pub(super) fn parts(snapshot: &PlanSnapshot) -> Vec<Part> {
    let PlanSnapshot { plan, problems, goals, interventions } = snapshot;
    let mut parts = vec![part(PartKind::Plan, plan.id.uuid(), plan)];
    // Problems have no actions: their status is agreed like the rest of them.
    parts.extend(problems.iter().map(|row| part(PartKind::Problem, row.id.uuid(), row)));
    parts.extend(goals.iter().map(|row| part(PartKind::Goal, row.id.uuid(), row)));
    let interventions = interventions.iter();
    parts.extend(interventions.map(|row| part(PartKind::Intervention, row.id.uuid(), row)));
    parts
}

fn part(kind: PartKind, id: uuid::Uuid, content: &impl Serialize) -> Part {
    let mut fields = match serde_json::to_value(content) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    fields.remove("id");
    if matches!(kind, PartKind::Goal | PartKind::Intervention) {
        fields.remove("status");
        fields.remove("achievementStatus");
        fields.remove("barriers");
    }
    Part { kind, id, fields }
}

fn changed_fields(former: &Map<String, Value>, latter: &Map<String, Value>) -> Vec<FieldChange> {
    let gone = former.keys().filter(|name| !latter.contains_key(*name));
    latter
        .keys()
        .chain(gone)
        .filter_map(|name| {
            let (from, to) = (former.get(name).and_then(text), latter.get(name).and_then(text));
            (from != to).then(|| FieldChange { field: name.clone(), from, to })
        })
        .collect()
}

/// Whether a field says nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The value as text; nothing where it is empty.
fn text(value: &Value) -> Option<String> {
    match value {
        empty if is_empty(empty) => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use entity::{goal, intervention, plan_problem};

    use super::{super::snapshot::samples, *};

    #[test]
    fn against_nothing_all_parts_are_new_and_empty_fields_are_left_out() {
        let snapshot = samples::snapshot();
        let changes = diff(None, &snapshot);
        assert_eq!(changes.len(), 4);
        assert!(changes.iter().all(|change| change.change == ChangeKind::Added));
        let fields = changes.iter().flat_map(|change| &change.fields);
        assert!(fields.clone().all(|field| field.from.is_none() && field.to.is_some()));
        assert!(fields.clone().all(|field| field.field != "strengths"));
    }

    #[test]
    fn two_equal_versions_do_not_differ() {
        let snapshot = samples::snapshot();
        assert!(diff(Some(&snapshot), &snapshot).is_empty());
    }

    #[test]
    fn how_far_goals_and_interventions_have_come_is_no_difference() {
        let former = samples::snapshot();
        let mut latter = former.clone();
        latter.goals[0].status = goal::Status::Completed;
        latter.goals[0].achievement_status = Some(goal::Achievement::Achieved);
        latter.interventions[0].status = intervention::Status::Completed;
        assert!(diff(Some(&former), &latter).is_empty());
        latter.problems[0].status = plan_problem::Status::Resolved;
        let changes = diff(Some(&former), &latter);
        assert_eq!(changes.len(), 1, "the status of a problem is agreed");
        assert_eq!(changes[0].fields[0].field, "status");
    }

    #[test]
    fn a_changed_field_is_shown_with_what_it_was_and_what_it_is() {
        let former = samples::snapshot();
        let mut latter = former.clone();
        latter.goals[0].description = "Three meals".to_owned();
        latter.goals[0].importance = Some(9);
        latter.goals[0].problem_ids.clear();
        let changes = diff(Some(&former), &latter);
        let [change] = changes.as_slice() else { panic!("one part changed") };
        assert_eq!((change.part, change.change), (PartKind::Goal, ChangeKind::Changed));
        assert_eq!(change.id, former.goals[0].id.uuid());
        let field = |name: &str| change.fields.iter().find(|field| field.field == name).unwrap();
        assert_eq!(field("description").from.as_deref(), Some("Two warm meals"));
        assert_eq!(field("description").to.as_deref(), Some("Three meals"));
        assert_eq!(
            (field("importance").from.as_deref(), field("importance").to.as_deref()),
            (None, Some("9"))
        );
        assert!(field("problemIds").to.is_none());
        assert_eq!(change.fields.len(), 3);
    }

    #[test]
    fn parts_that_came_and_went_are_told_apart() {
        let former = samples::snapshot();
        let mut latter = samples::snapshot();
        latter.plan = former.plan.clone();
        latter.problems = former.problems.clone();
        latter.goals = former.goals.clone();
        let changes = diff(Some(&former), &latter);
        let kinds: Vec<_> = changes.iter().map(|change| (change.part, change.change)).collect();
        assert_eq!(
            kinds,
            [
                (PartKind::Intervention, ChangeKind::Added),
                (PartKind::Intervention, ChangeKind::Removed)
            ]
        );
        assert!(changes[1].fields.iter().all(|field| field.from.is_some() && field.to.is_none()));
    }
}
