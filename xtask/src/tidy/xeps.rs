//! The list of implemented XEPs names tests that exist, and the DOAP file is the one made from it.

use anyhow::Result;

use crate::doap::{self, Project};
use crate::shell::root;

/// Entries that promise what is not there.
pub fn check() -> Result<Vec<String>> {
    let project = Project::read()?;
    let mut found = Vec::new();
    for xep in &project.xep {
        if xep.proof.is_empty() {
            found.push(format!("docs/xeps.toml: XEP-{:04} names no test", xep.number));
        }
        for file in xep.proof.iter().filter(|file| !root().join(file).is_file()) {
            found.push(format!(
                "docs/xeps.toml: XEP-{:04} names {file}, which does not exist",
                xep.number
            ));
        }
    }
    if doap::stale()? {
        found.push("sotto.doap is older than docs/xeps.toml: run ./dev doap".to_owned());
    }
    Ok(found)
}
