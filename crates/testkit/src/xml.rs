//! Stanzas as text, and looking for one stanza within another.

use sotto_wire::Element;

/// Reads a stanza written without its namespace.
pub fn xml(text: &str) -> Element {
    let wrapped = format!("<stream xmlns='jabber:client'>{text}</stream>");
    let stream: Element = wrapped.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
    let stanza = stream.children().next().cloned();
    stanza.unwrap_or_else(|| panic!("no stanza: {text}"))
}

/// The stanza with a further attribute.
pub(crate) fn with_attr(stanza: &Element, name: &str, value: &str) -> Element {
    let begin = format!("<{} ", stanza.name());
    let text = String::from(stanza);
    text.replacen(&begin, &format!("{begin}{name}='{value}' "), 1)
        .parse()
        .unwrap()
}

/// Whether `stanza` is `wanted`, and perhaps more: further attributes, further children, any text where none is wanted.
pub fn contains(stanza: &Element, wanted: &Element) -> bool {
    let text = wanted.text();
    stanza.is(wanted.name(), wanted.ns().as_str())
        && wanted
            .attrs()
            .iter()
            .all(|((_, name), value)| stanza.attr(name.as_str()) == Some(value))
        && (text.trim().is_empty() || stanza.text() == text)
        && wanted
            .children()
            .all(|child| stanza.children().any(|candidate| contains(candidate, child)))
}
