//! From elements to bytes for the wire.
//!
//! `minidom`'s own printer recurses and panics on a character XML cannot carry; what people type and paste does
//! contain such characters. This one keeps its own stack and writes U+FFFD in their place.

use minidom::{Element, Node};

use super::builder::NS_CLIENT;

const NS_XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Prints a child of a client stream; `jabber:client` is taken as declared by the stream (RFC 6120 §4.8.2).
pub(crate) fn print(element: &Element) -> String {
    let mut out = String::with_capacity(256);
    let mut open: Vec<(&Element, minidom::element::Nodes<'_>, String)> = Vec::new();
    open_tag(element, NS_CLIENT, &mut out);
    open.push((element, element.nodes(), element.ns()));
    while let Some((parent, nodes, namespace)) = open.last_mut() {
        match nodes.next() {
            Some(Node::Text(text)) => escape(text, &mut out),
            Some(Node::Element(child)) => {
                open_tag(child, namespace, &mut out);
                open.push((child, child.nodes(), child.ns()));
            }
            None => {
                close_tag(parent, &mut out);
                open.pop();
            }
        }
    }
    out
}

/// Writes a start tag up to its `>`.
fn open_tag(element: &Element, inherited: &str, out: &mut String) {
    out.push('<');
    out.push_str(element.name());
    let namespace = element.ns();
    if namespace != inherited {
        attribute("xmlns", &namespace, out);
    }
    for (at, ((namespace, name), value)) in element.attrs().iter().enumerate() {
        match namespace.as_str() {
            "" => attribute(name, value, out),
            NS_XML => attribute(&format!("xml:{name}"), value, out),
            other => {
                attribute(&format!("xmlns:a{at}"), other, out);
                attribute(&format!("a{at}:{name}"), value, out);
            }
        }
    }
    if element.nodes().next().is_some() {
        out.push('>');
    }
}

fn close_tag(element: &Element, out: &mut String) {
    if element.nodes().next().is_none() {
        out.push_str("/>");
    } else {
        out.push_str("</");
        out.push_str(element.name());
        out.push('>');
    }
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("='");
    escape(value, out);
    out.push('\'');
}

/// Writes text so that it reads back the same, in content and in attributes.
pub(crate) fn escape(text: &str, out: &mut String) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            // As references: a bare one is normalised away by the reader (XML 1.0 §2.11, §3.3.3).
            '\r' => out.push_str("&#xd;"),
            '\n' => out.push_str("&#xa;"),
            '\t' => out.push_str("&#x9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            char => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::framing::{Frame, Framer};
    use super::super::settings::Limits;
    use super::*;
    use proptest::prelude::*;

    fn read_back(printed: &str) -> Element {
        let mut framer = Framer::new(Limits::default());
        let mut header =
            b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>".as_slice();
        assert!(matches!(framer.next(&mut header), Ok(Some(Frame::Open(_)))));
        match framer.next(&mut printed.as_bytes()) {
            Ok(Some(Frame::Element(element))) => element,
            other => panic!("{other:?} from {printed}"),
        }
    }

    fn message(body: &str, id: &str) -> Element {
        let mut message = Element::bare("message", NS_CLIENT);
        message
            .attrs_mut()
            .insert(rxml::Namespace::NONE, "id".try_into().unwrap(), id.to_owned());
        message.attrs_mut().insert(
            rxml::Namespace::xml().clone(),
            "lang".try_into().unwrap(),
            "de".to_owned(),
        );
        message
            .attrs_mut()
            .insert("urn:example".to_owned().into(), "x".try_into().unwrap(), id.to_owned());
        let mut text = Element::bare("body", NS_CLIENT);
        text.append_text_node(body);
        message.append_child(text);
        let mut foreign = Element::bare("x", "");
        foreign.append_child(Element::bare("y", "urn:y"));
        message.append_child(foreign);
        message
    }

    #[test]
    fn a_character_xml_cannot_carry_is_replaced_not_sent() {
        assert_eq!(
            read_back(&print(&message("a\u{0}b\u{1b}\u{ffff}", ""))),
            message("a\u{fffd}b\u{fffd}\u{fffd}", "")
        );
    }

    proptest! {
        #[test]
        fn x08_whatever_is_printed_reads_back_the_same(body in "[\t\n\r\u{20}-\u{fffd}🦀]{1,40}", id in "[\t\n\r\u{20}-\u{fffd}]{0,20}") {
            let sent = message(&body, &id);
            prop_assert_eq!(read_back(&print(&sent)), sent);
        }
    }
}
