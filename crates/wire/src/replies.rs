//! XEP-0461 0.2.0: a message that answers an earlier one.

use minidom::Element;
use sotto_model::{Jid, OriginId};

use crate::{ns, xml};

/// What a message answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Who wrote that, if it says so.
    pub to: Option<Jid>,
    /// Its id.
    pub id: OriginId,
}

impl Reply {
    /// Reads `<reply/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("reply", ns::REPLY) {
            return None;
        }
        Some(Self {
            to: xml::parsed(e, "to"),
            id: OriginId(xml::id(e, "id")?),
        })
    }

    /// The element.
    pub fn to_element(&self) -> Element {
        xml::build("reply", ns::REPLY)
            .maybe_attr("to", self.to.as_ref().map(Jid::as_str))
            .attr("id", self.id.as_str())
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn a_reply_names_what_it_answers() {
        for to in [None, Some(Jid::new("juliet@capulet.lit").unwrap())] {
            let reply = Reply {
                to,
                id: OriginId("m1".into()),
            };
            assert_eq!(Reply::parse(&reply.to_element()), Some(reply));
        }
        let odd = Reply::parse(&xml("<reply xmlns='urn:xmpp:reply:0' to='@' id='m1'/>"));
        assert_eq!(odd.unwrap().to, None, "whose it was does not matter");
        for other in ["<reply xmlns='urn:xmpp:reply:0'/>", "<reply xmlns='urn:x' id='m1'/>"] {
            assert_eq!(Reply::parse(&xml(other)), None, "{other}");
        }
    }
}
