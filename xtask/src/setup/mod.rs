//! Installs what is missing, and only that: a second run takes a second.

mod packages;
mod prosody;
mod python;

use anyhow::{Result, bail};

use crate::shell::{self, run, step};

/// What the installed things are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To build and open Sotto.
    Build,
    /// To show it against a server of its own.
    Demo,
    /// To run everything CI runs.
    Test,
    /// To build for Windows.
    Windows,
}

/// `./dev setup [build|demo|test|windows]`.
pub fn command(words: &[&str]) -> Result<()> {
    let purpose = match words {
        [] | ["test"] => Purpose::Test,
        ["build"] => Purpose::Build,
        ["demo"] => Purpose::Demo,
        ["windows"] => Purpose::Windows,
        _ => bail!("usage: ./dev setup [build|demo|test|windows]"),
    };
    prepare(purpose)?;
    step("Everything is there");
    Ok(())
}

/// Installs what is missing for this purpose.
pub fn prepare(purpose: Purpose) -> Result<()> {
    match purpose {
        Purpose::Build => packages::install(&["build"]),
        Purpose::Windows => packages::install(&["build", "windows"]),
        Purpose::Demo => {
            packages::install(&["build", "demo"])?;
            python::install()
        }
        Purpose::Test => {
            packages::install(&["build", "demo", "test"])?;
            prosody::unpack()?;
            python::install()
        }
    }
}

/// The front end's packages and its built files, which the window is compiled with.
pub fn front_end() -> Result<()> {
    if !packages_are_there() {
        step("Front end: packages");
        run(&mut shell::npm(&["ci", "--no-audit", "--no-fund"]))?;
    }
    step("Front end: build");
    run(&mut shell::npm(&["run", "build"]))
}

/// Whether the packages were installed after they were last chosen: npm notes what it installed.
fn packages_are_there() -> bool {
    let changed = |path: &str| std::fs::metadata(shell::root().join(path)).and_then(|file| file.modified());
    match (
        changed("ui/package-lock.json"),
        changed("ui/node_modules/.package-lock.json"),
    ) {
        (Ok(chosen), Ok(installed)) => installed >= chosen,
        _ => false,
    }
}
