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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn the_example_of_xep_0280_is_read() {
        let e = xml(
            "<message from='romeo@montague.example' to='romeo@montague.example/home' type='chat'>
               <received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
                 <message xmlns='jabber:client' from='juliet@capulet.example/balcony' to='romeo@montague.example/garden' type='chat'>
                   <body>What man art thou that, thus bescreen'd in night, so stumblest on my counsel?</body>
                   <thread>0e3141cd80894871a68e6fe6b1ec56fa</thread>
                 </message></forwarded></received></message>",
        );
        let carbon = Message::parse(&e).unwrap().carbon.unwrap();
        assert_eq!(carbon.direction, CarbonDirection::Received);
        let from = carbon.forwarded.message.from.unwrap();
        assert_eq!(from.as_str(), "juliet@capulet.example/balcony");
        assert!(carbon.forwarded.message.body.unwrap().starts_with("What man"));
    }

    #[test]
    fn the_request_is_the_one_of_the_specification() {
        assert_eq!(enable(), xml("<enable xmlns='urn:xmpp:carbons:2'/>"));
        assert_eq!(private(), xml("<private xmlns='urn:xmpp:carbons:2'/>"));
    }
}
