//! XEP-0066 1.5: an address beside a text that consists of it; most programs take that for a file.
//!
//! Deliberately not: transfers by iq, and descriptions.

use minidom::Element;

use crate::upload::is_https;
use crate::{ns, xml};

/// The address; only `https` counts.
pub fn parse(e: &Element) -> Option<String> {
    if !e.is("x", ns::OOB) {
        return None;
    }
    xml::child_text(e, "url", ns::OOB)
        .map(|url| url.trim().to_owned())
        .filter(|url| is_https(url))
}

/// The element.
pub fn url(url: &str) -> Element {
    xml::build("x", ns::OOB)
        .child(xml::text_element("url", ns::OOB, url))
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn only_an_address_by_https_counts() {
        assert_eq!(parse(&url("https://a/b.jpg")).as_deref(), Some("https://a/b.jpg"));
        for other in ["http://a/b.jpg", "file:///etc/passwd", "aesgcm://a/b#c", ""] {
            assert_eq!(parse(&url(other)), None, "{other}");
        }
        assert_eq!(parse(&xml("<x xmlns='jabber:x:oob'/>")), None);
    }
}
