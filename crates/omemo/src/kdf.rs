//! The symmetric pieces: HMAC and HKDF with SHA-256, and AES-256-CBC closed by an HMAC.

use aes::Aes256;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::Pkcs7};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of a SHA-256 digest, and of every key of a chain.
pub(crate) const HASH: usize = 32;

/// HMAC-SHA-256 over the concatenation of `parts`.
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; HASH]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// HKDF-SHA-256 (RFC 5869) filling `out`, at most 255 digests of it.
pub(crate) fn hkdf(salt: &[u8], input: &[u8], info: &[u8], out: &mut [u8]) {
    let pseudorandom = hmac(salt, &[input]);
    let keyed = Hmac::<Sha256>::new_from_slice(pseudorandom.as_slice()).expect("HMAC takes a key of any length");
    let mut previous: Option<Zeroizing<[u8; HASH]>> = None;
    for (chunk, counter) in out.chunks_mut(HASH).zip(1u8..) {
        let mut mac = keyed.clone();
        if let Some(block) = &previous {
            mac.update(block.as_slice());
        }
        mac.update(info);
        mac.update(&[counter]);
        let block = Zeroizing::new(<[u8; HASH]>::from(mac.finalize().into_bytes()));
        for (to, from) in chunk.iter_mut().zip(block.iter()) {
            *to = *from;
        }
        previous = Some(block);
    }
}

/// What one message key unfolds to: AES-256 key, MAC key and IV out of 80 bytes of HKDF with a salt of 32 zero bytes.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct CipherKeys {
    cipher: [u8; 32],
    mac: [u8; 32],
    iv: [u8; 16],
}

/// The bytes do not decrypt under this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadCiphertext;

impl CipherKeys {
    pub(crate) fn derive(key: &[u8], info: &[u8]) -> Self {
        let mut keys = Self {
            cipher: [0; 32],
            mac: [0; 32],
            iv: [0; 16],
        };
        let mut material = Zeroizing::new([0; 80]);
        hkdf(&[0; HASH], key, info, material.as_mut());
        let (cipher, rest) = material.split_at(32);
        let (mac, iv) = rest.split_at(32);
        keys.cipher.copy_from_slice(cipher);
        keys.mac.copy_from_slice(mac);
        keys.iv.copy_from_slice(iv);
        keys
    }

    /// AES-256-CBC with PKCS #7 padding.
    pub(crate) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        cbc::Encryptor::<Aes256>::new(&self.cipher.into(), &self.iv.into()).encrypt_padded_vec::<Pkcs7>(plaintext)
    }

    /// Undoes [`CipherKeys::encrypt`]. To be called only after the MAC verified, or the padding becomes an oracle.
    pub(crate) fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadCiphertext> {
        cbc::Decryptor::<Aes256>::new(&self.cipher.into(), &self.iv.into())
            .decrypt_padded_vec::<Pkcs7>(ciphertext)
            .map(Zeroizing::new)
            .map_err(|_| BadCiphertext)
    }

    /// The MAC over `parts`, to be cut to the profile's length by the caller.
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> Zeroizing<[u8; HASH]> {
        hmac(&self.mac, parts)
    }

    /// Compares a truncated MAC in constant time. `length` is the profile's; any other length fails.
    pub(crate) fn verify(&self, parts: &[&[u8]], tag: &[u8], length: usize) -> Result<(), BadCiphertext> {
        let expected = self.mac(parts);
        let expected = expected.get(..length).ok_or(BadCiphertext)?;
        if bool::from(expected.ct_eq(tag)) {
            Ok(())
        } else {
            Err(BadCiphertext)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    #[test]
    fn hkdf_gives_the_vectors_of_rfc_5869() {
        let mut out = [0; 42];
        hkdf(
            &hex("000102030405060708090a0b0c"),
            &[0x0b; 22],
            &hex("f0f1f2f3f4f5f6f7f8f9"),
            &mut out,
        );
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
        assert_eq!(out.to_vec(), hex(expected));
        hkdf(&[], &[0x0b; 22], &[], &mut out);
        let expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
        assert_eq!(out.to_vec(), hex(expected));
    }

    #[test]
    fn hmac_gives_the_vector_of_rfc_4231() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(
            hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]).to_vec(),
            hex(expected)
        );
    }

    #[test]
    fn a_tag_verifies_only_whole_and_only_over_the_same_bytes() {
        let keys = CipherKeys::derive(&[7; 32], b"test");
        let tag = keys.mac(&[b"one", b"two"]);
        assert!(keys.verify(&[b"onetwo"], &tag[..8], 8).is_ok());
        assert!(
            keys.verify(&[b"onetwo"], &tag[..7], 8).is_err(),
            "a shorter tag is easier to guess"
        );
        assert!(keys.verify(&[b"onetwo"], &[], 8).is_err());
        assert!(keys.verify(&[b"onetw0"], &tag[..8], 8).is_err());
    }

    #[test]
    fn o24_ciphertext_of_no_whole_blocks_is_refused() {
        let keys = CipherKeys::derive(&[7; 32], b"test");
        let sealed = keys.encrypt(b"wherefore art thou");
        assert_eq!(keys.decrypt(&sealed).unwrap().as_slice(), b"wherefore art thou");
        assert!(keys.decrypt(&sealed[..31]).is_err());
        assert!(keys.decrypt(&[]).is_err());
    }
}
