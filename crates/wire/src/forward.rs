//! XEP-0297 1.0: stanza forwarding, as the envelope of carbons and archive results.
//!
//! Deliberately not: forwarding by people, and forwarded presence or iq.

use crate::{Delay, Message};

/// A message inside of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// When the inner message was sent, says whoever forwarded it.
    pub delay: Option<Delay>,
    /// The inner message. It never carries a carbon or archive result itself: nothing is unwrapped twice.
    pub message: Box<Message>,
}
