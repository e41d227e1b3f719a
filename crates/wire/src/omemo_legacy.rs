//! XEP-0384 0.3.0: legacy OMEMO (`eu.siacs.conversations.axolotl`).
//!
//! The three elements: message header, device list, bundle. Base64 and numbers are checked here; what the bytes
//! mean only `sotto-omemo` knows. Deliberately not: the label some clients put on devices.

use std::collections::BTreeSet;

use minidom::Element;
use sotto_model::DeviceId;

use crate::bundle::Names;
use crate::ns::OMEMO_LEGACY as NS;
use crate::xml;

pub(crate) const DEVICES_MAX: usize = 1000;
pub(crate) const PREKEYS_MAX: usize = 1000;
pub(crate) const KEYS_MAX: usize = 1000;
/// Longest encrypted or public key, in bytes; real ones have less than 300.
pub(crate) const KEY_MAX: usize = 4096;
/// Longest encrypted text, in bytes; the limit of a stanza is below that.
pub(crate) const PAYLOAD_MAX: usize = 16 << 20;

/// The node of somebody's device list.
pub const DEVICE_LIST_NODE: &str = "eu.siacs.conversations.axolotl.devicelist";

/// The node of one device's bundle.
pub fn bundle_node(device: DeviceId) -> String {
    format!("eu.siacs.conversations.axolotl.bundles:{device}")
}

/// An encrypted message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The device that sent it.
    pub sid: DeviceId,
    /// The message key, once for each device; keys that cannot be read are left out.
    pub keys: Vec<Key>,
    /// The nonce of the payload.
    pub iv: Option<Vec<u8>>,
    /// The encrypted text; without one the message only carries keys.
    pub payload: Option<Vec<u8>>,
}

/// A message key for one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// For which device. Ids are only unique per account, so it may be another account's.
    pub rid: DeviceId,
    /// It starts a session.
    pub prekey: bool,
    /// The encrypted key.
    pub data: Vec<u8>,
}

impl Header {
    /// Reads `<encrypted/>`; nothing where the sender or the text cannot be read.
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
        Some(Self {
            sid: device_id(header, "sid")?,
            keys: xml::children(header, "key", NS)
                .filter_map(Key::parse)
                .take(KEYS_MAX)
                .collect(),
            iv: data(header, "iv"),
            payload,
        })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        let header = xml::build("header", NS)
            .attr("sid", &self.sid.to_string())
            .children(self.keys.iter().map(Key::to_element))
            .maybe(self.iv.as_deref().map(|iv| data_element("iv", iv)));
        xml::build("encrypted", NS)
            .child(header)
            .maybe(self.payload.as_deref().map(|payload| data_element("payload", payload)))
            .done()
    }
}

impl Key {
    fn parse(e: &Element) -> Option<Self> {
        Some(Self {
            rid: device_id(e, "rid")?,
            prekey: xml::flag(e, "prekey"),
            data: bytes(e)?,
        })
    }

    fn to_element(&self) -> Element {
        xml::build("key", NS)
            .attr("rid", &self.rid.to_string())
            .maybe_attr("prekey", self.prekey.then_some("true"))
            .text(&xml::encode(&self.data))
            .done()
    }
}

/// The devices that somebody wants messages encrypted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// Each once, in order.
    pub devices: Vec<DeviceId>,
}

impl DeviceList {
    /// Reads `<list/>`; ids that are none are left out.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("list", NS) {
            return None;
        }
        let devices = distinct(xml::children(e, "device", NS).filter_map(|device| device_id(device, "id")));
        Some(Self { devices })
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self) -> Element {
        let device = |id: &DeviceId| xml::build("device", NS).attr("id", &id.to_string());
        xml::build("list", NS).children(self.devices.iter().map(device)).done()
    }
}

/// What the parts of a bundle are called.
pub const BUNDLE: Names = Names {
    ns: NS,
    signed_prekey: "signedPreKeyPublic",
    signed_prekey_id: "signedPreKeyId",
    signature: "signedPreKeySignature",
    identity: "identityKey",
    prekey: "preKeyPublic",
    prekey_id: "preKeyId",
};

/// An attribute that is a device id.
pub(crate) fn device_id(e: &Element, name: &str) -> Option<DeviceId> {
    DeviceId::try_from(xml::parsed::<u32>(e, name)?).ok()
}

/// Base64 content that is a key: neither empty nor absurdly long.
pub(crate) fn bytes(e: &Element) -> Option<Vec<u8>> {
    xml::decode(&e.text(), KEY_MAX).filter(|bytes| !bytes.is_empty())
}

/// Each device once, in order, and not too many.
pub(crate) fn distinct(devices: impl Iterator<Item = DeviceId>) -> Vec<DeviceId> {
    let mut seen = BTreeSet::new();
    devices
        .filter(|device| seen.insert(*device))
        .take(DEVICES_MAX)
        .collect()
}

fn data(e: &Element, name: &'static str) -> Option<Vec<u8>> {
    bytes(xml::child(e, name, NS)?)
}

fn data_element(name: &'static str, bytes: &[u8]) -> Element {
    xml::text_element(name, NS, &xml::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::Bundle;
    use crate::xml::testing::xml;

    fn header(content: &str) -> Option<Header> {
        Header::parse(&xml(&format!(
            "<encrypted xmlns='eu.siacs.conversations.axolotl'>{content}</encrypted>"
        )))
    }

    fn device(id: u32) -> DeviceId {
        DeviceId::try_from(id).unwrap()
    }

    #[test]
    fn the_message_of_xep_0384_0_3_is_read() {
        let header = header(
            "<header sid='27183'><key rid='31415'>aGVsbG8=</key><key prekey='true' rid='12321'>d29ybGQ=</key>
             <iv>AAECAwQFBgcICQoL</iv></header><payload>cGF5bG9hZA==</payload>",
        )
        .unwrap();
        assert_eq!(header.sid, device(27183));
        assert_eq!(
            header.keys[0],
            Key {
                rid: device(31415),
                prekey: false,
                data: b"hello".to_vec()
            }
        );
        assert_eq!(
            header.keys[1],
            Key {
                rid: device(12321),
                prekey: true,
                data: b"world".to_vec()
            }
        );
        assert_eq!(header.iv.as_deref(), Some(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11][..]));
        assert_eq!(header.payload.as_deref(), Some(&b"payload"[..]));
        assert_eq!(Header::parse(&header.to_element()), Some(header));
    }

    #[test]
    fn o16_a_message_that_only_carries_keys_has_no_payload() {
        for payload in ["", "<payload/>", "<payload> \n </payload>"] {
            let header = header(&format!(
                "<header sid='1'><key rid='2'>aGk=</key><iv>aGk=</iv></header>{payload}"
            ))
            .unwrap();
            assert_eq!(header.payload, None, "{payload}");
            assert_eq!(header.keys.len(), 1);
        }
    }

    #[test]
    fn o16_a_broken_payload_is_not_mistaken_for_none() {
        for payload in ["!", "b'aGk='", "a"] {
            assert_eq!(
                header(&format!(
                    "<header sid='1'><key rid='2'>aGk=</key></header><payload>{payload}</payload>"
                )),
                None,
                "{payload}"
            );
        }
    }

    #[test]
    fn o16_what_cannot_be_read_of_a_header_is_left_out() {
        let header = header(
            "<header sid='1'><key/><key rid='2'/><key rid='2'>!</key><key rid='0'>aGk=</key><key rid='2147483648'>aGk=</key>
             <key rid='-1'>aGk=</key><key>aGk=</key><key xmlns='urn:x' rid='2'>aGk=</key><key rid='3' prekey='1' new='x'>aGk=</key><iv/></header>
             <payload>aGk=</payload>",
        )
        .unwrap();
        assert_eq!(
            header.keys,
            [Key {
                rid: device(3),
                prekey: true,
                data: b"hi".to_vec()
            }]
        );
        assert_eq!(header.iv, None);
    }

    #[test]
    fn o16_without_header_or_sender_there_is_no_message() {
        for content in [
            "",
            "<header/>",
            "<header sid=''/>",
            "<header sid='0'/>",
            "<header sid='4294967296'/>",
            "<payload>aGk=</payload>",
        ] {
            assert_eq!(header(content), None, "{content}");
        }
    }

    #[test]
    fn x14_a_key_of_a_megabyte_is_left_out_and_so_are_keys_without_end() {
        let huge = "A".repeat(1 << 20);
        assert!(
            header(&format!("<header sid='1'><key rid='2'>{huge}</key></header>"))
                .unwrap()
                .keys
                .is_empty()
        );
        let many = "<key rid='2'>aGk=</key>".repeat(5000);
        assert_eq!(
            header(&format!("<header sid='1'>{many}</header>")).unwrap().keys.len(),
            KEYS_MAX
        );
    }

    #[test]
    fn a_device_list_holds_each_device_once() {
        let list = DeviceList::parse(&xml(
            "<list xmlns='eu.siacs.conversations.axolotl'><device id='12345'/><device id='4223'/><device id='12345'/>
             <device/><device id='0'/><device id='x'/><device id='4294967295'/></list>",
        ))
        .unwrap();
        assert_eq!(list.devices, [device(12345), device(4223)]);
        assert_eq!(DeviceList::parse(&list.to_element()), Some(list));
        let many: String = (1..5000).map(|id| format!("<device id='{id}'/>")).collect();
        let many = DeviceList::parse(&xml(&format!(
            "<list xmlns='eu.siacs.conversations.axolotl'>{many}</list>"
        )))
        .unwrap();
        assert_eq!(many.devices.len(), DEVICES_MAX);
    }

    #[test]
    fn an_empty_list_is_a_list_and_anything_else_is_none() {
        assert_eq!(
            DeviceList::parse(&xml("<list xmlns='eu.siacs.conversations.axolotl'/>")),
            Some(DeviceList::default())
        );
        assert_eq!(DeviceList::parse(&xml("<list xmlns='urn:xmpp:omemo:2'/>")), None);
    }

    fn bundle() -> Bundle {
        Bundle {
            signed_prekey_id: 1,
            signed_prekey: vec![5; 33],
            signature: vec![6; 64],
            identity: vec![7; 33],
            prekeys: (1..=100).map(|id| (id, vec![8; 33])).collect(),
        }
    }

    #[test]
    fn a_bundle_survives_the_way_there_and_back() {
        assert_eq!(BUNDLE.parse(&BUNDLE.to_element(&bundle())), Some(bundle()));
        assert_eq!(
            bundle_node(device(31415)),
            "eu.siacs.conversations.axolotl.bundles:31415"
        );
    }

    #[test]
    fn a_bundle_that_lacks_a_part_is_none() {
        for part in ["signedPreKeyPublic", "signedPreKeySignature", "identityKey"] {
            let mut lacking = BUNDLE.to_element(&bundle());
            lacking.remove_child(part, NS).unwrap();
            assert_eq!(BUNDLE.parse(&lacking), None, "{part}");
        }
    }

    #[test]
    fn a_prekey_that_cannot_be_read_is_left_out() {
        let mut element = BUNDLE.to_element(&bundle());
        let list = element.get_child_mut("prekeys", NS).unwrap();
        list.append_child(xml(
            "<preKeyPublic xmlns='eu.siacs.conversations.axolotl' preKeyId='-1'>aGk=</preKeyPublic>",
        ));
        list.append_child(xml(
            "<preKeyPublic xmlns='eu.siacs.conversations.axolotl' preKeyId='101'>!</preKeyPublic>",
        ));
        assert_eq!(BUNDLE.parse(&element), Some(bundle()));
        element.remove_child("prekeys", NS).unwrap();
        assert_eq!(
            BUNDLE.parse(&element),
            Some(Bundle {
                prekeys: vec![],
                ..bundle()
            })
        );
    }
}
