//! The environment as a source of settings, and errors that name the setting and where it came
//! from but never show its value.

use figment::error::Kind;
use figment::util::nest;
use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

use super::ConfigError;

const PREFIX: &str = "CAREWRIGHT_";
const SEPARATOR: &str = "__";
/// The usual name, which many platforms set.
const DATABASE_URL: &str = "DATABASE_URL";
/// Where the file is; read by the command line.
const CONFIG_FILE: &str = "CAREWRIGHT_CONFIG";

/// The environment variables that are settings, under their keys.
pub(super) struct Environment(Vec<(String, Value)>);

impl Environment {
    pub(super) fn of_process() -> Self {
        // A variable that is not text cannot be a setting of ours.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::of(std::env::vars_os().filter_map(text))
    }

    pub(super) fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut settings = Vec::new();
        for (name, value) in variables {
            if name == DATABASE_URL {
                // First, so that the name of our own has the last word.
                settings.insert(0, ("database.url".to_owned(), Value::from(value)));
            } else if let Some(key) = name.strip_prefix(PREFIX)
                && name != CONFIG_FILE
            {
                let key = key.to_ascii_lowercase().replace(SEPARATOR, ".");
                settings.push((key, value.parse().unwrap_or_else(|never| match never {})));
            }
        }
        Self(settings)
    }
}

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("the environment")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut merged = Dict::new();
        for (key, value) in &self.0 {
            if let Value::Dict(_, settings) = nest(key, value.clone()) {
                merge(&mut merged, settings);
            }
        }
        Ok(Map::from([(Profile::Default, merged)]))
    }
}

fn merge(into: &mut Dict, settings: Dict) {
    for (key, value) in settings {
        match (into.get_mut(&key), value) {
            (Some(Value::Dict(_, inner)), Value::Dict(_, more)) => merge(inner, more),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}

/// The library's error without the value, which its own text shows.
pub(super) fn explain(error: figment::Error) -> ConfigError {
    ConfigError { problems: error.into_iter().map(|problem| sentence(&problem)).collect() }
}

fn sentence(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let what = match &error.kind {
        Kind::UnknownField(_, known) => {
            format!("is not a setting; known here: {}", known.join(", "))
        }
        Kind::UnknownVariant(_, known) => format!("must be one of {}", known.join(", ")),
        Kind::InvalidType(_, expected)
        | Kind::InvalidValue(_, expected)
        | Kind::InvalidLength(_, expected) => format!("must be {expected}"),
        // A syntax error of the file: its other lines quote the file.
        Kind::Message(text) => text.lines().next().unwrap_or_default().to_owned(),
        Kind::ISizeOutOfRange(_) | Kind::USizeOutOfRange(_) => "is out of range".to_owned(),
        _ => "has the wrong form".to_owned(),
    };
    let source = match &error.metadata {
        Some(metadata) if metadata.name == "the environment" => " (in the environment)",
        _ => " (in the configuration file)",
    };
    format!("{key} {what}{source}").trim_start().to_owned()
}
