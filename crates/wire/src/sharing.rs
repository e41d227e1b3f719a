//! XEP-0447 0.3.1: a file, with what is known of it (XEP-0446 0.2.0) and its hash (XEP-0300 1.0.0).
//!
//! Deliberately not: other sources than an address by `https`, sources attached later, thumbnails by reference, and hashes
//! other than SHA-256. XEP-0448 belongs inside of OMEMO 2, which is not spoken yet.

use minidom::Element;

use crate::upload::is_https;
use crate::{ns, xml};

/// The longest name or media type, in bytes.
const TEXT_MAX: usize = 1024;
/// The longest side of a picture that is believed, in pixels.
const SIDE_MAX: u32 = 100_000;

/// A file that somebody shares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// Where it is.
    pub url: String,
    /// What it is called, as its sender says.
    pub name: Option<String>,
    /// What it is, as its sender says.
    pub media_type: Option<String>,
    /// How large, in bytes.
    pub size: Option<u64>,
    /// Width and height in pixels.
    pub extent: Option<(u32, u32)>,
    /// How long it plays, in milliseconds.
    pub length: Option<u32>,
    /// Its SHA-256.
    pub sha256: Option<Vec<u8>>,
}

impl Sharing {
    /// Reads `<file-sharing/>` with a source we can use.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("file-sharing", ns::SHARING) {
            return None;
        }
        let sources = xml::child(e, "sources", ns::SHARING)?;
        let mut targets = xml::children(sources, "url-data", ns::URL_DATA).filter_map(|source| source.attr("target"));
        let url = targets.find(|url| is_https(url))?.to_owned();
        let file = xml::child(e, "file", ns::FILE_METADATA)?;
        let text = |name| xml::child_text(file, name, ns::FILE_METADATA).filter(|text| text.len() <= TEXT_MAX);
        let number = |name| text(name)?.trim().parse::<u32>().ok();
        let side = |name| number(name).filter(|side| (1..=SIDE_MAX).contains(side));
        let hash = xml::children(file, "hash", ns::HASHES).find(|hash| hash.attr("algo") == Some("sha-256"));
        Some(Self {
            url,
            name: text("name"),
            media_type: text("media-type"),
            size: text("size").and_then(|size| size.trim().parse().ok()),
            extent: side("width").zip(side("height")),
            length: number("length"),
            sha256: hash
                .and_then(|hash| xml::decode(&hash.text(), 32))
                .filter(|hash| hash.len() == 32),
        })
    }

    /// The element.
    pub fn to_element(&self) -> Element {
        let text = |name, value: &str| xml::text_element(name, ns::FILE_METADATA, value);
        let number = |name, value: u64| text(name, &value.to_string());
        let hash = |hash: &Vec<u8>| {
            xml::build("hash", ns::HASHES)
                .attr("algo", "sha-256")
                .text(&xml::encode(hash))
        };
        let file = xml::build("file", ns::FILE_METADATA)
            .maybe(self.media_type.as_deref().map(|value| text("media-type", value)))
            .maybe(self.name.as_deref().map(|value| text("name", value)))
            .maybe(self.size.map(|value| number("size", value)))
            .maybe(self.extent.map(|(width, _)| number("width", width.into())))
            .maybe(self.extent.map(|(_, height)| number("height", height.into())))
            .maybe(self.length.map(|value| number("length", value.into())))
            .maybe(self.sha256.as_ref().map(hash));
        let source = xml::build("url-data", ns::URL_DATA).attr("target", &self.url);
        xml::build("file-sharing", ns::SHARING)
            .attr("disposition", "inline")
            .child(file)
            .child(xml::build("sources", ns::SHARING).child(source))
            .done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    fn shared(file: &str, sources: &str) -> Option<Sharing> {
        Sharing::parse(&xml(&format!(
            "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>{file}</file>
             <sources>{sources}</sources></file-sharing>"
        )))
    }

    const SOURCE: &str = "<url-data xmlns='http://jabber.org/protocol/url-data' target='https://download.montague.lit/4a771ac1/summit.jpg'/>";

    #[test]
    fn the_file_of_the_specification_is_read_and_written() {
        let hash = "NxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU2XarmwTk=";
        let file = shared(
            &format!("<media-type>image/jpeg</media-type><name>summit.jpg</name><size>3032449</size><width>4096</width><height>2160</height>
             <hash xmlns='urn:xmpp:hashes:2' algo='id-blake2b256'>2AfMGH8O7UNPTvUVAM9aK13mpCY=</hash>
             <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{hash}</hash><desc>Photo from the summit.</desc>"),
            &format!("<jinglepub xmlns='urn:xmpp:jinglepub:1'/>{SOURCE}"),
        )
        .unwrap();
        assert_eq!(
            (file.name.as_deref(), file.media_type.as_deref()),
            (Some("summit.jpg"), Some("image/jpeg"))
        );
        assert_eq!((file.size, file.extent), (Some(3_032_449), Some((4096, 2160))));
        assert_eq!(file.url, "https://download.montague.lit/4a771ac1/summit.jpg");
        assert_eq!(file.sha256.as_ref().map(Vec::len), Some(32));
        assert_eq!(Sharing::parse(&file.to_element()), Some(file));
    }

    #[test]
    fn x13_numbers_that_make_no_sense_are_absent() {
        let file = shared("<size>-1</size><width>0</width><height>4294967296</height><length>1e9</length><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>AAAA</hash>", SOURCE).unwrap();
        assert_eq!(
            file,
            Sharing {
                url: file.url.clone(),
                ..Sharing::default()
            }
        );
        assert_eq!(
            shared("<size>10000000000</size>", SOURCE).unwrap().size,
            Some(10_000_000_000)
        );
        let long = "x".repeat(TEXT_MAX + 1);
        assert_eq!(shared(&format!("<name>{long}</name>"), SOURCE).unwrap().name, None);
    }

    #[test]
    fn a_file_that_is_nowhere_or_not_behind_https_is_none() {
        for source in [
            "",
            "<url-data xmlns='http://jabber.org/protocol/url-data' target='http://a/b'/>",
            "<url-data xmlns='http://jabber.org/protocol/url-data'/>",
        ] {
            assert_eq!(shared("", source), None, "{source}");
        }
    }
}
