//! The connection against a scripted server that does whatever a server must not do.
//!
//! Names carry the ids of the security battery: T transport and sign-in, X XML, A findings in other stacks,
//! F faults, Z properties.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "connection/client.rs"]
mod client;
#[path = "connection/evil.rs"]
mod evil;
#[path = "connection/framing.rs"]
mod framing;
#[path = "connection/reliability.rs"]
mod reliability;
#[path = "connection/sign_in.rs"]
mod sign_in;
#[path = "connection/stanzas.rs"]
mod stanzas;
#[path = "connection/tls.rs"]
mod tls;
