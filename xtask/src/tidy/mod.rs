//! The house rules that no compiler checks. Every finding says where it is and what the rule is for.

mod arrows;
mod files;
mod migrations;
mod xeps;

use anyhow::{Result, bail};

use crate::shell::{self, output, step};

/// Checks all rules.
pub fn command() -> Result<()> {
    let findings = findings()?;
    for finding in &findings {
        println!("  {finding}");
    }
    match findings.len() {
        0 => {
            step("The house is tidy");
            Ok(())
        }
        found => bail!("{found} findings, listed above"),
    }
}

/// Records the checksums of new migrations.
pub fn seal() -> Result<()> {
    migrations::seal()
}

fn findings() -> Result<Vec<String>> {
    let files = tracked()?;
    let mut findings = arrows::check()?;
    findings.extend(files::check(&files)?);
    findings.extend(xeps::check()?);
    findings.extend(migrations::check()?);
    Ok(findings)
}

/// The files that belong to the project, new ones included.
fn tracked() -> Result<Vec<String>> {
    let listed = output(&mut shell::command(
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    ))?;
    Ok(listed.lines().map(str::to_owned).collect())
}
