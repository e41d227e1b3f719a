//! Which crate may know which: the table of ARCHITECTURE.md, compared with what cargo builds.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::shell::{command, output};

/// Who may depend on whom. A crate that is not listed may depend on none of ours.
const ARROWS: [(&str, &[&str]); 9] = [
    ("sotto-wire", &["sotto-model"]),
    ("sotto-omemo", &["sotto-model"]),
    ("sotto-store", &["sotto-omemo", "sotto-model"]),
    ("sotto-views", &["sotto-model"]),
    (
        "sotto-engine",
        &["sotto-wire", "sotto-omemo", "sotto-store", "sotto-model"],
    ),
    (
        "sotto-client",
        &["sotto-engine", "sotto-views", "sotto-store", "sotto-model"],
    ),
    ("sotto-rpc", &["sotto-client"]),
    ("sotto", &["sotto-client", "sotto-model"]),
    ("sotto-model", &[]),
];

/// Measures and test tools may see everything.
const FREE: [&str; 2] = ["sotto-bench", "sotto-testkit"];

/// Seen by tests alone.
const TESTKIT: &str = "sotto-testkit";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// Arrows that are drawn and not allowed.
pub fn check() -> Result<Vec<String>> {
    let metadata = output(&mut command(
        "cargo",
        &["metadata", "--format-version", "1", "--no-deps", "--locked"],
    ))?;
    Ok(forbidden(&serde_json::from_str::<Metadata>(&metadata)?))
}

fn forbidden(metadata: &Metadata) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let ours: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let mut found = Vec::new();
    for package in metadata
        .packages
        .iter()
        .filter(|package| !FREE.contains(&package.name.as_str()))
    {
        let arrows = allowed.get(package.name.as_str()).copied().unwrap_or_default();
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| ours.contains(&dependency.name.as_str()))
        {
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let fine = arrows.contains(&dependency.name.as_str()) || (for_tests && dependency.name == TESTKIT);
            if !fine {
                found.push(format!(
                    "{} must not depend on {} (see ARCHITECTURE.md, the crates)",
                    package.name, dependency.name
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(from: &str, to: &str, kind: &str) -> Vec<String> {
        let package =
            |name: &str, dependencies: &str| format!(r#"{{"name": "{name}", "dependencies": [{dependencies}]}}"#);
        let arrow = format!(r#"{{"name": "{to}", "kind": {kind}}}"#);
        let text = format!(r#"{{"packages": [{}, {}]}}"#, package(from, &arrow), package(to, ""));
        forbidden(&serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn the_engine_may_not_know_the_runtime() {
        assert_eq!(draw("sotto-engine", "sotto-client", "null").len(), 1);
        assert!(draw("sotto-client", "sotto-engine", "null").is_empty());
    }

    #[test]
    fn only_tests_may_see_the_testkit() {
        assert_eq!(draw("sotto-engine", "sotto-testkit", "null").len(), 1);
        assert!(draw("sotto-engine", "sotto-testkit", r#""dev""#).is_empty());
    }

    #[test]
    fn a_crate_nobody_decided_about_may_depend_on_none_of_ours() {
        assert_eq!(draw("sotto-newcomer", "sotto-model", "null").len(), 1);
    }
}
