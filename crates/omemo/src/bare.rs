//! A session held in memory, without a store and its record: the limit that benchmarks hold the real thing against.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Profile, message::Message, record::Record, session::Session};

/// One decoded session. Nothing it does is ever stored, so it must not talk to a real device.
pub struct BareSession {
    profile: Profile,
    session: Session,
}

impl BareSession {
    /// The current session of a record, as [`crate::KeyStore::session`] gives it.
    pub fn decode(profile: Profile, record: &[u8]) -> Option<Self> {
        let session = Record::parse(profile, record)
            .and_then(|record| record.session(0))
            .ok()?;
        Some(Self { profile, session })
    }

    /// What [`crate::encrypt_key`] sends.
    pub fn encrypt(&mut self, rng: &mut dyn CryptoRng, key: &[u8]) -> Option<Vec<u8>> {
        self.session.encrypt(self.profile, rng, key).map(|(data, _)| data)
    }

    /// What [`crate::decrypt_key`] reads of a message that is no key exchange.
    pub fn decrypt(&mut self, rng: &mut dyn CryptoRng, data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let message = Message::parse(self.profile, data).ok()?;
        self.session.decrypt(self.profile, rng, &message).ok()
    }
}
