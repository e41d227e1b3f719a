//! What the sessions need kept. The SQL store implements it over one transaction, so that a ratchet step and the
//! message it belongs to are committed together or not at all.

use sotto_model::DeviceId;
use zeroize::Zeroizing;

use crate::{IdentityKey, IdentityKeyPair, PreKeyPair, Profile, SignedPreKeyPair};

/// One device of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The bare JID. In a room it is the occupant's real one.
    pub jid: String,
    /// The device.
    pub device: DeviceId,
}

/// Keys and sessions of one account.
pub trait KeyStore {
    /// Why the storage failed.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Our identity.
    fn identity(&self) -> Result<IdentityKeyPair, Self::Error>;

    /// Our own account and device.
    fn own_address(&self) -> Result<Address, Self::Error>;

    /// A prekey of ours that is still kept, published or not.
    fn prekey(&self, id: u32) -> Result<Option<PreKeyPair>, Self::Error>;

    /// A session was made with this prekey. It must not be published any longer; the store deletes it once no queued
    /// message can need it, that is, after an archive catch-up (XEP-0384 0.9 §5.5.2).
    fn prekey_used(&mut self, id: u32) -> Result<(), Self::Error>;

    /// A signed prekey of ours that is still kept.
    fn signed_prekey(&self, id: u32) -> Result<Option<SignedPreKeyPair>, Self::Error>;

    /// The record last put for this device.
    fn session(&self, profile: Profile, with: &Address) -> Result<Option<Zeroizing<Vec<u8>>>, Self::Error>;

    /// Replaces the record. It must be durable before anything encrypted with it leaves the process.
    fn put_session(&mut self, profile: Profile, with: &Address, record: &[u8]) -> Result<(), Self::Error>;

    /// The identity key pinned for that device, if it was seen before.
    fn known_identity(&self, of: &Address) -> Result<Option<IdentityKey>, Self::Error>;
}
