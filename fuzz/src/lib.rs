//! Two devices in mid-conversation, and how the fuzzer's bytes become a message: raw, or as edits of a real one, since
//! random bytes alone never come near a valid MAC.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sotto_model::DeviceId;
use sotto_omemo::{
    Address, EncryptedKey, KeyStore, Profile, begin_session, decrypt_key, encrypt_key, memory::MemoryStore,
};

pub const PROFILES: [Profile; 2] = [Profile::Legacy, Profile::Omemo2];

pub struct Pair {
    pub profile: Profile,
    pub romeo: MemoryStore,
    pub juliet: MemoryStore,
    pub rng: ChaCha20Rng,
}

impl Pair {
    /// Romeo has a session with Juliet; she has not heard of it.
    pub fn strangers(profile: Profile) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let [romeo, juliet] =
            ["romeo@montague.lit", "juliet@capulet.lit"].map(|jid| MemoryStore::new(address(jid), 2, &mut rng));
        let mut pair = Self {
            profile,
            romeo,
            juliet,
            rng,
        };
        let bundle = pair.juliet.bundle(profile);
        begin_session(&mut pair.romeo, &mut pair.rng, profile, &juliet_address(), &bundle).expect("a sound bundle");
        pair
    }

    /// Both have spoken, and some messages are missing.
    pub fn talking(profile: Profile) -> Self {
        let mut pair = Self::strangers(profile);
        for _ in 0..3 {
            let _lost = pair.romeo_writes(b"lost");
            let sent = pair.romeo_writes(b"key");
            pair.juliet_reads(&sent).expect("an honest message");
            let key = encrypt_key(&mut pair.juliet, &mut pair.rng, profile, &romeo_address(), b"answer");
            let sent = key.expect("a session");
            decrypt_key(
                &mut pair.romeo,
                &mut pair.rng,
                profile,
                &juliet_address(),
                &sent.data,
                false,
            )
            .expect("an honest message");
        }
        pair
    }

    pub fn romeo_writes(&mut self, key: &[u8]) -> EncryptedKey {
        encrypt_key(&mut self.romeo, &mut self.rng, self.profile, &juliet_address(), key).expect("a session")
    }

    /// The key, or nothing for whatever reason.
    pub fn juliet_reads(&mut self, sent: &EncryptedKey) -> Option<Vec<u8>> {
        let from = romeo_address();
        decrypt_key(
            &mut self.juliet,
            &mut self.rng,
            self.profile,
            &from,
            &sent.data,
            sent.key_exchange,
        )
        .ok()
        .map(|opened| opened.key.to_vec())
    }

    pub fn juliets_record(&self) -> Option<Vec<u8>> {
        let record = self
            .juliet
            .session(self.profile, &romeo_address())
            .expect("memory does not fail");
        record.map(|record| record.to_vec())
    }
}

fn address(jid: &str) -> Address {
    Address {
        jid: jid.to_owned(),
        device: DeviceId::try_from(1).expect("one is a device id"),
    }
}

pub fn romeo_address() -> Address {
    address("romeo@montague.lit")
}

pub fn juliet_address() -> Address {
    address("juliet@capulet.lit")
}

/// Changes `original` as told by `edits`: triples of place, kind and value.
pub fn edited(original: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for edit in edits.chunks_exact(4) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % (bytes.len() + 1);
        match edit[2] % 4 {
            0 => bytes.insert(at, edit[3]),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= edit[3];
                }
            }
        }
    }
    bytes
}
