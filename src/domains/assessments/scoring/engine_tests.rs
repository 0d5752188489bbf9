//! The engine against rules that hold for any instrument, mostly on instruments made up for it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{super::instrument::checks::findings, *};

fn score(instrument: &Instrument, answers: &[Answer]) -> Outcome {
    super::score(instrument, answers, USUAL)
}

pub fn synthetic(items: &Value, scales: &Value) -> Instrument {
    let instrument = serde_json::from_value(json!({
        "code": "s", "version": "1", "title": "Synthetic",
        "licence": {"status": "unknown", "text": "", "source": "", "checkedOn": "2026-01-31"},
        "languages": ["en"], "respondents": ["client"],
        "items": items, "scoring": {"scales": scales}
    }))
    .unwrap();
    assert_eq!(findings(&instrument), []);
    instrument
}

fn given(link_id: &str, value: AnswerValue) -> Answer {
    Answer { link_id: link_id.to_owned(), response: Response::Value(value) }
}

fn chosen(link_id: &str, code: &str) -> Answer {
    given(link_id, AnswerValue::Codes(vec![code.to_owned()]))
}

fn not_given(link_id: &str, response: Response) -> Answer {
    Answer { link_id: link_id.to_owned(), response }
}

/// One item of each type; the date is asked when the integer is at least 1.
fn every_type() -> Instrument {
    let item = |link_id: &str, item_type: &str, more: Value| {
        let mut item = json!({"linkId": link_id, "type": item_type, "required": true,
            "scored": false});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    let options = json!({"options": [{"code": "x", "score": 1}, {"code": "y", "score": 2}]});
    let gate = json!({"enableWhen": [{"linkId": "integer", "comparator": "at_least", "value": 1}]});
    synthetic(
        &json!([
            item("choice", "choice", options.clone()),
            item("multi", "multi", options),
            item("integer", "integer", json!({"range": {"min": 0, "max": 7}})),
            item("decimal", "decimal", json!({"range": {"min": 30, "max": 43.5}})),
            item("boolean", "boolean", json!({"scored": true})),
            item("text", "text", json!({"required": false})),
            item("date", "date", gate),
        ]),
        &json!([{"code": "s", "method": {"kind": "sum"}, "items": ["boolean"]}]),
    )
}

fn codes(codes: &[&str]) -> AnswerValue {
    AnswerValue::Codes(codes.iter().map(|code| (*code).to_owned()).collect())
}

#[test]
fn an_answer_has_to_fit_its_item() {
    use AnswerError::*;
    let instrument = every_type();
    let date = AnswerValue::Date(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
    let cases = [
        ("choice", codes(&["x"]), Ok(())),
        ("choice", codes(&["z"]), Err(NotAnOption)),
        ("choice", codes(&["x", "y"]), Err(WrongType)),
        ("choice", AnswerValue::Text("x".into()), Err(WrongType)),
        ("multi", codes(&["x", "y"]), Ok(())),
        ("multi", codes(&["x", "x"]), Err(RepeatedOption)),
        ("multi", codes(&["x", "z"]), Err(NotAnOption)),
        ("multi", codes(&[]), Err(WrongType)),
        ("integer", AnswerValue::Integer(7), Ok(())),
        ("integer", AnswerValue::Integer(8), Err(OutOfRange)),
        ("integer", AnswerValue::Integer(-1), Err(OutOfRange)),
        ("integer", AnswerValue::Integer(i64::MAX), Err(OutOfRange)),
        ("integer", AnswerValue::Decimal(1.0), Err(WrongType)),
        ("decimal", AnswerValue::Decimal(43.5), Ok(())),
        ("decimal", AnswerValue::Decimal(43.51), Err(OutOfRange)),
        ("decimal", AnswerValue::Decimal(f64::NAN), Err(OutOfRange)),
        ("boolean", AnswerValue::Boolean(false), Ok(())),
        ("boolean", AnswerValue::Integer(0), Err(WrongType)),
        ("text", AnswerValue::Text("so-so".into()), Ok(())),
        ("text", AnswerValue::Text("  ".into()), Err(OutOfRange)),
        ("text", AnswerValue::Text("ß".repeat(LONGEST_TEXT)), Ok(())),
        ("text", AnswerValue::Text("ß".repeat(LONGEST_TEXT + 1)), Err(OutOfRange)),
        ("date", date.clone(), Ok(())),
        ("date", AnswerValue::Text("2026-01-31".into()), Err(WrongType)),
        ("other", date, Err(UnknownItem)),
    ];
    for (link_id, value, expected) in cases {
        assert_eq!(check_answer(&instrument, link_id, &value), expected, "{link_id} {value:?}");
    }
}

#[test]
fn required_items_are_missed_until_answered_declined_or_not_known() {
    let instrument = every_type();
    assert_eq!(
        check_complete(&instrument, &[]),
        ["choice", "multi", "integer", "decimal", "boolean"]
    );
    let mut answers = vec![
        chosen("choice", "x"),
        not_given("multi", Response::Declined),
        not_given("decimal", Response::Unknown),
        not_given("boolean", Response::Value(AnswerValue::Boolean(false))),
        not_given("integer", Response::Value(AnswerValue::Integer(1))),
    ];
    assert_eq!(check_complete(&instrument, &answers), ["date"]);
    answers[4] = not_given("integer", Response::Value(AnswerValue::Integer(0)));
    assert!(check_complete(&instrument, &answers).is_empty());
    answers[4] = not_given("integer", Response::Declined);
    assert!(check_complete(&instrument, &answers).is_empty());
}

#[test]
fn a_value_is_stored_under_the_name_of_its_kind() {
    let stored = serde_json::to_value(codes(&["several_days"])).unwrap();
    assert_eq!(stored, json!({"codes": ["several_days"]}));
    let date: AnswerValue = serde_json::from_value(json!({"date": "2026-01-31"})).unwrap();
    assert!(matches!(date, AnswerValue::Date(_)));
    assert!(serde_json::from_value::<AnswerValue>(json!({"date": "31.01.2026"})).is_err());
}

/// Items `0`, `1`, … with options worth 0 to 3 points, `p0` to `p3`, and one without a score.
pub fn four_point_items(count: usize) -> Value {
    let options = json!([
        {"code": "p0", "score": 0}, {"code": "p1", "score": 1}, {"code": "p2", "score": 2},
        {"code": "p3", "score": 3}, {"code": "none"}
    ]);
    let item = |index: usize| {
        json!({"linkId": index.to_string(), "type": "choice", "required": true, "scored": true,
               "options": options})
    };
    (0..count).map(item).collect()
}

pub fn scale(count: usize, more: &Value) -> Value {
    let items: Vec<_> = (0..count).map(|index| index.to_string()).collect();
    let mut scale = json!({"code": "s", "method": {"kind": "sum"}, "items": items});
    scale.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    scale
}

/// The only scale of four-point items, from points where answered.
fn scored(more: &Value, points: &[Option<i32>]) -> Score {
    let count = points.len();
    let instrument = synthetic(&four_point_items(count), &json!([scale(count, more)]));
    let answer = |(index, points): (usize, &Option<i32>)| {
        Some(chosen(&index.to_string(), &format!("p{}", (*points)?)))
    };
    let answers: Vec<_> = points.iter().enumerate().filter_map(answer).collect();
    score(&instrument, &answers).scores.remove(0)
}

fn raw(more: &Value, points: &[Option<i32>]) -> Option<f64> {
    scored(more, points).raw.map(f64::from)
}

pub fn contributions(score: &Score) -> Vec<Option<i32>> {
    score.trace.iter().map(|point| point.points).collect()
}

#[test]
fn reverse_items_count_from_the_other_end() {
    let score = scored(&json!({"reverseItems": ["1"]}), &[Some(1), Some(1), Some(0)]);
    assert_eq!(score.raw, Some(Number::whole(3)));
    assert_eq!(contributions(&score), [Some(1), Some(2), Some(0)]);
    let notes: Vec<_> = score.trace.iter().map(|point| point.note).collect();
    assert_eq!(notes, [None, Some(TraceNote::Reversed), None]);
}

#[test]
fn a_mean_divides_by_the_items_that_count_and_keeps_two_places() {
    let mean = json!({"method": {"kind": "mean"}});
    assert_eq!(raw(&mean, &[Some(1), Some(3), Some(3)]), Some(2.33));
    assert_eq!(raw(&mean, &[Some(1), Some(3), None]), None);
    let answered = json!({"method": {"kind": "mean"}, "missing": {"kind": "use_answered"}});
    assert_eq!(raw(&answered, &[Some(1), Some(2), None]), Some(1.5));
    assert_eq!(raw(&answered, &[None, None, None]), None);
}

#[test]
fn the_bands_of_a_mean_meet_to_the_hundredth() {
    let bands = json!({"method": {"kind": "mean"}, "bands": [
        {"code": "low", "label": "Low", "min": 0, "max": 2.33},
        {"code": "high", "label": "High", "min": 2.34, "max": 3}
    ]});
    let band = |points: &[Option<i32>]| scored(&bands, points).band.unwrap().code;
    assert_eq!(band(&[Some(1), Some(3), Some(3)]), "low");
    assert_eq!(band(&[Some(2), Some(3), Some(3)]), "high");
}

#[test]
fn a_count_is_the_number_of_items_that_reach_the_threshold() {
    let count = json!({"method": {"kind": "count", "atLeast": 2}});
    let score = scored(&count, &[Some(1), Some(2), Some(3), Some(0)]);
    assert_eq!((score.raw, score.max), (Some(Number::whole(2)), Number::whole(4)));
    assert_eq!(contributions(&score), [Some(0), Some(1), Some(1), Some(0)]);
}

#[test]
fn one_positive_item_settles_any_of_even_when_others_are_missing() {
    let any_of = json!({"method": {"kind": "any_of", "atLeast": 2}});
    assert_eq!(raw(&any_of, &[Some(2), Some(3)]), Some(1.0));
    assert_eq!(raw(&any_of, &[Some(3), None]), Some(1.0));
    assert_eq!(raw(&any_of, &[Some(1), Some(1)]), Some(0.0));
    assert_eq!(raw(&any_of, &[Some(1), None]), None);
}

#[test]
fn missing_items_are_estimated_only_by_a_rule_and_only_so_many() {
    let points = [Some(1), Some(2), Some(2), None];
    assert_eq!(raw(&json!({}), &points), None);

    let prorate = json!({"missing": {"kind": "prorate", "maxMissing": 1}});
    let estimated = scored(&prorate, &points);
    // 5 points on 3 of 4 items: 6.67, rounded.
    assert_eq!(estimated.raw, Some(Number::whole(7)));
    assert!(estimated.prorated && !estimated.complete);
    assert_eq!(estimated.missing, ["3"]);

    assert_eq!(raw(&prorate, &[Some(1), Some(2), None, None]), None);
    let complete = scored(&prorate, &[Some(1); 4]);
    assert!(complete.complete && !complete.prorated);
    assert_eq!(raw(&json!({"missing": {"kind": "use_answered"}}), &points), Some(5.0));
}

#[test]
fn an_option_without_a_score_leaves_its_item_missing() {
    let instrument = synthetic(&four_point_items(2), &json!([scale(2, &json!({}))]));
    let outcome = score(&instrument, &[chosen("0", "p1"), chosen("1", "none")]);
    assert_eq!(outcome.scores[0].missing, ["1"]);
    assert_eq!(outcome.scores[0].trace[1].note, Some(TraceNote::NoScore));
    assert!(check_complete(&instrument, &[chosen("0", "p1"), chosen("1", "none")]).is_empty());
}

#[test]
fn subscales_score_their_own_items_each_by_its_own_rule() {
    let subscale = json!({"code": "positives", "method": {"kind": "count", "atLeast": 1},
        "items": ["0", "2"], "missing": {"kind": "use_answered"}});
    let scales = json!([scale(3, &json!({})), subscale]);
    let instrument = synthetic(&four_point_items(3), &scales);
    let outcome = score(&instrument, &[chosen("0", "p3"), chosen("2", "p1")]);
    assert_eq!(outcome.score("s").unwrap().raw, None);
    assert_eq!(outcome.score("positives").unwrap().raw, Some(Number::whole(2)));
    assert!(outcome.score("positives").unwrap().complete);
}

#[test]
fn items_that_are_not_asked_give_nothing_and_are_not_missing() {
    let mut items = four_point_items(3);
    for item in items.as_array_mut().unwrap().iter_mut().skip(1) {
        item["enableWhen"] = json!([{"linkId": "0", "comparator": "at_least", "value": 1}]);
    }
    let instrument = synthetic(&items, &json!([scale(3, &json!({"reverseItems": ["1"]}))]));

    // The stray answer to item 1 was given before item 0 was changed.
    let never = [chosen("0", "p0"), chosen("1", "p2")];
    let score_of = |answers: &[Answer]| score(&instrument, answers).scores.remove(0);
    assert_eq!(score_of(&never).raw, Some(Number::ZERO));
    assert_eq!(score_of(&never).trace[1].note, Some(TraceNote::NotAsked));
    assert!(check_complete(&instrument, &never).is_empty());

    assert_eq!(score_of(&[chosen("0", "p3")]).missing, ["1", "2"]);
    assert_eq!(score_of(&[]).missing, ["0", "1", "2"]);
    assert_eq!(check_complete(&instrument, &[chosen("0", "p3")]), ["1", "2"]);
    assert_eq!(check_complete(&instrument, &[]), ["0"]);
}

#[test]
fn a_question_behind_a_question_that_is_not_asked_is_not_asked_either() {
    let from_1_to_5 = |link_id: &str, gate: Value| {
        json!({"linkId": link_id, "type": "integer", "required": true, "scored": true,
               "range": {"min": 1, "max": 5}, "enableWhen": gate})
    };
    let gate = |link_id: &str| json!([{"linkId": link_id, "comparator": "at_least", "value": 3}]);
    let items = json!([
        from_1_to_5("first", json!([])),
        from_1_to_5("second", gate("first")),
        from_1_to_5("third", gate("second")),
    ]);
    let all = json!([{"code": "s", "method": {"kind": "sum"}, "items": ["first", "second", "third"],
        "reverseItems": ["first"],
        "bands": [{"code": "any", "label": "Any", "min": 1, "max": 15}]}]);
    let instrument = synthetic(&items, &all);
    let answered = |link_id: &str, number| given(link_id, AnswerValue::Integer(number));

    let answers = [answered("first", 1), answered("second", 4), answered("third", 4)];
    let score_of = |answers: &[Answer]| score(&instrument, answers).scores.remove(0);
    assert_eq!(contributions(&score_of(&answers)), [Some(5), Some(0), Some(0)]);
    let answers = [answered("first", 4), answered("second", 3), answered("third", 4)];
    assert_eq!(contributions(&score_of(&answers)), [Some(2), Some(3), Some(4)]);
    assert_eq!(check_complete(&instrument, &answers[..1]), ["second"]);
}

#[test]
fn several_choices_add_up_and_numbers_and_booleans_are_their_own_points() {
    let items = json!([
        {"linkId": "multi", "type": "multi", "required": true, "scored": true, "options": [
            {"code": "a", "score": 1}, {"code": "b", "score": 2}, {"code": "none", "score": 0}]},
        {"linkId": "days", "type": "integer", "required": true, "scored": true,
         "range": {"min": 0, "max": 7}},
        {"linkId": "fell", "type": "boolean", "required": true, "scored": true}
    ]);
    let all = json!([{"code": "s", "method": {"kind": "sum"}, "items": ["multi", "days", "fell"]}]);
    let instrument = synthetic(&items, &all);
    let answers = |days| {
        [
            given("multi", AnswerValue::Codes(vec!["a".into(), "b".into()])),
            given("days", AnswerValue::Integer(days)),
            given("fell", AnswerValue::Boolean(true)),
        ]
    };
    let outcome = score(&instrument, &answers(5));
    assert_eq!(contributions(&outcome.scores[0]), [Some(3), Some(5), Some(1)]);
    assert_eq!(outcome.scores[0].raw, Some(Number::whole(9)));
    assert_eq!(outcome.scores[0].max, Number::whole(11));
    assert_eq!(score(&instrument, &answers(700)).scores[0].missing, ["days"]);
}

#[test]
fn flags_and_suggestions_follow_their_thresholds() {
    let mut instrument = synthetic(&four_point_items(2), &json!([scale(2, &json!({}))]));
    let flag = |code: &str, comparator: &str| {
        json!({"code": code, "severity": "warning", "linkId": "0", "comparator": comparator,
               "value": 2, "label": code})
    };
    instrument.scoring.flags = serde_json::from_value(json!([
        flag("MANY", "at_least"),
        flag("FEW", "at_most"),
        flag("TWO", "equal")
    ]))
    .unwrap();
    instrument.suggestions = serde_json::from_value(json!([
        {"code": "by_score", "when": {"kind": "score", "scale": "s", "scoreAtLeast": 4},
         "problem": {"kind": "functional", "description": "x"},
         "goals": [{"description": "x", "domain": "other", "clientWordsPrompt": "x"}],
         "interventions": [{"kind": "other", "description": "x"}]}
    ]))
    .unwrap();
    assert_eq!(findings(&instrument), []);

    let result = |first: &str, second: &str| {
        let outcome = score(&instrument, &[chosen("0", first), chosen("1", second)]);
        let flags: Vec<_> = outcome.flags.iter().map(|flag| flag.code.clone()).collect();
        (flags, suggestions(&instrument, &outcome.findings(), &[]).len())
    };
    assert_eq!(result("p1", "p2"), (vec!["FEW".to_owned()], 0));
    assert_eq!(result("p2", "p2"), (vec!["MANY".into(), "FEW".into(), "TWO".into()], 1));
    assert_eq!(result("p3", "none"), (vec!["MANY".into()], 0));
}

#[test]
fn a_question_is_asked_when_any_of_its_conditions_holds() {
    let mut items = four_point_items(3);
    items[2]["enableWhen"] = json!([
        {"linkId": "0", "comparator": "at_least", "value": 2},
        {"linkId": "1", "comparator": "equal", "value": 1},
    ]);
    let instrument = synthetic(&items, &json!([scale(3, &json!({}))]));
    let missing = |first: &str, second: &str| {
        let answers = [chosen("0", first), chosen("1", second)];
        let asked = check_complete(&instrument, &answers) == ["2"];
        let note = score(&instrument, &answers).scores[0].trace[2].note;
        assert_eq!(note == Some(TraceNote::NotAsked), !asked);
        asked
    };
    assert!(!missing("p0", "p0"));
    assert!(missing("p2", "p0"));
    assert!(missing("p0", "p1"));
    assert!(missing("p3", "p1"));
}
