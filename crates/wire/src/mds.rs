//! XEP-0490 1.0.1: up to where each conversation was read, among our own devices.
//!
//! Deliberately not: the server's assistance (§4.4), which no server of the lab offers; the publication works everywhere.

use minidom::Element;
use sotto_model::{BareJid, Jid, StanzaId};

use crate::{ns, pubsub, stanza_ids, xml};

/// Up to where a conversation was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displayed {
    /// With whom: the item's id.
    pub peer: BareJid,
    /// Who gave the message this id.
    pub by: Jid,
    /// The last message that was displayed.
    pub id: StanzaId,
}

impl Displayed {
    /// Reads an item of the node.
    pub fn parse(item: &pubsub::Item) -> Option<Self> {
        let payload = item.payload.as_ref()?;
        if !payload.is("displayed", ns::MDS) {
            return None;
        }
        let (by, id) = payload.children().find_map(stanza_ids::parse_stanza)?;
        Some(Self {
            peer: BareJid::new(item.id.as_deref()?).ok()?,
            by,
            id,
        })
    }

    /// The payload of its item.
    pub fn to_element(&self) -> Element {
        xml::build("displayed", ns::MDS)
            .child(stanza_ids::stanza(&self.by, &self.id))
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn item(id: Option<&str>, payload: &str) -> pubsub::Item {
        pubsub::Item {
            id: id.map(str::to_owned),
            payload: Some(xml(payload)),
        }
    }

    const PAYLOAD: &str = "<displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='0f710f2b-52ed-4d52-b928-784dad74a52b'/></displayed>";

    #[test]
    fn the_example_of_xep_0490_is_read_and_written() {
        let read = Displayed::parse(&item(Some("romeo@montegue.lit"), PAYLOAD)).unwrap();
        assert_eq!(read.peer.as_str(), "romeo@montegue.lit");
        assert_eq!(read.by.as_str(), "juliet@capulet.lit");
        assert_eq!(read.id.as_str(), "0f710f2b-52ed-4d52-b928-784dad74a52b");
        assert_eq!(read.to_element(), xml(PAYLOAD));
    }

    #[test]
    fn what_names_nobody_or_nothing_is_ignored() {
        assert_eq!(Displayed::parse(&item(None, PAYLOAD)), None);
        assert_eq!(Displayed::parse(&item(Some("not an address@"), PAYLOAD)), None);
        let empty = "<displayed xmlns='urn:xmpp:mds:displayed:0'/>";
        assert_eq!(Displayed::parse(&item(Some("a@b"), empty)), None);
        assert_eq!(Displayed::parse(&item(Some("a@b"), "<displayed xmlns='urn:x'/>")), None);
    }
}
