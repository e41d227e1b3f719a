//! `./dev bench [NAME] [--full]`: the measurements of `benches/`, each with its ratio to a limit or a peer.

use std::process::Command;

use anyhow::Result;

use crate::setup::{self, Purpose};
use crate::shell::{self, run, step};

/// Builds as users get it and measures.
pub fn command(words: &[&str]) -> Result<()> {
    setup::prepare(Purpose::Test)?;
    if !shell::root().join("ui/dist").exists() {
        setup::front_end()?;
    }
    step("Build (release)");
    run(&mut cargo(&["build", "--release", "--workspace"]))?;
    step("Measure");
    run(cargo(&["run", "--release", "--quiet", "--package", "sotto-bench", "--"]).args(words))
}

/// cargo, told where the Python of the test lab is: some measurements need a server.
fn cargo(words: &[&str]) -> Command {
    let mut cargo = shell::command("cargo", words);
    cargo.env("SOTTO_PYTHON", shell::python());
    cargo
}
