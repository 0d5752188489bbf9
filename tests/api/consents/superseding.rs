//! A consent that takes the place of another: one of them at a time.

use super::*;

async fn drafted(manager: &Caller, app: &TestApp, client: &str, changes: &Value) -> Answer {
    let path = format!("/v1/clients/{client}/consents");
    manager.post(&path, release_with(app, changes)).await
}

#[test]
fn a_consent_has_one_successor_until_that_one_is_rejected() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let former = active(&manager, &client, release(&app)).await;
        let instead = json!({ "supersedes": former.id() });
        let first = drafted(&manager, &app, &client, &instead).await.expect(201);
        let refused = drafted(&manager, &app, &client, &instead).await;
        let refused = refused.expect_problem(409, "consent_already_superseded");
        assert_eq!(refused.body["supersededBy"], first.body["id"]);
        let other = drafted(&manager, &app, &client, &json!({})).await.expect(201);
        let path = format!("/v1/consents/{}", other.id());
        let refused = manager.patch(&path, &other.etag(), instead.clone()).await;
        refused.expect_problem(409, "consent_already_superseded");
        // It may be said again of the one that does.
        let own = format!("/v1/consents/{}", first.id());
        let same = manager.patch(&own, &first.etag(), instead.clone()).await.expect(200);

        let proposed = manager.act_plainly(&format!("{own}/propose"), &same.etag()).await;
        let no = json!({ "reason": "She said no." });
        let rejected = manager.act(&format!("{own}/reject"), &proposed.etag(), no.clone()).await;
        rejected.expect(200);
        let second = manager.patch(&path, &other.etag(), instead.clone()).await.expect(200);
        let error = format!("{path}/enter-in-error");
        manager.act(&error, &second.etag(), no).await.expect(200);
        let third = drafted(&manager, &app, &client, &instead).await.expect(201);
        activate(&manager, &third).await.expect(200);
        let ended = manager.get(&format!("/v1/consents/{}", former.id())).await.expect(200);
        assert_eq!(ended.body["status"], "superseded");
        let late = drafted(&manager, &app, &client, &instead).await;
        late.expect_problem(409, "consent_already_superseded");
    });
}

#[test]
fn of_those_who_write_a_successor_at_once_one_does() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let former = active(&manager, &client, release(&app)).await;
        let instead = json!({ "supersedes": former.id() });
        let new = (0..6).map(|_| drafted(&manager, &app, &client, &instead));
        let answers = futures_util::future::join_all(new).await;
        let (made, refused): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status == 201);
        assert_eq!(made.len(), 1);
        for answer in refused {
            let answer = answer.expect_problem(409, "consent_already_superseded");
            assert_eq!(answer.body["supersededBy"], made[0].body["id"]);
        }
    });
}

#[test]
fn no_consent_supersedes_itself_or_the_one_that_supersedes_it() {
    on_both(|app| async move {
        let manager = app.caller(Role::CareManager);
        let client = a_client(&manager).await;
        let first = drafted(&manager, &app, &client, &json!({})).await.expect(201);
        let instead = json!({ "supersedes": first.id() });
        let second = drafted(&manager, &app, &client, &instead).await.expect(201);
        let path = format!("/v1/consents/{}", first.id());
        for superseded in [&first, &second] {
            let change = json!({ "supersedes": superseded.id() });
            let refused = manager.patch(&path, &first.etag(), change).await.expect(422);
            assert_eq!(pointers(&refused), ["#/supersedes"]);
            assert_eq!(refused.body["errors"][0]["code"], "supersedes_itself");
        }
    });
}
