//! XEP-0308 1.2.1: a message that replaces the text of an earlier one.

use minidom::Element;
use sotto_model::OriginId;

use crate::{ns, xml};

/// The id of the message that is replaced: of the first text, however often it was corrected.
pub fn parse(e: &Element) -> Option<OriginId> {
    if e.is("replace", ns::CORRECT) {
        xml::id(e, "id").map(OriginId)
    } else {
        None
    }
}

/// Says that this message replaces that one.
pub fn replace(target: &OriginId) -> Element {
    xml::build("replace", ns::CORRECT).attr("id", target.as_str()).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn a_correction_names_what_it_replaces() {
        let id = OriginId("first".into());
        assert_eq!(parse(&replace(&id)), Some(id));
        for other in [
            "<replace xmlns='urn:xmpp:message-correct:0'/>",
            "<replace xmlns='urn:x' id='1'/>",
            "<other xmlns='urn:xmpp:message-correct:0' id='1'/>",
        ] {
            assert_eq!(parse(&xml(other)), None, "{other}");
        }
    }
}
