//! XEP-0184 1.4.0: message delivery receipts.
//!
//! The request and the answer. Deliberately not: the answer without an id of version 1.0, which cannot be
//! matched to anything.

use minidom::Element;
use sotto_model::OriginId;

use crate::{ns, xml};

/// Asking for a receipt, or giving one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// Tell me when this arrives.
    Requested,
    /// The message with this id arrived.
    Received(OriginId),
}

impl Receipt {
    /// Reads `<request/>` or `<received/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if e.is("request", ns::RECEIPTS) {
            Some(Self::Requested)
        } else if e.is("received", ns::RECEIPTS) {
            xml::id(e, "id").map(|id| Self::Received(OriginId(id)))
        } else {
            None
        }
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        match self {
            Self::Requested => xml::build("request", ns::RECEIPTS).done(),
            Self::Received(id) => xml::build("received", ns::RECEIPTS).attr("id", id.as_str()).done(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn a_receipt_without_id_confirms_nothing() {
        assert_eq!(Receipt::parse(&xml("<received xmlns='urn:xmpp:receipts'/>")), None);
        assert_eq!(
            Receipt::parse(&xml("<received xmlns='urn:xmpp:receipts' id=''/>")),
            None
        );
        let received = Receipt::Received(OriginId("richard2-4.1.247".into()));
        assert_eq!(
            Receipt::parse(&xml("<received xmlns='urn:xmpp:receipts' id='richard2-4.1.247'/>")),
            Some(received.clone())
        );
        for receipt in [Receipt::Requested, received] {
            assert_eq!(Receipt::parse(&receipt.to_element()), Some(receipt));
        }
    }
}
