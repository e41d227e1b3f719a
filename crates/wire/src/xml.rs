//! The small tools that every payload uses: a builder that cannot produce broken XML, and readers that take
//! nonsense for absence.
//!
//! Hand-written on `minidom` on purpose: `xmpp-parsers` refuses a whole payload for one attribute or child it
//! does not know, and then a message would be lost because of a detail nobody needs.

use std::borrow::Cow;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD};
use minidom::Element;
use minidom::rxml::{Namespace, NcName};

/// Longest id that is kept, in bytes: nobody sends more, and ids are stored and compared a lot.
const ID_MAX: usize = 1024;

/// RFC 4648 §4, with or without padding: old clients omit it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// `text` without the characters that XML 1.0 §2.2 has no way to carry. A server closes the stream on one.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(allowed) {
        Cow::Borrowed(text)
    } else {
        text.chars().filter(|c| allowed(*c)).collect()
    }
}

/// An element under construction; attribute values and text are [sanitized](sanitize).
#[derive(Debug)]
pub(crate) struct Build(Element);

/// Starts an element.
pub(crate) fn build(name: &'static str, namespace: &'static str) -> Build {
    Build(Element::bare(name, namespace))
}

impl Build {
    /// Sets an attribute; a second call with the same name replaces the first.
    pub(crate) fn attr(mut self, name: &'static str, value: &str) -> Self {
        let name = NcName::try_from(name).expect("attribute names are literals in this crate");
        self.0.set_attr(Namespace::NONE, name, sanitize(value).into_owned());
        self
    }

    /// Sets an attribute if there is a value.
    pub(crate) fn maybe_attr(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Sets `xml:lang` if there is a value.
    pub(crate) fn maybe_lang(mut self, value: Option<&str>) -> Self {
        if let Some(value) = value {
            let name = NcName::try_from("lang").expect("a literal NCName");
            self.0
                .set_attr(Namespace::xml().clone(), name, sanitize(value).into_owned());
        }
        self
    }

    /// Appends text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.append_text_node(sanitize(text).into_owned());
        self
    }

    /// Appends an element.
    pub(crate) fn child(mut self, child: impl Into<Element>) -> Self {
        self.0.append_child(child.into());
        self
    }

    /// Appends an element if there is one.
    pub(crate) fn maybe(self, child: Option<impl Into<Element>>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Appends elements.
    pub(crate) fn children<T: Into<Element>>(mut self, children: impl IntoIterator<Item = T>) -> Self {
        for child in children {
            self.0.append_child(child.into());
        }
        self
    }

    /// The finished element.
    pub(crate) fn done(self) -> Element {
        self.0
    }
}

impl From<Build> for Element {
    fn from(build: Build) -> Self {
        build.0
    }
}

/// An element that holds nothing but text.
pub(crate) fn text_element(name: &'static str, namespace: &'static str, text: &str) -> Element {
    build(name, namespace).text(text).done()
}

/// The first child with this name and namespace.
pub(crate) fn child<'a>(e: &'a Element, name: &str, namespace: &str) -> Option<&'a Element> {
    e.children().find(|child| child.is(name, namespace))
}

/// All children with this name and namespace.
pub(crate) fn children<'a>(
    e: &'a Element,
    name: &'static str,
    namespace: &'static str,
) -> impl Iterator<Item = &'a Element> {
    e.children().filter(move |child| child.is(name, namespace))
}

/// The text of the first such child; an empty one counts as absent.
pub(crate) fn child_text(e: &Element, name: &str, namespace: &str) -> Option<String> {
    child(e, name, namespace)
        .map(Element::text)
        .filter(|text| !text.is_empty())
}

/// An attribute that parses, whether a number, an address or a device id.
pub(crate) fn parsed<T: FromStr>(e: &Element, name: &str) -> Option<T> {
    e.attr(name)?.trim().parse().ok()
}

/// An XML Schema boolean; anything else, and nothing, is false.
pub(crate) fn flag(e: &Element, name: &str) -> bool {
    matches!(e.attr(name).map(str::trim), Some("true" | "1"))
}

/// An id worth remembering: neither empty nor absurdly long.
pub(crate) fn id(e: &Element, name: &str) -> Option<String> {
    e.attr(name)
        .filter(|id| !id.is_empty() && id.len() <= ID_MAX)
        .map(str::to_owned)
}

/// Base64 (RFC 4648 §4) with whitespace anywhere; nothing if it is not base64 or longer than `max` bytes decoded.
pub(crate) fn decode(text: &str, max: usize) -> Option<Vec<u8>> {
    let packed: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if packed.len() / 4 > max / 3 + 1 {
        return None;
    }
    LENIENT.decode(packed).ok().filter(|bytes| bytes.len() <= max)
}

/// Base64 (RFC 4648 §4) with padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
pub(crate) mod testing {
    use minidom::Element;

    /// A literal of a test; `jabber:client` where it names no namespace.
    pub(crate) fn xml(text: &str) -> Element {
        Element::from_reader_with_prefixes(text.as_bytes(), Some("jabber:client".to_owned()))
            .expect("well-formed test literal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_carry_is_dropped_and_the_rest_kept() {
        assert_eq!(
            sanitize("a\u{0}b\u{8}\u{b}c\u{fffe}\u{ffff}\u{1f}d\u{7f}e"),
            "abcd\u{7f}e"
        );
        assert!(matches!(
            sanitize("tab\tnewline\n🐧 \u{fffd}\u{10ffff}"),
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn x14_base64_is_read_with_and_without_padding_and_line_breaks() {
        assert_eq!(decode("aGk=", 10).as_deref(), Some(&b"hi"[..]));
        assert_eq!(decode("aGk", 10).as_deref(), Some(&b"hi"[..]));
        assert_eq!(decode("\n aG\r\n\tk=\n", 10).as_deref(), Some(&b"hi"[..]));
    }

    #[test]
    fn x14_what_is_not_base64_is_nothing() {
        for hostile in ["b'aGk='", "aG-_", "a", "====", "aGk=aGk=", "ä", "aGk\u{0}"] {
            assert_eq!(decode(hostile, 100), None, "{hostile}");
        }
    }

    #[test]
    fn x14_a_megabyte_where_a_key_belongs_is_nothing() {
        assert_eq!(decode(&"A".repeat(1_000_000), 4096), None);
        assert_eq!(decode(&"A".repeat(40), 30).map(|key| key.len()), Some(30));
        assert_eq!(decode(&"A".repeat(44), 30), None);
    }

    #[test]
    fn x13_numbers_are_numbers_or_nothing() {
        for hostile in [
            "-1",
            "4294967296",
            "18446744073709551616",
            "NaN",
            "1e9",
            "",
            "0x10",
            "1.0",
        ] {
            let e = build("x", "y").attr("n", hostile).done();
            assert_eq!(parsed::<u32>(&e, "n"), None, "{hostile}");
        }
        assert_eq!(parsed::<u32>(&build("x", "y").attr("n", " 7 ").done(), "n"), Some(7));
    }
}
