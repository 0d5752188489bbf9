//! Instruments as they are served.

use super::*;
use crate::harness::{Role, TestApp, on_both};

#[test]
fn instruments_are_served_with_their_licence_items_and_bands() {
    on_both(|app: TestApp| async move {
        let worker = app.caller(Role::TeamMember);
        let list = worker.get("/v1/instruments").await.expect(200);
        let codes: Vec<_> = list.items().iter().map(|item| &item["code"]).collect();
        assert_eq!(
            codes,
            [
                "adherence-check",
                "ahc-hrsn",
                "asq",
                "audit-c",
                "basic-daily-living-check",
                "caregiver-check",
                "fall-check",
                "gad-2",
                "gad-7",
                "gds-15",
                "hunger-vital-sign",
                "independent-living-check",
                "phq-2",
                "phq-9",
                "ucla-3",
                "who-5",
            ]
        );
        let phq = worker.get("/v1/instruments/phq-9").await.expect(200).body;
        assert_eq!(phq["loincPanel"], "44249-1");
        assert_eq!(phq["licence"]["status"], "free_no_permission");
        // LOINC's licence asks for its notice wherever its codes are.
        let with_codes = ["ahc-hrsn", "gad-7", "hunger-vital-sign", "phq-9"];
        let shown =
            list.items().iter().filter(|one| with_codes.iter().any(|code| one["code"] == *code));
        for shown in shown.chain([&phq]) {
            let notice = shown["loincNotice"].as_str().unwrap();
            assert!(notice.contains("Regenstrief Institute"), "{notice}");
            assert!(!notice.contains("  "), "{notice}");
        }
        assert_eq!(phq["items"].as_array().unwrap().len(), 10);
        assert_eq!(phq["items"][0]["options"][1]["loincAnswer"], "LA6569-3");
        assert_eq!(phq["scales"][0]["method"], "sum");
        assert_eq!(phq["scales"][0]["bands"][1]["label"], "Mild");
        assert_eq!(phq["flags"][0]["code"], "SUICIDE_RISK_ITEM");
        worker.get("/v1/instruments/phq-9?version=1").await.expect(200);
        worker.get("/v1/instruments/phq-9?version=99").await.expect_problem(404, "not_found");
        worker.get("/v1/instruments/canary").await.expect_problem(404, "not_found");
        worker.get("/v1/instruments/phq-9?limit=1").await.expect_problem(400, "invalid_query");
    });
}

#[test]
fn a_form_is_in_the_assessments_language_or_says_that_it_is_not() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = client(&manager).await;
        let path = format!("/v1/clients/{client}/assessments");
        for (asked, spoken, fallback, first) in [
            ("es", "es", false, "Ningún día"),
            ("es-MX", "es", false, "Ningún día"),
            ("en-US", "en", false, "Not at all"),
            ("ar", "en", true, "Not at all"),
        ] {
            let mut new = screening("phq-2");
            new["language"] = json!(asked);
            let begun = manager.post(&path, new).await.expect(201);
            assert_eq!(begun.body["wordingLanguage"], spoken);
            let form = manager.get(&format!("/v1/assessments/{}/form", begun.id())).await;
            let form = form.expect(200).body;
            assert_eq!(form["language"], asked);
            assert_eq!(form["wordingLanguage"], spoken);
            assert_eq!(form["languageFallback"], fallback, "{asked}");
            assert_eq!(form["items"][0]["options"][0]["label"], first);
            assert_eq!(form["items"][0]["linkId"], "phq2-1");
        }
        let worded = manager.get("/v1/instruments/phq-2/wordings/es").await.expect(200);
        assert_eq!(worded.body["items"][0]["text"], "Poco interés o placer en hacer cosas");
        let unknown = manager.get("/v1/instruments/phq-2/wordings/fr").await;
        unknown.expect_problem(404, "not_found");
    });
}
