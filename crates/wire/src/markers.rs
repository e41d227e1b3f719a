//! XEP-0333 1.0.0: displayed markers.
//!
//! `markable` on what we send, `displayed` both ways. Deliberately not: `received` and `acknowledged`, which
//! version 1.0 dropped (XEP-0184 does the first).

use minidom::Element;
use sotto_model::OriginId;

use crate::{ns, xml};

/// Whether this is the wish to be told when the message is displayed.
pub fn is_markable(e: &Element) -> bool {
    e.is("markable", ns::MARKERS)
}

/// The id of the latest message that was displayed.
pub fn parse_displayed(e: &Element) -> Option<OriginId> {
    if e.is("displayed", ns::MARKERS) {
        xml::id(e, "id").map(OriginId)
    } else {
        None
    }
}

/// The wish to be told when the message is displayed.
pub fn markable() -> Element {
    xml::build("markable", ns::MARKERS).done()
}

/// Tells that everything up to this message was displayed.
pub fn displayed(id: &OriginId) -> Element {
    xml::build("displayed", ns::MARKERS).attr("id", id.as_str()).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn only_displayed_is_a_marker() {
        let id = OriginId("message-1".into());
        assert_eq!(parse_displayed(&displayed(&id)), Some(id));
        assert!(is_markable(&markable()));
        for other in [
            "<received xmlns='urn:xmpp:chat-markers:0' id='1'/>",
            "<acknowledged xmlns='urn:xmpp:chat-markers:0' id='1'/>",
            "<displayed xmlns='urn:xmpp:chat-markers:0'/>",
        ] {
            assert_eq!(parse_displayed(&xml(other)), None, "{other}");
        }
    }
}
