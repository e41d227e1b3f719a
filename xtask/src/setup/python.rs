//! The Python side of the tests, in an environment of its own.

use std::fs;

use anyhow::{Context, Result};

use crate::shell::{self, command, dev, has, root, run, step};

/// Creates `.dev/venv`, or brings it up to `tests/requirements.txt`.
pub fn install() -> Result<()> {
    let environment = dev().join("venv");
    let wanted = fs::read_to_string(root().join("tests/requirements.txt"))?;
    // What was installed last; written only once everything is in.
    let stamp = environment.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step("Python packages for the tests, in .dev/venv");
    fs::create_dir_all(dev())?;
    if !shell::python().exists() {
        let python = if has("python3") { "python3" } else { "python" };
        run(command(python, &["-m", "venv"]).arg(&environment))
            .context("Python 3.10 or newer with its venv module is needed")?;
    }
    run(&mut command(
        shell::python(),
        &["-m", "pip", "install", "--quiet", "-r", "tests/requirements.txt"],
    ))?;
    fs::write(stamp, wanted)?;
    Ok(())
}
