//! The real window: from Enter to the message on the screen, and the work of a frame while one scrolls. How is told in
//! `benches/measure/talking.py`.

use std::sync::OnceLock;

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::outcome::{Against, Outcome, Target};
use crate::{Size, lab};

#[derive(Clone, Copy, Deserialize)]
struct Figures {
    /// Milliseconds from Enter to the painted row among ten messages, and among many.
    few: f64,
    many: f64,
    /// The busiest frame, and that which 95 of 100 stay below, in milliseconds.
    longest: f64,
    usual: f64,
}

/// Runs the benchmark of sending.
///
/// # Errors
/// If the program is not built or shows nothing.
pub fn send_to_paint(size: Size) -> Result<Vec<Outcome>> {
    let Figures { few, many, .. } = figures(size)?;
    Ok(vec![
        outcome("send_to_paint_10", few, 50.0),
        outcome("send_to_paint", many, 50.0),
    ])
}

/// Runs the benchmark of scrolling.
///
/// # Errors
/// If the program is not built or shows nothing.
pub fn scroll(size: Size) -> Result<Vec<Outcome>> {
    let Figures { longest, usual, .. } = figures(size)?;
    Ok(vec![
        outcome("scroll_95", usual, 16.7),
        outcome("scroll", longest, 50.0),
    ])
}

fn outcome(name: &'static str, ours: f64, limit: f64) -> Outcome {
    Outcome {
        name,
        ours,
        against: Against::Limit(limit),
        unit: "ms",
        target: Target::AtMost(1.0),
    }
}

/// Both come out of one run.
fn figures(size: Size) -> Result<Figures> {
    static MEASURED: OnceLock<Figures> = OnceLock::new();
    if let Some(figures) = MEASURED.get() {
        return Ok(*figures);
    }
    let (messages, sent) = match size {
        Size::Quick => (10_000, 15),
        Size::Full => (1_000_000, 50),
    };
    let sotto = lab::beside_us("sotto")?;
    ensure!(sotto.exists(), "sotto is not built: ./dev bench builds it");
    let words = [
        format!("--messages={messages}"),
        format!("--sent={sent}"),
        format!("--sotto={}", sotto.display()),
    ];
    let figures = lab::measure("talking", &words)?;
    Ok(*MEASURED.get_or_init(|| figures))
}
