//! X3DH (Signal, revision 1): the secret that a session starts from.

use zeroize::Zeroizing;

use crate::{
    Profile,
    curve::{InvalidKey, KeyPair, PublicKey},
    kdf,
    ratchet::Key,
};

/// What the initiator knows: its identity and base key, and the public keys of the bundle.
pub(crate) struct Initiator<'a> {
    pub(crate) identity: &'a KeyPair,
    pub(crate) base: &'a KeyPair,
    pub(crate) their_identity: PublicKey,
    pub(crate) their_signed_prekey: PublicKey,
    pub(crate) their_prekey: PublicKey,
}

/// What the responder knows: its own private keys, and the public keys of the key exchange message.
pub(crate) struct Responder<'a> {
    pub(crate) identity: &'a KeyPair,
    pub(crate) signed_prekey: &'a KeyPair,
    pub(crate) prekey: &'a KeyPair,
    pub(crate) their_identity: PublicKey,
    pub(crate) their_base: PublicKey,
}

impl Initiator<'_> {
    pub(crate) fn secret(&self, profile: Profile) -> Result<Zeroizing<Key>, InvalidKey> {
        Ok(derive(
            profile,
            [
                self.identity.agree(self.their_signed_prekey)?,
                self.base.agree(self.their_identity)?,
                self.base.agree(self.their_signed_prekey)?,
                self.base.agree(self.their_prekey)?,
            ],
        ))
    }
}

impl Responder<'_> {
    pub(crate) fn secret(&self, profile: Profile) -> Result<Zeroizing<Key>, InvalidKey> {
        Ok(derive(
            profile,
            [
                self.signed_prekey.agree(self.their_identity)?,
                self.identity.agree(self.their_base)?,
                self.signed_prekey.agree(self.their_base)?,
                self.prekey.agree(self.their_base)?,
            ],
        ))
    }
}

/// X3DH §2.2: 32 bytes of 0xff stand before the agreements, so that no input equals one for XEd448's curve.
fn derive(profile: Profile, agreements: [Zeroizing<[u8; 32]>; 4]) -> Zeroizing<Key> {
    let mut input = Zeroizing::new([0xff; 32 * 5]);
    for (to, from) in input.chunks_exact_mut(32).skip(1).zip(&agreements) {
        to.copy_from_slice(from.as_slice());
    }
    let mut secret = Zeroizing::new([0; 32]);
    kdf::hkdf(&[0; kdf::HASH], input.as_slice(), profile.x3dh_info(), secret.as_mut());
    secret
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn both_sides_derive_one_secret_and_each_profile_its_own() {
        let [identity, base, other, signed, prekey] = [1, 2, 3, 4, 5].map(|seed| KeyPair::generate(&mut rng(seed)));
        let ours = Initiator {
            identity: &identity,
            base: &base,
            their_identity: other.public(),
            their_signed_prekey: signed.public(),
            their_prekey: prekey.public(),
        };
        let theirs = Responder {
            identity: &other,
            signed_prekey: &signed,
            prekey: &prekey,
            their_identity: identity.public(),
            their_base: base.public(),
        };
        for profile in [Profile::Legacy, Profile::Omemo2] {
            assert_eq!(ours.secret(profile).unwrap(), theirs.secret(profile).unwrap());
        }
        assert_ne!(
            ours.secret(Profile::Legacy).unwrap(),
            ours.secret(Profile::Omemo2).unwrap()
        );
    }
}
