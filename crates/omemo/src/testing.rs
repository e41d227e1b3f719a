//! What the unit tests share.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sotto_model::DeviceId;

use crate::{Address, memory::MemoryStore};

/// The same randomness for the same seed.
pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

pub(crate) fn address(jid: &str, device: u32) -> Address {
    Address {
        jid: jid.to_owned(),
        device: DeviceId::try_from(device).unwrap(),
    }
}

/// A device with three prekeys.
pub(crate) fn device(jid: &str, seed: u64) -> MemoryStore {
    MemoryStore::new(address(jid, 1), 3, &mut rng(seed))
}
