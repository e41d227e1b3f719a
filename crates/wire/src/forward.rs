//! XEP-0297 1.0: stanza forwarding, as the envelope of carbons and archive results.
//!
//! Deliberately not: forwarding by people, and forwarded presence or iq.

use minidom::Element;

use crate::message::Nesting;
use crate::{Delay, Message, ns, xml};

/// A message inside of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// When the inner message was sent, says whoever forwarded it.
    pub delay: Option<Delay>,
    /// The inner message. It never carries a carbon or archive result itself: nothing is unwrapped twice.
    pub message: Box<Message>,
}

impl Forwarded {
    /// Reads `<forwarded/>`; what the message in it forwards is not read.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("forwarded", ns::FORWARD) {
            return None;
        }
        let message = xml::child(e, "message", ns::CLIENT)?;
        Some(Self {
            delay: e.children().find_map(Delay::parse),
            message: Box::new(Message::parse_nested(message, Nesting::Inner).ok()?),
        })
    }
}
