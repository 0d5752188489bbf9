//! The published instruments against their published results.

use super::{super::instrument::builtin, *};

fn instrument(code: &str) -> &'static Instrument {
    builtin().iter().find(|instrument| instrument.code == code).unwrap()
}

fn chosen(link_id: &str, code: &str) -> Answer {
    let value = AnswerValue::Codes(vec![code.to_owned()]);
    Answer { link_id: link_id.to_owned(), response: Response::Value(value) }
}

fn not_given(link_id: &str, response: Response) -> Answer {
    Answer { link_id: link_id.to_owned(), response }
}

/// Answers to the first items by points, `None` where there is no answer.
fn by_points(instrument: &Instrument, points: &[Option<i32>]) -> Vec<Answer> {
    let answer = |(item, points): (&Item, &Option<i32>)| {
        let score = (*points)?;
        let option = item.options.iter().find(|option| option.score == Some(score))?;
        Some(chosen(&item.link_id, &option.code))
    };
    instrument.items.iter().zip(points).filter_map(answer).collect()
}

fn outcome(code: &str, points: &[i32]) -> Outcome {
    let points: Vec<_> = points.iter().copied().map(Some).collect();
    score(instrument(code), &by_points(instrument(code), &points))
}

/// Score and band of a scale.
fn result<'a>(outcome: &'a Outcome, scale: &str) -> (Option<Number>, Option<&'a str>) {
    let score = outcome.score(scale).unwrap();
    (score.raw, score.band.as_ref().map(|band| band.code.as_str()))
}

fn is(score: i64, band: &str) -> (Option<Number>, Option<&str>) {
    (Some(Number::whole(score)), Some(band))
}

fn flags(outcome: &Outcome) -> Vec<&str> {
    outcome.flags.iter().map(|flag| flag.code.as_str()).collect()
}

fn suggested(code: &str, points: &[i32]) -> Vec<&'static str> {
    let found = suggestions(instrument(code), &outcome(code, points));
    found.into_iter().map(|suggestion| suggestion.code.as_str()).collect()
}

#[test]
fn the_phq_9_gives_the_published_scores_bands_and_flags() {
    let vectors: [([i32; 9], i64, &str, bool); 5] = [
        ([0; 9], 0, "minimal", false),
        ([1, 1, 1, 1, 1, 0, 0, 0, 0], 5, "mild", false),
        ([1; 9], 9, "mild", true),
        ([2, 2, 2, 2, 2, 0, 0, 0, 0], 10, "moderate", false),
        ([3; 9], 27, "severe", true),
    ];
    for (answers, total, band, flagged) in vectors {
        let outcome = outcome("phq-9", &answers);
        assert_eq!(result(&outcome, "phq-9"), is(total, band));
        assert_eq!(outcome.score("phq-9").unwrap().max, Number::whole(27));
        assert!(outcome.score("phq-9").unwrap().complete);
        assert_eq!(flags(&outcome) == ["SUICIDE_RISK_ITEM"], flagged);
    }
}

#[test]
fn a_phq_9_without_item_7_has_no_total_and_is_incomplete() {
    let mut answers = vec![Some(1); 9];
    answers[6] = None;
    let outcome = score(instrument("phq-9"), &by_points(instrument("phq-9"), &answers));
    let total = outcome.score("phq-9").unwrap();
    assert_eq!((total.raw, &total.band, total.complete), (None, &None, false));
    assert_eq!(total.missing, ["phq9-7"]);
    assert_eq!(total.trace[6].note, Some(TraceNote::NotAnswered));
    assert_eq!(total.trace.iter().filter_map(|point| point.points).sum::<i32>(), 8);
    assert_eq!(result(&outcome, "phq-2"), is(2, "negative"));
    assert_eq!(flags(&outcome), ["SUICIDE_RISK_ITEM"]);
}

#[test]
fn any_mention_of_self_harm_raises_a_critical_flag_whatever_the_total() {
    for points in 1..=3 {
        let ninth_only = [None, None, None, None, None, None, None, None, Some(points)];
        let answers = by_points(instrument("phq-9"), &ninth_only);
        let outcome = score(instrument("phq-9"), &answers);
        assert_eq!(
            outcome.flags,
            [RaisedFlag {
                code: "SUICIDE_RISK_ITEM".into(),
                severity: Severity::Critical,
                link_id: "phq9-9".into(),
                label: "Thoughts of being better off dead or of self-harm".into(),
                rule: "phq9-9 is at least 1".into(),
                acknowledge_within_minutes: Some(60),
            }]
        );
        assert_eq!(outcome.score("phq-9").unwrap().raw, None);
    }
    assert!(flags(&outcome("phq-9", &[3, 3, 3, 3, 3, 3, 3, 3, 0])).is_empty());
}

#[test]
fn the_difficulty_question_of_the_phq_9_changes_no_score_and_is_not_required() {
    let phq_9 = instrument("phq-9");
    let mut answers = by_points(phq_9, &[Some(2); 9]);
    let without = score(phq_9, &answers);
    assert!(check_complete(phq_9, &answers).is_empty());
    answers.push(chosen("phq9-10", "extremely_difficult"));
    assert_eq!(score(phq_9, &answers), without);
}

#[test]
fn the_gad_7_gives_the_published_scores() {
    let severe = outcome("gad-7", &[3; 7]);
    assert_eq!(result(&severe, "gad-7"), is(21, "severe"));
    assert_eq!(result(&severe, "gad-2"), is(6, "positive"));
    let mild = outcome("gad-7", &[1; 7]);
    assert_eq!(result(&mild, "gad-7"), is(7, "mild"));
    assert_eq!(result(&mild, "gad-2"), is(2, "negative"));
    assert_eq!(severe.score("gad-7").unwrap().max, Number::whole(21));
}

/// Points that add up to a total, three to an item.
fn adding_up_to(total: i32, items: usize) -> Vec<i32> {
    (0..i32::try_from(items).unwrap()).map(|item| (total - 3 * item).clamp(0, 3)).collect()
}

#[test]
fn every_total_lies_in_its_published_band() {
    type Bands = [(std::ops::RangeInclusive<i32>, &'static str)];
    let phq_9: &Bands = &[
        (0..=4, "minimal"),
        (5..=9, "mild"),
        (10..=14, "moderate"),
        (15..=19, "moderately_severe"),
        (20..=27, "severe"),
    ];
    let gad_7: &Bands =
        &[(0..=4, "minimal"), (5..=9, "mild"), (10..=14, "moderate"), (15..=21, "severe")];
    let two_items: &Bands = &[(0..=2, "negative"), (3..=6, "positive")];
    let published = [
        ("phq-9", 9, phq_9),
        ("gad-7", 7, gad_7),
        ("phq-2", 2, two_items),
        ("gad-2", 2, two_items),
    ];
    for (code, items, bands) in published {
        for (totals, band) in bands {
            for total in totals.clone() {
                let outcome = outcome(code, &adding_up_to(total, items));
                assert_eq!(result(&outcome, code), is(i64::from(total), band), "{code}");
            }
        }
    }
}

#[test]
fn the_two_item_scales_mean_the_same_alone_and_within_the_longer_form() {
    for (short, long, items) in [("phq-2", "phq-9", 9), ("gad-2", "gad-7", 7)] {
        for total in 0..=6 {
            let alone = outcome(short, &adding_up_to(total, 2));
            let within = outcome(long, &adding_up_to(total, items));
            assert_eq!(result(&alone, short), result(&within, short));
        }
    }
}

#[test]
fn hunger_vital_sign_is_at_risk_when_either_statement_is_ever_true() {
    let refused = "unknown_or_refused";
    let vectors = [
        (["never_true", "never_true"], Some("no_risk"), true),
        (["never_true", "sometimes_true"], Some("at_risk"), true),
        (["often_true", "never_true"], Some("at_risk"), true),
        (["often_true", "often_true"], Some("at_risk"), true),
        ([refused, refused], None, false),
        ([refused, "sometimes_true"], Some("at_risk"), false),
        (["never_true", refused], Some("no_risk"), false),
    ];
    let hunger = instrument("hunger-vital-sign");
    for ([first, second], band, complete) in vectors {
        let outcome = score(hunger, &[chosen("hvs-1", first), chosen("hvs-2", second)]);
        assert_eq!(result(&outcome, "hunger-vital-sign").1, band, "{first}, {second}");
        assert_eq!(outcome.scores[0].complete, complete, "{first}, {second}");
    }
    let at_risk = score(hunger, &[chosen("hvs-1", "often_true")]);
    let loinc = at_risk.scores[0].band.as_ref().and_then(|band| band.loinc_answer.as_deref());
    assert_eq!(loinc, Some("LA19952-3"));
}

#[test]
fn hunger_vital_sign_has_no_result_when_both_statements_are_declined_or_left_out() {
    let hunger = instrument("hunger-vital-sign");
    let declined = [not_given("hvs-1", Response::Declined), not_given("hvs-2", Response::Unknown)];
    let outcome = score(hunger, &declined);
    assert_eq!(result(&outcome, "hunger-vital-sign"), (None, None));
    let notes: Vec<_> = outcome.scores[0].trace.iter().map(|point| point.note).collect();
    assert_eq!(notes, [Some(TraceNote::Declined), Some(TraceNote::Unknown)]);
    assert_eq!(score(hunger, &[]).scores[0].raw, None);
}

#[test]
fn results_that_call_for_it_suggest_problems_with_goals_and_interventions() {
    assert!(suggested("phq-9", &[1, 1, 1, 1, 1, 1, 1, 1, 0]).is_empty());
    assert_eq!(suggested("phq-9", &[2, 2, 2, 2, 2, 0, 0, 0, 0]), ["low-mood"]);
    assert_eq!(suggested("phq-9", &[0, 0, 0, 0, 0, 0, 0, 0, 1]), ["thoughts-of-self-harm"]);
    assert_eq!(suggested("phq-9", &[3; 9]), ["thoughts-of-self-harm", "low-mood"]);
    assert_eq!(suggested("phq-2", &[1, 2]), ["low-mood-screen"]);
    assert_eq!(suggested("gad-7", &[1; 7]), [""; 0]);
    assert_eq!(suggested("gad-7", &[2; 7]), ["worry"]);
    assert_eq!(suggested("gad-2", &[3, 0]), ["worry-screen"]);
    assert_eq!(suggested("hunger-vital-sign", &[0, 0]), [""; 0]);
    assert_eq!(suggested("hunger-vital-sign", &[0, 1]), ["food-insecurity"]);
}

#[test]
fn food_insecurity_is_coded_and_suggests_a_referral_for_it() {
    let hunger = instrument("hunger-vital-sign");
    let outcome = outcome("hunger-vital-sign", &[1, 0]);
    let suggestion = suggestions(hunger, &outcome)[0];
    let codes: Vec<_> = suggestion.problem.codes.iter().map(|coding| &coding.code).collect();
    assert_eq!(codes, ["Z59.41", "733423003", "food-insecurity"]);
    let needs = suggestion.interventions.iter().map(|i| i.need_domain.as_deref());
    assert!(needs.flatten().eq(["food-insecurity"]));
}
