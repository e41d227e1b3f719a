//! XEP-0201 1.0: which thread a message belongs to.
//!
//! Deliberately not: parents of threads.

use minidom::Element;

use crate::{ns, xml};

/// Longer names are nobody's.
const LONGEST: usize = 200;

/// The name of the thread.
pub fn parse(e: &Element) -> Option<String> {
    let name = e.is("thread", ns::CLIENT).then(|| e.text())?;
    let name = name.trim();
    (!name.is_empty() && name.len() <= LONGEST).then(|| name.to_owned())
}

/// Says to which thread this belongs.
pub fn thread(name: &str) -> Element {
    xml::text_element("thread", ns::CLIENT, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn the_example_is_read_and_what_is_written_too() {
        let message = Message::parse(&xml(
            "<message to='romeo@montague.lit' from='juliet@capulet.lit' type='chat'>
               <body>Art thou not Romeo, and a Montague?</body>
               <thread parent='7edac73ab41e45c4aafa7b2d7b749080'>e0ffe42b28561960c6b12b944a092794b9683a38</thread></message>",
        ))
        .unwrap();
        assert_eq!(
            message.thread.as_deref(),
            Some("e0ffe42b28561960c6b12b944a092794b9683a38")
        );
        assert_eq!(parse(&thread("a")).as_deref(), Some("a"));
        for nothing in ["<thread xmlns='jabber:client'/>", "<thread xmlns='urn:x'>a</thread>"] {
            assert_eq!(parse(&xml(nothing)), None, "{nothing}");
        }
        assert_eq!(parse(&thread(&"x".repeat(300))), None);
    }
}
