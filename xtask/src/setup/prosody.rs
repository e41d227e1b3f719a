//! Prosody 13 for the tests: Debian 12's backports, unpacked into `.dev` and not installed, beside Debian's own 0.12.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::packages::{debian_mirror, debian_release};
use crate::shell::{dev, output, run, step};

/// Unpacks it where it is missing. On other systems than Debian 12 the tests use the Prosody that is installed.
pub fn unpack() -> Result<()> {
    let there = dev().join("prosody13");
    if there.join("usr/bin/prosody").exists() || debian_release().as_deref() != Some("bookworm") {
        return Ok(());
    }
    step("Prosody 13 from bookworm-backports, unpacked into .dev");
    let apt = dev().join("apt");
    for directory in ["lists/partial", "cache/archives/partial", "debs"] {
        fs::create_dir_all(apt.join(directory))?;
    }
    let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
    fs::write(
        apt.join("sources.list"),
        format!("deb [signed-by={keys}] {} bookworm-backports main\n", debian_mirror()?),
    )?;
    run(apt_get(&apt).args(["update", "-qq"]))
        .context("bookworm-backports could not be read from this machine's mirror")?;
    run(apt_get(&apt).args(["download", "-qq", "prosody", "prosody-modules"]))?;
    for package in fs::read_dir(apt.join("debs"))? {
        output(Command::new("dpkg").arg("-x").arg(package?.path()).arg(&there))?;
    }
    point_launcher(&there)
}

/// An apt with lists and sources of its own: the system's stay as they are, and no root is needed.
fn apt_get(apt: &Path) -> Command {
    let mut command = Command::new("apt-get");
    command.current_dir(apt.join("debs"));
    for (option, value) in [
        ("Dir::Etc::sourcelist", apt.join("sources.list")),
        ("Dir::Etc::sourceparts", "-".into()),
        ("Dir::State::lists", apt.join("lists")),
        ("Dir::Cache", apt.join("cache")),
        ("Debug::NoLocking", "1".into()),
        ("APT::Sandbox::User", "root".into()),
    ] {
        command.arg("-o").arg(format!("{option}={}", value.display()));
    }
    command
}

/// The launcher has the place it was built for written into it.
fn point_launcher(there: &Path) -> Result<()> {
    let launcher = there.join("usr/bin/prosody");
    let library = there.join("usr/lib/prosody");
    let text = fs::read_to_string(&launcher)?;
    let pointed = text.lines().map(|line| {
        if line.starts_with("CFG_SOURCEDIR=") {
            format!("CFG_SOURCEDIR='{}';", library.display())
        } else if line.starts_with("CFG_PLUGINDIR=") {
            format!("CFG_PLUGINDIR='{}/modules/';", library.display())
        } else {
            line.to_owned()
        }
    });
    fs::write(&launcher, pointed.collect::<Vec<_>>().join("\n") + "\n")?;
    Ok(())
}
