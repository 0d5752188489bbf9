//! How two versions of a plan differ, in sentences that one can read aloud.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{Uuid, plan_version::PlanSnapshot};
use serde_json::{Map, Value};

use super::{
    super::dto::{ChangeGroup, ChangeKind, PartKind},
    diff::{self, Part, is_empty},
    plain::often,
    targets::target_words,
};

/// What people and records are called, by their ids.
pub type Names = BTreeMap<Uuid, String>;

/// What has changed, part by part: the plan, then problems, goals, interventions.
pub fn change_groups(
    former: Option<&PlanSnapshot>,
    latter: &PlanSnapshot,
    people: &Names,
) -> Vec<ChangeGroup> {
    let mut names = people.clone();
    for snapshot in former.into_iter().chain([latter]) {
        name_parts(snapshot, &mut names);
    }
    let before = former.map(diff::parts).unwrap_or_default();
    let after = diff::parts(latter);
    let mut groups = Vec::new();
    for kind in [PartKind::Plan, PartKind::Problem, PartKind::Goal, PartKind::Intervention] {
        let of_kind = |part: &&Part| part.kind == kind;
        for part in after.iter().filter(of_kind) {
            let earlier = before.iter().find(|earlier| earlier.id == part.id);
            groups.extend(group(earlier, part, &names));
        }
        for part in before.iter().filter(of_kind) {
            if !after.iter().any(|later| later.id == part.id) {
                groups.push(removed(part));
            }
        }
    }
    groups
}

fn name_parts(snapshot: &PlanSnapshot, names: &mut Names) {
    let PlanSnapshot { problems, goals, interventions, .. } = snapshot;
    names.extend(problems.iter().map(|row| (row.id.uuid(), quoted(&row.description))));
    names.extend(goals.iter().map(|row| (row.id.uuid(), quoted(&row.description))));
    names.extend(interventions.iter().map(|row| (row.id.uuid(), quoted(&row.description))));
}

fn quoted(text: &str) -> String {
    format!("“{}”", text.trim_end_matches('.'))
}

fn title(part: &Part) -> String {
    let field = if part.kind == PartKind::Plan { "title" } else { "description" };
    part.fields.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn noun(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Plan => "plan",
        PartKind::Problem => "problem",
        PartKind::Goal => "goal",
        PartKind::Intervention => "intervention",
    }
}

fn group(before: Option<&Part>, part: &Part, names: &Names) -> Option<ChangeGroup> {
    let nothing = Map::new();
    let former = before.map_or(&nothing, |before| &before.fields);
    let mut sentences = Vec::new();
    if before.is_none() {
        let title = quoted(&title(part));
        sentences.push(match part.kind {
            PartKind::Plan => format!("The plan is called {title}."),
            kind => format!("The {} {title} is new.", noun(kind)),
        });
    }
    for name in fields(former, &part.fields) {
        let (from, to) = (value(former, name), value(&part.fields, name));
        let said = before.is_none() && matches!(name, "title" | "description");
        if from != to && !said {
            sentences.push(sentence(part.kind, name, from, to, names));
        }
    }
    let change = if before.is_some() { ChangeKind::Changed } else { ChangeKind::Added };
    let title = title(part);
    (!sentences.is_empty()).then_some(ChangeGroup {
        part: part.kind,
        id: part.id,
        change,
        title,
        sentences,
    })
}

fn removed(part: &Part) -> ChangeGroup {
    let title = title(part);
    let sentence = format!("The {} {} is no longer in the plan.", noun(part.kind), quoted(&title));
    let (part, id) = (part.kind, part.id);
    ChangeGroup { part, id, change: ChangeKind::Removed, title, sentences: vec![sentence] }
}

/// The fields that one or the other has, each once, in the order of reading.
fn fields<'f>(former: &'f Map<String, Value>, latter: &'f Map<String, Value>) -> Vec<&'f str> {
    const FIRST: [&str; 9] = [
        "title",
        "description",
        "clientWords",
        "problemIds",
        "goalIds",
        "responsibleUserId",
        "frequency",
        "startsOn",
        "dueOn",
    ];
    let mut names: Vec<&str> = latter.keys().map(String::as_str).collect();
    names.extend(former.keys().map(String::as_str).filter(|name| !latter.contains_key(*name)));
    names.sort_by_key(|name| {
        let place = FIRST.iter().position(|first| first == name);
        (place.unwrap_or(FIRST.len()), name.to_owned())
    });
    names
}

/// What is there, unless it is empty.
fn value<'f>(fields: &'f Map<String, Value>, name: &str) -> Option<&'f Value> {
    fields.get(name).filter(|value| !is_empty(value))
}

fn sentence(
    kind: PartKind,
    field: &str,
    from: Option<&Value>,
    to: Option<&Value>,
    names: &Names,
) -> String {
    let label = label(kind, field);
    let words = |value: &Value| words(field, value, names);
    match (from.map(words), to.map(words)) {
        (None, Some(to)) => format!("{label}: {to}."),
        (Some(from), None) => format!("{label}: none any more; before, {from}."),
        (Some(from), Some(to)) => format!("{label}: now {to}; before, {from}."),
        (None, None) => String::new(),
    }
}

/// What a field is called among people; its own name in words where nothing is better.
fn label(kind: PartKind, field: &str) -> String {
    let known = match (kind, field) {
        (PartKind::Plan, "startsOn") => "The plan begins on",
        (PartKind::Plan, "endsOn") => "The plan ends on",
        (_, "title") => "Title",
        (_, "description") => "Wording",
        (_, "clientWords") => "In the client’s own words",
        (_, "clientGoalsStatement") => "What the client wants",
        (_, "plainLanguageSummary") => "Summary in plain words",
        (_, "nextReviewOn") => "Next review",
        (_, "elementNotes") => "Notes on the elements of the plan",
        (_, "problemIds") => "For the problem",
        (_, "goalIds") => "For the goal",
        (_, "responsibleUserId") => "Who sees to it",
        (_, "responsibleRole") => "Role of who sees to it",
        (_, "ownerUserId") => "Who pursues it",
        (_, "owner") => "Whose goal it is to pursue",
        (_, "dueOn") => "Due by",
        (_, "startsOn") => "From",
        (_, "onsetOn") => "Since",
        (_, "frequency") => "How often",
        (_, "importance") => "How much it matters to the client, from 0 to 10",
        (_, "confidence") => "How sure the client is to reach it, from 0 to 10",
        (_, "clientPriority") => "Place among what matters to the client",
        (_, "evidenceAssessmentIds") => "Assessments that show it",
        (_, "needDomain") => "Need",
        _ => return spaced(field),
    };
    known.to_owned()
}

/// `expectedOutcome` as `Expected outcome`.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for (place, letter) in name.char_indices() {
        if place == 0 {
            words.extend(letter.to_uppercase());
        } else if letter.is_uppercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

/// A value as people say it.
fn words(field: &str, value: &Value, names: &Names) -> String {
    match (field, value) {
        ("frequency", Value::String(rule)) => often(rule),
        ("target", target) => match serde_json::from_value(target.clone()) {
            Ok(target) => target_words(&target),
            Err(_) => target.to_string(),
        },
        ("evidenceAssessmentIds", Value::Array(items)) => items.len().to_string(),
        (_, Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|item| words(field, item, names)).collect();
            items.join("; ")
        }
        (_, Value::Object(members)) => ["note", "answer", "display", "text", "code", "fit"]
            .iter()
            .find_map(|name| members.get(*name)?.as_str())
            .map_or_else(String::new, quoted),
        (_, Value::String(text)) => text_words(field, text, names),
        (_, other) => other.to_string(),
    }
}

fn text_words(field: &str, text: &str, names: &Names) -> String {
    if let Ok(id) = text.parse::<Uuid>() {
        return names.get(&id).cloned().unwrap_or_else(|| "someone else".to_owned());
    }
    if field.ends_with("On")
        && let Ok(day) = text.parse::<NaiveDate>()
    {
        return long_day(day);
    }
    let coded = ["kind", "status", "domain", "priority", "owner", "category", "responsibleRole"];
    if coded.contains(&field) || field == "needDomain" {
        return text.replace(['_', '-'], " ");
    }
    quoted(text)
}

/// `31 March 2026`.
pub fn long_day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use entity::goal;

    use super::{super::snapshot::samples, *};

    fn said(former: Option<&PlanSnapshot>, latter: &PlanSnapshot) -> Vec<String> {
        let groups = change_groups(former, latter, &Names::new());
        groups.into_iter().flat_map(|group| group.sentences).collect()
    }

    #[test]
    fn two_equal_versions_have_nothing_to_say() {
        let snapshot = samples::snapshot();
        assert!(said(Some(&snapshot), &snapshot).is_empty());
        let mut latter = snapshot.clone();
        latter.goals[0].status = goal::Status::Active;
        assert!(said(Some(&snapshot), &latter).is_empty(), "words, not how far things have come");
    }

    #[test]
    fn a_changed_field_is_told_with_what_it_was() {
        let mut former = samples::snapshot();
        former.goals[0].due_on = "2026-03-31".parse().ok();
        let mut latter = former.clone();
        latter.goals[0].due_on = "2026-06-30".parse().ok();
        latter.interventions[0].frequency = Some("FREQ=WEEKLY;BYDAY=MO".to_owned());
        assert_eq!(
            said(Some(&former), &latter),
            [
                "Due by: now 30 June 2026; before, 31 March 2026.",
                "How often: every week on Monday."
            ]
        );
    }

    #[test]
    fn what_came_and_what_went_is_called_by_its_words() {
        let former = samples::snapshot();
        let mut latter = former.clone();
        let gone = latter.interventions.pop().unwrap();
        assert_eq!(
            said(Some(&former), &latter),
            ["The intervention “Refer to the pantry” is no longer in the plan."]
        );
        let back = PlanSnapshot { interventions: vec![gone], ..latter.clone() };
        let told = said(Some(&latter), &back);
        assert_eq!(told[0], "The intervention “Refer to the pantry” is new.");
        assert_eq!(told[1], "For the goal: “Two warm meals”.");
        assert!(told.iter().all(|sentence| !sentence.contains("0000-")), "no ids: {told:?}");
    }

    #[test]
    fn the_first_version_is_told_from_the_beginning() {
        let told = said(None, &samples::snapshot());
        assert_eq!(told[0], "The plan is called “Eating well”.");
        assert!(told.contains(&"The goal “Two warm meals” is new.".to_owned()));
    }

    #[test]
    fn names_of_fields_become_words() {
        assert_eq!(spaced("expectedOutcome"), "Expected outcome");
    }
}
