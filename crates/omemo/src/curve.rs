//! X25519 (RFC 7748): key pairs, the checks on foreign public keys, the agreement.

use curve25519_dalek::MontgomeryPoint;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Profile;

/// Length of every public and private key here, in bytes.
pub(crate) const KEY: usize = 32;

/// The byte that precedes a Curve25519 key on the legacy wire.
pub(crate) const CURVE_BYTE: u8 = 0x05;

/// Not a key that may be used: wrong length or curve byte, not canonical, or of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a usable Curve25519 key")]
pub struct InvalidKey;

/// The canonical u-coordinates whose order divides the cofactor of the curve or of its twist. An agreement with one of
/// them yields zero whatever our own key is, so the other side would know the secret without knowing any key.
const SMALL_ORDER: [[u8; KEY]; 5] = [
    [0; KEY],
    [
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
        0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44,
        0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
];

/// Little-endian 2^255 - 19, the field's prime.
const PRIME: [u8; KEY] = [
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
];

/// A foreign Curve25519 public key that passed the checks: canonical and not of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PublicKey([u8; KEY]);

impl PublicKey {
    /// Checks 32 bytes.
    pub(crate) fn from_bytes(bytes: [u8; KEY]) -> Result<Self, InvalidKey> {
        let canonical = bytes.iter().rev().lt(PRIME.iter().rev());
        if !canonical || SMALL_ORDER.contains(&bytes) {
            Err(InvalidKey)
        } else {
            Ok(Self(bytes))
        }
    }

    /// Reads a key that is not an identity key: `05` and 32 bytes in the legacy profile, bare in OMEMO 2.
    pub(crate) fn from_wire(profile: Profile, wire: &[u8]) -> Result<Self, InvalidKey> {
        let bare = match profile {
            Profile::Legacy => wire.strip_prefix(&[CURVE_BYTE]).ok_or(InvalidKey)?,
            Profile::Omemo2 => wire,
        };
        Self::from_bytes(bare.try_into().map_err(|_| InvalidKey)?)
    }

    /// What [`PublicKey::from_wire`] reads.
    pub(crate) fn to_wire(self, profile: Profile) -> Vec<u8> {
        match profile {
            Profile::Legacy => prefixed(&self.0),
            Profile::Omemo2 => self.0.to_vec(),
        }
    }

    pub(crate) fn to_bytes(self) -> [u8; KEY] {
        self.0
    }

    pub(crate) fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }
}

/// The legacy wire form of a Curve25519 key.
pub(crate) fn prefixed(key: &[u8; KEY]) -> Vec<u8> {
    [&[CURVE_BYTE], key.as_slice()].concat()
}

/// A private key with its public key; the private part is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct KeyPair {
    secret: [u8; KEY],
    #[zeroize(skip)]
    public: PublicKey,
}

impl KeyPair {
    pub(crate) fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut secret = Zeroizing::new([0; KEY]);
        rng.fill_bytes(secret.as_mut());
        Self::clamped(&secret)
    }

    /// Restores a private key. All zero is refused: it is what an unset column or a wiped buffer looks like.
    pub(crate) fn from_secret(secret: &[u8; KEY]) -> Result<Self, InvalidKey> {
        if bool::from(secret.ct_eq(&[0; KEY])) {
            Err(InvalidKey)
        } else {
            Ok(Self::clamped(secret))
        }
    }

    /// Joins two halves that were stored together, which saves the multiplication.
    pub(crate) fn from_halves(secret: [u8; KEY], public: PublicKey) -> Self {
        Self { secret, public }
    }

    fn clamped(secret: &[u8; KEY]) -> Self {
        let secret = curve25519_dalek::scalar::clamp_integer(*secret);
        Self {
            secret,
            public: PublicKey(MontgomeryPoint::mul_base_clamped(secret).to_bytes()),
        }
    }

    pub(crate) fn secret(&self) -> &[u8; KEY] {
        &self.secret
    }

    pub(crate) fn public(&self) -> PublicKey {
        self.public
    }

    /// X25519. `InvalidKey` where the result is all zero (RFC 7748 §6.1).
    pub(crate) fn agree(&self, with: PublicKey) -> Result<Zeroizing<[u8; KEY]>, InvalidKey> {
        let shared = Zeroizing::new(MontgomeryPoint(with.0).mul_clamped(self.secret).to_bytes());
        if bool::from(shared.ct_eq(&[0; KEY])) {
            Err(InvalidKey)
        } else {
            Ok(shared)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn two_people_agree_on_one_secret() {
        let (romeo, juliet) = (KeyPair::generate(&mut rng(1)), KeyPair::generate(&mut rng(2)));
        assert_eq!(
            romeo.agree(juliet.public()).unwrap(),
            juliet.agree(romeo.public()).unwrap()
        );
    }

    #[test]
    fn the_agreement_is_the_one_of_rfc_7748() {
        let hex = |s: &str| -> [u8; 32] { crate::testing::hex(s).try_into().unwrap() };
        let bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        let bob = KeyPair::from_secret(&bob).unwrap();
        assert_eq!(
            bob.public().to_bytes(),
            hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        );
        let alice = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        let shared = bob.agree(PublicKey::from_bytes(alice).unwrap()).unwrap();
        assert_eq!(
            *shared,
            hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
        );
    }

    #[test]
    fn o08_small_order_points_are_refused_and_would_have_agreed_on_zero() {
        let romeo = KeyPair::generate(&mut rng(1));
        for point in SMALL_ORDER {
            assert!(PublicKey::from_bytes(point).is_err(), "{point:?}");
            assert!(romeo.agree(PublicKey(point)).is_err(), "{point:?}");
        }
    }

    #[test]
    fn o08_a_second_encoding_of_the_same_point_is_refused() {
        let mut one_plus_prime = PRIME;
        one_plus_prime[0] += 1;
        assert!(PublicKey::from_bytes(PRIME).is_err());
        assert!(PublicKey::from_bytes(one_plus_prime).is_err());
        let mut high_bit = KeyPair::generate(&mut rng(1)).public().to_bytes();
        high_bit[31] |= 0x80;
        assert!(PublicKey::from_bytes(high_bit).is_err());
    }

    #[test]
    fn o08_the_curve_byte_is_demanded_on_the_legacy_wire_only() {
        let key = KeyPair::generate(&mut rng(1)).public();
        let mut wire = key.to_wire(Profile::Legacy);
        assert!(PublicKey::from_wire(Profile::Legacy, &wire) == Ok(key));
        wire[0] = 0x06;
        assert!(PublicKey::from_wire(Profile::Legacy, &wire).is_err());
        assert!(PublicKey::from_wire(Profile::Legacy, key.as_bytes()).is_err());
        assert!(PublicKey::from_wire(Profile::Omemo2, key.as_bytes()) == Ok(key));
        assert!(PublicKey::from_wire(Profile::Legacy, &[]).is_err());
    }

    #[test]
    fn an_empty_private_key_is_refused() {
        assert!(KeyPair::from_secret(&[0; 32]).is_err());
    }
}
