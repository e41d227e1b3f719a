//! `./dev windows`: cross-builds for Windows and runs the core's tests under wine, on Debian.
//!
//! rustup has no say here: Debian's `rustc-web` brings the source of the standard library, which is then built for the target as
//! well, so nothing has to be downloaded that is not a package of the system. Wine 8 lacks one library that Rust's standard
//! library needs; `xtask/windows` has a few lines of C in its place, for these tests only.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::setup::{self, Purpose};
use crate::shell::{self, dev, has, output, root, run, step};

const TARGET: &str = "x86_64-pc-windows-gnu";
const COMPILER: &str = "x86_64-w64-mingw32-gcc-posix";

/// Crates whose tests need nothing of the operating system but files and time.
const CORE: [&str; 6] = [
    "sotto-model",
    "sotto-wire",
    "sotto-omemo",
    "sotto-store",
    "sotto-views",
    "sotto-engine",
];

/// `./dev windows [tests|program]`.
pub fn command(words: &[&str]) -> Result<()> {
    if !has("apt-get") {
        bail!("./dev windows builds with Debian's packages; on Windows itself run ./dev.ps1, elsewhere see the README");
    }
    setup::prepare(Purpose::Windows)?;
    if words != ["program"] {
        tests()?;
    }
    if words != ["tests"] { program() } else { Ok(()) }
}

fn tests() -> Result<()> {
    step("Core tests for Windows (the first time, the standard library is built as well)");
    let mut build = cargo(&["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    for package in CORE {
        build.args(["-p", package]);
    }
    let programs = executables(&output(build.stderr(std::process::Stdio::inherit()))?);
    if programs.is_empty() {
        bail!("cargo named no test programs");
    }
    for program in programs {
        step(&format!(
            "wine {}",
            program.file_name().unwrap_or_default().to_string_lossy()
        ));
        lend_library(program.parent().context("a program lies in a directory")?)?;
        run(Command::new("wine")
            .arg(&program)
            .env("WINEDEBUG", "-all")
            .env("WINEPREFIX", dev().join("wine")))?;
    }
    Ok(())
}

fn program() -> Result<()> {
    if !root().join("ui/dist").exists() {
        setup::front_end()?;
    }
    step("The program for Windows");
    run(&mut cargo(&["build", "-p", "sotto", "-p", "sotto-rpc"]))?;
    step(&format!("{}", target().join(TARGET).join("debug/sotto.exe").display()));
    Ok(())
}

/// The test programs that cargo says it built.
fn executables(messages: &str) -> Vec<PathBuf> {
    let parsed = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    parsed
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .collect()
}

/// Puts our `bcryptprimitives.dll` beside a program.
fn lend_library(directory: &Path) -> Result<()> {
    let library = directory.join("bcryptprimitives.dll");
    if library.exists() {
        return Ok(());
    }
    let source = root().join("xtask/windows/bcryptprimitives.c");
    let mut compile = Command::new(COMPILER);
    run(compile
        .args(["-shared", "-O2", "-o"])
        .arg(library)
        .arg(source)
        .arg("-ladvapi32"))
}

/// Debian's cargo, for Windows, in a target directory of its own.
fn cargo(words: &[&str]) -> Command {
    let (command, options) = words
        .split_first()
        .map_or(("build", words), |(command, options)| (*command, options));
    let mut cargo = shell::command(
        "/usr/bin/cargo",
        &[command, "-Z", "build-std=std,panic_abort,test", "--target", TARGET],
    );
    cargo.args(options).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    for (name, value) in [
        ("RUSTC", "/usr/bin/rustc"),
        ("RUSTDOC", "/usr/bin/rustdoc"),
        ("RUSTC_BOOTSTRAP", "1"),
        ("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", COMPILER),
        ("CC_x86_64_pc_windows_gnu", COMPILER),
        ("CXX_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-g++-posix"),
    ] {
        cargo.env(name, value);
    }
    cargo.env("CARGO_TARGET_DIR", target());
    cargo
}

fn target() -> PathBuf {
    dev().join("target-windows")
}
