//! The published instruments against their published results.

use super::{super::instrument::builtin::builtin, *};

fn score(instrument: &Instrument, answers: &[Answer]) -> Outcome {
    super::score(instrument, answers, USUAL)
}

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
    let outcome = outcome(code, points);
    let flags: Vec<_> = outcome.flags.iter().map(|flag| flag.code.as_str()).collect();
    let found = suggestions(instrument(code), &outcome.findings(), &flags);
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
    let suggestion = suggestions(hunger, &outcome.findings(), &[])[0];
    let codes: Vec<_> = suggestion.problem.codes.iter().map(|coding| &coding.code).collect();
    assert_eq!(codes, ["Z59.41", "733423003", "food-insecurity"]);
    let needs = suggestion.interventions.iter().map(|i| i.need_domain.as_deref());
    assert!(needs.flatten().eq(["food-insecurity"]));
}

fn about(sex: SexAtBirth) -> Circumstances {
    Circumstances { sex, may_prorate: false }
}

/// Score, band and notes of the AUDIT-C.
fn audit_c(points: &[i32], sex: SexAtBirth) -> (i64, String, Vec<ScoreNote>) {
    let audit = instrument("audit-c");
    let points: Vec<_> = points.iter().copied().map(Some).collect();
    let outcome = super::score(audit, &by_points(audit, &points), about(sex));
    let score = outcome.score("audit-c").unwrap();
    let raw = score.raw.unwrap().to_whole().unwrap();
    (raw.into(), score.band.as_ref().unwrap().code.clone(), score.notes.clone())
}

#[test]
fn the_audit_c_has_a_threshold_for_men_and_one_for_everyone_else() {
    use ScoreNote::{BandsForMen, BandsForWomen, FromOneItem, SexNotKnown};
    use SexAtBirth::{Female, Intersex, Male, NotDisclosed, Unknown};

    let told = |raw, band: &str, notes: &[ScoreNote]| (raw, band.to_owned(), notes.to_vec());
    assert_eq!(audit_c(&[4, 0, 0], Male), told(4, "positive", &[BandsForMen, FromOneItem]));
    assert_eq!(audit_c(&[1, 1, 1], Female), told(3, "positive", &[BandsForWomen]));
    assert_eq!(audit_c(&[1, 1, 1], Male), told(3, "negative", &[BandsForMen]));
    assert_eq!(audit_c(&[1, 1, 0], Female), told(2, "negative", &[BandsForWomen]));
    for sex in [Unknown, NotDisclosed, Intersex] {
        assert_eq!(audit_c(&[1, 1, 1], sex), told(3, "positive", &[SexNotKnown]), "{sex:?}");
    }
    for sex in [Male, Female] {
        assert_eq!(audit_c(&[4, 4, 0], sex).1, "high_risk");
        assert_eq!(audit_c(&[4, 4, 4], sex).0, 12);
    }
}

#[test]
fn who_never_drinks_is_not_asked_how_much() {
    let audit = instrument("audit-c");
    let answers = [chosen("auditc-1", "never"), chosen("auditc-2", "ten_or_more")];
    assert!(check_complete(audit, &answers).is_empty());
    let outcome = score(audit, &answers);
    let total = outcome.score("audit-c").unwrap();
    assert_eq!((total.raw, total.complete), (Some(Number::ZERO), true));
    assert_eq!(total.trace[1].note, Some(TraceNote::NotAsked));
    assert_eq!(check_complete(audit, &[chosen("auditc-1", "monthly_or_less")]).len(), 2);
}

#[test]
fn the_gds_15_counts_answers_from_both_ends() {
    let gds = instrument("gds-15");
    let good_if_yes = ["gds-1", "gds-5", "gds-7", "gds-11", "gds-13"];
    let answers = |good: bool| -> Vec<_> {
        let answer = |item: &Item| {
            let yes = good_if_yes.contains(&item.link_id.as_str()) == good;
            chosen(&item.link_id, if yes { "yes" } else { "no" })
        };
        gds.items.iter().map(answer).collect()
    };
    assert_eq!(result(&score(gds, &answers(true)), "gds-15"), is(0, "normal"));
    assert_eq!(result(&score(gds, &answers(false)), "gds-15"), is(15, "severe"));
    for (bad, band) in [(4, "normal"), (5, "mild"), (8, "mild"), (9, "moderate"), (12, "severe")] {
        let (good, worst) = (answers(true), answers(false));
        let mixed = [&worst[..bad], &good[bad..]].concat();
        assert_eq!(result(&score(gds, &mixed), "gds-15"), is(i64::try_from(bad).unwrap(), band));
    }
}

#[test]
fn the_algorithm_of_the_phq_9_needs_one_of_its_first_two_items() {
    let by = |points: [i32; 9]| {
        let outcome = outcome("phq-9", &points);
        let (raw, band) = result(&outcome, "phq-9-algorithm");
        (raw.unwrap().to_whole().unwrap(), band.unwrap().to_owned())
    };
    let is = |count, band: &str| (count, band.to_owned());
    assert_eq!(by([0; 9]), is(0, "none"));
    assert_eq!(by([2, 0, 0, 0, 0, 0, 0, 0, 0]), is(1, "none"));
    assert_eq!(by([2, 0, 2, 0, 0, 0, 0, 0, 0]), is(2, "other_depressive_syndrome"));
    assert_eq!(by([2, 0, 2, 2, 2, 2, 0, 0, 0]), is(5, "major_depressive_syndrome"));
    assert_eq!(by([0, 3, 2, 2, 2, 0, 0, 0, 1]), is(5, "major_depressive_syndrome"));
    assert_eq!(by([1, 1, 3, 3, 3, 3, 3, 3, 3]), is(0, "none"));
    let without = outcome("phq-9", &[1, 1, 3, 3, 3, 3, 3, 3, 3]);
    let trace = &without.score("phq-9-algorithm").unwrap().trace;
    assert_eq!(trace[0].note, None);
    assert_eq!(trace[2].note, Some(TraceNote::NotCounted));
}

#[test]
fn missing_items_of_the_phq_9_and_gad_7_are_estimated_only_where_the_agency_lets_them_be() {
    let allowed = Circumstances { may_prorate: true, ..USUAL };
    let raw = |code: &str, points: &[Option<i32>], about| {
        let known = instrument(code);
        let outcome = super::score(known, &by_points(known, points), about);
        let score = outcome.score(code).unwrap();
        assert!(!score.complete);
        assert_eq!(score.prorated, score.raw.is_some());
        score.raw.and_then(Number::to_whole)
    };
    let mut two_missing = [Some(2); 9];
    (two_missing[2], two_missing[6]) = (None, None);
    assert_eq!(raw("phq-9", &two_missing, USUAL), None);
    assert_eq!(raw("phq-9", &two_missing, allowed), Some(18));
    two_missing[7] = None;
    assert_eq!(raw("phq-9", &two_missing, allowed), None, "three are too many");
    let one_missing = [Some(1), Some(1), Some(1), Some(1), Some(1), Some(2), None];
    assert_eq!(raw("gad-7", &one_missing, allowed), Some(8), "7 points on 6 of 7 items: 8.17");
    assert_eq!(raw("gad-7", &one_missing, USUAL), None);
}

#[test]
fn each_area_of_the_ahc_hrsn_has_a_result_of_its_own() {
    let ahc = instrument("ahc-hrsn");
    assert!(ahc.total().is_none());
    let answers = [
        chosen("hrsn-1", "worried"),
        Answer {
            link_id: "hrsn-2".to_owned(),
            response: Response::Value(AnswerValue::Codes(vec!["mold".into(), "pests".into()])),
        },
        chosen("hrsn-3", "never_true"),
        chosen("hrsn-4", "sometimes_true"),
        chosen("hrsn-5", "no"),
        chosen("hrsn-6", "already_shut_off"),
    ];
    let outcome = score(ahc, &answers);
    for (scale, band) in [
        ("housing-instability", Some("at_risk")),
        ("inadequate-housing", Some("at_risk")),
        ("hunger-vital-sign", Some("at_risk")),
        ("transportation-insecurity", Some("no_risk")),
        ("utility-insecurity", Some("at_risk")),
        ("hits", None),
    ] {
        assert_eq!(result(&outcome, scale).1, band, "{scale}");
    }
    let none = score(ahc, &[chosen("hrsn-1", "steady"), chosen("hrsn-2", "none_of_these")]);
    assert_eq!(result(&none, "housing-instability"), is(0, "no_risk"));
    assert_eq!(result(&none, "inadequate-housing"), is(0, "no_risk"));
}

#[test]
fn the_questions_on_safety_are_positive_from_eleven_points_on() {
    let ahc = instrument("ahc-hrsn");
    let codes = ["never", "rarely", "sometimes", "fairly_often", "frequently"];
    let hits = |points: [usize; 4]| {
        let answers = points
            .iter()
            .zip(7..)
            .map(|(points, item)| chosen(&format!("hrsn-{item}"), codes[points - 1]));
        let outcome = score(ahc, &answers.collect::<Vec<_>>());
        let (raw, band) = result(&outcome, "hits");
        (raw.unwrap().to_whole().unwrap(), band.unwrap().to_owned())
    };
    assert_eq!(hits([3, 3, 3, 2]), (11, "positive".to_owned()));
    assert_eq!(hits([3, 3, 2, 2]), (10, "negative".to_owned()));
    assert_eq!(hits([1; 4]), (4, "negative".to_owned()));
    assert_eq!(hits([5; 4]), (20, "positive".to_owned()));
}

#[test]
fn the_who_5_is_shown_as_a_share_of_a_hundred() {
    let who = |points: [i32; 5]| {
        let outcome = outcome("who-5", &points);
        let (raw, band) = result(&outcome, "who-5");
        let raw_sum = outcome.score("who-5-raw").unwrap().raw.unwrap().to_whole().unwrap();
        (raw_sum, raw.unwrap().to_whole().unwrap(), band.unwrap().to_owned())
    };
    assert_eq!(who([3, 3, 2, 2, 2]), (12, 48, "low".to_owned()));
    assert_eq!(who([3, 3, 3, 2, 2]), (13, 52, "adequate".to_owned()));
    assert_eq!(who([2, 2, 1, 1, 1]), (7, 28, "very_low".to_owned()));
    assert_eq!(who([2, 2, 2, 1, 1]), (8, 32, "low".to_owned()));
    assert_eq!(who([5; 5]), (25, 100, "adequate".to_owned()));
}

#[test]
fn loneliness_begins_at_six_points() {
    assert_eq!(result(&outcome("ucla-3", &[1, 1, 1]), "ucla-3"), is(3, "not_lonely"));
    assert_eq!(result(&outcome("ucla-3", &[2, 2, 1]), "ucla-3"), is(5, "not_lonely"));
    assert_eq!(result(&outcome("ucla-3", &[2, 2, 2]), "ucla-3"), is(6, "lonely"));
    assert_eq!(result(&outcome("ucla-3", &[3, 3, 3]), "ucla-3"), is(9, "lonely"));
}

#[test]
fn the_checks_of_daily_and_independent_living_count_what_is_done_without_help() {
    for (code, count, bands) in [
        (
            "basic-daily-living-check",
            6,
            vec![
                (0, "much_help"),
                (2, "much_help"),
                (3, "some_help"),
                (5, "some_help"),
                (6, "independent"),
            ],
        ),
        (
            "independent-living-check",
            8,
            vec![
                (0, "much_help"),
                (3, "much_help"),
                (4, "some_help"),
                (7, "some_help"),
                (8, "independent"),
            ],
        ),
    ] {
        for (done, band) in bands {
            let points: Vec<_> = (0..count).map(|place| i32::from(place < done)).collect();
            assert_eq!(result(&outcome(code, &points), code), is(done, band), "{code}");
        }
    }
}

fn said(link_id: &str, value: AnswerValue) -> Answer {
    Answer { link_id: link_id.to_owned(), response: Response::Value(value) }
}

#[test]
fn any_yes_is_a_risk_of_falling_and_two_falls_or_an_injury_are_urgent() {
    let check = instrument("fall-check");
    let taken = |fell: bool, times: Option<i64>, hurt: Option<bool>, unsteady: bool| {
        let mut answers = vec![
            said("fall-1", AnswerValue::Boolean(fell)),
            said("fall-4", AnswerValue::Boolean(unsteady)),
            said("fall-5", AnswerValue::Boolean(false)),
        ];
        answers.extend(times.map(|times| said("fall-2", AnswerValue::Integer(times))));
        answers.extend(hurt.map(|hurt| said("fall-3", AnswerValue::Boolean(hurt))));
        assert!(check_complete(check, &answers).is_empty());
        let outcome = score(check, &answers);
        let flags: Vec<_> = outcome.flags.iter().map(|flag| flag.code.clone()).collect();
        (outcome.scores[0].band.as_ref().unwrap().code.clone(), flags)
    };
    assert_eq!(taken(false, None, None, false), ("no_risk".into(), vec![]));
    assert_eq!(taken(false, None, None, true), ("at_risk".into(), vec![]));
    assert_eq!(taken(true, Some(1), Some(false), false), ("at_risk".into(), vec![]));
    assert_eq!(
        taken(true, Some(2), Some(false), false),
        ("at_risk".into(), vec!["REPEATED_FALLS".to_owned()])
    );
    assert_eq!(
        taken(true, Some(1), Some(true), false),
        ("at_risk".into(), vec!["FALL_INJURY".to_owned()])
    );
    assert_eq!(
        check_complete(check, &[said("fall-1", AnswerValue::Boolean(true))]),
        ["fall-2", "fall-3", "fall-4", "fall-5"]
    );
}

#[test]
fn a_caregiver_is_under_high_strain_from_eight_points_on_and_safety_is_always_urgent() {
    let band = |points: &[i32; 8]| {
        result(&outcome("caregiver-check", points), "caregiver-check").1.unwrap().to_owned()
    };
    assert_eq!(band(&[1, 1, 1, 1, 1, 1, 1, 0]), "usual");
    assert_eq!(band(&[2, 1, 1, 1, 1, 1, 1, 0]), "high");
    assert!(flags(&outcome("caregiver-check", &[2, 2, 2, 2, 2, 2, 2, 0])).is_empty());
    for points in [1, 2] {
        let mut answers = [0; 8];
        answers[7] = points;
        assert_eq!(flags(&outcome("caregiver-check", &answers)), ["CAREGIVER_SAFETY"]);
        assert_eq!(band(&answers), "usual");
    }
}

#[test]
fn missed_doses_on_two_days_are_flagged() {
    let check = instrument("adherence-check");
    let taken = |days| {
        let outcome = score(check, &[said("adherence-1", AnswerValue::Integer(days))]);
        let band = outcome.scores[0].band.as_ref().unwrap().code.clone();
        (band, !outcome.flags.is_empty())
    };
    assert_eq!(taken(0), ("few_missed".to_owned(), false));
    assert_eq!(taken(1), ("few_missed".to_owned(), false));
    assert_eq!(taken(2), ("missed".to_owned(), true));
    assert_eq!(taken(7), ("missed".to_owned(), true));
}

#[test]
fn any_yes_of_the_asq_is_positive_and_a_yes_to_the_last_one_is_acute() {
    let asq = instrument("asq");
    let none = outcome("asq", &[0, 0, 0, 0]);
    assert_eq!(result(&none, "asq"), is(0, "negative"));
    assert!(flags(&none).is_empty());
    assert_eq!(none.score("asq-acute").unwrap().trace[0].note, Some(TraceNote::NotAsked));
    for place in 0..4 {
        let mut points = [0; 5];
        points[place] = 1;
        let positive = outcome("asq", &points);
        assert_eq!(result(&positive, "asq"), is(1, "positive"));
        assert_eq!(result(&positive, "asq-acute"), is(0, "not_acute"));
        assert_eq!(flags(&positive), ["SUICIDE_SCREEN_POSITIVE"], "once, whatever was said");
        points[4] = 1;
        let acute = outcome("asq", &points);
        assert_eq!(result(&acute, "asq-acute"), is(1, "acute_positive"));
        assert_eq!(flags(&acute), ["SUICIDE_SCREEN_ACUTE", "SUICIDE_SCREEN_POSITIVE"]);
    }
    assert_eq!(flags(&outcome("asq", &[1, 1, 1, 1, 0])), ["SUICIDE_SCREEN_POSITIVE"]);
    let first_yes = by_points(asq, &[Some(1), Some(0), Some(0), Some(0)]);
    assert_eq!(check_complete(asq, &first_yes), ["asq-5"]);
}
