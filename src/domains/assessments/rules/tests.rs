//! What may happen to an assessment when, and what a result means beside the one before.

use entity::{Iterable, assessment::Kind, assessment::Mode, assessment::Respondent};

use super::{super::instrument, *};

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
                (InProgress, Complete) => Some(Completed),
                (Completed, Review) => Some(Reviewed),
                _ => None,
            };
            let step = MACHINE.fire(from, event).ok().map(|step| step.to);
            assert_eq!(step, expected, "{from:?} {event:?}");
        }
    }
}

#[test]
fn a_flag_is_acknowledged_once() {
    use assessment_flag::{Event::Acknowledge, Status as Flag};

    let fire = |from| FLAG_MACHINE.fire(from, Acknowledge).ok().map(|step| step.to);
    assert_eq!(fire(Flag::Open), Some(Flag::Acknowledged));
    assert_eq!(fire(Flag::Acknowledged), None);
}

#[test]
fn only_the_review_needs_the_right_to_review() {
    for event in Event::iter() {
        let needed = permission(event);
        assert_eq!(needed == Permission::ReviewAssessments, event == Review);
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
fn wording_is_handed_out_only_where_the_licence_lets_anyone_have_it() {
    use instrument::LicenceStatus;

    let mut phq = instrument::find("phq-9", None).unwrap().clone();
    assert!(check_licence(&phq).is_ok());
    phq.licence.status = LicenceStatus::PermissionRequired;
    assert_eq!(check_licence(&phq).unwrap_err().kind(), &LICENCE_REQUIRED);
    for item in &mut phq.items {
        item.text.clear();
        item.options.iter_mut().for_each(|option| option.label.clear());
    }
    assert!(check_licence(&phq).is_ok(), "codes and scoring are nobody's");
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
    let phq = instrument::find("phq-9", None).unwrap();
    let scores = super::super::scoring::score(phq, &[]).scores;
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

#[test]
fn a_change_is_told_only_between_two_scores() {
    let whole = |value| Some(Number::whole(value));
    assert_eq!(change(whole(9), whole(15)), whole(-6));
    assert_eq!(change(None, whole(15)), None);
    assert_eq!(change(whole(9), None), None);
}
