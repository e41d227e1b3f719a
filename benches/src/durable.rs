//! A message to 150 devices, its ratchets on disk: what a room of 50 people with three devices each costs the sender.
//!
//! Ours is the archive file, one transaction, committed with a flush. The limit is the same cryptography in memory, for
//! the first message, with which a session is begun with every device. For the next ones, over sessions that were
//! answered, that would be a quarter of a millisecond, less than a disk needs to make anything durable; so their limit is
//! the cryptography and one flush of as many bytes as the sessions have.

use std::time::Instant;

use anyhow::{Context, Result};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sotto_model::DeviceId;
use sotto_omemo::{
    Address, Bundle, KeyStore, Profile, bare::BareSession, begin_session, decrypt_key, encrypt_key, memory::MemoryStore,
};
use sotto_store::omemo::{Keys, create_own};
use sotto_store::{Key, Store};
use tempfile::TempDir;

use crate::Size;
use crate::outcome::{Against, Outcome, Target, median};
use crate::scratch::{self, Flusher};

const DEVICES: u32 = 150;
const PROFILE: Profile = Profile::Legacy;
const ME: &str = "romeo@montague.lit";
/// A legacy body key and its tag.
const KEY: [u8; 32] = [7; 32];

/// Milliseconds for all devices.
type Cost = f64;

/// Runs the benchmark.
///
/// # Errors
/// If the archive cannot be written.
pub fn measure(size: Size) -> Result<Vec<Outcome>> {
    let rounds = match size {
        Size::Quick => 5,
        Size::Full => 25,
    };
    let (mut first, mut first_limit, mut next, mut next_limit) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut flusher = Flusher::new()?;
    for _ in 0..rounds {
        let mut room = Room::new()?;
        first_limit.push(room.begin_bare()?);
        first.push(room.begin()?);
        room.answers()?;
        let (mut sessions, bytes) = room.bare_sessions()?;
        for _ in 0..rounds {
            next_limit.push(encrypt_bare(&mut sessions, &mut room.rng)? + flusher.flush(bytes)?);
            next.push(room.encrypt()?);
        }
    }
    Ok(vec![
        outcome("encrypt_150_next", median(next), median(next_limit)),
        outcome("encrypt_150_devices", median(first), median(first_limit)),
    ])
}

fn outcome(name: &'static str, ours: Cost, limit: Cost) -> Outcome {
    Outcome {
        name,
        ours,
        against: Against::Limit(limit),
        unit: "ms",
        target: Target::AtMost(3.0),
    }
}

/// Our device with its archive, and everybody else's.
struct Room {
    _directory: TempDir,
    store: Store,
    me: MemoryStore,
    others: Vec<(Address, MemoryStore)>,
    bundles: Vec<Bundle>,
    /// What each of the others was sent.
    sent: Vec<Vec<u8>>,
    rng: ChaCha20Rng,
}

impl Room {
    fn new() -> Result<Self> {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let directory = scratch::directory()?;
        let mut store = Store::open(&directory.path().join("archive.db"), &Key::new([3; 32]))?;
        let me = MemoryStore::new(address(ME, 1)?, 1, &mut rng);
        let tx = store.begin()?;
        create_own(&tx, DeviceId::try_from(1)?, &me.identity()?)?;
        tx.commit()?;
        let mut others = Vec::new();
        for number in 0..DEVICES {
            let address = address(&format!("person{}@capulet.lit", number / 3), 1000 + number)?;
            others.push((address.clone(), MemoryStore::new(address, 1, &mut rng)));
        }
        let bundles = others.iter().map(|(_, device)| device.bundle(PROFILE)).collect();
        Ok(Self {
            _directory: directory,
            store,
            me,
            others,
            bundles,
            sent: Vec::new(),
            rng,
        })
    }

    /// First contact, in memory.
    fn begin_bare(&mut self) -> Result<Cost> {
        let mut me = self.me.clone();
        let started = Instant::now();
        for ((to, _), bundle) in self.others.iter().zip(&self.bundles) {
            begin_session(&mut me, &mut self.rng, PROFILE, to, bundle)?;
            encrypt_key(&mut me, &mut self.rng, PROFILE, to, &KEY)?;
        }
        Ok(milliseconds(started))
    }

    /// First contact, on disk.
    fn begin(&mut self) -> Result<Cost> {
        let started = Instant::now();
        let tx = self.store.begin()?;
        let mut keys = Keys::new(&tx, ME);
        for ((to, _), bundle) in self.others.iter().zip(&self.bundles) {
            begin_session(&mut keys, &mut self.rng, PROFILE, to, bundle)?;
            let key = encrypt_key(&mut keys, &mut self.rng, PROFILE, to, &KEY)?;
            self.sent.push(key.data);
        }
        tx.commit()?;
        Ok(milliseconds(started))
    }

    /// Everybody reads it and answers.
    fn answers(&mut self) -> Result<()> {
        let (tx, me) = (self.store.begin()?, address(ME, 1)?);
        let mut keys = Keys::new(&tx, ME);
        for ((address, device), data) in self.others.iter_mut().zip(&self.sent) {
            decrypt_key(device, &mut self.rng, PROFILE, &me, data, true)?;
            let answer = encrypt_key(device, &mut self.rng, PROFILE, &me, &KEY)?;
            decrypt_key(&mut keys, &mut self.rng, PROFILE, address, &answer.data, false)?;
        }
        Ok(tx.commit()?)
    }

    /// The sessions as they are on disk now, and how large they are together.
    fn bare_sessions(&mut self) -> Result<(Vec<BareSession>, usize)> {
        let tx = self.store.begin()?;
        let keys = Keys::new(&tx, ME);
        let (mut sessions, mut bytes) = (Vec::new(), 0);
        for (address, _) in &self.others {
            let record = keys.session(PROFILE, address)?.context("a session was begun")?;
            bytes += record.len();
            sessions.push(BareSession::decode(PROFILE, &record).context("a sound record")?);
        }
        Ok((sessions, bytes))
    }

    /// The next message, on disk.
    fn encrypt(&mut self) -> Result<Cost> {
        let started = Instant::now();
        let tx = self.store.begin()?;
        let mut keys = Keys::new(&tx, ME);
        for (to, _) in &self.others {
            encrypt_key(&mut keys, &mut self.rng, PROFILE, to, &KEY)?;
        }
        tx.commit()?;
        Ok(milliseconds(started))
    }
}

/// The next message, in memory.
fn encrypt_bare(sessions: &mut [BareSession], rng: &mut ChaCha20Rng) -> Result<Cost> {
    let started = Instant::now();
    for session in sessions {
        session.encrypt(rng, &KEY).context("numbers are left")?;
    }
    Ok(milliseconds(started))
}

fn milliseconds(since: Instant) -> Cost {
    since.elapsed().as_secs_f64() * 1000.0
}

fn address(jid: &str, device: u32) -> Result<Address> {
    Ok(Address {
        jid: jid.to_owned(),
        device: DeviceId::try_from(device)?,
    })
}
