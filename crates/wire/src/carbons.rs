//! XEP-0280 1.0.1: message carbons.
//!
//! Reads the copies and asks for them. Who may send one (§11: our own bare address only) is checked in the
//! engine's authenticate step, which knows who we are.

use minidom::Element;

use crate::{Forwarded, ns, xml};

/// A copy of a message that another device of ours sent or received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carbon {
    /// Whether the other device sent or received it.
    pub direction: CarbonDirection,
    /// The copy.
    pub forwarded: Forwarded,
}

/// Which way the copied message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CarbonDirection {
    /// Another device of ours sent it.
    Sent,
    /// It was addressed to another device of ours.
    Received,
}

impl Carbon {
    /// Reads `<sent/>` or `<received/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        let direction = if e.is("sent", ns::CARBONS) {
            CarbonDirection::Sent
        } else if e.is("received", ns::CARBONS) {
            CarbonDirection::Received
        } else {
            return None;
        };
        Some(Self {
            direction,
            forwarded: Forwarded::parse(xml::child(e, "forwarded", ns::FORWARD)?)?,
        })
    }
}

/// The payload of the iq set that asks for copies from now on.
pub fn enable() -> Element {
    xml::build("enable", ns::CARBONS).done()
}

/// Keeps one message from being copied.
pub fn private() -> Element {
    xml::build("private", ns::CARBONS).done()
}
