//! Runs a measurement of `benches/measure`, which needs a server or a screen and therefore the Python test lab.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;

/// What the measurement found: the last line that it printed, as JSON.
///
/// # Errors
/// If it cannot be run, fails, or prints something else.
pub fn measure<T: DeserializeOwned>(name: &str, arguments: &[String]) -> Result<T> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("a work tree")?;
    let python = std::env::var_os("SOTTO_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let paths = std::env::join_paths([root.join("tests"), root.join("benches")])?;
    let output = Command::new(python)
        .args(["-m", &format!("measure.{name}")])
        .args(arguments)
        .env("PYTHONPATH", paths)
        // A log of everything is for tests; it costs time that no user pays.
        .env("SOTTO_LOG", "warn")
        .env("RUST_LOG", "warn")
        .env("SOTTO_RPC", beside_us("sotto-rpc")?)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the measurement {name} failed");
    let printed = String::from_utf8_lossy(&output.stdout);
    let line = printed.lines().last().context("a measurement prints its figures")?;
    Ok(serde_json::from_str(line)?)
}

/// Where a program is that was built with this one.
///
/// # Errors
/// If the system does not say where this program is.
pub fn beside_us(name: &str) -> Result<PathBuf> {
    let us = std::env::current_exe()?;
    Ok(us.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}
