//! The embedded instruments, and what their checks find in a contradictory one.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    builtin::{FILES, InvalidInstrument, builtin, parse},
    checks::findings,
    *,
};

#[test]
fn every_embedded_file_is_a_consistent_instrument() {
    for file in FILES {
        parse(file).unwrap();
    }
}

#[test]
fn a_file_with_a_misspelt_field_or_a_contradiction_is_refused() {
    let phq = FILES.iter().find(|file| file.contains("\"code\": \"phq-2\"")).unwrap();
    let misspelt = phq.replacen("\"title\"", "\"tittle\"", 1);
    assert!(matches!(parse(&misspelt), Err(InvalidInstrument::Malformed(_))));
    let contradictory = phq.replacen("\"min\": 3", "\"min\": 4", 1);
    assert!(matches!(parse(&contradictory), Err(InvalidInstrument::Inconsistent(_))));
}

#[test]
fn each_code_and_version_is_there_once() {
    let ids: BTreeSet<_> =
        builtin().iter().map(|instrument| (&instrument.code, &instrument.version)).collect();
    assert_eq!(ids.len(), builtin().len());
}

#[test]
fn wording_is_embedded_only_where_the_licence_lets_anyone_pass_it_on() {
    for instrument in builtin() {
        let status = instrument.licence.status;
        assert!(status.allows_text() || !instrument.carries_text(), "{}", instrument.code);
        assert!(!instrument.licence.text.is_empty(), "{}", instrument.code);
        assert!(instrument.licence.source.starts_with("https://"), "{}", instrument.code);
    }
}

#[test]
fn only_three_kinds_of_licence_let_wording_be_passed_on() {
    use LicenceStatus::*;
    assert!([PublicDomain, FreeNoPermission, FreeAttribution].iter().all(|s| s.allows_text()));
    let kept = [FreeNoncommercial, PermissionRequired, Fee, Unknown];
    assert!(!kept.iter().any(|status| status.allows_text()));
}

#[test]
fn the_published_codes_of_totals_are_found_at_their_scales() {
    let totals: Vec<_> = builtin()
        .iter()
        .filter_map(|one| Some((one.code.as_str(), one.total()?.loinc.as_deref()?)))
        .collect();
    let expected = [
        ("asq", "93374-7"),
        ("audit-c", "75626-2"),
        ("gad-7", "70274-6"),
        ("hunger-vital-sign", "88124-3"),
        ("phq-2", "55758-7"),
        ("phq-9", "44261-6"),
    ];
    assert_eq!(totals, expected);
}

#[test]
fn an_instrument_survives_being_stored_as_json() {
    for instrument in builtin() {
        let stored = serde_json::to_string(instrument).unwrap();
        assert_eq!(parse(&stored).unwrap(), **instrument);
    }
}

/// Three yes/no items, summed, with two bands, a flag and a suggestion.
fn sound() -> Value {
    json!({
        "code": "sample", "version": "1", "title": "Sample",
        "licence": {"status": "public_domain", "text": "Ours.", "source": "https://example.org",
                    "checkedOn": "2026-01-31"},
        "languages": ["en"], "stem": {}, "respondents": ["client"],
        "items": [
            {"linkId": "a", "text": {"en": "A?"}, "type": "boolean", "required": true, "scored": true},
            {"linkId": "b", "text": {"en": "B?"}, "type": "choice", "required": true, "scored": true,
             "options": [{"code": "no", "label": {"en": "No"}, "score": 0},
                         {"code": "yes", "label": {"en": "Yes"}, "score": 2}]},
            {"linkId": "c", "text": {"en": "C?"}, "type": "integer", "required": false, "scored": true,
             "range": {"min": 0, "max": 7},
             "enableWhen": [{"linkId": "b", "comparator": "at_least", "value": 1}]},
            {"linkId": "d", "text": {"en": "D?"}, "type": "text", "required": false, "scored": false}
        ],
        "scoring": {
            "scales": [{"code": "sample", "method": {"kind": "sum"}, "items": ["a", "b", "c"],
                        "reverseItems": ["a"],
                        "bands": [{"code": "low", "label": "Low", "min": 0, "max": 4},
                                  {"code": "high", "label": "High", "min": 5, "max": 10}]}],
            "flags": [{"code": "C_HIGH", "severity": "urgent", "linkId": "c",
                       "comparator": "at_least", "value": 5, "label": "C is high",
                       "acknowledgeWithinMinutes": 30}]
        },
        "suggestions": [{
            "code": "high", "when": {"kind": "band", "scale": "sample", "bandIn": ["high"]},
            "problem": {"kind": "functional", "description": "High"},
            "goals": [{"description": "Lower", "domain": "other", "clientWordsPrompt": "How?"}],
            "interventions": [{"kind": "referral", "description": "Send", "needDomain": "food-insecurity"}]
        }]
    })
}

fn pointers(instrument: Value) -> Vec<String> {
    let instrument: Instrument = serde_json::from_value(instrument).unwrap();
    findings(&instrument).into_iter().map(|finding| finding.pointer).collect()
}

#[test]
fn a_sound_instrument_has_no_findings() {
    assert_eq!(pointers(sound()), [""; 0]);
}

#[test]
fn each_contradiction_is_found_at_its_place() {
    let contradictions = [
        ("/code", json!("Not A Code"), "/code"),
        ("/version", json!(" "), "/version"),
        ("/title", json!(""), "/title"),
        ("/respondents", json!([]), "/respondents"),
        ("/items/1/linkId", json!("a"), "/items"),
        ("/items/1/options", json!([]), "/items/1/options"),
        ("/items/1/options/1/code", json!("no"), "/items/1/options"),
        ("/items/0/options", json!([{"code": "x", "label": {"en": "X"}}]), "/items/0/options"),
        ("/items/0/text", json!({}), "/items/0/text"),
        ("/items/0/text", json!({"en": "A?", "es": "¿A?"}), "/items/0/text"),
        ("/items/1/options/0/label", json!({"en": ""}), "/items/1/options/0/label"),
        ("/items/0/range", json!({"min": 0, "max": 1}), "/items/0/range"),
        ("/items/2/range", json!({"min": 7, "max": 0}), "/items/2/range"),
        ("/items/2/range", json!(null), "/items/2"),
        ("/items/2/range", json!({"min": 0, "max": 20000}), "/items/2"),
        ("/items/2/scored", json!(false), "/items/2/scored"),
        ("/items/3/scored", json!(true), "/items/3"),
        ("/items/2/enableWhen/0/linkId", json!("d"), "/items/2/enableWhen/0/linkId"),
        ("/items/2/enableWhen/0/linkId", json!("c"), "/items/2/enableWhen/0/linkId"),
        ("/languages", json!(["en", "not a tag"]), "/languages"),
        ("/minIntervalDays", json!(0), "/minIntervalDays"),
        ("/scoring/scales/0/factor", json!(0), "/scoring/scales/0/factor"),
        ("/scoring/scales/0/itemThresholds", json!({"a": 1}), "/scoring/scales/0/itemThresholds"),
        ("/scoring/scales/0/needsAnyOf", json!(["a"]), "/scoring/scales/0/needsAnyOf"),
        (
            "/scoring/scales/0/bandsBySex",
            json!([{"sex": "male", "bands": []}, {"sex": "male", "bands": []}]),
            "/scoring/scales/0/bandsBySex",
        ),
        (
            "/scoring/scales/0/bandsBySex",
            json!([{"sex": "male", "bands": [{"code": "x", "label": "X", "min": 0, "max": 1}]}]),
            "/scoring/scales/0/bandsBySex/0/bands",
        ),
        (
            "/scoring/scales/0/reliableChange",
            json!({"points": 0, "better": "lower", "source": "Nobody"}),
            "/scoring/scales/0/reliableChange",
        ),
        ("/scoring/flags/0/alsoItems", json!(["d"]), "/scoring/flags/0/alsoItems"),
        ("/scoring/scales/0/items", json!(["a", "b", "c", "e"]), "/scoring/scales/0/items"),
        ("/scoring/scales/0/items", json!(["a", "b", "c", "c"]), "/scoring/scales/0/items"),
        ("/scoring/scales/0/reverseItems", json!(["d"]), "/scoring/scales/0/reverseItems"),
        ("/scoring/scales/0/method", json!({"kind": "mean"}), "/scoring/scales/0/method"),
        (
            "/scoring/scales/0/missing",
            json!({"kind": "prorate", "maxMissing": 3}),
            "/scoring/scales/0/missing",
        ),
        ("/scoring/scales/0/bands/0/min", json!(-1), "/scoring/scales/0/bands"),
        ("/scoring/scales/0/bands/0/min", json!(1), "/scoring/scales/0/bands"),
        ("/scoring/scales/0/bands/0/max", json!(3), "/scoring/scales/0/bands"),
        ("/scoring/scales/0/bands/0/max", json!(5), "/scoring/scales/0/bands"),
        ("/scoring/scales/0/bands/0/max", json!(4.5), "/scoring/scales/0/bands"),
        ("/scoring/scales/0/bands/1/max", json!(11), "/scoring/scales/0/bands"),
        ("/scoring/scales/0/bands/1/code", json!("low"), "/scoring/scales/0/bands"),
        ("/scoring/flags/0/linkId", json!("d"), "/scoring/flags/0/linkId"),
        (
            "/scoring/flags/0/acknowledgeWithinMinutes",
            json!(0),
            "/scoring/flags/0/acknowledgeWithinMinutes",
        ),
        ("/suggestions/0/when/bandIn", json!(["middle"]), "/suggestions/0/when"),
        ("/suggestions/0/when", json!({"kind": "flag", "flag": "D"}), "/suggestions/0/when"),
        ("/suggestions/0/goals", json!([]), "/suggestions/0/goals"),
        ("/suggestions/0/interventions/0/kind", json!("test"), "/suggestions/0/interventions"),
    ];
    for (change, value, expected) in contradictions {
        let mut instrument = sound();
        let (parent, field) = change.rsplit_once('/').unwrap();
        let parent = instrument.pointer_mut(parent).unwrap();
        match parent {
            Value::Array(values) => values[field.parse::<usize>().unwrap()] = value.clone(),
            parent => parent[field] = value.clone(),
        }
        let found = pointers(instrument);
        assert!(found.iter().any(|p| p == expected), "{change} = {value}: {found:?}");
    }
}

#[test]
fn an_instrument_may_keep_all_its_wording_with_the_licence_holder() {
    let mut instrument = sound();
    for item in instrument["items"].as_array_mut().unwrap() {
        item["text"] = json!({});
        for option in item.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
            option["label"] = json!({});
        }
    }
    assert_eq!(pointers(instrument), [""; 0]);
}

#[test]
fn every_item_that_is_worded_like_another_one_names_one_with_the_same_options() {
    for instrument in builtin() {
        for (link_id, like) in &instrument.worded_as {
            let free = builtin::find(&like.instrument, None).unwrap();
            assert!(free.licence.status.allows_text());
            let same = free.item(&like.link_id).unwrap();
            let item = instrument.item(link_id).unwrap();
            assert_eq!(item.loinc, same.loinc, "the same question");
            for option in &item.options {
                assert!(same.options.iter().any(|one| one.code == option.code), "{link_id}");
            }
        }
    }
}

#[test]
fn own_checks_speak_english_and_spanish() {
    let own = builtin().iter().filter(|one| one.code.ends_with("-check"));
    let codes: Vec<_> = own
        .map(|one| {
            assert_eq!(one.languages, ["en", "es"], "{}", one.code);
            one.code.as_str()
        })
        .collect();
    assert_eq!(
        codes,
        [
            "adherence-check",
            "basic-daily-living-check",
            "caregiver-check",
            "fall-check",
            "independent-living-check"
        ]
    );
}
