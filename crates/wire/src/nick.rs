//! XEP-0172 1.1: user nickname.
//!
//! In presence subscription requests (§4.2) and published (§4.1). Deliberately not: in messages, since it would let
//! strangers choose how they appear.

use minidom::Element;

use crate::{ns, xml};

/// Longest nickname kept, in characters.
const MAX: usize = 100;

/// Reads `<nick/>`: on one line, and not longer than a name may be.
pub fn parse(e: &Element) -> Option<String> {
    if !e.is("nick", ns::NICK) {
        return None;
    }
    let text: String = e.text().trim().chars().filter(|c| !c.is_control()).take(MAX).collect();
    (!text.is_empty()).then_some(text)
}

/// The element that [`parse`] reads.
pub fn to_element(nick: &str) -> Element {
    xml::text_element("nick", ns::NICK, nick)
}
