//! The tiers of the test suite, in the order in which a mistake is cheapest to find.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::counts::Counts;
use crate::setup::{self, Purpose};
use crate::shell::{self, command, output, run, step, watch};
use crate::tidy;

/// One group of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tier {
    Lint,
    Unit,
    Ui,
    Oracles,
    EndToEnd,
    Window,
}

impl Tier {
    const ALL: [Self; 6] = [
        Self::Lint,
        Self::Unit,
        Self::Ui,
        Self::Oracles,
        Self::EndToEnd,
        Self::Window,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Unit => "unit",
            Self::Ui => "ui",
            Self::Oracles => "oracles",
            Self::EndToEnd => "e2e",
            Self::Window => "window",
        }
    }

    fn run(self, arguments: &[&str]) -> Result<Counts> {
        match self {
            Self::Lint => lint(),
            // The bindings are written by these very tests, so they are compared here and cost nothing.
            Self::Unit => {
                let mut counts = counted(command("cargo", &["test", "--workspace", "--no-fail-fast"]).args(arguments))?;
                counts += check("the TypeScript side of the doors is fresh", fresh_bindings)?;
                Ok(counts)
            }
            Self::Ui => counted(shell::npm(&["run", "test", "--"]).args(arguments)),
            Self::Oracles => {
                counted(command("cargo", &["test", "-p", "sotto-omemo", "--features", "oracles"]).args(arguments))
            }
            Self::EndToEnd => pytest("tests/e2e", arguments),
            Self::Window => pytest("tests/window", arguments),
        }
    }
}

/// `./dev test [TIER] [ARGUMENTS]`.
pub fn test(words: &[&str]) -> Result<()> {
    let (tiers, arguments): (Vec<Tier>, &[&str]) = match words.split_first() {
        None => (Tier::ALL.to_vec(), &[]),
        Some((name, rest)) => match Tier::ALL.into_iter().find(|tier| tier.name() == *name) {
            Some(tier) => (vec![tier], rest),
            None => bail!("there is no tier {name}; there are lint, unit, ui, oracles, e2e and window"),
        },
    };
    let started = Instant::now();
    prepare(&tiers)?;
    let mut total = Counts::default();
    let mut broken = Vec::new();
    for tier in &tiers {
        let outcome = timed(*tier, arguments)?;
        if outcome.failed > 0 {
            broken.push(tier.name());
        }
        total += outcome;
    }
    println!("\nall of it took {}", readable(started.elapsed()));
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("not green: {}; see above for the first thing to fix", broken.join(", "));
    }
    if total.passed == 0 {
        bail!("no test ran");
    }
    Ok(())
}

fn timed(tier: Tier, arguments: &[&str]) -> Result<Counts> {
    step(&format!("Tests: {}", tier.name()));
    let started = Instant::now();
    let counts = tier.run(arguments)?;
    let Counts {
        passed,
        failed,
        skipped,
    } = counts;
    println!(
        "--- {}: {passed} right, {failed} wrong, {skipped} left out, {}",
        tier.name(),
        readable(started.elapsed())
    );
    Ok(counts)
}

/// All that is built, once: the window is compiled with the built front end, the tests use the built programs.
fn prepare(tiers: &[Tier]) -> Result<()> {
    setup::prepare(Purpose::Test)?;
    if tiers == [Tier::Oracles] {
        return Ok(());
    }
    setup::front_end()?;
    if tiers
        .iter()
        .any(|tier| matches!(tier, Tier::Unit | Tier::EndToEnd | Tier::Window))
    {
        step("Build");
        run(&mut command("cargo", &["build", "--workspace"]))?;
    }
    Ok(())
}

fn lint() -> Result<Counts> {
    let mut counts = Counts::default();
    counts += check("formatting (fix: cargo fmt)", || {
        run(&mut command("cargo", &["fmt", "--all", "--check"]))
    })?;
    counts += check("clippy", || {
        run(&mut command(
            "cargo",
            &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        ))
    })?;
    counts += check("house rules", tidy::command)?;
    counts += check("front end: types", || run(&mut shell::npm(&["run", "check"])))?;
    counts += check("front end: house rules", || run(&mut shell::npm(&["run", "lint"])))?;
    if shell::has("cargo-deny") {
        counts += check("dependencies: licences, sources, advisories", || {
            run(&mut command(
                "cargo",
                &["deny", "check", "advisories", "bans", "licenses", "sources"],
            ))
        })?;
    } else {
        println!("    (cargo-deny is not installed: licences and advisories are not checked here)");
    }
    Ok(counts)
}

/// One check of a kind that has no tests to count.
fn check(what: &str, test: impl FnOnce() -> Result<()>) -> Result<Counts> {
    step(&format!("Check: {what}"));
    let outcome = test();
    if let Err(error) = &outcome {
        shell::complain(&format!("{what}: {error:#}"));
    }
    Ok(Counts::check(outcome.is_ok()))
}

/// `./dev bindings`: generates them.
pub fn bindings() -> Result<()> {
    run(&mut command(
        "cargo",
        &[
            "test",
            "--workspace",
            "--exclude",
            "sotto",
            "--lib",
            "--quiet",
            "export_bindings",
        ],
    ))?;
    fresh_bindings()
}

fn fresh_bindings() -> Result<()> {
    let directory = Path::new("ui/src/lib/ipc/generated");
    let changed = output(command("git", &["status", "--porcelain", "--"]).arg(directory))?;
    if !changed.trim().is_empty() {
        bail!("commit the generated files:\n{}", changed.trim_end());
    }
    Ok(())
}

/// Runs a suite of pytest's.
fn pytest(suite: &str, arguments: &[&str]) -> Result<Counts> {
    let mut command = command(shell::python(), &["-m", "pytest", "--tb=short", "-rfE", suite]);
    let mut arguments = arguments.to_vec();
    if let Some(at) = arguments.iter().position(|argument| *argument == "--full") {
        arguments.remove(at);
        command.env("SOTTO_FULL", "1");
    }
    counted(command.args(arguments))
}

/// Runs a test runner and counts; one that breaks off without a count is one failure.
fn counted(command: &mut std::process::Command) -> Result<Counts> {
    let mut counts = Counts::default();
    let succeeded = watch(command, |line| counts.read(line))?;
    if !succeeded && counts.failed == 0 {
        counts.failed = 1;
    }
    Ok(counts)
}

fn readable(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}
