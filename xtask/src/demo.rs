//! Opening Sotto: as it is, or with a server and somebody to talk to.

use anyhow::Result;

use crate::setup::{self, Purpose};
use crate::shell::{self, command, step};

/// `./dev run`: the plain client.
pub fn run(words: &[&str]) -> Result<()> {
    setup::prepare(Purpose::Build)?;
    build()?;
    step("Sotto");
    shell::run(command(shell::target().join("debug/sotto"), &[]).args(words))
}

/// `./dev demo`: an encrypted conversation to look at, one command after the clone.
pub fn demo() -> Result<()> {
    setup::prepare(Purpose::Demo)?;
    build()?;
    step("A server, two accounts and a foreign encrypted peer");
    shell::run(command(shell::python(), &["-m", "lab.demo"]).env("PYTHONPATH", shell::root().join("tests")))
}

fn build() -> Result<()> {
    setup::front_end()?;
    step("Build");
    shell::run(&mut command("cargo", &["build", "-p", "sotto", "-p", "sotto-rpc"]))
}
