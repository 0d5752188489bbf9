//! A server with a database of its own, and callers to send requests with.

use std::{
    env,
    net::TcpListener,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use carewright::{
    config::{Config, Flags, Mode},
    platform::{App, Clock, Permission, keys::KeyRing, reach, tokens::Grant},
    server, startup,
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{Iterable, JsonText, Timestamp, agency, user_account};
use reqwest::{Method, StatusCode, header::HeaderMap};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, Database, DatabaseConnection,
    TransactionTrait,
};
use serde_json::Value;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::{contract, trail};

pub use entity::user_account::Role;

/// Monday, 5 January 2026, 09:00 UTC: 03:00 in Chicago, where the agencies are.
pub const START: &str = "2026-01-05T09:00:00Z";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Runs the test on a fresh SQLite database, then on a fresh PostgreSQL one.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(TestApp) -> F) {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        eprintln!("on {backend:?}");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let app = TestApp::start(backend).await;
            let stop = app.stopper();
            test(app).await;
            stop.await;
        });
    }
}

/// A clock that stands still until a test moves it.
pub struct TestClock(AtomicI64);

impl TestClock {
    fn new() -> Self {
        Self(AtomicI64::new(START.parse::<DateTime<Utc>>().unwrap().timestamp_millis()))
    }

    pub fn set(&self, instant: &str) {
        let instant: DateTime<Utc> = instant.parse().unwrap();
        self.0.store(instant.timestamp_millis(), Ordering::SeqCst);
    }

    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap().into()
    }
}

pub struct TestApp {
    pub app: Arc<App>,
    pub clock: Arc<TestClock>,
    /// For looking behind the API; tests of behaviour do not.
    pub database: DatabaseConnection,
    pub base: String,
    pub first: Agency,
    pub second: Agency,
    pub third: Agency,
    /// For all callers: a client of their own would take longer than a request.
    http: reqwest::Client,
    stop: server::Stopper,
    _folder: tempfile::TempDir,
}

/// An agency with one user in each role.
#[derive(Clone)]
pub struct Agency {
    pub id: Uuid,
    users: Vec<(Role, Uuid)>,
}

impl Agency {
    pub fn user(&self, role: Role) -> Uuid {
        self.users.iter().find(|(known, _)| *known == role).unwrap().1
    }
}

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// The keys are the same in all tests: making them is no part of any.
static KEYS: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    KeyRing::load_or_generate(&folder.path().join("keys")).unwrap();
    folder
});

/// A migrated database with three agencies that others are copied from: making
/// it anew for each test would take longer than most tests.
struct Template {
    place: String,
    agencies: [Agency; 3],
}

static FILE: OnceCell<(Template, tempfile::TempDir)> = OnceCell::const_new();
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

impl TestApp {
    pub async fn start(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, agencies) = match backend {
            Backend::Sqlite => copy_of_file(folder.path()).await,
            Backend::Postgres => copy_of_template().await,
        };
        let config = config(&url, folder.path());
        let pool = startup::connect(&config).await.unwrap();
        let clock = Arc::new(TestClock::new());
        let keys = KeyRing::load(&KEYS.path().join("keys")).unwrap();
        let app = startup::assemble(&config, pool, keys, clock.clone()).unwrap();
        let database = Database::connect(&url).await.unwrap();
        let [first, second, third] = agencies;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let http = reqwest::Client::new();
        let stop = server::start(listener, app.clone(), &startup::listening(&config)).unwrap();
        Self { app, clock, database, base, first, second, third, http, stop, _folder: folder }
    }

    /// Another process of the same deployment, after the keys were rotated for these purposes.
    pub fn with_new_keys_for(&self, purposes: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        std::fs::create_dir(&keys).unwrap();
        for file in std::fs::read_dir(KEYS.path().join("keys")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), keys.join(file.file_name())).unwrap();
        }
        for purpose in purposes {
            let old = keys.join(format!("{purpose}-1.key"));
            let new = keys.join(format!("{purpose}-2.key"));
            // With the old key's rights, and other digits.
            std::fs::copy(&old, &new).unwrap();
            let digits = std::fs::read_to_string(&old).unwrap();
            std::fs::write(new, digits.trim().chars().rev().collect::<String>() + "\n").unwrap();
        }
        let config = config("sqlite://not-used.db", folder.path());
        let keys = KeyRing::load(&keys).unwrap();
        let (pool, clock) = (self.app.database.clone(), self.clock.clone());
        let app = startup::assemble(&config, pool, keys, clock.clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = server::start(listener, app.clone(), &startup::listening(&config)).unwrap();
        let database = self.database.clone();
        let [first, second, third] = [&self.first, &self.second, &self.third].map(Clone::clone);
        let http = self.http.clone();
        Self { app, clock, database, base, first, second, third, http, stop, _folder: folder }
    }

    pub async fn stop_now(&self) {
        self.stop.clone().stop_now().await;
    }

    fn stopper(&self) -> impl Future<Output = ()> + use<> {
        let stop = self.stop.clone();
        async move { stop.stop_now().await }
    }

    /// Someone of the first agency in this role, with all that the role may do.
    pub fn caller(&self, role: Role) -> Caller {
        self.caller_of(&self.first, role)
    }

    pub fn caller_of(&self, agency: &Agency, role: Role) -> Caller {
        let scopes: Vec<_> = Permission::iter()
            .filter(|permission| reach(role, *permission).is_some())
            .map(Permission::scope)
            .collect();
        self.caller_with(agency, agency.user(role), &scopes.join(" "))
    }

    pub fn caller_with(&self, agency: &Agency, user: Uuid, scope: &str) -> Caller {
        let grant = Grant {
            sub: user,
            client_id: "tests".to_owned(),
            agency: agency.id,
            sid: Uuid::new_v4(),
            scope: scope.to_owned(),
            jti: Uuid::new_v4(),
        };
        let now = self.clock.now().to_utc();
        // Good for as long as the tests move the clock.
        let claims = self.app.issuer.claims(grant, TimeDelta::hours(12), now);
        self.bearer(&self.app.issuer.sign(&claims))
    }

    /// A caller with this token.
    pub fn bearer(&self, token: &str) -> Caller {
        Caller { token: Some(token.to_owned()), ..self.anonymous() }
    }

    pub fn anonymous(&self) -> Caller {
        Caller {
            base: self.base.clone(),
            token: None,
            http: self.http.clone(),
            database: self.database.clone(),
        }
    }
}

fn config(url: &str, folder: &std::path::Path) -> Config {
    let flags = Flags {
        mode: Some(Mode::Development),
        listen: Some(([127, 0, 0, 1], 0).into()),
        database_url: Some(url.to_owned()),
        data_dir: Some(folder.to_owned()),
    };
    let mut config = Config::load(None, &flags).unwrap();
    config.database.max_connections = 4;
    config.database.read_connections = 3;
    config.server.workers = Some(1);
    config.server.drain_delay_ms = 0;
    config.rate_limit.enabled = false;
    config
}

/// Where the suite's PostgreSQL is; `scripts/test` starts one.
fn postgres() -> String {
    env::var("TEST_POSTGRES_URL").expect(
        "TEST_POSTGRES_URL is not set: run the tests by `scripts/test`, which starts PostgreSQL",
    )
}

/// Migrates the database and takes three agencies into it.
async fn prepare(url: &str, folder: &std::path::Path) -> [Agency; 3] {
    let pool = startup::connect(&config(url, folder)).await.unwrap();
    pool.migrate().await.unwrap();
    pool.close().await;
    let database = Database::connect(url).await.unwrap();
    let transaction = database.begin().await.unwrap();
    let clock = TestClock::new();
    let agencies = [
        establish(&transaction, "Lakeside Care", &clock).await,
        establish(&transaction, "Harbor Meals", &clock).await,
        establish(&transaction, "Third Street Clinic", &clock).await,
    ];
    transaction.commit().await.unwrap();
    database.close().await.unwrap();
    agencies
}

async fn copy_of_file(folder: &std::path::Path) -> (String, [Agency; 3]) {
    let (template, _) = FILE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path().join("template.db").display().to_string();
            let agencies = prepare(&format!("sqlite://{place}"), folder.path()).await;
            (Template { place, agencies }, folder)
        })
        .await;
    let copy = folder.join("test.db");
    std::fs::copy(&template.place, &copy).unwrap();
    (format!("sqlite://{}", copy.display()), template.agencies.clone())
}

async fn copy_of_template() -> (String, [Agency; 3]) {
    let admin_url = postgres();
    let server = admin_url.rsplit_once('/').unwrap().0.to_owned();
    let admin = Database::connect(&admin_url).await.unwrap();
    let template = TEMPLATE
        .get_or_init(|| async {
            let place = format!("template_{}", Uuid::new_v4().simple());
            admin.execute_unprepared(&format!("CREATE DATABASE {place}")).await.unwrap();
            let folder = tempfile::tempdir().unwrap();
            let agencies = prepare(&format!("{server}/{place}"), folder.path()).await;
            Template { place, agencies }
        })
        .await;
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let name = format!("test_{}_{number}", std::process::id());
    let create = format!("CREATE DATABASE {name} TEMPLATE {}", template.place);
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    (format!("{server}/{name}"), template.agencies.clone())
}

async fn establish(database: &impl ConnectionTrait, name: &str, clock: &TestClock) -> Agency {
    let now = clock.now();
    let id = Uuid::new_v4();
    let nobody = Uuid::nil().into();
    agency::ActiveModel {
        agency_id: Set(id.into()),
        id: Set(id.into()),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        created_by: Set(nobody),
        updated_by: Set(nobody),
        name: Set(name.to_owned()),
        time_zone: Set("America/Chicago".to_owned()),
        weekend_days: Set(JsonText(vec![6, 7])),
        holidays: Set(JsonText(Vec::new())),
        referral_answer_days: Set(2),
        minutes_days: Set(3),
        referral_intake: Set(JsonText(agency::ReferralIntake::default())),
        estimate_missing_items: Set(false),
    }
    .insert(database)
    .await
    .unwrap();
    let mut users = Vec::new();
    for role in Role::iter() {
        let user = Uuid::new_v4();
        user_account::ActiveModel {
            agency_id: Set(id.into()),
            id: Set(user.into()),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            created_by: Set(nobody),
            updated_by: Set(nobody),
            display_name: Set(format!("{role} of {name}")),
            email: Set(None),
            roles: Set(JsonText(vec![role])),
            status: Set(user_account::Status::Active),
        }
        .insert(database)
        .await
        .unwrap();
        users.push((role, user));
    }
    Agency { id, users }
}

#[derive(Clone)]
pub struct Caller {
    pub base: String,
    pub token: Option<String>,
    pub http: reqwest::Client,
    /// Where the trail of each request is looked for.
    database: DatabaseConnection,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The answer, if it has the status; else the test fails and shows it.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self
    }

    /// The answer is a problem of this kind.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.body["code"], code, "{:#}", answer.body);
        answer
    }

    /// `id` of the resource.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().expect("the answer has an id").to_owned()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }

    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Caller {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// An action on a version of a resource.
    pub async fn act(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[("if-match", etag)], Some(body)).await
    }

    /// An action that takes no body.
    pub async fn act_plainly(&self, path: &str, etag: &str) -> Answer {
        self.send(Method::POST, path, &[("if-match", etag)], None).await
    }

    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, &[("if-match", etag)], Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, &[], Some(body)).await
    }

    pub async fn delete(&self, path: &str, etag: &str) -> Answer {
        self.send(Method::DELETE, path, &[("if-match", etag)], None).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let body = body.map(|body| body.to_string().into_bytes());
        let typed = body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type");
        let mut all = headers.to_vec();
        if typed {
            all.push(("content-type", "application/json"));
        }
        self.send_bytes(method, path, &all, body).await
    }

    /// Sends the request as it is, and checks that the answer is documented.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        // What is not JSON, such as a picture, is its text.
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).unwrap_or_else(|_| text())
        };
        contract::check(&method, path, status, &headers, &body, bytes.is_empty());
        trail::check(&self.database, &method, path, status, &headers).await;
        Answer { status, headers, body }
    }
}
