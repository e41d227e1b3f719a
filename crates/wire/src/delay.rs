//! XEP-0203 2.0: delayed delivery.
//!
//! Says when a stanza was first sent, and who says so; whether to believe them is the engine's business.
//! Deliberately not: the reason that servers put into the element, and the older `jabber:x:delay`.

use minidom::Element;
use sotto_model::{Jid, Timestamp};

use crate::{ns, time, xml};

/// When a stanza was first sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Who put the stamp on it.
    pub from: Option<Jid>,
    /// The time of the original sending.
    pub stamp: Timestamp,
}

impl Delay {
    /// Reads `<delay/>`; nothing without a readable stamp, or with a `from` that is no address.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("delay", ns::DELAY) {
            return None;
        }
        let from = match e.attr("from") {
            Some(from) => Some(Jid::new(from).ok()?),
            None => None,
        };
        Some(Self {
            from,
            stamp: time::parse(e.attr("stamp")?)?,
        })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        xml::build("delay", ns::DELAY)
            .maybe_attr("from", self.from.as_ref().map(Jid::as_str))
            .attr("stamp", &time::format(self.stamp))
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_xep_0203_is_read() {
        let e: Element =
            "<delay xmlns='urn:xmpp:delay' from='capulet.com' stamp='2002-09-10T23:08:25Z'>Offline Storage</delay>"
                .parse()
                .unwrap();
        let delay = Delay::parse(&e).unwrap();
        assert_eq!(delay.from.as_ref().map(Jid::as_str), Some("capulet.com"));
        assert_eq!(delay.stamp, Timestamp(1_031_699_305_000));
        assert_eq!(Delay::parse(&delay.to_element()), Some(delay));
    }

    #[test]
    fn a_stamp_of_nobody_readable_is_ignored() {
        for hostile in [
            "<delay xmlns='urn:xmpp:delay'/>",
            "<delay xmlns='urn:xmpp:delay' stamp='yesterday'/>",
            "<delay xmlns='urn:xmpp:delay' from='@@' stamp='2002-09-10T23:08:25Z'/>",
            "<delay xmlns='jabber:x:delay' stamp='2002-09-10T23:08:25Z'/>",
        ] {
            assert_eq!(Delay::parse(&hostile.parse().unwrap()), None, "{hostile}");
        }
    }
}
