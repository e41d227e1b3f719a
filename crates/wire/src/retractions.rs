//! XEP-0424 0.4.2: a message that takes an earlier one back.
//!
//! Deliberately not: version 0 of the namespace, and `<retracted/>` tombstones, which stand where nothing is left to show.

use minidom::Element;
use sotto_model::OriginId;

use crate::{ns, xml};

/// The id of the message that is taken back.
pub fn parse(e: &Element) -> Option<OriginId> {
    if e.is("retract", ns::RETRACT) {
        xml::id(e, "id").map(OriginId)
    } else {
        None
    }
}

/// Takes a message back.
pub fn retract(target: &OriginId) -> Element {
    xml::build("retract", ns::RETRACT).attr("id", target.as_str()).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn a_retraction_names_what_it_takes_back() {
        let id = OriginId("said too much".into());
        assert_eq!(parse(&retract(&id)), Some(id));
        for other in [
            "<retract xmlns='urn:xmpp:message-retract:1'/>",
            "<retract xmlns='urn:xmpp:message-retract:0' id='1'/>",
            "<retracted xmlns='urn:xmpp:message-retract:1' id='1'/>",
        ] {
            assert_eq!(parse(&xml(other)), None, "{other}");
        }
    }
}
