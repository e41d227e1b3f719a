//! XEP-0084 1.1.4: people's pictures, published by themselves; and XEP-0153 1.1.1: the older ones in vCards.
//!
//! Deliberately not: pictures behind a `url`, whose fetching would tell their host who looks at whom.

use minidom::Element;
use sha1::{Digest as _, Sha1};

use crate::{ns, xml};

/// The largest picture that is fetched, in bytes.
pub const LARGEST: usize = 256 * 1024;

/// A picture's SHA-1 in lower-case hexadecimal: its name everywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AvatarId(String);

impl AvatarId {
    /// The id of these bytes.
    pub fn of(picture: &[u8]) -> Self {
        Self(Sha1::digest(picture).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads an id; nothing else becomes part of a question or a name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        (text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Self(text))
    }

    /// As it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody says about their picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metadata {
    /// They have none.
    None,
    /// They have this one.
    Some(AvatarId),
    /// They have one that cannot be had: too large, elsewhere, or unreadable.
    Unusable,
}

impl Metadata {
    /// Reads `<metadata/>`.
    pub fn parse(e: &Element) -> Option<Self> {
        if !e.is("metadata", ns::AVATAR_METADATA) {
            return None;
        }
        let mut infos = xml::children(e, "info", ns::AVATAR_METADATA).peekable();
        if infos.peek().is_none() {
            return Some(Self::None);
        }
        // §4.2.1: PNG is there whenever the picture is at all.
        let usable = |info: &&Element| {
            let size: Option<usize> = xml::parsed(info, "bytes");
            info.attr("url").is_none() && size.is_some_and(|size| (1..=LARGEST).contains(&size))
        };
        let usable: Vec<&Element> = infos.take(20).filter(usable).collect();
        let png = usable.iter().find(|info| info.attr("type") == Some("image/png"));
        let best = png.or_else(|| usable.first());
        let id = best.and_then(|info| AvatarId::parse(info.attr("id")?));
        Some(id.map_or(Self::Unusable, Self::Some))
    }
}

/// Says which picture we have, a PNG; nothing says that we have none.
pub fn metadata(picture: Option<&[u8]>) -> Element {
    let info = picture.map(|picture| {
        let size = |at: usize| {
            let bytes: Option<[u8; 4]> = picture.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
            bytes.map(|bytes| u32::from_be_bytes(bytes).to_string())
        };
        xml::build("info", ns::AVATAR_METADATA)
            .attr("id", AvatarId::of(picture).as_str())
            .attr("type", "image/png")
            .attr("bytes", &picture.len().to_string())
            // Where a PNG says how large it is.
            .maybe_attr("width", size(16).as_deref())
            .maybe_attr("height", size(20).as_deref())
    });
    xml::build("metadata", ns::AVATAR_METADATA).maybe(info).done()
}

/// The picture itself.
pub fn data(picture: &[u8]) -> Element {
    xml::text_element("data", ns::AVATAR_DATA, &xml::encode(picture))
}

/// Reads what [`data`] makes; nothing where it is too large or no base64.
pub fn parse_data(e: &Element) -> Option<Vec<u8>> {
    e.is("data", ns::AVATAR_DATA)
        .then(|| xml::decode(&e.text(), LARGEST))
        .flatten()
}

/// XEP-0153: what a presence says about the picture in its sender's vCard; nothing if it says nothing.
pub fn parse_update(e: &Element) -> Option<Metadata> {
    if !e.is("x", ns::VCARD_UPDATE) {
        return None;
    }
    // No `photo` at all means: not ready to say.
    let photo = xml::child(e, "photo", ns::VCARD_UPDATE)?.text();
    if photo.trim().is_empty() {
        return Some(Metadata::None);
    }
    Some(AvatarId::parse(&photo).map_or(Metadata::Unusable, Metadata::Some))
}

/// Asks for a vCard.
pub fn vcard_request() -> Element {
    xml::build("vCard", ns::VCARD).done()
}

/// The picture in a vCard.
pub fn parse_vcard(e: &Element) -> Option<Vec<u8>> {
    if !e.is("vCard", ns::VCARD) {
        return None;
    }
    let photo = xml::child(e, "PHOTO", ns::VCARD)?;
    xml::decode(&xml::child_text(photo, "BINVAL", ns::VCARD)?, LARGEST).filter(|picture| !picture.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::testing::xml;

    const ID: &str = "111f4b3c50d7b0df729d299bc6f8e9ef9066971f";

    fn info(attributes: &str) -> String {
        format!("<info {attributes}/>")
    }

    fn metadata_of(infos: &str) -> Metadata {
        Metadata::parse(&xml(&format!(
            "<metadata xmlns='urn:xmpp:avatar:metadata'>{infos}</metadata>"
        )))
        .unwrap()
    }

    #[test]
    fn the_examples_of_xep_0084_are_read() {
        let known = Metadata::Some(AvatarId::parse(ID).unwrap());
        let png = info(&format!(
            "bytes='12345' id='{ID}' height='64' type='image/png' width='64'"
        ));
        assert_eq!(metadata_of(&png), known);
        let elsewhere = info(
            "bytes='23456' height='64' id='357a8123a30844a3aa99861b6349264ba67a5694' type='image/gif' url='http://avatars.example.org/happy.gif' width='64'",
        );
        assert_eq!(metadata_of(&format!("{elsewhere}{png}")), known);
        assert_eq!(
            metadata_of(&elsewhere),
            Metadata::Unusable,
            "W14: no url is ever fetched"
        );
        assert_eq!(metadata_of(""), Metadata::None);
        assert_eq!(
            parse_data(&xml("<data xmlns='urn:xmpp:avatar:data'>\n qANQR1DB \n</data>")),
            Some(vec![0xa8, 0x03, 0x50, 0x47, 0x50, 0xc1])
        );
    }

    #[test]
    fn w14_what_is_too_large_or_no_hash_is_not_asked_for() {
        for attributes in [
            format!("bytes='10000000' id='{ID}' type='image/png'"),
            format!("bytes='0' id='{ID}' type='image/png'"),
            format!("bytes='-1' id='{ID}' type='image/png'"),
            format!("id='{ID}' type='image/png'"),
            "bytes='1' id='../../etc/passwd' type='image/png'".to_owned(),
            "bytes='1' type='image/png'".to_owned(),
        ] {
            assert_eq!(metadata_of(&info(&attributes)), Metadata::Unusable, "{attributes}");
        }
        let large = "A".repeat(LARGEST * 2);
        assert_eq!(
            parse_data(&xml(&format!("<data xmlns='urn:xmpp:avatar:data'>{large}</data>"))),
            None
        );
    }

    #[test]
    fn what_a_presence_says_of_a_vcard_is_read() {
        let update = |content: &str| parse_update(&xml(&format!("<x xmlns='vcard-temp:x:update'>{content}</x>")));
        assert_eq!(update(""), None);
        assert_eq!(update("<photo/>"), Some(Metadata::None));
        assert_eq!(
            update(&format!("<photo>{}</photo>", ID.to_uppercase())),
            Some(Metadata::Some(AvatarId::parse(ID).unwrap()))
        );
        assert_eq!(update("<photo>sha1</photo>"), Some(Metadata::Unusable));
        let card =
            "<vCard xmlns='vcard-temp'><FN>x</FN><PHOTO><TYPE>image/png</TYPE><BINVAL>aGk=</BINVAL></PHOTO></vCard>";
        assert_eq!(parse_vcard(&xml(card)).as_deref(), Some(&b"hi"[..]));
        assert_eq!(parse_vcard(&xml("<vCard xmlns='vcard-temp'/>")), None);
    }

    #[test]
    fn what_we_publish_is_what_others_read() {
        let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        picture.extend([0, 0, 1, 0, 0, 0, 1, 0, 8, 6]);
        let said = metadata(Some(&picture));
        assert_eq!(Metadata::parse(&said), Some(Metadata::Some(AvatarId::of(&picture))));
        let info = said.children().next().unwrap();
        assert_eq!(
            (info.attr("width"), info.attr("height"), info.attr("bytes")),
            (Some("256"), Some("256"), Some("26"))
        );
        assert_eq!(Metadata::parse(&metadata(None)), Some(Metadata::None));
        assert_eq!(parse_data(&data(&picture)), Some(picture));
    }
}
