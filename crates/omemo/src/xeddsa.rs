//! XEdDSA (Signal, revision 1): Ed25519-compatible signatures with a Curve25519 private key.
//!
//! The signing key's Edwards form always has its sign bit clear. So one signature serves both profiles: OMEMO 2 sees a
//! plain Ed25519 signature, and the legacy profile, which carries that bit in bit 7 of the signature's last byte, a zero.

use curve25519_dalek::{EdwardsPoint, Scalar, edwards::CompressedEdwardsY};
use rand_core::CryptoRng;
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a signature.
pub(crate) const SIGNATURE: usize = 64;

/// The prefix that keeps the nonce hash apart from every other use of SHA-512: 2^256 - 2, little-endian (XEdDSA §2.5).
const NONCE_DOMAIN: [u8; 32] = [
    0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

/// Signs with a clamped Curve25519 private key.
pub(crate) fn sign(secret: &[u8; 32], message: &[u8], rng: &mut dyn CryptoRng) -> [u8; SIGNATURE] {
    let mut key = Scalar::from_bytes_mod_order(*secret);
    let mut public = EdwardsPoint::mul_base(&key).compress();
    if is_negative(&public) {
        key = -key;
        public = EdwardsPoint::mul_base(&key).compress();
    }
    let mut random = Zeroizing::new([0; 64]);
    rng.fill_bytes(random.as_mut());
    let key_bytes = Zeroizing::new(key.to_bytes());
    let mut nonce = reduce(&[&NONCE_DOMAIN, key_bytes.as_slice(), message, random.as_slice()]);
    let commitment = EdwardsPoint::mul_base(&nonce).compress();
    let challenge = reduce(&[commitment.as_bytes(), public.as_bytes(), message]);
    let response = nonce + challenge * key;
    nonce.zeroize();
    key.zeroize();
    let mut signature = [0; SIGNATURE];
    let (r, s) = signature.split_at_mut(32);
    r.copy_from_slice(commitment.as_bytes());
    s.copy_from_slice(response.as_bytes());
    signature
}

/// Verifies an Ed25519 signature under a public key in Edwards form. A response that is not reduced is refused, so
/// that nobody can make a second valid signature out of a first.
pub(crate) fn verify(public: &CompressedEdwardsY, message: &[u8], signature: &[u8; SIGNATURE]) -> bool {
    let (r, s) = signature.split_at(32);
    let Some(point) = public.decompress().filter(|point| !point.is_small_order()) else {
        return false;
    };
    let response = <[u8; 32]>::try_from(s)
        .ok()
        .and_then(|s| Scalar::from_canonical_bytes(s).into_option());
    let Some(response) = response else { return false };
    let challenge = reduce(&[r, public.as_bytes(), message]);
    let commitment = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &-point, &response);
    commitment.compress().as_bytes() == r
}

/// Whether the sign bit of an Edwards point is set.
pub(crate) fn is_negative(point: &CompressedEdwardsY) -> bool {
    point.as_bytes().last().is_some_and(|byte| byte & 0x80 != 0)
}

fn reduce(parts: &[&[u8]]) -> Scalar {
    let mut hash = Sha512::new();
    for part in parts {
        hash.update(part);
    }
    let digest = Zeroizing::new(<[u8; 64]>::from(hash.finalize()));
    Scalar::from_bytes_mod_order_wide(&digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{hex, rng};
    use curve25519_dalek::{MontgomeryPoint, scalar::clamp_integer};

    fn edwards(secret: &[u8; 32]) -> CompressedEdwardsY {
        MontgomeryPoint::mul_base_clamped(*secret)
            .to_edwards(0)
            .unwrap()
            .compress()
    }

    #[test]
    fn a_signature_verifies_under_the_positive_edwards_form_whichever_sign_the_key_had() {
        for seed in 0..16 {
            let secret = clamp_integer([seed; 32]);
            let signature = sign(&secret, b"a prekey", &mut rng(u64::from(seed)));
            assert!(verify(&edwards(&secret), b"a prekey", &signature), "{seed}");
            assert!(!verify(&edwards(&secret), b"a prekez", &signature), "{seed}");
            assert_eq!(signature[63] & 0xe0, 0, "the response is reduced");
        }
    }

    #[test]
    fn signatures_of_ed25519_itself_verify() {
        // RFC 8032 §7.1, test 2.
        let public = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        let signature = hex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
        let public = CompressedEdwardsY(public.try_into().unwrap());
        let signature: [u8; 64] = signature.try_into().unwrap();
        assert!(verify(&public, &[0x72], &signature));
        assert!(!verify(&public, &[0x73], &signature));
    }

    #[test]
    fn o08_a_second_signature_made_from_a_first_is_refused() {
        let secret = clamp_integer([3; 32]);
        let mut signature = sign(&secret, b"a prekey", &mut rng(1));
        // The group's order, little-endian, added to the response.
        let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        let mut carry = 0;
        for (byte, add) in signature[32..].iter_mut().zip(order) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
        assert!(!verify(&edwards(&secret), b"a prekey", &signature));
    }

    #[test]
    fn o08_nothing_verifies_under_a_key_of_small_order() {
        let mut signature = [0; 64];
        signature[0] = 1;
        let neutral = CompressedEdwardsY({
            let mut y = [0; 32];
            y[0] = 1;
            y
        });
        assert!(!verify(&neutral, b"anything", &signature));
    }
}
