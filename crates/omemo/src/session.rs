//! One session with one device: the ratchet, whom it is with, and how its messages are sealed.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    IdentityKey, Profile,
    curve::{CURVE_BYTE, KEY, PublicKey},
    kdf::CipherKeys,
    message::{KeyExchangeHeader, Message, encode_authenticated, encode_key_exchange, encode_message},
    ratchet::{NoKey, Ratchet},
};

/// The session's two ends.
#[derive(Clone)]
pub(crate) struct Parties {
    /// Our identity key as the profile writes it, without a curve byte.
    pub(crate) local: [u8; KEY],
    /// Theirs.
    pub(crate) remote: [u8; KEY],
    pub(crate) identity: IdentityKey,
}

/// Who began.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// We did, with these prekey and signed prekey, and have no answer yet: every message repeats the key exchange.
    Unanswered {
        prekey: u32,
        signed_prekey: u32,
    },
    /// We did, and were answered.
    Initiator,
    Responder,
}

#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) parties: Parties,
    pub(crate) role: Role,
    /// The initiator's base key. A key exchange that repeats it belongs to this session.
    pub(crate) base: PublicKey,
    /// Messages received since we last sent one.
    pub(crate) unanswered: u32,
    pub(crate) ratchet: Ratchet,
}

/// Why a message does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotOpened {
    Replayed,
    TooFarAhead,
    Broken,
}

impl From<NoKey> for NotOpened {
    fn from(reason: NoKey) -> Self {
        match reason {
            NoKey::Replayed => Self::Replayed,
            NoKey::TooFarAhead => Self::TooFarAhead,
            NoKey::WeakKey => Self::Broken,
        }
    }
}

impl Session {
    /// Encrypts and says whether it is a key exchange. None once the chain's numbers are used up.
    pub(crate) fn encrypt(
        &mut self,
        profile: Profile,
        rng: &mut dyn CryptoRng,
        plaintext: &[u8],
    ) -> Option<(Vec<u8>, bool)> {
        let (header, key) = self.ratchet.send(profile, rng)?;
        let keys = CipherKeys::derive(key.as_slice(), profile.message_info());
        let covered = encode_authenticated(profile, &header, &keys.encrypt(plaintext));
        let mac = keys.mac(&self.covered_parts(profile, Direction::Sending, &covered));
        let message = encode_message(profile, covered, mac.get(..profile.mac_length())?);
        self.unanswered = 0;
        let Role::Unanswered { prekey, signed_prekey } = self.role else {
            return Some((message, false));
        };
        let identity_wire = [prefix(profile), &self.parties.local].concat();
        let header = KeyExchangeHeader {
            prekey,
            signed_prekey,
            identity_wire: &identity_wire,
            base: self.base,
        };
        Some((encode_key_exchange(profile, &header, &message), true))
    }

    /// Decrypts. On failure the session is spoilt and must be dropped, not stored.
    pub(crate) fn decrypt(
        &mut self,
        profile: Profile,
        rng: &mut dyn CryptoRng,
        message: &Message<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let key = self.ratchet.receive(profile, &message.header)?;
        let keys = CipherKeys::derive(key.as_slice(), profile.message_info());
        let covered = self.covered_parts(profile, Direction::Receiving, message.authenticated);
        keys.verify(&covered, message.mac, profile.mac_length())
            .map_err(|_| NotOpened::Broken)?;
        let plaintext = keys.decrypt(message.ciphertext).map_err(|_| NotOpened::Broken)?;
        self.ratchet.prepare_to_send(profile, rng).ok_or(NotOpened::Broken)?;
        self.unanswered = self.unanswered.saturating_add(1);
        if let Role::Unanswered { .. } = self.role {
            self.role = Role::Initiator;
        }
        Ok(plaintext)
    }

    /// The associated data and then the message: legacy names the sender first, OMEMO 2 the initiator.
    fn covered_parts<'a>(&'a self, profile: Profile, direction: Direction, message: &'a [u8]) -> [&'a [u8]; 5] {
        let ours_first = match profile {
            Profile::Legacy => direction == Direction::Sending,
            Profile::Omemo2 => self.role != Role::Responder,
        };
        let (first, second) = match ours_first {
            true => (&self.parties.local, &self.parties.remote),
            false => (&self.parties.remote, &self.parties.local),
        };
        [prefix(profile), first, prefix(profile), second, message]
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Sending,
    Receiving,
}

const fn prefix(profile: Profile) -> &'static [u8] {
    match profile {
        Profile::Legacy => &[CURVE_BYTE],
        Profile::Omemo2 => &[],
    }
}
