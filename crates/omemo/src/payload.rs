//! The body of a message under its own key, which is then encrypted to every device.
//!
//! Legacy (XEP-0384 0.3 §4.6): AES-128-GCM; key and tag travel together in the ratchet messages, so nobody but the
//! sender can alter the body. OMEMO 2 (0.9 §4.4): AES-256-CBC and HMAC-SHA-256 derived from one key, tag likewise.

use aes_gcm::{
    AesGcm, KeyInit, Nonce,
    aead::{
        AeadInOut,
        consts::{U12, U16},
    },
    aes::Aes128,
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Profile, kdf::CipherKeys};

/// Bytes of the legacy body key, of either profile's tag.
const SHORT: usize = 16;
/// Bytes of the IV we send. Some programs send 16.
const IV: usize = 12;
/// Bytes of the OMEMO 2 body key.
const LONG: usize = 32;
const INFO: &[u8] = b"OMEMO Payload";

/// A message body, encrypted once for everybody.
#[derive(Debug)]
pub struct Sealed {
    /// For `<iv/>` in the legacy profile; empty in OMEMO 2.
    pub iv: Vec<u8>,
    /// For `<payload/>`; none in an empty message.
    pub payload: Option<Vec<u8>>,
    /// To be encrypted to every device with [`crate::encrypt_key`].
    pub key: Zeroizing<Vec<u8>>,
}

/// Why a body was not decrypted. Nothing of it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The key has no tag with it, so anyone could have altered the body, or it is no key of this profile.
    #[error("the message key is of a form that is not accepted")]
    Key,
    /// The IV is neither 12 nor 16 bytes long.
    #[error("the IV has a wrong length")]
    Iv,
    /// The body was altered or belongs to another key.
    #[error("the message body does not fit its key")]
    Broken,
}

/// Encrypts a body under a fresh key. Without a body it makes an empty message, which only moves the ratchets on.
pub fn seal(profile: Profile, rng: &mut dyn CryptoRng, plaintext: Option<&[u8]>) -> Sealed {
    match profile {
        Profile::Legacy => seal_legacy(rng, plaintext),
        Profile::Omemo2 => seal_omemo2(rng, plaintext),
    }
}

/// Decrypts a body.
pub fn open(profile: Profile, key: &[u8], iv: &[u8], payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    match profile {
        Profile::Legacy => open_legacy(key, iv, payload),
        Profile::Omemo2 => open_omemo2(key, payload),
    }
}

fn seal_legacy(rng: &mut dyn CryptoRng, plaintext: Option<&[u8]>) -> Sealed {
    let (mut key, mut iv) = (Zeroizing::new([0; SHORT]), [0; IV]);
    rng.fill_bytes(key.as_mut());
    rng.fill_bytes(&mut iv);
    let cipher = AesGcm::<Aes128, U12>::new(&(*key).into());
    let mut body = plaintext.unwrap_or_default().to_vec();
    let tag = cipher
        .encrypt_inout_detached(&Nonce::from(iv), &[], body.as_mut_slice().into())
        .expect("a body is far shorter than the 64 GiB that one IV is good for");
    let mut with_tag = Zeroizing::new(Vec::with_capacity(2 * SHORT));
    with_tag.extend_from_slice(key.as_slice());
    with_tag.extend_from_slice(&tag);
    Sealed {
        iv: iv.to_vec(),
        payload: plaintext.map(|_| body),
        key: with_tag,
    }
}

fn open_legacy(key: &[u8], iv: &[u8], payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let key: &[u8; 2 * SHORT] = key.try_into().map_err(|_| OpenError::Key)?;
    let (key, tag) = key.split_at(SHORT);
    let key: &[u8; SHORT] = key.try_into().map_err(|_| OpenError::Key)?;
    let tag: [u8; SHORT] = tag.try_into().map_err(|_| OpenError::Key)?;
    let mut body = Zeroizing::new(payload.to_vec());
    let buffer = body.as_mut_slice().into();
    let opened = if let Ok(iv) = <[u8; 12]>::try_from(iv) {
        AesGcm::<Aes128, U12>::new(key.into()).decrypt_inout_detached(&iv.into(), &[], buffer, &tag.into())
    } else if let Ok(iv) = <[u8; 16]>::try_from(iv) {
        AesGcm::<Aes128, U16>::new(key.into()).decrypt_inout_detached(&iv.into(), &[], buffer, &tag.into())
    } else {
        return Err(OpenError::Iv);
    };
    opened.map(|()| body).map_err(|_| OpenError::Broken)
}

fn seal_omemo2(rng: &mut dyn CryptoRng, plaintext: Option<&[u8]>) -> Sealed {
    let Some(plaintext) = plaintext else {
        return Sealed {
            iv: Vec::new(),
            payload: None,
            key: Zeroizing::new(vec![0; LONG]),
        };
    };
    let mut key = Zeroizing::new(Vec::with_capacity(LONG + SHORT));
    key.resize(LONG, 0);
    rng.fill_bytes(&mut key);
    let keys = CipherKeys::derive(&key, INFO);
    let payload = keys.encrypt(plaintext);
    key.extend(keys.mac(&[&payload]).iter().take(SHORT));
    Sealed {
        iv: Vec::new(),
        payload: Some(payload),
        key,
    }
}

fn open_omemo2(key: &[u8], payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let key: &[u8; LONG + SHORT] = key.try_into().map_err(|_| OpenError::Key)?;
    let (key, tag) = key.split_at(LONG);
    if bool::from(key.ct_eq(&[0; LONG])) {
        return Err(OpenError::Key); // the key of empty messages is known to all
    }
    let keys = CipherKeys::derive(key, INFO);
    keys.verify(&[payload], tag, SHORT).map_err(|_| OpenError::Broken)?;
    keys.decrypt(payload).map_err(|_| OpenError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{hex, rng};

    const PROFILES: [Profile; 2] = [Profile::Legacy, Profile::Omemo2];
    const TEXT: &[u8] = "O Romeo, Romeo, wherefore art thou Romeo? 🌹".as_bytes();

    #[test]
    fn a_body_is_read_back_and_no_two_have_the_same_key() {
        for profile in PROFILES {
            let (first, second) = (
                seal(profile, &mut rng(1), Some(TEXT)),
                seal(profile, &mut rng(2), Some(TEXT)),
            );
            let payload = first.payload.unwrap();
            assert_eq!(open(profile, &first.key, &first.iv, &payload).unwrap().as_slice(), TEXT);
            assert!(first.key != second.key && payload != second.payload.unwrap());
            assert!(!payload.windows(5).any(|window| window == b"Romeo"));
        }
    }

    #[test]
    fn o16_a_12_and_a_16_byte_iv_are_read_and_no_other() {
        // Computed with OpenSSL: AES-128-GCM, key 00..0f, the IV as below, plaintext "hello".
        let key = |tag: &str| [(0..16).collect::<Vec<u8>>(), hex(tag)].concat();
        let (short, long) = ([7; 12], [7; 16]);
        let opened = open(Profile::Legacy, &key(SHORT_TAG), &short, &hex(SHORT_BODY)).unwrap();
        assert_eq!(opened.as_slice(), b"hello");
        let opened = open(Profile::Legacy, &key(LONG_TAG), &long, &hex(LONG_BODY)).unwrap();
        assert_eq!(opened.as_slice(), b"hello");
        for iv in [&[][..], &[7; 11], &[7; 13], &[7; 17]] {
            assert_eq!(
                open(Profile::Legacy, &key(SHORT_TAG), iv, &hex(SHORT_BODY)).unwrap_err(),
                OpenError::Iv
            );
        }
    }

    const SHORT_BODY: &str = "f92938b10e";
    const SHORT_TAG: &str = "38490f38dd33b4fa03cd0b28187be06b";
    const LONG_BODY: &str = "b69919a753";
    const LONG_TAG: &str = "fce60c23e54bed335922c91b72e9d284";

    #[test]
    fn o16_a_key_without_its_tag_is_refused() {
        let sealed = seal(Profile::Legacy, &mut rng(1), Some(TEXT));
        let (key, tag) = sealed.key.split_at(16);
        let payload = sealed.payload.unwrap();
        let old_style = [payload.as_slice(), tag].concat();
        assert_eq!(
            open(Profile::Legacy, key, &sealed.iv, &payload).unwrap_err(),
            OpenError::Key
        );
        assert_eq!(
            open(Profile::Legacy, key, &sealed.iv, &old_style).unwrap_err(),
            OpenError::Key
        );
        assert_eq!(
            open(Profile::Legacy, &[], &sealed.iv, &payload).unwrap_err(),
            OpenError::Key
        );
        let sealed = seal(Profile::Omemo2, &mut rng(1), Some(TEXT));
        let payload = sealed.payload.unwrap();
        assert_eq!(
            open(Profile::Omemo2, &sealed.key[..32], &[], &payload).unwrap_err(),
            OpenError::Key
        );
    }

    #[test]
    fn o16_an_empty_message_has_a_key_and_no_body() {
        let legacy = seal(Profile::Legacy, &mut rng(1), None);
        assert!(legacy.payload.is_none() && legacy.key.len() == 32 && legacy.iv.len() == 12);
        let omemo2 = seal(Profile::Omemo2, &mut rng(1), None);
        assert!(omemo2.payload.is_none() && omemo2.iv.is_empty());
        assert_eq!(omemo2.key.as_slice(), [0; 32]);
    }

    #[test]
    fn o16_the_known_key_of_empty_messages_opens_no_body() {
        let keys = CipherKeys::derive(&[0; 32], INFO);
        let payload = keys.encrypt(b"by anybody");
        let key = [[0; 32].as_slice(), &keys.mac(&[&payload])[..16]].concat();
        assert_eq!(open(Profile::Omemo2, &key, &[], &payload).unwrap_err(), OpenError::Key);
    }

    #[test]
    fn o17_another_recipient_cannot_put_other_words_under_the_same_key() {
        // D knows the body key, and so can encrypt, but the tag came to us through the sender's ratchet.
        for profile in PROFILES {
            let sealed = seal(profile, &mut rng(1), Some(b"meet me at nine"));
            let mut payload = sealed.payload.unwrap();
            payload[0] ^= b'm' ^ b'b';
            assert_eq!(
                open(profile, &sealed.key, &sealed.iv, &payload).unwrap_err(),
                OpenError::Broken
            );
        }
    }

    #[test]
    fn o24_ten_megabytes_under_a_wrong_tag_give_nothing() {
        for profile in PROFILES {
            let mut sealed = seal(profile, &mut rng(1), Some(&vec![b'x'; 10_000_000]));
            *sealed.key.last_mut().unwrap() ^= 1;
            let opened = open(profile, &sealed.key, &sealed.iv, &sealed.payload.unwrap());
            assert_eq!(opened.unwrap_err(), OpenError::Broken);
        }
    }
}
