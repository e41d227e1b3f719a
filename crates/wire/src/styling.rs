//! XEP-0393 1.1.1 (`<unstyled/>`) and XEP-0382 0.2.0 (spoilers): how a text wants to be shown. What the directives in a
//! text mean is found out where it is shown.
//!
//! Deliberately not: hints in further languages; the first one counts.

use minidom::Element;

use crate::{ns, xml};

/// The longest hint, in characters.
const LONGEST: usize = 200;

/// Whether this says that the text is as it is.
pub fn is_unstyled(e: &Element) -> bool {
    e.is("unstyled", ns::STYLING)
}

/// The hint of a spoiler, which may be empty.
pub fn parse_spoiler(e: &Element) -> Option<String> {
    e.is("spoiler", ns::SPOILER)
        .then(|| e.text().trim().chars().take(LONGEST).collect())
}

/// Says that the text is to be hidden until asked for.
pub fn spoiler(hint: &str) -> Element {
    xml::text_element("spoiler", ns::SPOILER, hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;
    use crate::xml::testing::xml;

    #[test]
    fn the_examples_are_read() {
        let styled = |text: &str| Message::parse(&xml(text)).unwrap();
        let unstyled = styled("<message><body>&gt; _ &lt;</body><unstyled xmlns='urn:xmpp:styling:0'/></message>");
        assert!(unstyled.unstyled && unstyled.spoiler.is_none());
        let without = styled("<message><body>long</body><spoiler xmlns='urn:xmpp:spoiler:0'/></message>");
        assert_eq!(without.spoiler.as_deref(), Some(""));
        let with = styled(
            "<message><body>both of them die!</body>
             <spoiler xml:lang='en' xmlns='urn:xmpp:spoiler:0'>Love story end</spoiler>
             <spoiler xml:lang='ca' xmlns='urn:xmpp:spoiler:0'>Fi de la història d'amor</spoiler></message>",
        );
        assert_eq!(with.spoiler.as_deref(), Some("Love story end"));
    }

    #[test]
    fn a_hint_without_end_has_one_and_what_is_sent_is_read() {
        assert_eq!(parse_spoiler(&spoiler(&"x".repeat(5_000))).unwrap().len(), LONGEST);
        assert_eq!(parse_spoiler(&spoiler("end")).as_deref(), Some("end"));
        assert_eq!(parse_spoiler(&xml("<spoiler xmlns='urn:x'/>")), None);
        assert!(!is_unstyled(&xml("<unstyled xmlns='urn:x'/>")));
    }
}
