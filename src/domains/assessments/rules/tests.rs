//! What may happen to an assessment when, and what a result means beside the one before.

use entity::{Iterable, assessment::Kind, assessment::Mode, assessment::Respondent};

use super::{super::instrument::builtin, *};

fn new() -> NewAssessment {
    NewAssessment {
        id: None,
        instrument_code: "phq-9".to_owned(),
        instrument_version: None,
        kind: Kind::Screening,
        respondent: Respondent::Client,
        mode: Mode::Phone,
        language: None,
        interpreter_used: false,
        due_on: None,
        start: None,
        interviewer_id: None,
        started_at: None,
        interval_override_reason: None,
        component_dates: Vec::new(),
    }
}

fn at(text: &str) -> Timestamp {
    serde_json::from_value(text.into()).unwrap()
}

#[test]
fn each_event_leads_from_each_status_where_the_table_says_and_nowhere_else() {
    for from in Status::iter() {
        for event in Event::iter() {
            let expected = match (from, event) {
                (Planned, Start) => Some(InProgress),
                (Planned | InProgress, Stop) => Some(Stopped),
                (Planned, MarkMissed) => Some(Missed),
                (InProgress, Complete) | (Amended, Reinstate) => Some(Completed),
                (Completed, Review) => Some(Reviewed),
                (Completed | Reviewed, Amend) => Some(Amended),
                (EnteredInError, EnterInError) => None,
                (_, EnterInError) => Some(EnteredInError),
                _ => None,
            };
            let step = MACHINE.fire(from, event).ok().map(|step| step.to);
            assert_eq!(step, expected, "{from:?} {event:?}");
        }
    }
}

#[test]
fn a_flag_is_acknowledged_once_or_withdrawn_and_opened_again() {
    use assessment_flag::{
        Event::{Acknowledge, Reopen, Withdraw},
        Status as Flag,
    };

    for from in Flag::iter() {
        for event in assessment_flag::Event::iter() {
            let expected = match (from, event) {
                (Flag::Open, Acknowledge) => Some(Flag::Acknowledged),
                (Flag::Open, Withdraw) => Some(Flag::Withdrawn),
                (Flag::Withdrawn, Reopen) => Some(Flag::Open),
                _ => None,
            };
            let step = FLAG_MACHINE.fire(from, event).ok().map(|step| step.to);
            assert_eq!(step, expected, "{from:?} {event:?}");
        }
    }
}

#[test]
fn two_of_the_same_person_are_as_far_apart_as_the_instrument_says_unless_there_is_a_reason() {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
    let check = |last, days, on, reason| check_interval(last, days, day(on), reason).is_ok();
    assert!(check(None, Some(14), 2, None));
    assert!(check(Some(day(1)), None, 2, None));
    assert!(!check(Some(day(1)), Some(14), 14, None));
    assert!(check(Some(day(1)), Some(14), 15, None));
    assert!(check(Some(day(1)), Some(14), 2, Some("Things got worse.")));
}

#[test]
fn only_the_review_needs_the_right_to_review() {
    for event in Event::iter() {
        let needed = permission(event);
        assert_eq!(needed == Some(Permission::ReviewAssessments), event == Review);
        assert_eq!(needed.is_none(), event == Reinstate, "only an error of an amendment does it");
    }
}

#[test]
fn an_assessment_with_a_due_date_is_planned_unless_it_is_started_now() {
    let due_on = chrono::NaiveDate::from_ymd_opt(2026, 12, 15);
    assert_eq!(first_status(&new()), InProgress);
    assert_eq!(first_status(&NewAssessment { due_on, ..new() }), Planned);
    assert_eq!(first_status(&NewAssessment { due_on, start: Some(true), ..new() }), InProgress);
    let neither = NewAssessment { start: Some(false), ..new() };
    assert_eq!(check_new(&neither).unwrap_err().code, "due_on");
}

#[test]
fn exactly_the_value_that_the_type_names_goes_with_an_answer() {
    let read = |json: serde_json::Value| serde_json::from_value::<AnswerInput>(json).unwrap();
    let check = |json| check_answer_input(&read(json)).map_err(|error| error.code.into_owned());
    let codes = serde_json::json!(["several_days"]);
    assert_eq!(check(serde_json::json!({"valueType": "codes", "valueCodes": codes})), Ok(()));
    assert_eq!(check(serde_json::json!({"valueType": "declined"})), Ok(()));
    for (body, code) in [
        (serde_json::json!({"valueType": "codes"}), "value_missing"),
        (serde_json::json!({"valueType": "integer", "valueCodes": codes}), "value_missing"),
        (
            serde_json::json!({"valueType": "codes", "valueCodes": codes, "valueInteger": 1}),
            "value_not_named",
        ),
        (serde_json::json!({"valueType": "unknown", "valueBoolean": false}), "value_not_named"),
    ] {
        assert_eq!(check(body), Err(code.to_owned()));
    }
}

#[test]
fn a_reported_score_is_compared_with_the_servers() {
    let phq = builtin::find("phq-9", None).unwrap();
    let about = super::super::scoring::Circumstances {
        sex: entity::client::SexAtBirth::Unknown,
        may_prorate: false,
    };
    let scores = super::super::scoring::score(phq, &[], about).scores;
    let reported = |raw| [ReportedScore { scale: "phq-9".to_owned(), raw }];
    assert!(!is_mismatch(&[], &scores));
    assert!(!is_mismatch(&reported(None), &scores), "nothing was answered, so there is no score");
    assert!(is_mismatch(&reported(Some(0.0)), &scores));
    assert!(is_mismatch(&reported(Some(0.001)), &scores));
    assert!(check_reported(phq, &reported(None)).is_ok());
    let unknown = [ReportedScore { scale: "gad-7".to_owned(), raw: None }];
    assert!(check_reported(phq, &unknown).is_err());
}

#[test]
fn a_flag_is_overdue_once_nobody_has_reacted_in_time_and_stays_so() {
    let raised = at("2026-01-05T09:00:00Z");
    let by = acknowledge_by(raised, Some(60));
    assert_eq!(by, Some(at("2026-01-05T10:00:00Z")));
    assert_eq!(acknowledge_by(raised, None), None);
    let flag = |acknowledge_by, acknowledged_at| assessment_flag::Model {
        agency_id: entity::Uuid::nil().into(),
        id: entity::Uuid::nil().into(),
        version: 1,
        created_at: raised,
        updated_at: raised,
        created_by: entity::Uuid::nil().into(),
        updated_by: entity::Uuid::nil().into(),
        assessment_id: entity::Uuid::nil().into(),
        client_id: entity::Uuid::nil().into(),
        code: String::new(),
        severity: assessment_flag::Severity::Critical,
        label: String::new(),
        link_id: String::new(),
        rule: String::new(),
        status: assessment_flag::Status::Open,
        acknowledge_by,
        acknowledged_by: None,
        acknowledged_at,
        outcome: None,
    };
    let late = at("2026-01-05T10:00:00.001Z");
    assert!(!is_overdue(&flag(by, None), at("2026-01-05T10:00:00Z")));
    assert!(is_overdue(&flag(by, None), late));
    assert!(is_overdue(&flag(by, Some(late)), late));
    assert!(!is_overdue(&flag(by, Some(raised)), late));
    assert!(!is_overdue(&flag(None, None), late));
}
