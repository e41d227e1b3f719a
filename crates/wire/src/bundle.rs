//! XEP-0384: the bundle of a device, which differs between the two profiles in what its parts are called.

use minidom::Element;

use crate::omemo_legacy::{PREKEYS_MAX, bytes};
use crate::xml;

/// What is needed to start a session with a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The number of the signed prekey.
    pub signed_prekey_id: u32,
    /// The signed prekey, as it travels.
    pub signed_prekey: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
    /// The identity key, as it travels.
    pub identity: Vec<u8>,
    /// Prekeys with their numbers; those that cannot be read are left out.
    pub prekeys: Vec<(u32, Vec<u8>)>,
}

/// What a profile calls the parts.
pub struct Names {
    pub(crate) ns: &'static str,
    pub(crate) signed_prekey: &'static str,
    pub(crate) signed_prekey_id: &'static str,
    pub(crate) signature: &'static str,
    pub(crate) identity: &'static str,
    pub(crate) prekey: &'static str,
    pub(crate) prekey_id: &'static str,
}

impl Names {
    /// Reads `<bundle/>`; nothing where a part but the prekeys is missing.
    pub fn parse(&self, e: &Element) -> Option<Bundle> {
        if !e.is("bundle", self.ns) {
            return None;
        }
        let part = |name| xml::child(e, name, self.ns);
        let signed = part(self.signed_prekey)?;
        Some(Bundle {
            signed_prekey_id: xml::parsed(signed, self.signed_prekey_id)?,
            signed_prekey: bytes(signed)?,
            signature: bytes(part(self.signature)?)?,
            identity: bytes(part(self.identity)?)?,
            prekeys: part("prekeys").map(|list| self.prekeys(list)).unwrap_or_default(),
        })
    }

    fn prekeys(&self, list: &Element) -> Vec<(u32, Vec<u8>)> {
        let prekey = |e: &Element| Some((xml::parsed(e, self.prekey_id)?, bytes(e)?));
        xml::children(list, self.prekey, self.ns)
            .filter_map(prekey)
            .take(PREKEYS_MAX)
            .collect()
    }

    /// The element that [`parse`](Self::parse) reads.
    pub fn to_element(&self, bundle: &Bundle) -> Element {
        let key = |name, key: &[u8]| xml::build(name, self.ns).text(&xml::encode(key));
        let numbered = |name, attribute, id: u32, bytes| key(name, bytes).attr(attribute, &id.to_string());
        let prekeys = bundle.prekeys.iter();
        let prekeys = prekeys.map(|(id, bytes)| numbered(self.prekey, self.prekey_id, *id, bytes));
        xml::build("bundle", self.ns)
            .child(numbered(
                self.signed_prekey,
                self.signed_prekey_id,
                bundle.signed_prekey_id,
                &bundle.signed_prekey,
            ))
            .child(key(self.signature, &bundle.signature))
            .child(key(self.identity, &bundle.identity))
            .child(xml::build("prekeys", self.ns).children(prekeys))
            .done()
    }
}
