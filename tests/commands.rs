//! The commands of the operator, run as programs, on both databases.

#![expect(clippy::unwrap_used, reason = "a test without ceremony")]

use std::{
    env,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

/// A program that is stopped when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The program in a folder of its own, with nothing of this process' settings.
fn carewright(folder: &Path, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carewright"));
    command
        .env_clear()
        .env("DATABASE_URL", database)
        .env("CAREWRIGHT_METRICS__ENABLED", "false")
        .current_dir(folder)
        .arg("--data-dir")
        .arg(folder);
    command
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A fresh database of each kind.
async fn databases(folder: &Path) -> [String; 2] {
    let admin_url = env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: run the tests by `scripts/test`");
    let admin = Database::connect(&admin_url).await.unwrap();
    let name = format!("commands_{}", std::process::id());
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let server = admin_url.rsplit_once('/').unwrap().0;
    [format!("sqlite://{}", folder.join("carewright.db").display()), format!("{server}/{name}")]
}

#[tokio::test]
async fn a_real_agency_begins_with_one_command_and_works_from_there() {
    let folder = tempfile::tempdir().unwrap();
    for database in databases(folder.path()).await {
        let run = |arguments: &[&str]| {
            carewright(folder.path(), &database).args(arguments).output().unwrap()
        };
        text(&run(&["migrate", "up"]));
        let create = |zone: &'static str| {
            let name = ["--name", "Lakeside Care", "--admin-name", "Ada Okafor"];
            run(&[&["agency", "create", "--time-zone", zone], &name[..]].concat())
        };
        assert!(!create("Mars/Olympus").status.success());
        let made: Value = serde_json::from_str(&text(&create("America/Chicago"))).unwrap();
        let of = |member: &str| made[member].as_str().unwrap().to_owned();
        // No invented people beside the real ones.
        for command in ["seed", "demo"] {
            let refused = run(&[command, "--listen", "127.0.0.1:0"]);
            assert!(!refused.status.success(), "{command} went on");
        }

        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut serve = carewright(folder.path(), &database);
        serve.args(["serve", "--listen", &free.to_string()]).stderr(Stdio::null());
        let _server = Running(serve.spawn().unwrap());
        let base = format!("http://{free}");
        let http = reqwest::Client::new();
        let mut tries = 0;
        while http.get(format!("{base}/readyz")).send().await.is_err() {
            tries += 1;
            assert!(tries < 300, "the server is not there after 30 seconds");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            of("clientId"),
            of("clientSecret")
        );
        let token = http
            .post(format!("{base}/oauth2/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let token: Value = token.send().await.unwrap().json().await.unwrap();
        let token = token["access_token"].as_str().unwrap();
        let user = json!({ "displayName": "Sam Reyes", "roles": ["care_manager"] });
        let added = http.post(format!("{base}/v1/users")).bearer_auth(token).json(&user);
        assert_eq!(added.send().await.unwrap().status(), 201);
        let users = http.get(format!("{base}/v1/users")).bearer_auth(token).send().await.unwrap();
        let users: Value = users.json().await.unwrap();
        let admin =
            users["items"].as_array().unwrap().iter().find(|user| user["id"] == made["adminId"]);
        assert_eq!(admin.unwrap()["displayName"], "Ada Okafor");
    }
}
