//! Everything `./dev` does: set up, test, measure, show. One module per command.
#![allow(clippy::print_stdout, reason = "a command line tool talks on its standard output")]

mod bench;
mod ci;
mod counts;
mod demo;
mod doap;
mod setup;
mod shell;
mod tidy;
mod windows;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
./dev COMMAND

  setup [GROUP]      install what is missing: system packages, test servers, Python packages, tools
  run                build and open Sotto
  demo               a local server, two accounts and a foreign encrypted peer, and Sotto signed in to it
  test [TIER] [ARG]  everything CI runs, or one of: lint unit ui oracles e2e window (ARGs go to that tier's runner)
  bench [NAME]       measure; --full for the sizes the targets name
  windows            cross-build for Windows and run the core's tests under wine
  lint               formatting, clippy, house rules, generated files

  tidy               the house rules alone: crate arrows, file lengths, XEP list, migrations
  seal               record the checksums of new migrations, which then never change again
  bindings           generate the TypeScript side of the doors
  doap               write sotto.doap from docs/xeps.toml
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn command(words: &[&str]) -> Result<()> {
    let (name, rest) = words
        .split_first()
        .map_or(("help", words), |(name, rest)| (*name, rest));
    match name {
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        "setup" => setup::command(rest),
        "run" => demo::run(rest),
        "demo" => demo::demo(),
        "test" | "ci" => ci::test(rest),
        "e2e" | "window" => ci::test(words),
        "lint" => ci::test(&["lint"]),
        "bench" => bench::command(rest),
        "windows" => windows::command(rest),
        "tidy" => tidy::command(),
        "seal" => tidy::seal(),
        "bindings" => ci::bindings(),
        "doap" => doap::write(),
        unknown => bail!("there is no `./dev {unknown}`; see ./dev help"),
    }
}
