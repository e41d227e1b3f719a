//! AES-256-GCM (NIST SP 800-38D) a piece at a time, so that a file of any size takes the same memory; and any part of a file
//! that was verified before, without reading the rest.
//!
//! The cipher and the hash are RustCrypto's; only their order stands here, and tests hold it against another implementation.

use aes::Aes256;
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use ghash::GHash;
use ghash::universal_hash::UniversalHash;
use zeroize::Zeroizing;

/// The bytes that prove that nothing was altered.
pub(super) const TAG: usize = 16;

/// All pieces but the last have a length that is a multiple of this.
pub(super) const BLOCK: usize = 16;

const KEY: usize = 32;
const AT_ONCE: usize = 64;

type Block = Array<u8, ghash::universal_hash::consts::U16>;

/// One file being encrypted, decrypted or verified from its beginning to its end.
pub(super) struct Gcm {
    cipher: Aes256,
    start: [u8; BLOCK],
    hash: GHash,
    length: u64,
}

impl Gcm {
    /// With a key and an initialisation vector, one after the other; nothing if they have other lengths.
    pub(super) fn new(secret: &[u8]) -> Option<Self> {
        let (key, vector) = secret.split_at_checked(KEY)?;
        let key: Zeroizing<[u8; KEY]> = Zeroizing::new(key.try_into().ok()?);
        let cipher = Aes256::new(&Array(*key));
        let mut zero = Block::default();
        cipher.encrypt_block(&mut zero);
        let hash = GHash::new(&zero);
        let start = start(&hash, vector)?;
        Some(Self {
            cipher,
            start,
            hash,
            length: 0,
        })
    }

    /// Encrypts the next piece.
    pub(super) fn encrypt(&mut self, piece: &mut [u8]) {
        self.apply(self.length, piece);
        self.take_in(piece);
    }

    /// Decrypts the next piece. It is not to be believed before [`Gcm::verify`].
    pub(super) fn decrypt(&mut self, piece: &mut [u8]) {
        let at = self.length;
        self.take_in(piece);
        self.apply(at, piece);
    }

    /// Takes in the next piece of what is encrypted, as it is.
    pub(super) fn take_in(&mut self, piece: &[u8]) {
        self.hash.update_padded(piece);
        self.length += piece.len() as u64;
    }

    /// Encrypts or decrypts a piece that stands at this byte, a multiple of [`BLOCK`].
    pub(super) fn apply(&self, at: u64, piece: &mut [u8]) {
        let mut number = (at / BLOCK as u64) as u32;
        let mut stream = [Block::default(); AT_ONCE];
        for part in piece.chunks_mut(AT_ONCE * BLOCK) {
            let blocks = part.len().div_ceil(BLOCK);
            let Some(used) = stream.get_mut(..blocks) else { return };
            for block in used.iter_mut() {
                number = number.wrapping_add(1);
                *block = Array(counter(self.start, number));
            }
            self.cipher.encrypt_blocks(used);
            for (byte, key) in part.iter_mut().zip(used.iter().flatten()) {
                *byte ^= key;
            }
        }
    }

    /// The bytes that prove it.
    pub(super) fn tag(mut self) -> [u8; TAG] {
        let mut lengths = [0; BLOCK];
        let bits = self.length.wrapping_mul(8).to_be_bytes();
        lengths.iter_mut().skip(8).zip(bits).for_each(|(to, from)| *to = from);
        self.hash.update(&[Array(lengths)]);
        let mut mask: Block = Array(self.start);
        self.cipher.encrypt_block(&mut mask);
        let mut tag = [0; TAG];
        let sum = self.hash.finalize();
        tag.iter_mut()
            .zip(sum.iter().zip(&mask))
            .for_each(|(to, (a, b))| *to = a ^ b);
        tag
    }

    /// Whether what was taken in is what was encrypted.
    pub(super) fn verify(self, tag: &[u8]) -> bool {
        let ours = self.tag();
        // Every byte is compared, wherever the first difference is.
        ours.len() == tag.len() && ours.iter().zip(tag).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
    }
}

fn start(hash: &GHash, vector: &[u8]) -> Option<[u8; BLOCK]> {
    let mut block = [0; BLOCK];
    match vector.len() {
        12 => {
            block
                .iter_mut()
                .zip(vector.iter().chain(&[0, 0, 0, 1]))
                .for_each(|(to, from)| *to = *from);
            Some(block)
        }
        16 => {
            let mut hash = hash.clone();
            hash.update_padded(vector);
            block
                .iter_mut()
                .skip(8)
                .zip(128_u64.to_be_bytes())
                .for_each(|(to, from)| *to = from);
            hash.update(&[Array(block)]);
            let sum = hash.finalize();
            block.iter_mut().zip(&sum).for_each(|(to, from)| *to = *from);
            Some(block)
        }
        _ => None,
    }
}

fn counter(start: [u8; BLOCK], number: u32) -> [u8; BLOCK] {
    let [head @ .., a, b, c, d] = start;
    let [a, b, c, d] = u32::from_be_bytes([a, b, c, d]).wrapping_add(number).to_be_bytes();
    let mut block = [0; BLOCK];
    block
        .iter_mut()
        .zip(head.iter().chain(&[a, b, c, d]))
        .for_each(|(to, from)| *to = *from);
    block
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

    use super::*;

    fn secret(vector: usize) -> Vec<u8> {
        (0..KEY + vector).map(|byte| byte as u8 ^ 0x5a).collect()
    }

    fn text(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 7 + at / 256) as u8).collect()
    }

    #[test]
    fn files_of_every_length_are_encrypted_as_another_implementation_does() {
        let secret = secret(12);
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret[..KEY]).unwrap());
        for length in [0, 1, 15, 16, 17, 1023, 1024, 1025, 65_536, 100_000] {
            let mut theirs = text(length);
            let nonce = Nonce::try_assume_unique_for_key(&secret[KEY..]).unwrap();
            key.seal_in_place_append_tag(nonce, Aad::empty(), &mut theirs).unwrap();
            let mut ours = text(length);
            let mut gcm = Gcm::new(&secret).unwrap();
            ours.chunks_mut(4096).for_each(|piece| gcm.encrypt(piece));
            ours.extend(gcm.tag());
            assert!(ours == theirs, "{length}");
            let mut gcm = Gcm::new(&secret).unwrap();
            let (body, tag) = ours.split_at_mut(length);
            body.chunks_mut(8192).for_each(|piece| gcm.decrypt(piece));
            assert!(body == text(length) && gcm.verify(tag), "{length}");
        }
    }

    #[test]
    fn a_vector_of_16_bytes_is_that_of_the_standard() {
        // NIST's CAVP has no such case without data; `ring` takes 12 bytes only. Made with OpenSSL 3: key 00..1f, vector 00..0f.
        let secret: Vec<u8> = (0..32).chain(0..16).collect();
        let mut text = b"hello".to_vec();
        let mut gcm = Gcm::new(&secret).unwrap();
        gcm.encrypt(&mut text);
        text.extend(gcm.tag());
        let hex: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "0f09cc1a560c84c431837297c0b19e77e5608162ea");
    }

    #[test]
    fn a_vector_of_another_length_is_refused() {
        for length in [0, 8, 11, 13, 15, 17] {
            assert!(Gcm::new(&secret(length)).is_none(), "{length}");
        }
    }

    #[test]
    fn any_part_is_decrypted_without_the_rest() {
        let secret = secret(12);
        let mut whole = text(100_000);
        Gcm::new(&secret).unwrap().encrypt(&mut whole);
        let mut part = whole[48_000..49_001].to_vec();
        Gcm::new(&secret).unwrap().apply(48_000, &mut part);
        assert_eq!(part, text(100_000)[48_000..49_001]);
    }

    #[test]
    fn one_altered_bit_anywhere_is_noticed() {
        let secret = secret(16);
        let mut file = text(1000);
        let mut gcm = Gcm::new(&secret).unwrap();
        gcm.encrypt(&mut file);
        let tag = gcm.tag();
        for at in [0, 15, 16, 500, 999] {
            let mut altered = file.clone();
            altered[at] ^= 1;
            let mut gcm = Gcm::new(&secret).unwrap();
            gcm.take_in(&altered);
            assert!(!gcm.verify(&tag), "{at}");
        }
        let mut gcm = Gcm::new(&secret).unwrap();
        gcm.take_in(&file);
        assert!(gcm.verify(&tag));
    }
}
