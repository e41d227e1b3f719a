//! XEP-0372 0.6.0: a part of a text that names somebody.
//!
//! Deliberately not: references to anything but people, and anchors in other messages.

use std::ops::Range;

use minidom::Element;
use sotto_model::Jid;

use crate::{ns, xml};

/// Most mentions kept of one message.
pub(crate) const MAX: usize = 64;

/// Somebody is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Who: their address, or the one they have in the room.
    pub whom: Jid,
    /// Where in the text, in characters.
    pub part: Option<Range<usize>>,
}

impl Mention {
    /// Reads `<reference/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("reference", ns::REFERENCE) || e.attr("type") != Some("mention") {
            return None;
        }
        let address = e.attr("uri")?.strip_prefix("xmpp:")?;
        let address = address.split('?').next().unwrap_or_default();
        let part = xml::parsed::<usize>(e, "begin").zip(xml::parsed::<usize>(e, "end"));
        Some(Self {
            whom: unescape(address).parse().ok()?,
            part: part.filter(|(begin, end)| begin < end).map(|(begin, end)| begin..end),
        })
    }

    /// The element.
    pub fn to_element(&self) -> Element {
        let number = |at: usize| at.to_string();
        let part = self.part.as_ref();
        xml::build("reference", ns::REFERENCE)
            .attr("type", "mention")
            .maybe_attr("begin", part.map(|part| number(part.start)).as_deref())
            .maybe_attr("end", part.map(|part| number(part.end)).as_deref())
            .attr("uri", &format!("xmpp:{}", escape(self.whom.as_str())))
            .done()
    }
}

/// RFC 5122 §2.2: what an address may hold and a URI may not.
fn escape(address: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte);
    let mut out = String::new();
    for byte in address.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = [ahead.next(), ahead.next()].map(|digit| digit.and_then(|digit| char::from(digit).to_digit(16)));
        match (byte, digits) {
            (b'%', [Some(high), Some(low)]) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn the_mention_of_the_specification_is_read() {
        let e = xml(
            "<reference xmlns='urn:xmpp:reference:0' begin='72' end='78' type='mention' uri='xmpp:juliet@capulet.lit'/>",
        );
        let mention = Mention::parse(&e).unwrap();
        assert_eq!(
            (mention.whom.as_str(), mention.part.clone()),
            ("juliet@capulet.lit", Some(72..78))
        );
        assert_eq!(Mention::parse(&mention.to_element()), Some(mention));
    }

    #[test]
    fn an_occupant_with_a_space_in_the_name_survives() {
        let mention = Mention {
            whom: Jid::new("coven@chat.lit/Third Witch %41?").unwrap(),
            part: None,
        };
        assert_eq!(Mention::parse(&mention.to_element()), Some(mention));
    }

    #[test]
    fn other_references_are_not_mentions() {
        for other in [
            "<reference xmlns='urn:xmpp:reference:0' type='data' uri='xmpp:a@b'/>",
            "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='https://a@b'/>",
            "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:@'/>",
            "<reference xmlns='urn:xmpp:reference:0' type='mention'/>",
        ] {
            assert_eq!(Mention::parse(&xml(other)), None, "{other}");
        }
        let odd = "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:a@b' begin='9' end='-3'/>";
        assert_eq!(Mention::parse(&xml(odd)).unwrap().part, None);
    }
}
