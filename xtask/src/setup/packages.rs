//! System packages, by the system's own package manager.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{has, output, run, step};

/// Services Debian would start: the tests start their own, on ports of their own.
const SERVICES: [&str; 2] = ["ejabberd", "prosody"];

/// Installs quietly what is named after it, lets no daemon start while it does, and leaves the machine's own policy as it was.
const APT: &str = r#"
policy=/usr/sbin/policy-rc.d
kept=$policy.kept-by-sotto
restore() { rm -f "$policy"; if [ -e "$kept" ]; then mv "$kept" "$policy"; fi; }
trap restore EXIT
trap 'exit 130' INT TERM
if [ -e "$policy" ]; then mv "$policy" "$kept"; fi
printf '#!/bin/sh\nexit 101\n' > "$policy"
chmod 755 "$policy"
apt-get update -qq || exit 1
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
"#;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Brew,
}

impl Manager {
    fn of_this_system() -> Option<Self> {
        let managers = [
            ("apt-get", Self::Apt),
            ("dnf", Self::Dnf),
            ("pacman", Self::Pacman),
            ("brew", Self::Brew),
        ];
        managers
            .into_iter()
            .find(|(program, _)| has(program))
            .map(|(_, manager)| manager)
    }

    fn key(self) -> &'static str {
        match self {
            Self::Apt => "apt",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Brew => "brew",
        }
    }

    fn installed(self) -> Result<BTreeSet<String>> {
        let mut list = match self {
            Self::Apt => sh("dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n' | sed -n 's/^ii  *//p'"),
            Self::Dnf => sh("rpm -qa --qf '%{NAME}\\n'"),
            Self::Pacman => sh("{ pacman -Qq; pacman -Qgq; }"),
            Self::Brew => sh("brew list --formula -1"),
        };
        Ok(output(&mut list)?.lines().map(|line| line.trim().to_owned()).collect())
    }

    fn install(self, packages: &[&str]) -> Result<()> {
        match self {
            Self::Apt => run(as_root("sh").args(["-c", APT, "setup"]).args(packages)),
            Self::Dnf => run(as_root("dnf").args(["install", "-y"]).args(packages)),
            Self::Pacman => run(as_root("pacman").args(["-S", "--needed", "--noconfirm"]).args(packages)),
            Self::Brew => run(Command::new("brew").arg("install").args(packages)),
        }
    }
}

/// Installs what is missing of these groups of `packages.toml`.
pub fn install(groups: &[&str]) -> Result<()> {
    let lists: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(include_str!("../../packages.toml")).context("xtask/packages.toml")?;
    let wanted = |key: &str| -> Vec<&str> {
        let of_groups = groups.iter().filter_map(|group| lists.get(*group)?.get(key));
        of_groups.flatten().map(String::as_str).collect()
    };
    if cfg!(windows) {
        step("Windows brings what Sotto needs: WebView2 is part of it, the compilers were checked by dev.ps1");
        return Ok(());
    }
    let Some(manager) = Manager::of_this_system() else {
        explain(&wanted("apt"));
        return Ok(());
    };
    let installed = manager.installed()?;
    let missing: Vec<&str> = wanted(manager.key())
        .into_iter()
        .filter(|name| !installed.contains(*name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("System packages: {}", missing.join(" ")));
    manager.install(&missing).with_context(|| {
        format!(
            "these packages could not be installed; install them by hand and run ./dev again: {}",
            missing.join(" ")
        )
    })?;
    keep_stopped(&missing)
}

/// A service that came in with its package would start with the machine: these are for tests only.
fn keep_stopped(new: &[&str]) -> Result<()> {
    if !has("systemctl") {
        return Ok(());
    }
    for service in SERVICES.iter().filter(|service| new.contains(service)) {
        // Fails where systemd is installed and not running, as in a container: then nothing starts anything either.
        if run(as_root("systemctl").args(["disable", "--quiet", service])).is_err() {
            step(&format!(
                "(systemd does not run here, so {service} stays off by itself)"
            ));
        }
    }
    Ok(())
}

fn explain(packages: &[&str]) {
    step(
        "This system's package manager is not known to ./dev. Please install what corresponds to these Debian packages:",
    );
    for package in packages {
        println!("    {package}");
    }
}

fn sh(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

/// A command with the rights to install: as it is for root, through sudo for everybody else.
fn as_root(program: &str) -> Command {
    let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if root {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.arg(program);
    command
}

/// The release of Debian this is, by its code name.
pub fn debian_release() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let field = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(|value| value.trim_matches('"').to_owned())
    };
    (field("ID=")? == "debian").then(|| field("VERSION_CODENAME="))?
}

/// The mirror this machine already takes its packages from.
pub fn debian_mirror() -> Result<String> {
    let mut files = vec![std::path::PathBuf::from("/etc/apt/sources.list")];
    if let Ok(directory) = std::fs::read_dir("/etc/apt/sources.list.d") {
        files.extend(directory.flatten().map(|entry| entry.path()));
    }
    let text: String = files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .collect::<Vec<_>>()
        .join("\n");
    let Some(mirror) = mirror_in(&text) else {
        bail!(
            "no Debian mirror is named in /etc/apt/sources.list or /etc/apt/sources.list.d: Prosody 13 comes from its backports"
        );
    };
    Ok(mirror)
}

/// The first archive of Debian proper in apt's sources, in either of their formats.
fn mirror_in(sources: &str) -> Option<String> {
    let lines = sources
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("deb ") || line.starts_with("URIs:"));
    let mut addresses = lines
        .flat_map(str::split_whitespace)
        .filter(|word| word.starts_with("http"));
    addresses
        .find(|address| address.trim_end_matches('/').ends_with("/debian"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_found_in_both_formats_and_third_parties_are_passed_over() {
        let old = "# deb http://no.example/debian x\ndeb [arch=amd64] https://other.example/app stable main\ndeb https://m.example/debian bookworm main";
        assert_eq!(mirror_in(old).as_deref(), Some("https://m.example/debian"));
        let new = "Types: deb\nURIs: http://m.example/debian-security\nTypes: deb\nURIs: http://m.example/debian/\nSuites: bookworm";
        assert_eq!(mirror_in(new).as_deref(), Some("http://m.example/debian/"));
        assert_eq!(mirror_in("deb https://other.example/app stable main"), None);
    }

    #[test]
    fn every_group_has_a_list_for_every_package_manager() {
        let lists: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(include_str!("../../packages.toml")).unwrap();
        for (group, managers) in &lists {
            for manager in [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Brew] {
                assert!(
                    managers.contains_key(manager.key()),
                    "{group} has no list for {}",
                    manager.key()
                );
            }
        }
    }
}
