//! XEP-0454 0.1.0: the address of an encrypted file together with its key, as the text of an encrypted message.
//!
//! Deliberately not: the thumbnail in a second line, which few send.

use std::fmt::Write as _;

use crate::upload::is_https;

/// The bytes of an AES-256 key.
const KEY: usize = 32;

/// An encrypted file: where it is, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The `https` address, without the secret.
    pub url: String,
    /// Key (32 bytes) and initialisation vector (12 bytes; 16 by programs of before 2020), in this order.
    pub secret: Vec<u8>,
}

impl Sealed {
    /// Reads a text that is such an address and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let first = text.trim().lines().next()?.trim();
        let rest = text.trim().get(first.len()..)?.trim();
        if !(rest.is_empty() || rest.starts_with("data:")) || !first.get(..9)?.eq_ignore_ascii_case("aesgcm://") {
            return None;
        }
        let (place, secret) = first.get(9..)?.split_once('#')?;
        let secret = hex(secret).filter(|secret| matches!(secret.len(), 44 | 48))?;
        // The vector comes first on the wire.
        let (vector, key) = secret.split_at_checked(secret.len() - KEY)?;
        let url = format!("https://{place}");
        is_https(&url).then(|| Self {
            url,
            secret: [key, vector].concat(),
        })
    }

    /// The text.
    pub fn to_text(&self) -> String {
        let place = self.url.get(8..).unwrap_or_default();
        let (key, vector) = self.secret.split_at_checked(KEY).unwrap_or_default();
        let mut text = format!("aesgcm://{place}#");
        for byte in vector.iter().chain(key) {
            write!(text, "{byte:02x}").expect("writing to a string does not fail");
        }
        text
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .bytes()
        .map(|byte| char::from(byte).to_digit(16))
        .collect::<Option<Vec<u32>>>()?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IV: &str = "8c3d050e9386ec173861778f";
    const KEY: &str = "68e9af38a97aaf82faa4063b4d0878a61261534410c8a84331eaac851759f587";

    #[test]
    fn the_address_of_the_specification_survives_the_way_there_and_back() {
        let text = format!(
            "aesgcm://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg#{IV}{KEY}"
        );
        let sealed = Sealed::parse(&text).unwrap();
        assert_eq!(
            sealed.url,
            "https://download.montague.tld/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/tr%C3%A8s%20cool.jpg"
        );
        assert_eq!(
            (sealed.secret.len(), sealed.secret[0], sealed.secret[32]),
            (44, 0x68, 0x8c)
        );
        assert_eq!(sealed.to_text(), text);
        let thumbnail = format!("{text}\ndata:image/jpeg,AAAA");
        assert_eq!(Sealed::parse(&thumbnail), Some(sealed));
        let old = format!("aesgcm://a/b#{IV}00000000{KEY}");
        assert_eq!(Sealed::parse(&old).unwrap().secret.len(), 48);
    }

    #[test]
    fn a_text_that_only_looks_like_one_stays_text() {
        for text in [
            format!("look: aesgcm://a/b#{IV}{KEY}"),
            format!("aesgcm://a/b#{IV}{KEY} look"),
            format!("aesgcm://a/b#{IV}{KEY}\nlook"),
            format!("aesgcm://a b#{IV}{KEY}"),
            format!("aesgcm://#{IV}{KEY}"),
            format!("aesgcm:///a#{IV}"),
            format!("aesgcm://a/b#{IV}{KEY}0"),
            format!("https://a/b#{IV}{KEY}"),
            format!("aesgcm://a/b#{IV}zz{KEY}"),
            "aesgcm://a/b".to_owned(),
            "aesgcm://a/b#é".to_owned(),
            String::new(),
        ] {
            assert_eq!(Sealed::parse(&text), None, "{text}");
        }
    }
}
