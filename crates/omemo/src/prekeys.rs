//! The keys a bundle offers: prekeys, each for one session, and the signed prekey, replaced from time to time.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    IdentityKeyPair, Profile,
    curve::{InvalidKey, KEY, KeyPair},
    xeddsa::SIGNATURE,
};

/// Bytes that [`SignedPreKeyPair::to_bytes`] gives.
pub const SIGNED_PREKEY_BYTES: usize = KEY + 2 * SIGNATURE;

/// A prekey of ours. The private part is wiped when dropped and never printed.
#[derive(Clone)]
pub struct PreKeyPair {
    /// Its number in our bundle.
    pub id: u32,
    pub(crate) keys: KeyPair,
}

impl PreKeyPair {
    /// A new prekey.
    pub fn generate(id: u32, rng: &mut dyn CryptoRng) -> Self {
        Self {
            id,
            keys: KeyPair::generate(rng),
        }
    }

    /// Restores what [`PreKeyPair::to_bytes`] gave.
    pub fn from_bytes(id: u32, bytes: &[u8]) -> Result<Self, InvalidKey> {
        Ok(Self {
            id,
            keys: KeyPair::from_secret(bytes.try_into().map_err(|_| InvalidKey)?)?,
        })
    }

    /// The private key.
    pub fn to_bytes(&self) -> Zeroizing<[u8; KEY]> {
        Zeroizing::new(*self.keys.secret())
    }

    /// The public key, without a curve byte.
    pub fn public(&self) -> [u8; KEY] {
        self.keys.public().to_bytes()
    }
}

impl fmt::Debug for PreKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreKeyPair")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A signed prekey of ours, with its signature for either profile. The private part is wiped and never printed.
#[derive(Clone)]
pub struct SignedPreKeyPair {
    /// Its number; the next one's is one higher.
    pub id: u32,
    pub(crate) keys: KeyPair,
    /// Over the key with its curve byte.
    legacy: [u8; SIGNATURE],
    /// Over the bare key.
    omemo2: [u8; SIGNATURE],
}

impl SignedPreKeyPair {
    /// A new signed prekey. The profiles sign different bytes, so both signatures are made here, where randomness is.
    pub fn generate(identity: &IdentityKeyPair, id: u32, rng: &mut dyn CryptoRng) -> Self {
        let keys = KeyPair::generate(rng);
        let mut sign = |profile| identity.sign(&keys.public().to_wire(profile), rng);
        let (legacy, omemo2) = (sign(Profile::Legacy), sign(Profile::Omemo2));
        Self {
            id,
            keys,
            legacy,
            omemo2,
        }
    }

    /// Restores what [`SignedPreKeyPair::to_bytes`] gave.
    pub fn from_bytes(id: u32, bytes: &[u8]) -> Result<Self, InvalidKey> {
        let bytes: &[u8; SIGNED_PREKEY_BYTES] = bytes.try_into().map_err(|_| InvalidKey)?;
        let (secret, signatures) = bytes.split_at(KEY);
        let (legacy, omemo2) = signatures.split_at(SIGNATURE);
        Ok(Self {
            id,
            keys: KeyPair::from_secret(secret.try_into().map_err(|_| InvalidKey)?)?,
            legacy: legacy.try_into().map_err(|_| InvalidKey)?,
            omemo2: omemo2.try_into().map_err(|_| InvalidKey)?,
        })
    }

    /// The private key and both signatures.
    pub fn to_bytes(&self) -> Zeroizing<[u8; SIGNED_PREKEY_BYTES]> {
        let mut bytes = Zeroizing::new([0; SIGNED_PREKEY_BYTES]);
        let (secret, signatures) = bytes.split_at_mut(KEY);
        let (legacy, omemo2) = signatures.split_at_mut(SIGNATURE);
        secret.copy_from_slice(self.keys.secret());
        legacy.copy_from_slice(&self.legacy);
        omemo2.copy_from_slice(&self.omemo2);
        bytes
    }

    /// The public key, without a curve byte.
    pub fn public(&self) -> [u8; KEY] {
        self.keys.public().to_bytes()
    }

    /// The identity's signature over the public key as `profile` writes it.
    pub fn signature(&self, profile: Profile) -> [u8; SIGNATURE] {
        match profile {
            Profile::Legacy => self.legacy,
            Profile::Omemo2 => self.omemo2,
        }
    }
}

impl fmt::Debug for SignedPreKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedPreKeyPair")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn prekeys_survive_storage() {
        let identity = IdentityKeyPair::from_rng(&mut rng(1));
        let prekey = PreKeyPair::generate(7, &mut rng(2));
        assert_eq!(
            PreKeyPair::from_bytes(7, prekey.to_bytes().as_slice())
                .unwrap()
                .public(),
            prekey.public()
        );
        let signed = SignedPreKeyPair::generate(&identity, 3, &mut rng(4));
        let again = SignedPreKeyPair::from_bytes(3, signed.to_bytes().as_slice()).unwrap();
        assert_eq!(again.public(), signed.public());
        for profile in [Profile::Legacy, Profile::Omemo2] {
            assert_eq!(again.signature(profile), signed.signature(profile));
            let wire = signed.keys.public().to_wire(profile);
            assert!(identity.public().verifies(profile, &wire, &signed.signature(profile)));
        }
    }

    #[test]
    fn stored_bytes_of_another_length_are_refused() {
        assert!(PreKeyPair::from_bytes(1, &[1; 31]).is_err());
        assert!(SignedPreKeyPair::from_bytes(1, &[1; 32]).is_err());
    }
}
