//! XEP-0384 0.9.1: OMEMO 2 (`urn:xmpp:omemo:2`).
//!
//! The three elements: message header, device list, bundle. Base64 and numbers are checked here; what the bytes
//! mean only `sotto-omemo` knows. Device labels are carried along, so that publishing the list keeps those of
//! other devices, but their signatures are not checked here.

use std::collections::BTreeMap;

use minidom::Element;
use sotto_model::{BareJid, DeviceId};

use crate::bundle::Names;
use crate::ns::OMEMO_2 as NS;
use crate::omemo_legacy::{KEYS_MAX, PAYLOAD_MAX, bytes, device_id, distinct};
use crate::xml;

/// The node of somebody's device list.
pub const DEVICE_LIST_NODE: &str = "urn:xmpp:omemo:2:devices";
/// The node of all of somebody's bundles.
pub const BUNDLES_NODE: &str = "urn:xmpp:omemo:2:bundles";
/// The item that holds the device list (XEP-0060 §12.20).
pub const DEVICE_LIST_ITEM: &str = "current";

/// The item, within [`BUNDLES_NODE`], of one device's bundle.
pub fn bundle_item(device: DeviceId) -> String {
    device.to_string()
}

/// An encrypted message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The device that sent it.
    pub sid: DeviceId,
    /// The message key, once for each device; keys that cannot be read are left out.
    pub keys: Vec<Key>,
    /// The encrypted envelope; without one the message only carries keys.
    pub payload: Option<Vec<u8>>,
}

/// A message key for one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Whose device.
    pub jid: BareJid,
    /// Which device.
    pub rid: DeviceId,
    /// It starts a session.
    pub kex: bool,
    /// The encrypted key.
    pub data: Vec<u8>,
}

impl Header {
    /// Reads `<encrypted/>`; nothing where the sender or the envelope cannot be read.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("encrypted", NS) {
            return None;
        }
        let header = xml::child(e, "header", NS)?;
        let payload = match xml::child_text(e, "payload", NS) {
            // Not to be confused with a message that only carries keys: that one shows nothing.
            Some(text) => Some(xml::decode(&text, PAYLOAD_MAX)?).filter(|payload| !payload.is_empty()),
            None => None,
        };
        let keys = xml::children(header, "keys", NS)
            .take(KEYS_MAX)
            .flat_map(Key::parse_all);
        Some(Self {
            sid: device_id(header, "sid")?,
            keys: keys.take(KEYS_MAX).collect(),
            payload,
        })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        let mut accounts: BTreeMap<&BareJid, Vec<&Key>> = BTreeMap::new();
        for key in &self.keys {
            accounts.entry(&key.jid).or_default().push(key);
        }
        let keys = accounts.into_iter().map(|(jid, keys)| {
            xml::build("keys", NS)
                .attr("jid", jid.as_str())
                .children(keys.into_iter().map(Key::to_element))
        });
        let header = xml::build("header", NS)
            .attr("sid", &self.sid.to_string())
            .children(keys);
        xml::build("encrypted", NS)
            .child(header)
            .maybe(
                self.payload
                    .as_deref()
                    .map(|payload| xml::text_element("payload", NS, &xml::encode(payload))),
            )
            .done()
    }
}

impl Key {
    fn parse_all(e: &Element) -> Vec<Self> {
        let Some(jid) = xml::parsed::<BareJid>(e, "jid") else {
            return Vec::new();
        };
        let key = |e: &Element| {
            Some(Self {
                jid: jid.clone(),
                rid: device_id(e, "rid")?,
                kex: xml::flag(e, "kex"),
                data: bytes(e)?,
            })
        };
        xml::children(e, "key", NS).filter_map(key).take(KEYS_MAX).collect()
    }

    fn to_element(&self) -> Element {
        xml::build("key", NS)
            .attr("rid", &self.rid.to_string())
            .maybe_attr("kex", self.kex.then_some("true"))
            .text(&xml::encode(&self.data))
            .done()
    }
}

/// The devices that somebody wants messages encrypted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// Each once, in order.
    pub devices: Vec<DeviceId>,
    /// What their owner calls them; unverified.
    pub labels: BTreeMap<DeviceId, Label>,
}

/// What somebody calls a device of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text.
    pub text: String,
    /// The signature of the text by the device's identity key, still in base64.
    pub signature: Option<String>,
}

impl DeviceList {
    /// Reads `<devices/>`; ids that are none are left out.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("devices", NS) {
            return None;
        }
        let devices = distinct(xml::children(e, "device", NS).filter_map(|device| device_id(device, "id")));
        let label = |e: &Element| {
            let label = Label {
                text: xml::id(e, "label")?,
                signature: xml::id(e, "labelsig"),
            };
            Some((device_id(e, "id")?, label))
        };
        let mut labels: BTreeMap<_, _> = xml::children(e, "device", NS).filter_map(label).collect();
        labels.retain(|id, _| devices.contains(id));
        Some(Self { devices, labels })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        let device = |id: &DeviceId| {
            let label = self.labels.get(id);
            xml::build("device", NS)
                .attr("id", &id.to_string())
                .maybe_attr("label", label.map(|label| label.text.as_str()))
                .maybe_attr("labelsig", label.and_then(|label| label.signature.as_deref()))
        };
        xml::build("devices", NS)
            .children(self.devices.iter().map(device))
            .done()
    }
}

/// What the parts of a bundle are called.
pub const BUNDLE: Names = Names {
    ns: NS,
    signed_prekey: "spk",
    signed_prekey_id: "id",
    signature: "spks",
    identity: "ik",
    prekey: "pk",
    prekey_id: "id",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::Bundle;
    use crate::xml::testing::xml;

    fn device(id: u32) -> DeviceId {
        DeviceId::try_from(id).unwrap()
    }

    fn header(content: &str) -> Option<Header> {
        Header::parse(&xml(&format!(
            "<encrypted xmlns='urn:xmpp:omemo:2'>{content}</encrypted>"
        )))
    }

    #[test]
    fn the_message_of_xep_0384_is_read() {
        let header = header(
            "<header sid='27183'><keys jid='juliet@capulet.lit'><key rid='31415'>aGVsbG8=</key></keys>
             <keys jid='romeo@montague.lit'><key rid='1337'>d29ybGQ=</key><key kex='true' rid='12321'>aGk=</key></keys></header>
             <payload>
               cGF5bG9hZA==
             </payload>",
        )
        .unwrap();
        let romeo = BareJid::new("romeo@montague.lit").unwrap();
        assert_eq!(header.sid, device(27183));
        assert_eq!(header.keys.len(), 3);
        assert_eq!(
            header.keys[2],
            Key {
                jid: romeo,
                rid: device(12321),
                kex: true,
                data: b"hi".to_vec()
            }
        );
        assert_eq!(header.payload.as_deref(), Some(&b"payload"[..]));
        assert_eq!(Header::parse(&header.to_element()), Some(header));
    }

    #[test]
    fn o16_what_cannot_be_read_of_a_header_is_left_out() {
        let header = header(
            "<header sid='1'><keys><key rid='2'>aGk=</key></keys><keys jid='@'><key rid='2'>aGk=</key></keys><keys jid='a@b/full'><key rid='2'>aGk=</key></keys>
             <keys jid='a@b'><key/><key rid='2'/><key rid='0'>aGk=</key><key rid='3'>!</key><key rid='4'>aGk=</key></keys></header>",
        )
        .unwrap();
        let read: Vec<_> = header
            .keys
            .iter()
            .map(|key| (key.jid.as_str(), key.rid.get()))
            .collect();
        assert_eq!(read, [("a@b", 4)]);
        assert_eq!(header.payload, None);
    }

    #[test]
    fn o16_without_header_or_sender_or_with_a_broken_payload_there_is_no_message() {
        for content in [
            "",
            "<header/>",
            "<header sid='0'/>",
            "<payload>aGk=</payload>",
            "<header sid='1'/><payload>!</payload>",
        ] {
            assert_eq!(header(content), None, "{content}");
        }
    }

    #[test]
    fn keys_without_end_are_cut() {
        let keys = format!("<keys jid='a@b'>{}</keys>", "<key rid='2'>aGk=</key>".repeat(600)).repeat(3);
        assert_eq!(
            header(&format!("<header sid='1'>{keys}</header>")).unwrap().keys.len(),
            KEYS_MAX
        );
    }

    #[test]
    fn publishing_the_list_again_keeps_what_others_called_their_devices() {
        let list = DeviceList::parse(&xml(
            "<devices xmlns='urn:xmpp:omemo:2'><device id='12345'/><device id='4223' label='Gajim on Ubuntu' labelsig='c2ln'/><device id='0' label='x'/></devices>",
        ))
        .unwrap();
        assert_eq!(list.devices, [device(12345), device(4223)]);
        assert_eq!(
            list.labels[&device(4223)],
            Label {
                text: "Gajim on Ubuntu".into(),
                signature: Some("c2ln".into())
            }
        );
        assert_eq!(DeviceList::parse(&list.to_element()), Some(list));
    }

    #[test]
    fn a_bundle_survives_the_way_there_and_back_and_lacks_nothing() {
        let bundle = Bundle {
            signed_prekey_id: 0,
            signed_prekey: vec![5; 32],
            signature: vec![6; 64],
            identity: vec![7; 32],
            prekeys: (1..=100).map(|id| (id, vec![8; 32])).collect(),
        };
        let element = BUNDLE.to_element(&bundle);
        assert_eq!(BUNDLE.parse(&element), Some(bundle));
        for part in ["spk", "spks", "ik"] {
            let mut lacking = element.clone();
            lacking.remove_child(part, NS).unwrap();
            assert_eq!(BUNDLE.parse(&lacking), None, "{part}");
        }
        assert_eq!(bundle_item(device(31415)), "31415");
    }
}
