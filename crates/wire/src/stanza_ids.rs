//! XEP-0359 0.7.0: unique and stable stanza ids.
//!
//! Reads all `stanza-id`s with who assigned them, because only the one of our own archive means anything and
//! which that is the engine knows; writes `origin-id`.

use minidom::Element;
use sotto_model::{Jid, OriginId, StanzaId};

use crate::{ns, xml};

/// Most `stanza-id`s kept of one message; real ones have one or two.
pub(crate) const MAX: usize = 16;

/// Reads `<origin-id/>`.
pub fn parse_origin(e: &Element) -> Option<OriginId> {
    if e.is("origin-id", ns::SID) {
        xml::id(e, "id").map(OriginId)
    } else {
        None
    }
}

/// Reads `<stanza-id/>`: who assigned the id, and the id.
pub fn parse_stanza(e: &Element) -> Option<(Jid, StanzaId)> {
    if !e.is("stanza-id", ns::SID) {
        return None;
    }
    Some((xml::parsed(e, "by")?, StanzaId(xml::id(e, "id")?)))
}

/// A message, as an archive names it.
pub fn stanza(by: &Jid, id: &StanzaId) -> Element {
    xml::build("stanza-id", ns::SID)
        .attr("by", by.as_str())
        .attr("id", id.as_str())
        .done()
}

/// The id that we give a message of ours.
pub fn origin(id: &OriginId) -> Element {
    xml::build("origin-id", ns::SID).attr("id", id.as_str()).done()
}
