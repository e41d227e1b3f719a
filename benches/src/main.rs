//! `./dev bench [NAME] [--full]`: what a user would notice, each held against a limit or a peer measured in the same run.
//!
//! Every benchmark ends with the line `bench NAME: ratio R (ours V UNIT, limit|peer L UNIT)`, where R = V / L.
#![allow(clippy::print_stdout, reason = "the figures are the product of this program")]

mod archive;
mod durable;
mod ingest;
mod lab;
mod outcome;
mod ratchet;
mod scratch;
mod sync;
mod talking;
mod window;

use anyhow::{Result, bail};

use crate::outcome::Outcome;

/// How much to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A few minutes for everything.
    Quick,
    /// The sizes that the targets name.
    Full,
}

type Benchmark = fn(Size) -> Result<Vec<Outcome>>;

const ALL: [(&str, Benchmark); 8] = [
    ("ratchet", ratchet::measure),
    ("encrypt_150_devices", durable::measure),
    ("ingest", ingest::measure),
    ("sync", sync::measure),
    ("cold_start", window::cold_start),
    ("memory", window::memory),
    ("send_to_paint", talking::send_to_paint),
    ("scroll", talking::scroll),
];

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let size = if words.iter().any(|word| word == "--full") {
        Size::Full
    } else {
        Size::Quick
    };
    let names: Vec<&String> = words.iter().filter(|word| *word != "--full").collect();
    if let Some(unknown) = names.iter().find(|name| !ALL.iter().any(|(known, _)| known == *name)) {
        let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
        bail!("there is no benchmark {unknown}; there are {}", known.join(", "));
    }
    for (name, measure) in ALL {
        if names.is_empty() || names.iter().any(|wanted| *wanted == name) {
            println!("--- {name}");
            for outcome in measure(size)? {
                println!("{outcome}");
            }
        }
    }
    Ok(())
}
