//! The account: one input, one transaction, a list of effects.

mod command;

pub use command::{Command, Verdict};
