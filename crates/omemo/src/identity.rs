//! The long-term key of a device: one key, two encodings.

use std::{fmt, hash};

use curve25519_dalek::{MontgomeryPoint, edwards::CompressedEdwardsY};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    Profile,
    curve::{InvalidKey, KEY, KeyPair, PublicKey, prefixed},
    xeddsa,
};

/// The public identity key of a device.
///
/// The same private key has a Curve25519 form (the legacy wire, and the fingerprint people compare) and an Ed25519 form
/// (the OMEMO 2 wire). Two Ed25519 keys that differ in their sign bit only belong to whoever holds either private key,
/// so equality is that of the Curve25519 form.
#[derive(Clone, Copy)]
pub struct IdentityKey {
    curve: PublicKey,
    negative: bool,
}

impl IdentityKey {
    /// Restores what [`IdentityKey::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        Ok(Self {
            curve: PublicKey::from_bytes(*bytes)?,
            negative: false,
        })
    }

    /// The Curve25519 form.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.curve.to_bytes()
    }

    /// The 64 hexadecimal digits of the Curve25519 form, as every legacy client shows them and XEP-0384 0.9 §7 asks.
    pub fn fingerprint(&self) -> String {
        self.curve.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads an identity key as `profile` sends it: `05` and the Curve25519 form, or the Ed25519 form.
    pub(crate) fn from_wire(profile: Profile, wire: &[u8]) -> Result<Self, InvalidKey> {
        match profile {
            Profile::Legacy => Ok(Self {
                curve: PublicKey::from_wire(profile, wire)?,
                negative: false,
            }),
            Profile::Omemo2 => {
                let edwards = CompressedEdwardsY(wire.try_into().map_err(|_| InvalidKey)?);
                let point = edwards.decompress().ok_or(InvalidKey)?;
                if point.is_small_order() || point.compress() != edwards {
                    return Err(InvalidKey);
                }
                let curve = PublicKey::from_bytes(point.to_montgomery().to_bytes())?;
                Ok(Self {
                    curve,
                    negative: xeddsa::is_negative(&edwards),
                })
            }
        }
    }

    /// What [`IdentityKey::from_wire`] reads. Fails where the Curve25519 form has no Edwards counterpart, which no key
    /// that ever signed anything can cause.
    pub(crate) fn to_wire(self, profile: Profile) -> Result<Vec<u8>, InvalidKey> {
        match profile {
            Profile::Legacy => Ok(prefixed(self.curve.as_bytes())),
            Profile::Omemo2 => Ok(self.edwards(self.negative)?.to_bytes().to_vec()),
        }
    }

    pub(crate) fn curve(&self) -> PublicKey {
        self.curve
    }

    /// Whether `signature` over `message` is this key's, as `profile` signs. The legacy profile has the sign bit of the
    /// Edwards form in bit 7 of the last byte, where an Ed25519 signature always has a zero.
    pub(crate) fn verifies(&self, profile: Profile, message: &[u8], signature: &[u8]) -> bool {
        let Ok(mut signature) = <[u8; xeddsa::SIGNATURE]>::try_from(signature) else {
            return false;
        };
        let negative = match (profile, signature.last_mut()) {
            (Profile::Legacy, Some(last)) => {
                let bit = *last & 0x80 != 0;
                *last &= 0x7f;
                bit
            }
            (Profile::Omemo2 | Profile::Legacy, _) => self.negative,
        };
        self.edwards(negative)
            .is_ok_and(|key| xeddsa::verify(&key, message, &signature))
    }

    fn edwards(&self, negative: bool) -> Result<CompressedEdwardsY, InvalidKey> {
        let point = MontgomeryPoint(self.curve.to_bytes())
            .to_edwards(u8::from(negative))
            .ok_or(InvalidKey)?;
        Ok(point.compress())
    }
}

impl PartialEq for IdentityKey {
    fn eq(&self, other: &Self) -> bool {
        self.curve == other.curve
    }
}

impl Eq for IdentityKey {}

impl hash::Hash for IdentityKey {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.curve.hash(state);
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityKey({})", self.fingerprint())
    }
}

/// Our own identity: private and public key. The private part is wiped when dropped and never printed.
#[derive(Clone)]
pub struct IdentityKeyPair(KeyPair);

impl IdentityKeyPair {
    /// A new identity.
    pub fn from_rng(rng: &mut dyn CryptoRng) -> Self {
        Self(KeyPair::generate(rng))
    }

    /// Restores what [`IdentityKeyPair::to_bytes`] gave. All zero is refused.
    pub fn from_bytes(secret: &[u8; KEY]) -> Result<Self, InvalidKey> {
        KeyPair::from_secret(secret).map(Self)
    }

    /// The private key, a clamped Curve25519 scalar.
    pub fn to_bytes(&self) -> Zeroizing<[u8; KEY]> {
        Zeroizing::new(*self.0.secret())
    }

    /// The public half.
    pub fn public(&self) -> IdentityKey {
        // XEdDSA signs with whichever of k and -k has the positive Edwards form, so that is the form we publish.
        IdentityKey {
            curve: self.0.public(),
            negative: false,
        }
    }

    pub(crate) fn keys(&self) -> &KeyPair {
        &self.0
    }

    pub(crate) fn sign(&self, message: &[u8], rng: &mut dyn CryptoRng) -> [u8; xeddsa::SIGNATURE] {
        xeddsa::sign(self.0.secret(), message, rng)
    }
}

impl fmt::Debug for IdentityKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IdentityKeyPair").field(&self.public()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn an_identity_survives_both_wires_as_the_same_identity() {
        for seed in 0..8 {
            let key = IdentityKeyPair::from_rng(&mut rng(seed)).public();
            for profile in [Profile::Legacy, Profile::Omemo2] {
                assert_eq!(IdentityKey::from_wire(profile, &key.to_wire(profile).unwrap()), Ok(key));
            }
            assert_eq!(IdentityKey::from_bytes(&key.to_bytes()), Ok(key));
        }
    }

    #[test]
    fn an_ed25519_key_of_either_sign_is_the_same_identity_and_keeps_its_own_wire_form() {
        let key = IdentityKeyPair::from_rng(&mut rng(1)).public();
        let mut wire = key.to_wire(Profile::Omemo2).unwrap();
        wire[31] ^= 0x80;
        let negative = IdentityKey::from_wire(Profile::Omemo2, &wire).unwrap();
        assert_eq!(negative, key);
        assert_eq!(negative.to_wire(Profile::Omemo2).unwrap(), wire);
    }

    #[test]
    fn the_fingerprint_is_64_digits_of_the_curve25519_form() {
        let key = IdentityKeyPair::from_rng(&mut rng(1)).public();
        assert_eq!(crate::testing::hex(&key.fingerprint()), key.to_bytes());
    }

    #[test]
    fn the_secret_is_never_printed() {
        let pair = IdentityKeyPair::from_rng(&mut rng(1));
        let printed = format!("{pair:?}");
        assert!(printed.contains(&pair.public().fingerprint()));
        let secret: String = pair.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!printed.contains(&secret));
    }

    #[test]
    fn o08_a_signature_is_bound_to_key_message_and_sign_bit() {
        let (pair, other) = (
            IdentityKeyPair::from_rng(&mut rng(1)),
            IdentityKeyPair::from_rng(&mut rng(2)),
        );
        let signature = pair.sign(b"key", &mut rng(3));
        for profile in [Profile::Legacy, Profile::Omemo2] {
            assert!(pair.public().verifies(profile, b"key", &signature));
            assert!(!pair.public().verifies(profile, b"kez", &signature));
            assert!(!other.public().verifies(profile, b"key", &signature));
            assert!(!pair.public().verifies(profile, b"key", &signature[..63]));
            let mut flipped = signature;
            flipped[63] |= 0x80;
            assert!(!pair.public().verifies(profile, b"key", &flipped));
        }
    }

    #[test]
    fn o08_small_order_ed25519_identities_are_refused() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        assert!(IdentityKey::from_wire(Profile::Omemo2, &neutral).is_err());
        assert!(IdentityKey::from_wire(Profile::Omemo2, &[0; 32]).is_err());
    }
}
