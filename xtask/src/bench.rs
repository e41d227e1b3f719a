//! `./dev bench [NAME] [--full]`: the measurements of `benches/`, each with its ratio to a limit or a peer.

use anyhow::Result;

use crate::setup::{self, Purpose};
use crate::shell::{self, run, step};

/// Builds as users get it and measures.
pub fn command(words: &[&str]) -> Result<()> {
    setup::prepare(Purpose::Test)?;
    let names: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with("--")).collect();
    if shows_windows(&names) {
        setup::front_end()?;
    }
    step("Build (release)");
    run(shell::command("cargo", &["build", "--release"]).args(programs(&names)))?;
    step("Measure");
    // Not by `cargo run`, which would build it again with other features.
    let program = format!("sotto-bench{}", std::env::consts::EXE_SUFFIX);
    let mut bench = shell::command(shell::target().join("release").join(program), words);
    // Some measurements need a server or a screen, which the Python of the test lab brings up.
    run(bench.env("SOTTO_PYTHON", shell::python()))
}

/// What these benchmarks measure, as cargo is told it; no name means all of them.
fn programs(names: &[&str]) -> Vec<&'static str> {
    let mut found = vec!["--package", "sotto-bench"];
    if names.is_empty() || names.iter().any(|name| name.starts_with("sync")) || shows_windows(names) {
        found.extend(["--package", "sotto-rpc"]);
    }
    if shows_windows(names) {
        found.extend(["--package", "sotto", "--features", "sotto-bench/window"]);
    }
    found
}

fn shows_windows(names: &[&str]) -> bool {
    names.is_empty()
        || names
            .iter()
            .any(|name| ["cold_start", "memory", "send_to_paint", "scroll"].contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measuring_arithmetic_builds_no_window() {
        assert_eq!(programs(&["ratchet"]), ["--package", "sotto-bench"]);
    }

    #[test]
    fn measuring_everything_builds_the_window_and_an_empty_one() {
        assert!(programs(&[]).contains(&"sotto"));
        assert!(programs(&["memory"]).contains(&"sotto-bench/window"));
    }
}
