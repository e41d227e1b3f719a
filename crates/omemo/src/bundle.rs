//! A device's published keys, checked. XEP-0384 0.3 §4.4 and 0.9 §5.3.2; the checks are those of X3DH §3.3.

use crate::{IdentityKey, IdentityKeyPair, PreKeyPair, Profile, SignedPreKeyPair, curve::PublicKey, xeddsa::SIGNATURE};

/// Why a published bundle cannot be used. The device it belongs to is left out of the recipients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The identity key is no key of the profile's.
    #[error("the bundle's identity key is not a usable key")]
    Identity,
    /// The signed prekey is no key of the profile's.
    #[error("the bundle's signed prekey is not a usable key")]
    SignedPreKey,
    /// The identity key did not sign the signed prekey.
    #[error("the bundle's signature is wrong")]
    Signature,
    /// None of the prekeys is usable.
    #[error("the bundle has no usable prekey")]
    NoPreKey,
}

/// A bundle whose signature verified, or our own.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub(crate) profile: Profile,
    identity: IdentityKey,
    identity_wire: Vec<u8>,
    pub(crate) signed_prekey_id: u32,
    pub(crate) signed_prekey: PublicKey,
    signature: [u8; SIGNATURE],
    pub(crate) prekeys: Vec<(u32, PublicKey)>,
}

impl Bundle {
    /// Checks a bundle from the network. The byte strings are those of the XML, decoded from base64; prekeys that are
    /// malformed one by one are left out, as some clients publish empty ones.
    pub fn parse(
        profile: Profile,
        identity_wire: &[u8],
        signed_prekey_id: u32,
        signed_prekey_wire: &[u8],
        signature: &[u8],
        prekeys: impl Iterator<Item = (u32, Vec<u8>)>,
    ) -> Result<Self, BundleError> {
        let identity = IdentityKey::from_wire(profile, identity_wire).map_err(|_| BundleError::Identity)?;
        let signed_prekey = PublicKey::from_wire(profile, signed_prekey_wire).map_err(|_| BundleError::SignedPreKey)?;
        if !identity.verifies(profile, signed_prekey_wire, signature) {
            return Err(BundleError::Signature);
        }
        let prekeys: Vec<_> = prekeys
            .filter_map(|(id, wire)| Some((id, PublicKey::from_wire(profile, &wire).ok()?)))
            .collect();
        if prekeys.is_empty() {
            return Err(BundleError::NoPreKey);
        }
        Ok(Self {
            profile,
            identity,
            identity_wire: identity_wire.to_vec(),
            signed_prekey_id,
            signed_prekey,
            signature: signature.try_into().map_err(|_| BundleError::Signature)?,
            prekeys,
        })
    }

    /// The bundle to publish.
    pub fn own(
        profile: Profile,
        identity: &IdentityKeyPair,
        signed_prekey: &SignedPreKeyPair,
        prekeys: &[PreKeyPair],
    ) -> Self {
        let public = identity.public();
        Self {
            profile,
            identity: public,
            identity_wire: public
                .to_wire(profile)
                .expect("a key made from a private key has an Edwards form"),
            signed_prekey_id: signed_prekey.id,
            signed_prekey: signed_prekey.keys.public(),
            signature: signed_prekey.signature(profile),
            prekeys: prekeys.iter().map(|prekey| (prekey.id, prekey.keys.public())).collect(),
        }
    }

    /// Whose it is.
    pub fn identity(&self) -> IdentityKey {
        self.identity
    }

    /// The identity key as published.
    pub fn identity_wire(&self) -> &[u8] {
        &self.identity_wire
    }

    /// The signed prekey's number.
    pub fn signed_prekey_id(&self) -> u32 {
        self.signed_prekey_id
    }

    /// The signed prekey as published.
    pub fn signed_prekey_wire(&self) -> Vec<u8> {
        self.signed_prekey.to_wire(self.profile)
    }

    /// The signature over [`Bundle::signed_prekey_wire`], 64 bytes.
    pub fn signature_wire(&self) -> &[u8] {
        &self.signature
    }

    /// The prekeys as published, with their numbers.
    pub fn prekeys(&self) -> impl Iterator<Item = (u32, Vec<u8>)> {
        self.prekeys.iter().map(|(id, key)| (*id, key.to_wire(self.profile)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    /// What a bundle's XML carries.
    struct Published {
        profile: Profile,
        identity: Vec<u8>,
        signed_prekey: Vec<u8>,
        signature: Vec<u8>,
        prekeys: Vec<(u32, Vec<u8>)>,
    }

    impl Published {
        fn new(profile: Profile) -> Self {
            let identity = IdentityKeyPair::from_rng(&mut rng(1));
            let signed = SignedPreKeyPair::generate(&identity, 1, &mut rng(2));
            let prekeys = [1, 2, 3].map(|id| PreKeyPair::generate(id, &mut rng(u64::from(id) + 9)));
            let own = Bundle::own(profile, &identity, &signed, &prekeys);
            Self {
                profile,
                identity: own.identity_wire().to_vec(),
                signed_prekey: own.signed_prekey_wire(),
                signature: own.signature_wire().to_vec(),
                prekeys: own.prekeys().collect(),
            }
        }

        fn parse(&self) -> Result<Bundle, BundleError> {
            let prekeys = self.prekeys.iter().cloned();
            Bundle::parse(
                self.profile,
                &self.identity,
                1,
                &self.signed_prekey,
                &self.signature,
                prekeys,
            )
        }
    }

    const PROFILES: [Profile; 2] = [Profile::Legacy, Profile::Omemo2];

    #[test]
    fn what_we_publish_passes_the_checks_of_others() {
        for profile in PROFILES {
            let published = Published::new(profile);
            let read = published.parse().unwrap();
            assert_eq!(read.prekeys().collect::<Vec<_>>(), published.prekeys);
            assert_eq!(read.identity_wire(), published.identity);
        }
    }

    #[test]
    fn o08_a_bundle_with_a_bad_signature_is_refused() {
        for profile in PROFILES {
            for byte in [0, 31, 32, 63] {
                let mut bundle = Published::new(profile);
                bundle.signature[byte] ^= 1;
                assert_eq!(bundle.parse().unwrap_err(), BundleError::Signature);
            }
            let mut bundle = Published::new(profile);
            bundle.signature.pop();
            assert_eq!(bundle.parse().unwrap_err(), BundleError::Signature);
        }
    }

    #[test]
    fn o08_a_bundle_with_another_signed_prekey_is_refused() {
        for profile in PROFILES {
            let mut bundle = Published::new(profile);
            bundle.signed_prekey = bundle.prekeys[0].1.clone();
            assert_eq!(bundle.parse().unwrap_err(), BundleError::Signature);
        }
    }

    #[test]
    fn o08_a_wrong_curve_byte_is_refused() {
        let mut bundle = Published::new(Profile::Legacy);
        bundle.identity[0] = 0x04;
        assert_eq!(bundle.parse().unwrap_err(), BundleError::Identity);
        let mut bundle = Published::new(Profile::Legacy);
        bundle.signed_prekey[0] = 0x04;
        assert_eq!(bundle.parse().unwrap_err(), BundleError::SignedPreKey);
    }

    #[test]
    fn o08_keys_of_zero_are_refused() {
        for profile in PROFILES {
            let zero = match profile {
                Profile::Legacy => [vec![5], vec![0; 32]].concat(),
                Profile::Omemo2 => vec![0; 32],
            };
            let mut bundle = Published::new(profile);
            bundle.identity = zero.clone();
            assert_eq!(bundle.parse().unwrap_err(), BundleError::Identity);
            let mut bundle = Published::new(profile);
            bundle.signed_prekey = zero;
            assert_eq!(bundle.parse().unwrap_err(), BundleError::SignedPreKey);
        }
    }

    #[test]
    fn o10_a_bundle_without_a_usable_prekey_is_refused() {
        for profile in PROFILES {
            let mut bundle = Published::new(profile);
            bundle.prekeys[1].1.clear();
            assert_eq!(
                bundle.parse().unwrap().prekeys().count(),
                2,
                "one bad prekey spoils only itself"
            );
            for prekey in &mut bundle.prekeys {
                prekey.1.clear();
            }
            assert_eq!(bundle.parse().unwrap_err(), BundleError::NoPreKey);
            bundle.prekeys.clear();
            assert_eq!(bundle.parse().unwrap_err(), BundleError::NoPreKey);
        }
    }
}
