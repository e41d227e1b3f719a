//! A [`KeyStore`] that forgets everything when dropped: for tests, measurements and programs without an archive.

use std::{collections::HashMap, convert::Infallible};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Address, Bundle, IdentityKey, IdentityKeyPair, KeyStore, PreKeyPair, Profile, SignedPreKeyPair};

type Sessions = HashMap<Address, Zeroizing<Vec<u8>>>;

/// One device with its keys and sessions, in memory.
#[derive(Clone)]
pub struct MemoryStore {
    address: Address,
    identity: IdentityKeyPair,
    signed_prekey: SignedPreKeyPair,
    prekeys: HashMap<u32, PreKeyPair>,
    legacy: Sessions,
    omemo2: Sessions,
    known: HashMap<Address, IdentityKey>,
}

impl MemoryStore {
    /// A new device with `prekeys` prekeys, numbered from 1.
    pub fn new(address: Address, prekeys: u32, rng: &mut dyn CryptoRng) -> Self {
        let identity = IdentityKeyPair::from_rng(rng);
        let signed_prekey = SignedPreKeyPair::generate(&identity, 1, rng);
        let prekeys = (1..=prekeys).map(|id| (id, PreKeyPair::generate(id, rng))).collect();
        Self {
            address,
            identity,
            signed_prekey,
            prekeys,
            legacy: Sessions::new(),
            omemo2: Sessions::new(),
            known: HashMap::new(),
        }
    }

    /// The bundle it would publish.
    pub fn bundle(&self, profile: Profile) -> Bundle {
        let mut prekeys: Vec<PreKeyPair> = self.prekeys.values().cloned().collect();
        prekeys.sort_by_key(|prekey| prekey.id);
        Bundle::own(profile, &self.identity, &self.signed_prekey, &prekeys)
    }

    /// Pins a device's identity key.
    pub fn pin(&mut self, device: Address, identity: IdentityKey) {
        self.known.insert(device, identity);
    }
}

impl KeyStore for MemoryStore {
    type Error = Infallible;

    fn identity(&self) -> Result<IdentityKeyPair, Infallible> {
        Ok(self.identity.clone())
    }

    fn own_address(&self) -> Result<Address, Infallible> {
        Ok(self.address.clone())
    }

    fn prekey(&self, id: u32) -> Result<Option<PreKeyPair>, Infallible> {
        Ok(self.prekeys.get(&id).cloned())
    }

    fn prekey_used(&mut self, id: u32) -> Result<(), Infallible> {
        self.prekeys.remove(&id);
        Ok(())
    }

    fn signed_prekey(&self, id: u32) -> Result<Option<SignedPreKeyPair>, Infallible> {
        Ok(Some(self.signed_prekey.clone()).filter(|signed| signed.id == id))
    }

    fn session(&self, profile: Profile, with: &Address) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        let sessions = match profile {
            Profile::Legacy => &self.legacy,
            Profile::Omemo2 => &self.omemo2,
        };
        Ok(sessions.get(with).cloned())
    }

    fn put_session(&mut self, profile: Profile, with: &Address, record: &[u8]) -> Result<(), Infallible> {
        let sessions = match profile {
            Profile::Legacy => &mut self.legacy,
            Profile::Omemo2 => &mut self.omemo2,
        };
        match sessions.get_mut(with) {
            Some(stored) if stored.len() == record.len() => stored.copy_from_slice(record),
            Some(stored) => *stored = Zeroizing::new(record.to_vec()),
            None => drop(sessions.insert(with.clone(), Zeroizing::new(record.to_vec()))),
        }
        Ok(())
    }

    fn known_identity(&self, of: &Address) -> Result<Option<IdentityKey>, Infallible> {
        Ok(self.known.get(of).copied())
    }
}
