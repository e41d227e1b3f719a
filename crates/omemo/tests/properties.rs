//! Whatever the network does to messages, the sessions keep their promises: INV4, no key is ever used twice by a sender,
//! every message opens at most once and as what was sent, and two devices always find back together.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::collections::HashSet;

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sotto_model::DeviceId;
use sotto_omemo::{
    Address, DecryptError, EncryptedKey, KeyStore, Profile, begin_session, decrypt_key, encrypt_key,
    memory::MemoryStore,
};

/// One move. Indices count back from the newest message on its way and wrap around.
#[derive(Clone, Debug)]
enum Move {
    Send {
        by: bool,
    },
    Deliver {
        at: usize,
    },
    Drop {
        at: usize,
    },
    Repeat {
        at: usize,
    },
    Tamper {
        at: usize,
        byte: usize,
        bit: u8,
    },
    /// The user starts over.
    Reset {
        by: bool,
    },
    /// A transaction is rolled back: the message that was encrypted is never sent.
    Abort {
        by: bool,
    },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let at = 0..20usize;
    let one = prop_oneof![
        8 => any::<bool>().prop_map(|by| Move::Send { by }),
        8 => at.clone().prop_map(|at| Move::Deliver { at }),
        1 => at.clone().prop_map(|at| Move::Drop { at }),
        2 => at.clone().prop_map(|at| Move::Repeat { at }),
        2 => (at, any::<usize>(), 0..8u8).prop_map(|(at, byte, bit)| Move::Tamper { at, byte, bit }),
        1 => any::<bool>().prop_map(|by| Move::Reset { by }),
        1 => any::<bool>().prop_map(|by| Move::Abort { by }),
    ];
    prop::collection::vec(one, 1..120)
}

#[derive(Clone)]
struct InFlight {
    by: usize,
    number: u64,
    sent: EncryptedKey,
}

struct World {
    profile: Profile,
    devices: [MemoryStore; 2],
    addresses: [Address; 2],
    rng: ChaCha20Rng,
    in_flight: Vec<InFlight>,
    delivered: Vec<InFlight>,
    sent: u64,
    /// Ratchet key and number of everything that was ever sent (INV4).
    used: HashSet<(usize, Vec<u8>, u32)>,
}

impl World {
    fn new(profile: Profile) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let addresses = ["romeo@montague.lit", "juliet@capulet.lit"].map(|jid| Address {
            jid: jid.to_owned(),
            device: DeviceId::try_from(1).unwrap(),
        });
        let devices = addresses.clone().map(|address| MemoryStore::new(address, 50, &mut rng));
        let [in_flight, delivered] = [Vec::new(), Vec::new()];
        Self {
            profile,
            devices,
            addresses,
            rng,
            in_flight,
            delivered,
            sent: 0,
            used: HashSet::new(),
        }
    }

    fn begin(&mut self, by: usize) {
        let bundle = self.devices[1 - by].bundle(self.profile);
        begin_session(
            &mut self.devices[by],
            &mut self.rng,
            self.profile,
            &self.addresses[1 - by],
            &bundle,
        )
        .unwrap();
    }

    fn encrypt(&mut self, by: usize) -> InFlight {
        let to = self.addresses[1 - by].clone();
        if self.devices[by].session(self.profile, &to).unwrap().is_none() {
            self.begin(by);
        }
        self.sent += 1;
        let key = self.sent.to_be_bytes();
        let sent = encrypt_key(&mut self.devices[by], &mut self.rng, self.profile, &to, &key).unwrap();
        InFlight {
            by,
            number: self.sent,
            sent,
        }
    }

    fn send(&mut self, by: usize) {
        let message = self.encrypt(by);
        let (ratchet_key, n) = header(self.profile, &message.sent);
        assert!(
            self.used.insert((by, ratchet_key, n)),
            "INV4: the same key and number twice"
        );
        self.in_flight.push(message);
    }

    fn read(&mut self, message: &InFlight) -> Result<Vec<u8>, DecryptError<std::convert::Infallible>> {
        let from = self.addresses[message.by].clone();
        let reader = &mut self.devices[1 - message.by];
        let EncryptedKey { data, key_exchange, .. } = &message.sent;
        decrypt_key(reader, &mut self.rng, self.profile, &from, data, *key_exchange).map(|opened| opened.key.to_vec())
    }

    fn record(&self, of: usize) -> Option<Vec<u8>> {
        let record = self.devices[of].session(self.profile, &self.addresses[1 - of]).unwrap();
        record.map(|record| record.to_vec())
    }

    fn pick(list: &[InFlight], at: usize) -> Option<usize> {
        if list.is_empty() {
            None
        } else {
            Some(list.len() - 1 - at % list.len())
        }
    }

    fn play(&mut self, step: &Move) {
        match *step {
            Move::Send { by } => self.send(usize::from(by)),
            Move::Reset { by } => self.begin(usize::from(by)),
            Move::Abort { by } => {
                let before = self.devices[usize::from(by)].clone();
                self.encrypt(usize::from(by));
                self.devices[usize::from(by)] = before;
            }
            Move::Deliver { at } => {
                let Some(at) = Self::pick(&self.in_flight, at) else {
                    return;
                };
                let message = self.in_flight.remove(at);
                if let Ok(key) = self.read(&message) {
                    assert_eq!(key, message.number.to_be_bytes());
                }
                self.delivered.push(message);
            }
            Move::Drop { at } => {
                if let Some(at) = Self::pick(&self.in_flight, at) {
                    self.in_flight.remove(at);
                }
            }
            Move::Repeat { at } => {
                let Some(at) = Self::pick(&self.delivered, at) else {
                    return;
                };
                let message = self.delivered[at].clone();
                let before = self.record(1 - message.by);
                assert!(self.read(&message).is_err(), "a message opened twice");
                assert_eq!(self.record(1 - message.by), before);
            }
            Move::Tamper { at, byte, bit } => self.tamper(at, byte, bit),
        }
    }

    fn tamper(&mut self, at: usize, byte: usize, bit: u8) {
        let Some(at) = Self::pick(&self.in_flight, at) else {
            return;
        };
        let mut message = self.in_flight[at].clone();
        let byte = byte % message.sent.data.len();
        message.sent.data[byte] ^= 1 << bit;
        let before = self.record(1 - message.by);
        match self.read(&message) {
            // Only the envelope of a repeated key exchange is not covered; what is inside is still the sender's.
            Ok(key) => {
                assert!(message.sent.key_exchange && key == message.number.to_be_bytes());
                self.in_flight.remove(at);
            }
            Err(_) => assert_eq!(self.record(1 - message.by), before, "a forgery changed the session"),
        }
    }

    /// With the network healed and one of them starting over, both understand each other again.
    fn recover(&mut self) {
        self.in_flight.clear();
        self.begin(0);
        for by in [0, 1, 0, 1] {
            self.send(by);
            let message = self.in_flight.pop().unwrap();
            assert_eq!(self.read(&message).unwrap(), message.number.to_be_bytes());
        }
    }
}

/// The ratchet key and number in a message, found by hand so that our own parser is not its own judge.
fn header(profile: Profile, sent: &EncryptedKey) -> (Vec<u8>, u32) {
    let mut data = sent.data.as_slice();
    if profile == Profile::Legacy {
        data = &data[1..];
    }
    if sent.key_exchange {
        data = field(data, if profile == Profile::Legacy { 4 } else { 5 });
        if profile == Profile::Legacy {
            data = &data[1..];
        }
    }
    let (message, key, n) = match profile {
        Profile::Legacy => (&data[..data.len() - 8], 1, 2),
        Profile::Omemo2 => (field(data, 2), 3, 1),
    };
    (field(message, key).to_vec(), number(message, n))
}

fn field(data: &[u8], wanted: u64) -> &[u8] {
    walk(data).find(|(tag, _, _)| *tag == wanted).unwrap().1
}

fn number(data: &[u8], wanted: u64) -> u32 {
    u32::try_from(walk(data).find(|(tag, _, _)| *tag == wanted).unwrap().2).unwrap()
}

fn walk(mut data: &[u8]) -> impl Iterator<Item = (u64, &[u8], u64)> {
    std::iter::from_fn(move || {
        if data.is_empty() {
            return None;
        }
        let (key, value) = (varint(&mut data), varint(&mut data));
        let length = if key & 7 == 2 {
            usize::try_from(value).unwrap()
        } else {
            0
        };
        let (bytes, rest) = data.split_at(length);
        data = rest;
        Some((key >> 3, bytes, value))
    })
}

fn varint(data: &mut &[u8]) -> u64 {
    let length = data.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let (number, rest) = data.split_at(length);
    *data = rest;
    number
        .iter()
        .rev()
        .fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn inv4_o13_o14_o17_sessions_keep_their_promises_in_any_weather(moves in moves(), omemo2: bool) {
        let mut world = World::new(if omemo2 { Profile::Omemo2 } else { Profile::Legacy });
        for step in &moves {
            world.play(step);
        }
        world.recover();
    }

    /// Without resets, and as long as nothing is older than what is kept, nothing is ever lost.
    #[test]
    fn o14_nothing_that_arrives_is_lost(order in prop::collection::vec((any::<bool>(), 0..8usize), 1..150), omemo2: bool) {
        let mut world = World::new(if omemo2 { Profile::Omemo2 } else { Profile::Legacy });
        world.send(0);
        let first = world.in_flight.pop().unwrap();
        world.read(&first).unwrap();
        for (by, delivered) in order {
            world.send(usize::from(by));
            if delivered < 5 {
                let at = World::pick(&world.in_flight, delivered).unwrap();
                let message = world.in_flight.remove(at);
                prop_assert_eq!(world.read(&message).unwrap(), message.number.to_be_bytes());
            }
        }
        while let Some(message) = world.in_flight.pop() {
            prop_assert_eq!(world.read(&message).unwrap(), message.number.to_be_bytes());
        }
    }

    /// Any bytes at all, to a device with and without a session.
    #[test]
    fn o24_garbage_is_refused_and_changes_nothing(data in prop::collection::vec(any::<u8>(), 0..300), kex: bool, omemo2: bool) {
        let mut world = World::new(if omemo2 { Profile::Omemo2 } else { Profile::Legacy });
        for _ in 0..2 {
            let before = world.record(1);
            let mut message = world.encrypt(0);
            message.sent.data.clone_from(&data);
            message.sent.key_exchange = kex;
            prop_assert!(world.read(&message).is_err());
            prop_assert_eq!(world.record(1), before);
            world.send(0);
            let good = world.in_flight.pop().unwrap();
            world.read(&good).unwrap();
        }
    }

    /// A record that was cut or altered on disk is reported, never a panic.
    #[test]
    fn a_damaged_record_never_panics(at: usize, byte: u8, cut: bool, omemo2: bool) {
        let mut world = World::new(if omemo2 { Profile::Omemo2 } else { Profile::Legacy });
        world.send(0);
        let first = world.in_flight.pop().unwrap();
        world.read(&first).unwrap();
        let mut record = world.record(1).unwrap();
        let at = at % record.len();
        if cut { record.truncate(at) } else { record[at] = byte }
        let romeo = world.addresses[0].clone();
        world.devices[1].put_session(world.profile, &romeo, &record).unwrap();
        let mut rng = world.rng.clone();
        let answer = encrypt_key(&mut world.devices[1], &mut rng, world.profile, &romeo, b"x");
        prop_assert!(!cut || answer.is_err());
    }
}
