//! XEP-0363 1.2.0: asking a server for a place to put a file.
//!
//! Deliberately not: the `purpose` of 0363's later versions, and services that speak its version before `:0`.

use minidom::Element;

use crate::{ns, xml};

/// The longest address that is believed, in bytes.
const URL_MAX: usize = 8 * 1024;
/// The longest value of a header.
const HEADER_MAX: usize = 4 * 1024;
/// The headers that a service may ask us to send along (§5): all others are ignored, or it could speak in our name.
const HEADERS: [&str; 3] = ["Authorization", "Cookie", "Expires"];

/// Where a file goes, and where it can be fetched from afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Where to put it.
    pub put: String,
    /// Where it is then.
    pub get: String,
    /// What to send along when putting it.
    pub headers: Vec<(String, String)>,
}

/// Asks for a slot.
pub fn request(name: &str, size: u64, media_type: Option<&str>) -> Element {
    xml::build("request", ns::UPLOAD)
        .attr("filename", name)
        .attr("size", &size.to_string())
        .maybe_attr("content-type", media_type)
        .done()
}

impl Slot {
    /// Reads a slot. Both addresses must be `https`: anything else is no slot.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("slot", ns::UPLOAD) {
            return None;
        }
        let put = xml::child(e, "put", ns::UPLOAD)?;
        let url = |e: &Element| e.attr("url").filter(|url| is_https(url)).map(str::to_owned);
        let mut headers: Vec<(String, String)> = Vec::new();
        for header in xml::children(put, "header", ns::UPLOAD) {
            let allowed = header
                .attr("name")
                .and_then(|name| HEADERS.iter().find(|known| known.eq_ignore_ascii_case(name)));
            // §5: line breaks are taken out, or a header could carry others.
            let value: String = header.text().chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
            if let Some(name) = allowed
                && value.len() <= HEADER_MAX
                && headers.len() < HEADERS.len()
            {
                headers.push(((*name).to_owned(), value));
            }
        }
        Some(Self {
            put: url(put)?,
            get: url(xml::child(e, "get", ns::UPLOAD)?)?,
            headers,
        })
    }
}

/// Whether an address leads somewhere by `https`, in a length that anybody may mean.
pub fn is_https(url: &str) -> bool {
    let scheme = url
        .get(..8)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    scheme && url.len() > 8 && url.len() <= URL_MAX && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    #[test]
    fn the_slot_of_the_specification_is_read() {
        let slot = Slot::parse(&xml("<slot xmlns='urn:xmpp:http:upload:0'>
               <put url='https://upload.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg'>
                 <header name='Authorization'>Basic Base64String==</header>
                 <header name='Cookie'>foo=bar; user=romeo</header>
               </put>
               <get url='https://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg'/>
             </slot>"))
        .unwrap();
        assert!(slot.put.starts_with("https://upload.montague.tld/4a"));
        assert!(slot.get.starts_with("https://download.montague.tld/4a"));
        let expected = [
            ("Authorization", "Basic Base64String=="),
            ("Cookie", "foo=bar; user=romeo"),
        ];
        assert_eq!(
            slot.headers,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let asked = request("très cool.jpg", 23456, Some("image/jpeg"));
        assert_eq!(
            asked,
            xml(
                "<request xmlns='urn:xmpp:http:upload:0' filename='très cool.jpg' size='23456' content-type='image/jpeg'/>"
            )
        );
    }

    #[test]
    fn only_the_headers_of_the_specification_are_sent_and_none_carries_another() {
        let slot = Slot::parse(&xml(
            "<slot xmlns='urn:xmpp:http:upload:0'><put url='https://a/'><header name='Host'>evil</header>
             <header name='cookie'>a=b&#13;&#10;Host: evil</header><header name='Content-Length'>0</header></put><get url='https://a/'/></slot>",
        ));
        assert_eq!(
            slot.unwrap().headers,
            [("Cookie".to_owned(), "a=bHost: evil".to_owned())]
        );
    }

    #[test]
    fn a_slot_that_is_not_https_is_none() {
        for (put, get) in [
            ("http://a/", "https://a/"),
            ("https://a/", "http://a/"),
            ("ftp://a/", "https://a/"),
            ("file:///etc/passwd", "https://a/"),
            ("https://", "https://a/"),
            ("https://a/ b", "https://a/"),
            ("", ""),
        ] {
            let slot = format!("<slot xmlns='urn:xmpp:http:upload:0'><put url='{put}'/><get url='{get}'/></slot>");
            assert_eq!(Slot::parse(&xml(&slot)), None, "{slot}");
        }
        assert_eq!(Slot::parse(&xml("<slot xmlns='urn:xmpp:http:upload:0'/>")), None);
    }
}
