//! Where settings come from, and that a wrong one is named but not shown.

use super::*;

fn variables(pairs: &[(&str, &str)]) -> Environment {
    Environment::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

fn config(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::assemble(file, variables(environment), &Flags::default())
}

fn problems(file: &str, environment: &[(&str, &str)]) -> Vec<String> {
    config(file, environment).unwrap_err().problems
}

fn problem(file: &str) -> String {
    let problems = problems(file, &[]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

const PRODUCTION: &str = "mode = 'production'\n[server]\npublic_url = 'https://care.example'\n";

#[test]
fn without_settings_it_is_development_on_loopback_with_files_in_one_place() {
    let config = config("", &[]).unwrap();
    assert_eq!(config.mode, Mode::Development);
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.metrics.listen.to_string(), "127.0.0.1:9464");
    assert_eq!(config.database_url().expose(), "sqlite://./.data/carewright.db?mode=rwc");
    assert_eq!(config.keys_directory(), Path::new("./.data/keys"));
    assert_eq!(config.issuer(), "http://carewright.localhost");
    assert_eq!(config.longest_token(), TimeDelta::hours(12));
    assert_eq!(config.log_format(), LogFormat::Pretty);
    assert!(config.generates_keys());
}

#[test]
fn flags_come_before_the_environment_and_that_before_the_file() {
    let file = "data_dir = '/file'\n[server]\nlisten = '127.0.0.1:1'\nmax_in_flight = 7\n\
        [database]\nurl = 'postgres://file/db'\nmax_connections = 3\n";
    let environment = [
        ("CAREWRIGHT_SERVER__LISTEN", "127.0.0.1:2"),
        ("CAREWRIGHT_DATABASE__READ_CONNECTIONS", "9"),
        ("DATABASE_URL", "postgres://environment/db"),
        ("CAREWRIGHT_DATA_DIR", "/environment"),
        ("CAREWRIGHT_CONFIG", "ignored.toml"),
        ("UNRELATED", "1"),
    ];
    let config_of = |flags: &Flags| Config::assemble(file, variables(&environment), flags).unwrap();
    let config = config_of(&Flags::default());
    assert_eq!(config.server.listen.port(), 2);
    assert_eq!((config.server.max_in_flight, config.database.max_connections), (7, 3));
    assert_eq!(config.database.read_connections, 9);
    assert_eq!(config.database_url().expose(), "postgres://environment/db");
    assert_eq!(config.data_dir, Path::new("/environment"));

    let config = config_of(&Flags {
        mode: Some(Mode::Demo),
        listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        database_url: Some("sqlite:///flag.db".to_owned()),
        data_dir: Some(PathBuf::from("/flag")),
    });
    assert_eq!((config.mode, config.server.listen.port()), (Mode::Demo, 0));
    assert_eq!(config.database_url().expose(), "sqlite:///flag.db");
    assert_eq!(config.keys_directory(), Path::new("/flag/keys"));
}

#[test]
fn our_own_name_of_the_database_has_the_last_word() {
    for order in [[0, 1], [1, 0]] {
        let both = [
            ("DATABASE_URL", "postgres://usual/db"),
            ("CAREWRIGHT_DATABASE__URL", "postgres://own/db"),
        ];
        let config = config("", &order.map(|position| both[position])).unwrap();
        assert_eq!(config.database_url().expose(), "postgres://own/db");
    }
}

#[test]
fn the_environment_reaches_every_kind_of_setting() {
    let config = config(
        "",
        &[
            ("CAREWRIGHT_MODE", "demo"),
            ("CAREWRIGHT_SERVER__WORKERS", "3"),
            ("CAREWRIGHT_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
            ("CAREWRIGHT_SERVER__HSTS", "false"),
            ("CAREWRIGHT_CORS__ALLOWED_ORIGINS", "https://a.example,http://localhost:5173"),
            ("CAREWRIGHT_LOG__FORMAT", "json"),
            ("CAREWRIGHT_LOG__LEVEL", "warn,carewright=debug"),
            ("CAREWRIGHT_KEYS__DIRECTORY", "/run/keys"),
            ("CAREWRIGHT_METRICS__ENABLED", "false"),
            ("CAREWRIGHT_RATE_LIMIT__PER_AGENCY_PER_MINUTE", "60"),
        ],
    );
    let config = config.unwrap();
    assert_eq!((config.mode, config.server.workers), (Mode::Demo, Some(3)));
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.cors.allowed_origins, ["https://a.example", "http://localhost:5173"]);
    assert_eq!(config.log_format(), LogFormat::Json);
    assert!(!config.server.hsts && !config.metrics.enabled);
    assert_eq!(config.keys_directory(), Path::new("/run/keys"));
    assert_eq!(config.rate_limit.per_agency_per_minute, 60);
}

#[test]
fn a_problem_begins_with_the_key() {
    for (file, expected) in [
        ("[database]\nmax_connections = 0", "database.max_connections must be between 1 and 200"),
        ("[database]\nmax_connections = 201", "database.max_connections must be between 1 and 200"),
        ("[database]\nmax_connections = -1", "database.max_connections must be"),
        ("[database]\nmax_connections = 'many'", "database.max_connections must be"),
        (
            "[database]\nurl = 'mysql://x/y'",
            "database.url must begin with postgres:// or sqlite://",
        ),
        ("[database]\nurl = 'sqlite::memory:'", "database.url must name a SQLite file"),
        ("[database]\nlock_timeout_ms = 6000", "database.lock_timeout_ms must not be more"),
        ("[server]\nlisten = 'localhost'", "server.listen"),
        ("[server]\nlisten = '0.0.0.0:8080'", "server.listen must be a loopback address"),
        ("[metrics]\nlisten = '[::]:9464'", "metrics.listen must be a loopback address"),
        ("[metrics]\nlisten = '127.0.0.1:8080'", "metrics.listen must not be the address of"),
        ("[server]\nbody_limit_bytes = 1", "server.body_limit_bytes must be between"),
        ("[server]\npublic_url = 'care.example'", "server.public_url must be an http(s) URL"),
        ("[server]\npublic_url = 'https://care.example/'", "server.public_url must be an http(s)"),
        ("[server]\nlong_body_deadline_seconds = 5", "server.long_body_deadline_seconds must not"),
        (
            "[server]\ntrusted_proxies = ['10.0.0.0/33']",
            "server.trusted_proxies must be an address",
        ),
        ("[server]\ntrusted_proxies = [1]", "server.trusted_proxies"),
        ("[cors]\nallowed_origins = ['*']", "cors.allowed_origins must hold origins"),
        (
            "[cors]\nallowed_origins = ['https://a.example/']",
            "cors.allowed_origins must hold origins",
        ),
        (
            "[tokens]\nlifetime_seconds = 43201",
            "tokens.lifetime_seconds must be between 60 and 43200",
        ),
        ("[tokens]\naudience = ''", "tokens.audience must not be empty"),
        ("[rate_limit]\nper_agency_burst = 0", "rate_limit.per_agency_burst must be between"),
        ("[log]\nlevel = 'a=b=c'", "log.level must be a level"),
        ("[log]\nformat = 'xml'", "log.format must be one of json, pretty"),
        ("mode = 'staging'", "mode must be one of development, production, demo"),
        ("[server]\nlisen = 1", "server.lisen is not a setting; known here: listen, workers"),
        ("[sever]\nlisten = 1", "sever is not a setting; known here: mode"),
        ("server = 1", "server must be"),
        ("[server", "TOML parse error at line 1"),
    ] {
        let problem = problem(file);
        assert!(problem.starts_with(expected), "{file}: {problem}");
    }
}

#[test]
fn the_source_of_a_problem_is_named() {
    let environment = [("CAREWRIGHT_SERVER__LISEN", "1")];
    assert!(problems("", &environment)[0].ends_with("(in the environment)"));
    assert!(problem("[server]\nlisen = 1").ends_with("(in the configuration file)"));
    let missing = Config::load(Some(Path::new("/nowhere/carewright.toml")), &Flags::default());
    assert!(missing.unwrap_err().to_string().contains("/nowhere/carewright.toml cannot be read"));
}

#[test]
fn all_problems_are_told_at_once() {
    let file =
        "[server]\nmax_in_flight = 0\n[database]\nread_connections = 0\n[tokens]\naudience=''";
    assert_eq!(problems(file, &[]).len(), 3);
}

#[test]
fn no_problem_shows_a_value() {
    let canary = "c4n4ry";
    for file in [
        format!("[database]\nurl = 'mysql://u:{canary}@h/d'"),
        format!("[database]\nurl = 'sqlite://:memory:{canary}'"),
        format!("[database]\nurl = ['{canary}']"),
        format!("[database]\nurl = 'postgres://u:{canary}@h/d"),
        format!("mode = '{canary}'"),
        format!("[server]\nlisten = '{canary}'"),
        format!("[server]\nworkers = '{canary}'"),
        format!("[server]\ntrusted_proxies = '{canary}'"),
        format!("[server]\npublic_url = '{canary}'"),
        format!("[tokens]\nissuer = '{canary}'"),
        format!("[cors]\nallowed_origins = ['{canary}']"),
        format!("[log]\nlevel = '={canary}='"),
    ] {
        let error = config(&file, &[]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(canary), "{error:?}");
    }
    let flags = Flags { database_url: Some(canary.to_owned()), ..Flags::default() };
    let error = Config::assemble("", variables(&[]), &flags).unwrap_err();
    assert!(error.problems[0].starts_with("database.url must begin"));
    assert!(!format!("{error} {error:?}").contains(canary));
}

#[test]
fn production_asks_for_more_and_allows_less() {
    let production = config(PRODUCTION, &[("CAREWRIGHT_SERVER__LISTEN", "0.0.0.0:80")]).unwrap();
    assert_eq!(production.issuer(), "https://care.example");
    assert_eq!(production.longest_token(), TimeDelta::minutes(10));
    assert_eq!(production.token_life(), TimeDelta::minutes(10));
    assert_eq!(production.log_format(), LogFormat::Json);
    assert!(!production.generates_keys());

    for (extra, key) in [
        (
            "public_url = 'http://care.example'",
            "server.public_url must be set, and begin with https",
        ),
        ("", "server.public_url must be set"),
        (
            "public_url = 'https://x'\n[tokens]\nlifetime_seconds = 601",
            "tokens.lifetime_seconds must",
        ),
        ("public_url = 'https://x'\n[tokens]\nissuer = 'http://x'", "tokens.issuer must begin"),
    ] {
        let problem = problem(&format!("mode = 'production'\n[server]\n{extra}"));
        assert!(problem.starts_with(key), "{problem}");
    }
}

#[test]
fn a_database_url_never_shows_its_password() {
    let canary = "s3cret";
    for (url, shown) in [
        (
            "postgres://care:s3cret@db.example:5432/care?sslmode=verify-full",
            "postgres://db.example:5432/care",
        ),
        ("postgresql://care:s3cret@[::1]:5432/care", "postgres://[::1]:5432/care"),
        ("postgres://care:s3cret@[::1]/care", "postgres://[::1]/care"),
        ("postgres://care:s3cret@%2Frun%2Fpostgresql/care", "postgres://%2Frun%2Fpostgresql/care"),
        ("postgres:///care?host=/run/postgresql&password=s3cret", "postgres:///care"),
        ("postgres://care:a@s3cret@db/care", "postgres://db/care"),
        ("postgres://care:a/s3cret@db/care", "postgres://db/care"),
        ("postgres://care:s3cret/a@db/care", "postgres://db/care"),
        ("postgres://care:s3cret?a@db/care", "postgres://…"),
        ("postgres://care:a?s3cret@db/care", "postgres://…"),
        ("postgres://care:s3cret#a@db/care", "postgres://db/care"),
        ("postgres://care:s3cret", "postgres://…"),
        ("postgres://care:s3cret/db", "postgres://…"),
        ("postgres://db/care?password=a@s3cret", "postgres://…"),
        ("sqlite:///var/lib/care.db?mode=rwc", "sqlite:///var/lib/care.db"),
        ("sqlite://./.data/care.db", "sqlite://./.data/care.db"),
    ] {
        let value = DatabaseUrl::try_from(url.to_owned()).unwrap();
        assert_eq!(value.to_string(), shown);
        assert_eq!(value.expose(), url);
        assert!(!format!("{value:?} {value}").contains(canary));
        let config = config("", &[("DATABASE_URL", url)]).unwrap();
        assert!(!format!("{config:?}").contains(canary));
    }
}

#[test]
fn a_data_directory_may_have_an_odd_name() {
    let url = DatabaseUrl::sqlite_file(Path::new("/odd?100%/x.db"));
    assert_eq!(url.expose(), "sqlite:///odd%3F100%25/x.db?mode=rwc");
    assert!(url.is_sqlite());
}

#[test]
fn a_network_contains_what_shares_its_prefix() {
    let contains = |network: &str, address: &str| {
        Network::try_from(network.to_owned()).unwrap().contains(address.parse().unwrap())
    };
    for (network, address, expected) in [
        ("10.0.0.0/8", "10.255.1.2", true),
        ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true),
        ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false),
        ("192.0.2.7/31", "192.0.2.6", true),
        ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("fd00::/8", "fdff::1", true),
        ("fd00::/8", "fe80::1", false),
        ("::1", "::1", true),
        ("::/0", "2001:db8::1", true),
    ] {
        assert_eq!(contains(network, address), expected, "{network} {address}");
    }
    for bad in ["", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1", "host"] {
        assert!(Network::try_from(bad.to_owned()).is_err(), "{bad}");
    }
}
