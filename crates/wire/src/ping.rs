//! XEP-0199 2.0.1: XMPP ping, both ways.

use minidom::Element;

use crate::{ns, xml};

/// Whether this is a ping.
pub fn is(e: &Element) -> bool {
    e.is("ping", ns::PING)
}

/// The request's payload; the answer has none.
pub fn request() -> Element {
    xml::build("ping", ns::PING).done()
}
