//! How recipients of referrals do, in numbers.

use super::*;
use crate::harness::on_both;

/// Sends a referral to the second agency now.
async fn refer(app: &TestApp, client: &str) -> (String, String) {
    let (path, draft) = draft(app, client).await;
    let sent = try_to_send(&app.caller(Role::CareManager), &path, &draft.etag()).await.expect(200);
    (path, incoming(app, &sent).await)
}

#[test]
fn a_scorecard_counts_what_was_sent_answered_closed_and_met_and_how_long_it_took() {
    on_both(|app| async move {
        let client = client_with_consent(&app, &["demographics", "referral"]).await;
        let cards = "/v1/referral-scorecards";
        let none = app.caller(Role::CareManager).get(cards).await.expect(200);
        assert_eq!(none.items().len(), 0);
        assert_eq!(
            (&none.body["from"], &none.body["to"]),
            (&json!("2025-07-09"), &json!("2026-01-05"))
        );
        let (first, theirs) = refer(&app, &client).await;
        let (_, second) = refer(&app, &client).await;
        let (_, third) = refer(&app, &client).await;
        let (_, late) = refer(&app, &client).await;
        let (wrong, _) = refer(&app, &client).await;
        refer(&app, &client).await;
        let reason = json!({ "reason": "It was for another person." });
        act(&app.caller(Role::Supervisor), &wrong, "enter-in-error", reason).await.expect(200);

        app.clock.set("2026-01-06T09:00:00Z");
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        act(&worker, &theirs, "accept", json!({})).await.expect(200);
        act(&worker, &second, "accept", json!({})).await.expect(200);
        app.clock.set("2026-01-07T09:00:00Z");
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        let full = json!({ "reasonCode": "no_capacity", "reason": "Full." });
        act(&worker, &third, "reject", full).await.expect(200);
        act(&worker, &theirs, "start", json!({})).await.expect(200);
        app.clock.set("2026-01-09T09:00:00Z");
        let worker = app.caller_of(&app.second, Role::PartnerAgency);
        act(&worker, &late, "accept", json!({})).await.expect(200);
        act(&worker, &theirs, "complete", delivered_on("2026-01-08")).await.expect(200);
        app.clock.set("2026-01-10T21:00:00Z");
        let close = json!({
            "closureReason": "service_received", "needMet": "partly", "needMetSource": "client",
        });
        let manager = app.caller(Role::CareManager);
        act(&manager, &first, "close-loop", close).await.expect(200);

        let seen = app.caller(Role::Supervisor).get(cards).await.expect(200);
        let wanted = json!({
            "recipientKind": "partner_agency",
            "recipientAgencyId": app.second.id,
            "name": "Harbor Meals",
            // One more waits, and is overdue; the one in error does not count.
            "sent": 5,
            "answered": 4,
            "acceptanceRate": 0.75,
            "answeredInTimeRate": 0.6,
            "noCapacityRate": 1,
            "closureRate": 0.2,
            "needMetRate": 1,
            // After 1, 1, 2 and 4 days.
            "medianDaysToAnswer": 1.5,
            "medianDaysToStart": 2,
            "medianDaysToClose": 5.5,
        });
        assert_eq!(seen.items(), std::slice::from_ref(&wanted));
        // An analyst sees no small numbers, and what a number would give away.
        let analyst = app.caller(Role::Analyst).get(cards).await.expect(200);
        let hidden = json!({
            "recipientKind": "partner_agency", "recipientAgencyId": app.second.id,
            "name": "Harbor Meals",
        });
        assert_eq!(analyst.items(), [hidden]);
        // The other agency's view of those whom it refers to is another one.
        let other = app.caller_of(&app.second, Role::CareManager).get(cards).await.expect(200);
        assert!(other.items().is_empty());
        let manager = app.caller(Role::CareManager);
        for (query, found) in [
            ("?to=2026-01-04".to_owned(), 0),
            ("?from=2026-01-06".to_owned(), 0),
            ("?from=2026-01-05&to=2026-01-05".to_owned(), 1),
            ("?needDomain=homelessness".to_owned(), 0),
            (format!("?recipientAgencyId={}", app.third.id), 0),
            (format!("?recipientAgencyId={}", app.second.id), 1),
        ] {
            let cards = manager.get(&format!("{cards}{query}")).await.expect(200);
            assert_eq!(cards.items().len(), found, "{query}");
        }
        for query in ["?from=2026-01-05&to=2026-01-04", "?from=2025-01-01&to=2026-01-03"] {
            let refused = manager.get(&format!("{cards}{query}")).await;
            refused.expect_problem(400, "invalid_query");
        }
        app.caller(Role::Clinician).get(cards).await.expect(403);
    });
}

fn delivered_on(day: &str) -> Value {
    let mut delivered = delivered();
    delivered["services"][0]["deliveredOn"] = json!(day);
    delivered
}
