//! Boundaries that module privacy cannot express. See ARCHITECTURE.md.

#![expect(clippy::unwrap_used, reason = "a test without ceremony")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// The layer that a file of a domain belongs to: the name of the file, or of
/// the folder when a layer has grown into one.
fn layer(path: &Path) -> String {
    let mut steps = path.iter().skip_while(|step| *step != "domains").skip(2);
    let first = steps.next().unwrap_or_default().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn domain(path: &Path) -> String {
    let mut steps = path.iter().skip_while(|step| *step != "domains").skip(1);
    let name = steps.next().unwrap_or_default().to_string_lossy().into_owned();
    name.trim_end_matches(".rs").to_owned()
}

#[test]
fn platform_and_entity_know_no_domain() {
    for (path, text) in sources("src/platform").into_iter().chain(sources("entity/src")) {
        for forbidden in ["crate::domains", "crate::server", "crate::commands", "crate::openapi"] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
        }
    }
}

#[test]
fn only_repositories_speak_sea_orm() {
    for (path, text) in sources("src/domains") {
        if layer(&path) != "repository" {
            assert!(!text.contains("sea_orm"), "{}", path.display());
        }
    }
}

#[test]
fn handlers_reach_the_database_only_through_their_service() {
    for (path, text) in sources("src/domains") {
        if layer(&path) == "handlers" {
            for forbidden in ["repository", "rules::", "store::", "sea_orm"] {
                assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
            }
        }
    }
}

#[test]
fn rules_are_pure() {
    for (path, text) in sources("src/domains") {
        if layer(&path) == "rules" {
            for forbidden in ["async fn", ".await", "store::", "sea_orm"] {
                assert!(!text.contains(forbidden), "{}: {forbidden}", path.display());
            }
        }
    }
}

#[test]
fn only_the_exchange_of_referrals_writes_another_agencys_side() {
    for (path, text) in sources("src/domains") {
        if text.contains("partner_side") {
            assert_eq!(domain(&path), "referrals", "{}", path.display());
        }
    }
}

/// Which domain names which other one.
fn calls() -> BTreeMap<String, BTreeSet<String>> {
    let files = sources("src/domains");
    let names: BTreeSet<_> = files.iter().map(|(path, _)| domain(path)).collect();
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in &files {
        let caller = domain(path);
        if caller == "mod" {
            continue;
        }
        for callee in names.iter().filter(|name| **name != caller) {
            let named = [
                format!("domains::{callee}"),
                format!("{callee}::service"),
                format!("{callee}::dto"),
            ];
            if named.iter().any(|name| text.contains(name.as_str())) {
                calls.entry(caller.clone()).or_default().insert(callee.clone());
            }
        }
    }
    calls
}

#[test]
fn calls_between_domains_form_no_cycle() {
    fn visit(
        name: &str,
        calls: &BTreeMap<String, BTreeSet<String>>,
        path: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) {
        assert!(!path.iter().any(|step| step == name), "a cycle: {path:?} → {name}");
        if done.contains(name) {
            return;
        }
        path.push(name.to_owned());
        for callee in calls.get(name).into_iter().flatten() {
            visit(callee, calls, path, done);
        }
        path.pop();
        done.insert(name.to_owned());
    }
    let calls = calls();
    assert!(!calls.is_empty());
    let mut done = BTreeSet::new();
    for name in calls.keys() {
        visit(name, &calls, &mut Vec::new(), &mut done);
    }
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    for folder in ["src", "entity/src", "migration/src"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            assert!(lines <= 600, "{} has {lines} lines", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for folder in ["src", "entity/src", "migration/src", "tests"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{}", path.display());
        }
    }
}

#[test]
fn rows_are_never_serialised() {
    for (path, text) in sources("entity/src") {
        for part in text.split("#[derive(").skip(1) {
            let (derives, rest) = part.split_once(")]").unwrap();
            let model = derives.contains("DeriveEntityModel");
            assert!(!(model && derives.contains("Serialize")), "{}: {rest:.60}", path.display());
        }
    }
}

/// Columns that name a client without tying the row to them.
/// That one is concealed by itself, where the client is hidden.
const NO_TIE: [(&str, &str); 1] = [("related_person.rs", "is_client_id")];

#[test]
fn every_row_that_names_a_client_is_hidden_with_a_restricted_one() {
    for (path, text) in sources("entity/src") {
        let Some(model) = text.split("pub struct Model {").nth(1) else { continue };
        let model = model.split("\n}").next().unwrap();
        if !text.contains("impl Resource for Entity") {
            continue;
        }
        let ties = text.split("const CLIENTS").nth(1).and_then(|rest| rest.split(';').next());
        for line in model.lines().filter(|line| line.contains("ClientId") && !line.contains("Api"))
        {
            let Some((name, "ClientId" | "Option<ClientId>")) = line
                .trim()
                .strip_prefix("pub ")
                .and_then(|field| field.trim_end_matches(',').split_once(": "))
            else {
                continue;
            };
            let file = path.file_name().unwrap().to_string_lossy();
            if name == "id" || NO_TIE.contains(&(file.as_ref(), name)) {
                continue;
            }
            let column: String = name
                .split('_')
                .map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..]))
                .collect::<Vec<_>>()
                .concat();
            let tied = ties.is_some_and(|ties| ties.contains(&format!("Column::{column}")));
            assert!(tied, "{}: {name} is not in CLIENTS of its Resource", path.display());
        }
    }
}

#[test]
fn only_clients_look_past_a_restriction() {
    for (path, text) in sources("src/domains") {
        if text.contains("Whole::of") {
            assert_eq!(domain(&path), "clients", "{}", path.display());
        }
    }
}
