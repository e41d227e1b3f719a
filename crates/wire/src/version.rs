//! XEP-0092 1.1: software version.
//!
//! Answers with name and version. Deliberately not: the operating system, which helps nobody but attackers,
//! and asking others.

use minidom::Element;

use crate::{ns, xml};

/// Whether this asks for our version.
pub fn is(e: &Element) -> bool {
    e.is("query", ns::VERSION)
}

/// The answer.
pub fn result(name: &str, version: &str) -> Element {
    xml::build("query", ns::VERSION)
        .child(xml::text_element("name", ns::VERSION, name))
        .child(xml::text_element("version", ns::VERSION, version))
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn the_answer_names_no_operating_system() {
        let expected = "<query xmlns='jabber:iq:version'><name>Exodus</name><version>0.7.0.4</version></query>";
        assert_eq!(result("Exodus", "0.7.0.4"), xml(expected));
    }
}
