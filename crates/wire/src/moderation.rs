//! XEP-0425 0.3.0 (`:1`) and 0.2.1 (`:0`): somebody who keeps order in a room takes a message away.
//!
//! Deliberately not: tombstones in archives, which stand where nothing is left to show.

use minidom::Element;
use sotto_model::{Jid, StanzaId};

use crate::{ns, xml};

/// A message was taken away, says whoever says it: only the room itself is to be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moderation {
    /// The room's id of the message.
    pub target: StanzaId,
    /// Who did it.
    pub by: Option<Jid>,
    /// And why.
    pub reason: Option<String>,
}

/// Which words a room understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `urn:xmpp:message-moderate:0`
    Zero,
    /// `urn:xmpp:message-moderate:1`
    One,
}

impl Moderation {
    /// Reads `<retract/>` with `<moderated/>` in it, or `<apply-to/>` of older rooms.
    pub fn parse(e: &Element) -> Option<Self> {
        let (moderated, reason) = if e.is("retract", ns::RETRACT) {
            (
                xml::child(e, "moderated", ns::MODERATE)?,
                xml::child_text(e, "reason", ns::RETRACT),
            )
        } else if e.is("apply-to", ns::FASTEN) {
            let moderated = xml::child(e, "moderated", ns::MODERATE_0)?;
            xml::child(moderated, "retract", ns::RETRACT_0)?;
            (moderated, xml::child_text(moderated, "reason", ns::MODERATE_0))
        } else {
            return None;
        };
        Some(Self {
            target: StanzaId(xml::id(e, "id")?),
            by: xml::parsed(moderated, "by"),
            reason: reason.map(|text| text.chars().take(500).collect()),
        })
    }
}

/// Asks the room to take a message away.
pub fn moderate(version: Version, target: &StanzaId, reason: Option<&str>) -> Element {
    match version {
        Version::One => xml::build("moderate", ns::MODERATE)
            .attr("id", target.as_str())
            .child(xml::build("retract", ns::RETRACT))
            .maybe(reason.map(|reason| xml::text_element("reason", ns::MODERATE, reason)))
            .done(),
        Version::Zero => {
            let moderate = xml::build("moderate", ns::MODERATE_0)
                .child(xml::build("retract", ns::RETRACT_0))
                .maybe(reason.map(|reason| xml::text_element("reason", ns::MODERATE_0, reason)));
            xml::build("apply-to", ns::FASTEN)
                .attr("id", target.as_str())
                .child(moderate)
                .done()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn both_ways_of_saying_it_are_read() {
        for (said, reason) in [
            (
                "<message type='groupchat' from='room@muc.example.com'><retract id='stanza-id-1' xmlns='urn:xmpp:message-retract:1'>
                 <moderated by='room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:1'/><reason>This message contains inappropriate content for this forum</reason></retract></message>",
                "This message contains inappropriate content for this forum",
            ),
            (
                "<message type='groupchat' from='room@muc.example.com'><apply-to id='stanza-id-1' xmlns='urn:xmpp:fasten:0'>
                 <moderated by='room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:0'><retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderated></apply-to></message>",
                "spam",
            ),
        ] {
            let moderation = Message::parse(&xml(said)).unwrap().moderation.unwrap();
            assert_eq!(moderation.target.as_str(), "stanza-id-1");
            assert_eq!(moderation.by.unwrap().as_str(), "room@muc.example.com/macbeth");
            assert_eq!(moderation.reason.as_deref(), Some(reason));
        }
    }

    #[test]
    fn what_only_looks_like_it_is_not_read() {
        for other in [
            "<retract id='1' xmlns='urn:xmpp:message-retract:1'/>",
            "<retract xmlns='urn:xmpp:message-retract:1'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract>",
            "<apply-to id='1' xmlns='urn:xmpp:fasten:0'><moderated xmlns='urn:xmpp:message-moderate:0'/></apply-to>",
            "<apply-to id='1' xmlns='urn:xmpp:fasten:0'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>",
        ] {
            assert_eq!(Moderation::parse(&xml(other)), None, "{other}");
        }
    }

    #[test]
    fn both_ways_of_asking_are_those_of_the_specification() {
        let target = StanzaId("stanza-id-1".into());
        let one = "<moderate id='stanza-id-1' xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:xmpp:message-retract:1'/><reason>spam</reason></moderate>";
        assert_eq!(moderate(Version::One, &target, Some("spam")), xml(one));
        let zero = "<apply-to id='stanza-id-1' xmlns='urn:xmpp:fasten:0'><moderate xmlns='urn:xmpp:message-moderate:0'><retract xmlns='urn:xmpp:message-retract:0'/></moderate></apply-to>";
        assert_eq!(moderate(Version::Zero, &target, None), xml(zero));
    }
}
