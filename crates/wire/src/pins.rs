//! Messages kept at hand, among one's own devices. There is no specification for it (XEP-0469 pins conversations): a node of
//! our own account, which nobody else can read (XEP-0223), with an item for each. It says where a message is, never what.

use minidom::Element;
use sotto_model::{OriginId, Peer, Timestamp};

use crate::{time, xml};

/// The node, and the namespace of what is in it.
pub const NODE: &str = "urn:sotto:pins:0";

/// A message kept at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// In whose conversation.
    pub with: Peer,
    /// We wrote it.
    pub own: bool,
    /// Its sender's id.
    pub id: OriginId,
    /// Since when.
    pub since: Timestamp,
}

impl Pinned {
    /// Reads an item.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("pinned", NODE) {
            return None;
        }
        Some(Self {
            with: Peer(e.attr("with")?.parse().ok()?),
            own: e.attr("own") == Some("true"),
            id: OriginId(xml::id(e, "id")?),
            since: time::parse(e.attr("since")?)?,
        })
    }

    /// The item.
    pub fn to_element(&self) -> Element {
        xml::build("pinned", NODE)
            .attr("with", self.with.as_str())
            .attr("own", if self.own { "true" } else { "false" })
            .attr("id", self.id.as_str())
            .attr("since", &time::format(self.since))
            .done()
    }

    /// What the item is called in the node: one for each message.
    pub fn item(&self) -> String {
        let side = if self.own { "own" } else { "other" };
        format!("{}/{side}/{}", self.with.as_str(), self.id.as_str())
    }

    /// The message that an item of this name is about.
    pub fn of_item(item: &str, since: Timestamp) -> Option<Self> {
        let mut parts = item.splitn(3, '/');
        let (with, side, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            with: Peer(with.parse().ok()?),
            own: side == "own",
            id: OriginId(id.to_owned()),
            since,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn what_is_written_is_read_and_so_is_its_name() {
        let pinned = Pinned {
            with: Peer("romeo@montague.lit".parse().unwrap()),
            own: true,
            id: OriginId("a/b".into()),
            since: Timestamp(1_000),
        };
        assert_eq!(Pinned::parse(&pinned.to_element()), Some(pinned.clone()));
        assert_eq!(Pinned::of_item(&pinned.item(), Timestamp(1_000)), Some(pinned));
    }

    #[test]
    fn what_makes_no_sense_is_nothing() {
        for bad in [
            "<pinned xmlns='urn:sotto:pins:0'/>",
            "<pinned xmlns='urn:sotto:pins:0' with='@' id='1' since='1970-01-01T00:00:00Z'/>",
            "<pinned xmlns='urn:sotto:pins:0' with='a@b' id='1' since='never'/>",
            "<pinned xmlns='urn:x' with='a@b' id='1' since='1970-01-01T00:00:00Z'/>",
        ] {
            assert_eq!(Pinned::parse(&xml(bad)), None, "{bad}");
        }
        for bad in ["", "a@b", "a@b/own", "@/own/1"] {
            assert_eq!(Pinned::of_item(bad, Timestamp(0)), None, "{bad}");
        }
    }
}
