//! What holds for any instrument and any answers: the published ones and made-up ones.

use proptest::prelude::*;
use serde_json::json;

use super::{
    super::instrument::builtin::builtin,
    engine_tests::{contributions, four_point_items, scale, synthetic},
    *,
};

fn score(instrument: &Instrument, answers: &[Answer]) -> Outcome {
    super::score(instrument, answers, USUAL)
}

/// Any response to an item, and now and then none.
fn any_response(item: &Item) -> impl Strategy<Value = Option<Answer>> + use<> {
    let link_id = item.link_id.clone();
    let response = prop_oneof![
        6 => any_value(item).prop_map(Response::Value),
        1 => Just(Response::Declined),
        1 => Just(Response::Unknown),
    ];
    proptest::option::weighted(0.9, response).prop_map(move |response| {
        response.map(|response| Answer { link_id: link_id.clone(), response })
    })
}

fn any_value(item: &Item) -> BoxedStrategy<AnswerValue> {
    match item.kind {
        ItemType::Boolean => any::<bool>().prop_map(AnswerValue::Boolean).boxed(),
        ItemType::Integer => {
            let range = item.range.unwrap();
            let (least, most) = (range.min.to_whole().unwrap(), range.max.to_whole().unwrap());
            (least..=most).prop_map(|number| AnswerValue::Integer(number.into())).boxed()
        }
        _ => {
            let codes: Vec<_> = item.options.iter().map(|option| option.code.clone()).collect();
            let code = proptest::sample::select(codes);
            code.prop_map(|code| AnswerValue::Codes(vec![code])).boxed()
        }
    }
}

fn any_answers(instrument: &Instrument) -> impl Strategy<Value = Vec<Answer>> + use<> {
    let items: Vec<_> = instrument.items.iter().map(any_response).collect();
    items.prop_map(|answers| answers.into_iter().flatten().collect())
}

/// A consistent instrument of four-point items with any method, rule and reversal.
fn any_instrument() -> impl Strategy<Value = Instrument> {
    let method = prop_oneof![
        Just(json!({"kind": "sum"})),
        Just(json!({"kind": "mean"})),
        (1..4).prop_map(|at_least| json!({"kind": "count", "atLeast": at_least})),
    ];
    (2_usize..8, method, 0_usize..3, any::<[bool; 8]>()).prop_map(
        |(count, method, rule, reversed)| {
            let missing = match rule {
                0 => json!({"kind": "no_score"}),
                1 => json!({"kind": "use_answered"}),
                _ => json!({"kind": "prorate", "maxMissing": count / 2}),
            };
            let reverse: Vec<_> =
                (0..count).filter(|i| reversed[*i]).map(|i| i.to_string()).collect();
            let more = json!({"method": method, "missing": missing, "reverseItems": reverse});
            synthetic(&four_point_items(count), &json!([scale(count, &more)]))
        },
    )
}

fn any_case() -> impl Strategy<Value = (Instrument, Vec<Answer>, Vec<Answer>)> {
    let all: Vec<Instrument> = builtin().iter().map(|one| one.as_ref().clone()).collect();
    let published = proptest::sample::select(all);
    prop_oneof![published, any_instrument()].prop_flat_map(|instrument| {
        any_answers(&instrument).prop_flat_map(move |answers| {
            (Just(instrument.clone()), Just(answers.clone()), Just(answers).prop_shuffle())
        })
    })
}

proptest! {
    #[test]
    fn a_score_stays_between_its_lowest_and_highest_and_has_a_band_where_there_are_bands(
        (instrument, answers, _) in any_case()
    ) {
        for score in score(&instrument, &answers).scores {
            let scale = instrument.scale(&score.scale).unwrap();
            let (lowest, highest) = instrument.score_range(scale);
            prop_assert_eq!(score.max, highest);
            prop_assert!(score.raw.is_none_or(|raw| lowest <= raw && raw <= highest));
            prop_assert_eq!(score.band.is_some(), score.raw.is_some() && !scale.bands.is_empty());
        }
    }

    #[test]
    fn the_order_of_the_answers_changes_nothing((instrument, answers, shuffled) in any_case()) {
        prop_assert_eq!(score(&instrument, &answers), score(&instrument, &shuffled));
        prop_assert_eq!(
            check_complete(&instrument, &answers),
            check_complete(&instrument, &shuffled)
        );
    }

    #[test]
    fn the_trace_accounts_for_every_item_and_adds_up_to_the_score(
        (instrument, answers, _) in any_case()
    ) {
        for score in score(&instrument, &answers).scores {
            let scale = instrument.scale(&score.scale).unwrap();
            let traced: Vec<_> = score.trace.iter().map(|point| &point.link_id).collect();
            prop_assert_eq!(traced, scale.items.iter().collect::<Vec<_>>());
            prop_assert_eq!(score.complete, score.missing.is_empty());

            let points = contributions(&score);
            let sum: i64 = points.iter().flatten().copied().map(i64::from).sum();
            let answered = i64::try_from(points.iter().flatten().count()).unwrap();
            prop_assert_eq!(points.len() - score.missing.len(), points.iter().flatten().count());
            let Some(raw) = score.raw else { continue };
            let expected = match scale.method {
                Method::Mean => Number::ratio(sum, answered),
                Method::AnyOf { .. } => Number::whole(sum.min(1)),
                Method::Sum | Method::Count { .. } if score.prorated => continue,
                Method::Sum | Method::Count { .. } => Number::whole(sum),
            };
            prop_assert_eq!(raw, expected);
        }
    }

    #[test]
    fn a_score_is_missing_only_when_answers_are((instrument, answers, _) in any_case()) {
        for score in score(&instrument, &answers).scores {
            prop_assert!(score.raw.is_some() || !score.complete);
            prop_assert!(!score.prorated || (score.raw.is_some() && !score.complete));
        }
    }

    #[test]
    fn every_answer_that_is_accepted_to_a_scored_item_has_points_or_a_reason(
        (instrument, answers, _) in any_case()
    ) {
        for answer in &answers {
            if let Response::Value(value) = &answer.response {
                prop_assert_eq!(check_answer(&instrument, &answer.link_id, value), Ok(()));
            }
        }
        for point in score(&instrument, &answers).scores.iter().flat_map(|score| &score.trace) {
            prop_assert!(point.points.is_some() || point.note.is_some());
        }
    }
}
