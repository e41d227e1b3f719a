//! A migration that somebody's archive went through is never edited: `xtask/migrations.txt` remembers what each said.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::shell::{root, step};

const MIGRATIONS: &str = "crates/store/migrations";

fn record() -> PathBuf {
    root().join("xtask/migrations.txt")
}

/// Migrations that were edited, removed or not recorded.
pub fn check() -> Result<Vec<String>> {
    Ok(compare(&recorded(), &current()?))
}

/// Records new migrations; refuses when a recorded one says something else now.
pub fn seal() -> Result<()> {
    let (recorded, current) = (recorded(), current()?);
    if let Some((name, _)) = recorded.iter().find(|(name, sum)| current.get(*name) != Some(sum)) {
        bail!("{name} was released as it was: undo the change and write a new migration");
    }
    let lines: String = current.iter().map(|(name, sum)| format!("{sum} {name}\n")).collect();
    fs::write(record(), lines)?;
    step(&format!("{} migrations are sealed", current.len()));
    Ok(())
}

fn compare(recorded: &BTreeMap<String, String>, current: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, sum) in recorded {
        match current.get(name) {
            None => found.push(format!("{MIGRATIONS}/{name} is gone; migrations are never removed")),
            Some(now) if now != sum => {
                found.push(format!("{MIGRATIONS}/{name} was edited; write a new migration instead"))
            }
            Some(_) => {}
        }
    }
    let new = current.keys().filter(|name| !recorded.contains_key(*name));
    found.extend(
        new.map(|name| format!("{MIGRATIONS}/{name} is new: record it with `cargo xtask seal` once it is final")),
    );
    found
}

fn recorded() -> BTreeMap<String, String> {
    let text = fs::read_to_string(record()).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect()
}

fn current() -> Result<BTreeMap<String, String>> {
    let mut sums = BTreeMap::new();
    for entry in fs::read_dir(root().join(MIGRATIONS))? {
        let entry = entry?;
        sums.insert(
            entry.file_name().to_string_lossy().into_owned(),
            checksum(&fs::read(entry.path())?),
        );
    }
    Ok(sums)
}

/// FNV-1a, 64 bits: this guards against forgetting, not against an attacker. Line ends do not count.
fn checksum(bytes: &[u8]) -> String {
    let significant = bytes.iter().filter(|byte| **byte != b'\r');
    let sum = significant.fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{sum:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries
            .iter()
            .map(|(name, text)| ((*name).to_owned(), checksum(text.as_bytes())))
            .collect()
    }

    #[test]
    fn an_edited_a_removed_and_an_unrecorded_migration_are_found() {
        let released = list(&[("0001.sql", "CREATE"), ("0002.sql", "ALTER")]);
        assert!(compare(&released, &released).is_empty());
        assert_eq!(
            compare(&released, &list(&[("0001.sql", "CREATE!"), ("0002.sql", "ALTER")])).len(),
            1
        );
        assert_eq!(compare(&released, &list(&[("0001.sql", "CREATE")])).len(), 1);
        assert_eq!(compare(&list(&[]), &released).len(), 2);
    }
}
