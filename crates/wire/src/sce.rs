//! XEP-0420 0.5.0: stanza content encryption, with the profile of XEP-0384 §5.
//!
//! The envelope that OMEMO 2 encrypts. It reaches us past the limits of the stream, since nobody could look
//! into it, so size, depth and number of elements are limited here before anything is built. Comparing `from`,
//! `to` and `time` to the stanza around it is the engine's business, as is which content it takes up.

use minidom::Element;
use minidom::rxml::{RawEvent, RawReader};
use sotto_model::{BareJid, Timestamp};

use crate::{ns, time, xml};

const SIZE_MAX: usize = 1 << 20;
const DEPTH_MAX: usize = 32;
const EVENTS_MAX: usize = 20_000;

/// The decrypted envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// What would be the message's children if it were not encrypted.
    pub content: Vec<Element>,
    /// Who sent it, says the sender.
    pub from: Option<BareJid>,
    /// To whom, says the sender.
    pub to: Option<BareJid>,
    /// When, says the sender.
    pub time: Option<Timestamp>,
}

impl Envelope {
    /// Reads what was decrypted. An affix that is there and cannot be read spoils the whole: it may be the very
    /// one that shows a forgery.
    pub fn parse(plaintext: &[u8]) -> Option<Self> {
        if !harmless(plaintext) {
            return None;
        }
        let e = Element::from_reader(plaintext)
            .ok()
            .filter(|e| e.is("envelope", ns::SCE))?;
        let stamp = match xml::child(&e, "time", ns::SCE) {
            Some(time) => Some(time::parse(time.attr("stamp")?)?),
            None => None,
        };
        let content = xml::child(&e, "content", ns::SCE)?;
        Some(Self {
            content: content.children().cloned().collect(),
            from: affix(&e, "from")?,
            to: affix(&e, "to")?,
            time: stamp,
        })
    }

    /// The text, if it holds one; never empty.
    pub fn body(&self) -> Option<String> {
        let body = self.content.iter().find(|e| e.is("body", ns::CLIENT))?;
        Some(body.text()).filter(|text| !text.is_empty())
    }

    /// The envelope to encrypt. `padding` is random text of random length (0 to 200 characters), which hides how
    /// long the content is.
    pub fn to_element(&self, padding: &str) -> Element {
        let affix = |name, jid: &BareJid| xml::build(name, ns::SCE).attr("jid", jid.as_str());
        xml::build("envelope", ns::SCE)
            .child(xml::build("content", ns::SCE).children(self.content.iter().cloned()))
            .child(xml::text_element("rpad", ns::SCE, padding))
            .maybe(
                self.time
                    .map(|at| xml::build("time", ns::SCE).attr("stamp", &time::format(at))),
            )
            .maybe(self.to.as_ref().map(|jid| affix("to", jid)))
            .maybe(self.from.as_ref().map(|jid| affix("from", jid)))
            .done()
    }
}

/// The body as it goes into [`Envelope::content`].
pub fn body(text: &str) -> Element {
    xml::text_element("body", ns::CLIENT, text)
}

/// Outer nothing: unreadable. Inner nothing: absent.
fn affix(e: &Element, name: &str) -> Option<Option<BareJid>> {
    match xml::child(e, name, ns::SCE) {
        Some(affix) => xml::parsed::<BareJid>(affix, "jid").map(Some),
        None => Some(None),
    }
}

/// Whether building the tree costs little memory and no deep recursion.
fn harmless(plaintext: &[u8]) -> bool {
    if plaintext.len() > SIZE_MAX {
        return false;
    }
    let mut reader = RawReader::new(plaintext);
    let mut depth = 0_usize;
    for _ in 0..EVENTS_MAX {
        match reader.read() {
            Ok(Some(RawEvent::ElementHeadOpen(..))) => depth += 1,
            Ok(Some(RawEvent::ElementFoot(_))) => depth = depth.saturating_sub(1),
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
        if depth > DEPTH_MAX {
            return false;
        }
    }
    false
}
