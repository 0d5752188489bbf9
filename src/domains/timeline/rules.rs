//! What a timeline tells of, to whom, and in which words. No I/O.

use TimelineKind::*;

use super::dto::TimelineKind;
use crate::platform::Permission;

/// A kind of resource with its name in the transition log, the permission that
/// it is read with, and its collection if it has one.
struct Told {
    kind: TimelineKind,
    name: &'static str,
    permission: Permission,
    collection: Option<&'static str>,
}

const fn told(
    kind: TimelineKind,
    name: &'static str,
    permission: Permission,
    collection: Option<&'static str>,
) -> Told {
    Told { kind, name, permission, collection }
}

/// What is not in this table is not told to anyone.
const TOLD: &[Told] = &[
    told(Client, "client", Permission::ReadClients, Some("clients")),
    told(
        DuplicateCandidate,
        "duplicate_candidate",
        Permission::ReadClients,
        Some("duplicate-candidates"),
    ),
    told(RelatedPerson, "related_person", Permission::ReadClients, Some("related-persons")),
    told(Preference, "preference", Permission::ReadPreferences, Some("preferences")),
    told(Assessment, "assessment", Permission::ReadAssessments, Some("assessments")),
    told(AssessmentFlag, "assessment_flag", Permission::ReadAssessments, None),
    told(Consent, "consent", Permission::ReadConsents, Some("consents")),
    told(Task, "task", Permission::ReadTasks, Some("tasks")),
    told(CarePlan, "care_plan", Permission::ReadCarePlans, Some("care-plans")),
    told(PlanProblem, "plan_problem", Permission::ReadCarePlans, None),
    told(Goal, "goal", Permission::ReadCarePlans, None),
    told(GoalBarrier, "goal_barrier", Permission::ReadCarePlans, None),
    told(Intervention, "intervention", Permission::ReadCarePlans, None),
    told(PlanReview, "plan_review", Permission::ReadCarePlans, None),
    told(Referral, "referral", Permission::ReadReferrals, Some("referrals")),
    told(ReferralMessage, "referral_message", Permission::ReadReferrals, Some("referral-messages")),
    told(
        CareConference,
        "care_conference",
        Permission::ReadCareConferences,
        Some("care-conferences"),
    ),
    told(CaseloadReview, "caseload_review", Permission::ReadCareConferences, None),
    told(ConferenceParticipant, "conference_participant", Permission::ReadCareConferences, None),
];

/// The names in the transition log of what is asked for and may be read.
pub fn names(asked: Option<&[TimelineKind]>, may: impl Fn(Permission) -> bool) -> Vec<String> {
    let wanted = |told: &&Told| asked.is_none_or(|kinds| kinds.contains(&told.kind));
    let readable = TOLD.iter().filter(wanted).filter(|told| may(told.permission));
    readable.map(|told| told.name.to_owned()).collect()
}

/// The kind that has this name in the transition log.
pub fn kind(name: &str) -> Option<TimelineKind> {
    TOLD.iter().find(|told| told.name == name).map(|told| told.kind)
}

/// The path of a resource.
pub fn href(kind: TimelineKind, id: entity::Uuid) -> Option<String> {
    let told = TOLD.iter().find(|told| told.kind == kind)?;
    told.collection.map(|collection| format!("/v1/{collection}/{id}"))
}

/// What happened, in one line: `Referral sent`, `Referral loop: closed`.
pub fn summary(name: &str, machine: &str, event: &str, to: &str) -> String {
    let mut kind = words(name);
    if let Some(first) = kind.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match machine {
        "status" => format!("{kind} {}", past(event)),
        other => format!("{kind} {}: {}", words(other).trim_end_matches(" status"), words(to)),
    }
}

fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// Verbs whose past participle is not made by the rules, or which say more
/// with another word.
const IRREGULAR: &[(&str, &str)] = &[
    ("begin", "begun"),
    ("cancel", "cancelled"),
    ("correct_death", "death corrected"),
    ("fulfil", "completed"),
    ("hold", "put on hold"),
    ("mark_missed", "missed"),
    ("mark_read", "read"),
    ("ready", "made ready"),
    ("record_death", "death recorded"),
    ("record_minutes", "minuted"),
    ("send", "sent"),
    ("stop", "stopped"),
    ("submit", "submitted"),
    ("withdraw", "withdrawn"),
];

/// An event's verb as what has happened.
fn past(event: &str) -> String {
    if let Some((_, past)) = IRREGULAR.iter().find(|(verb, _)| *verb == event) {
        return (*past).to_owned();
    }
    let words = words(event);
    let (verb, rest) = words.split_once(' ').unwrap_or((&words, ""));
    let past = if verb.ends_with('e') {
        format!("{verb}d")
    } else if let Some(stem) = verb.strip_suffix('y').filter(|stem| !ends_with_vowel(stem)) {
        format!("{stem}ied")
    } else {
        format!("{verb}ed")
    };
    format!("{past} {rest}").trim_end().to_owned()
}

fn ends_with_vowel(text: &str) -> bool {
    text.ends_with(['a', 'e', 'i', 'o', 'u'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_in_plain_words() {
        for (name, event, wanted) in [
            ("client", "create", "Client created"),
            ("client", "record_death", "Client death recorded"),
            ("care_plan", "activate", "Care plan activated"),
            ("care_plan", "hold", "Care plan put on hold"),
            ("consent", "enter_in_error", "Consent entered in error"),
            ("referral", "send", "Referral sent"),
            ("task", "cancel", "Task cancelled"),
            ("referral", "reply", "Referral replied"),
            ("referral", "delay", "Referral delayed"),
        ] {
            assert_eq!(summary(name, "status", event, "any"), wanted);
        }
        let loop_closed = summary("referral", "loop", "close_loop", "closed");
        assert_eq!(loop_closed, "Referral loop: closed");
    }

    #[test]
    fn a_kind_is_told_only_to_those_who_may_read_it() {
        let all = names(None, |_| true);
        assert_eq!(all.len(), TOLD.len());
        let clients = names(None, |permission| permission == Permission::ReadClients);
        assert_eq!(clients, ["client", "duplicate_candidate", "related_person"]);
        let asked = [Referral, Consent];
        let some = names(Some(&asked), |permission| permission != Permission::ReadConsents);
        assert_eq!(some, ["referral"]);
    }

    #[test]
    fn every_kind_is_named_as_the_api_spells_it() {
        for told in TOLD {
            let spelled = serde_json::to_value(told.kind).unwrap();
            assert_eq!(spelled, told.name);
            assert_eq!(kind(told.name), Some(told.kind));
        }
    }

    #[test]
    fn where_an_entry_leads_there_is_something_to_get() {
        let document = crate::openapi::document();
        for collection in TOLD.iter().filter_map(|told| told.collection) {
            let found = document["paths"].as_object().unwrap().iter().any(|(path, item)| {
                let id = path.strip_prefix(&format!("/v1/{collection}/"));
                item["get"].is_object()
                    && id.is_some_and(|id| id.starts_with('{') && id.ends_with("Id}"))
            });
            assert!(found, "{collection}");
        }
    }
}
