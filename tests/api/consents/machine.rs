//! Every status × every action, against a table that is written out.

use super::*;

const ACTIONS: [&str; 5] = ["propose", "activate", "reject", "revoke", "enter-in-error"];

/// How a consent comes to each status, and what is possible in it.
const STATES: [(&str, &[&str], &[&str]); 7] = [
    ("draft", &[], &["propose", "activate", "enter-in-error"]),
    ("proposed", &["propose"], &["activate", "reject", "enter-in-error"]),
    ("active", &["activate"], &["revoke", "enter-in-error"]),
    ("rejected", &["propose", "reject"], &["enter-in-error"]),
    ("revoked", &["activate", "revoke"], &["enter-in-error"]),
    ("superseded", &["activate", "supersede"], &["enter-in-error"]),
    ("entered_in_error", &["enter-in-error"], &[]),
];

async fn fire(manager: &Caller, consent: &Answer, action: &str) -> Answer {
    let path = format!("/v1/consents/{}/{action}", consent.id());
    match action {
        "propose" | "activate" => manager.act_plainly(&path, &consent.etag()).await,
        _ => manager.act(&path, &consent.etag(), json!({ "reason": "It is so." })).await,
    }
}

async fn bring(app: &TestApp, manager: &Caller, client: &str, steps: &[&str]) -> Answer {
    let mut consent = draft(manager, client, release(app)).await;
    for step in steps {
        consent = if *step == "supersede" {
            let instead = json!({ "supersedes": consent.id() });
            active(manager, client, release_with(app, &instead)).await;
            manager.get(&format!("/v1/consents/{}", consent.id())).await.expect(200)
        } else {
            fire(manager, &consent, step).await.expect(200)
        };
    }
    consent
}

#[test]
fn each_action_is_possible_in_the_statuses_of_the_table_and_in_no_other() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        for (status, steps, possible) in STATES {
            for action in ACTIONS {
                let consent = bring(&app, &manager, &client, steps).await;
                assert_eq!(consent.body["status"], status);
                let offered: Vec<_> = possible.iter().map(|one| one.replace('-', "_")).collect();
                assert_eq!(consent.body["allowedActions"], json!(offered), "{status}");
                let answer = fire(&manager, &consent, action).await;
                if possible.contains(&action) {
                    answer.expect(200);
                } else {
                    let refused = answer.expect_problem(409, "transition_not_allowed");
                    assert_eq!(refused.body["allowedActions"], json!(offered), "{status} {action}");
                }
            }
        }
    });
}
