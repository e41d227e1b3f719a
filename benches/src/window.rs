//! The real window: from the start of the program to 200 chats on the screen, and the memory of all its processes. Each
//! against an empty Tauri window in the same run; how is told in `benches/measure/window.py`.

use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::outcome::{Against, Outcome, Target};
use crate::{Size, lab};

#[derive(Clone, Copy, Deserialize)]
struct Figures {
    ours: Window,
    empty: Window,
}

#[derive(Clone, Copy, Deserialize)]
struct Window {
    milliseconds: f64,
    mebibytes: f64,
}

/// Runs the benchmark of the start.
///
/// # Errors
/// If a program is not built or shows nothing.
pub fn cold_start(size: Size) -> Result<Vec<Outcome>> {
    let Figures { ours, empty } = figures(size)?;
    Ok(vec![outcome("cold_start", ours.milliseconds, empty.milliseconds, "ms")])
}

/// Runs the benchmark of the memory.
///
/// # Errors
/// If a program is not built or shows nothing.
pub fn memory(size: Size) -> Result<Vec<Outcome>> {
    let Figures { ours, empty } = figures(size)?;
    Ok(vec![outcome("memory", ours.mebibytes, empty.mebibytes, "MiB")])
}

fn outcome(name: &'static str, ours: f64, empty: f64, unit: &'static str) -> Outcome {
    Outcome {
        name,
        ours,
        against: Against::Limit(empty),
        unit,
        target: Target::AtMost(1.3),
    }
}

/// Both come out of one run.
fn figures(size: Size) -> Result<Figures> {
    static MEASURED: OnceLock<Figures> = OnceLock::new();
    if let Some(figures) = MEASURED.get() {
        return Ok(*figures);
    }
    let (starts, settled) = match size {
        Size::Quick => (9, 1),
        Size::Full => (30, 5),
    };
    let words = [
        format!("--starts={starts}"),
        format!("--settled={settled}"),
        format!("--sotto={}", built("sotto")?.display()),
        format!("--empty={}", built("empty-window")?.display()),
    ];
    let figures = lab::measure("window", &words)?;
    Ok(*MEASURED.get_or_init(|| figures))
}

/// A program that was built with this one.
fn built(name: &str) -> Result<PathBuf> {
    let file = lab::beside_us(name)?;
    ensure!(file.exists(), "{name} is not built: ./dev bench builds it");
    Ok(file)
}
