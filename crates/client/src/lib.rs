//! The runtime: one actor per account, its connection, its views, and the four doors that every face of the program uses.
//!
//! **Invariant:** no product rules. What an account does is decided in `engine`; here it is given threads, sockets,
//! time, randomness and secrets.

mod accounts;
mod actor;
mod board;
mod client;
mod command;
pub mod connection;
mod fault;
mod host;
mod pictures;
mod profile;
mod secrets;
mod transfers;

pub use accounts::first_account;
pub use client::Client;
pub use command::{AppCommand, ClientError, Reply, ServerAddress};
pub use host::Host;
pub use profile::SecretStorage;
pub use sotto_engine::Command;
pub use sotto_model::{AccountId, ErrorCode, FileId, Notice, Peer};
pub use sotto_views::{View, Window};
pub use transfers::{Choosing, ChosenFile, Media, Saved};

/// What a subscription delivers: one or more patches, as JSON, at most once a frame.
pub type Sink = Box<dyn Fn(Vec<serde_json::Value>) + Send>;
