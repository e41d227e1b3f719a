//! Scenarios: a person's real engine on a real archive file, a server that answers, and contacts with real OMEMO devices.
//!
//! A scenario reads as a conversation: what `receives` arrives, what `sends` must have left, what `shows` the window would
//! paint, what `notifies` the desktop was asked to tell. Time stands still unless the scenario lets it pass, dice are
//! seeded, and nothing runs beside anything else: the same scenario always takes the same course.
//! [`orders`] replays the same messages in every way in which they can come.

// A test's helper may fail as loudly as a test.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod device;
pub mod orders;
mod passing;
mod person;
mod room;
mod server;
mod timeline;
mod xml;

pub use device::{Device, ratchet_step, receivers};
pub use person::{Person, START};
pub use rand_chacha::ChaCha20Rng as Dice;
pub use room::{Room, occupant};
pub use server::{Archived, Server};
pub use sotto_engine::{
    Chosen, Command, Editing, File, Found, Input, Picture, Refused, Report, Timer, Transfer, Transferred, Verdict,
};
pub use sotto_model as model;
pub use sotto_omemo as omemo;
pub use sotto_store as store;
pub use sotto_views as views;
pub use sotto_wire as wire;
pub use xml::{contains, xml};
