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

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope {
            content: vec![body("Hello <World> & all")],
            from: Some(BareJid::new("romeo@montague.lit").unwrap()),
            to: Some(BareJid::new("juliet@capulet.lit").unwrap()),
            time: Some(Timestamp(1_075_000_000_000)),
        }
    }

    #[test]
    fn the_envelope_of_xep_0384_is_read() {
        let text = "<envelope xmlns='urn:xmpp:sce:1'><content><body xmlns='jabber:client'>Hello World!</body></content>
            <rpad>...</rpad><from jid='romeo@montague.lit'/></envelope>";
        let envelope = Envelope::parse(text.as_bytes()).unwrap();
        assert_eq!(envelope.body().as_deref(), Some("Hello World!"));
        assert_eq!(
            envelope.from.as_ref().map(|jid| jid.as_str()),
            Some("romeo@montague.lit")
        );
        assert_eq!((envelope.to, envelope.time), (None, None));
    }

    #[test]
    fn what_we_encrypt_is_what_others_read() {
        let plain = String::from(&envelope().to_element("C1DHN9HK-9A25tSmwK4hU!Jji9%GKYK^"));
        assert_eq!(Envelope::parse(plain.as_bytes()), Some(envelope()));
    }

    #[test]
    fn an_affix_that_cannot_be_read_spoils_the_whole() {
        for affix in [
            "<from/>",
            "<from jid='@'/>",
            "<to jid=''/>",
            "<time/>",
            "<time stamp='never'/>",
        ] {
            let text = format!("<envelope xmlns='urn:xmpp:sce:1'><content/>{affix}</envelope>");
            assert_eq!(Envelope::parse(text.as_bytes()), None, "{affix}");
        }
    }

    #[test]
    fn x01_nesting_that_the_stream_would_have_refused_is_refused_here_too() {
        let nested = |depth: usize| {
            let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
            format!("<envelope xmlns='urn:xmpp:sce:1'><content>{open}{close}</content></envelope>")
        };
        assert!(Envelope::parse(nested(10).as_bytes()).is_some());
        for depth in [DEPTH_MAX, 5000, 100_000] {
            assert_eq!(Envelope::parse(nested(depth).as_bytes()), None, "{depth}");
        }
    }

    #[test]
    fn x04_an_envelope_of_endless_elements_or_bytes_is_refused() {
        let wrap =
            |content: String| format!("<envelope xmlns='urn:xmpp:sce:1'><content>{content}</content></envelope>");
        assert_eq!(Envelope::parse(wrap("<a/>".repeat(EVENTS_MAX)).as_bytes()), None);
        assert_eq!(Envelope::parse(wrap("a".repeat(SIZE_MAX)).as_bytes()), None);
        assert!(Envelope::parse(wrap("a".repeat(SIZE_MAX / 2)).as_bytes()).is_some());
    }

    #[test]
    fn garbage_is_no_envelope() {
        for garbage in [
            &b""[..],
            b"hello",
            b"\xff\xfe",
            b"<envelope/>",
            b"<envelope xmlns='urn:xmpp:sce:0'><content/></envelope>",
            b"<envelope xmlns='urn:xmpp:sce:1'/>",
            b"<envelope xmlns='urn:xmpp:sce:1'><content>",
            b"<!DOCTYPE x [<!ENTITY a 'b'>]><envelope xmlns='urn:xmpp:sce:1'><content>&a;</content></envelope>",
        ] {
            assert_eq!(Envelope::parse(garbage), None);
        }
    }
}
