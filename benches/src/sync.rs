//! A history of 10,000 messages out of a real server: Prosody, its archive in SQL, 50 messages a page as it comes.
//!
//! The limit is a reader that only drains the same pages. The peer is Dino 0.4.2, which needed 47.1 s for as many messages
//! (measured on a two-core machine); that figure is fixed, so it says little on a machine of another speed.

use anyhow::Result;
use serde::Deserialize;

use crate::outcome::{Against, Outcome, Target};
use crate::{Size, lab};

const MESSAGES: usize = 10_000;

/// Dino's messages a second.
const DINO: f64 = 212.0;

/// Messages a second.
#[derive(Deserialize)]
struct Rates {
    bare: f64,
    ours: f64,
}

/// Runs the benchmark.
///
/// # Errors
/// If the server does not start, or not everything arrives.
pub fn measure(size: Size) -> Result<Vec<Outcome>> {
    let rounds = match size {
        Size::Quick => 3,
        Size::Full => 7,
    };
    let words = [format!("--messages={MESSAGES}"), format!("--rounds={rounds}")];
    let Rates { bare, ours } = lab::measure("sync", &words)?;
    let outcome = |name, against, target| Outcome {
        name,
        ours,
        against,
        unit: "messages/s",
        target: Target::AtLeast(target),
    };
    Ok(vec![
        outcome("sync_dino", Against::Peer(DINO), 8.0),
        outcome("sync", Against::Limit(bare), 0.5),
    ])
}
