//! Our engine against three independent ones, in both directions: first contact, loss, reordering, replay, tampering.
//!
//! `cargo test -p sotto-omemo --features oracles --test oracle`. Needs a C compiler and, from the distribution,
//! libsignal-protocol-c, libomemo-c and OpenSSL; python-omemo's `oldmemo` and `twomemo` in a virtual environment, whose
//! interpreter `SOTTO_ORACLE_PYTHON` may name. Whatever is missing fails the test with what to install.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "oracle/peer.rs"]
mod peer;

use peer::{Oracle, Peer};
use rand_chacha::{ChaCha20Rng, rand_core::RngCore, rand_core::SeedableRng};
use sotto_model::DeviceId;
use sotto_omemo::{
    Address, DecryptError, KeyStore, OpenedKey, Profile, begin_session, decrypt_key, encrypt_key, memory::MemoryStore,
};

/// Bytes of the keys that are passed: what a legacy or OMEMO 2 message carries.
const fn key_length(profile: Profile) -> usize {
    match profile {
        Profile::Legacy => 32,
        Profile::Omemo2 => 48,
    }
}

/// Our device and a foreign one.
struct Pair {
    profile: Profile,
    ours: MemoryStore,
    theirs: Peer,
    address: Address,
    rng: ChaCha20Rng,
}

impl Pair {
    fn new(oracle: Oracle, profile: Profile, seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let address = |jid: &str| Address {
            jid: jid.to_owned(),
            device: DeviceId::try_from(1).unwrap(),
        };
        let ours = MemoryStore::new(address("romeo@montague.lit"), 20, &mut rng);
        let theirs = Peer::start(oracle, profile);
        Self {
            profile,
            ours,
            theirs,
            address: address("juliet@capulet.lit"),
            rng,
        }
    }

    fn we_begin(&mut self) {
        let bundle = self.theirs.bundle(self.profile);
        begin_session(&mut self.ours, &mut self.rng, self.profile, &self.address, &bundle).unwrap();
    }

    fn they_begin(&mut self) {
        self.theirs.begin(&self.ours.bundle(self.profile));
    }

    fn new_key(&mut self) -> Vec<u8> {
        let mut key = vec![0; key_length(self.profile)];
        self.rng.fill_bytes(&mut key);
        key
    }

    fn we_send(&mut self) -> Sent {
        let key = self.new_key();
        let sent = encrypt_key(&mut self.ours, &mut self.rng, self.profile, &self.address, &key).unwrap();
        Sent {
            key,
            key_exchange: sent.key_exchange,
            data: sent.data,
        }
    }

    fn they_send(&mut self) -> Sent {
        let key = self.new_key();
        let (key_exchange, data) = self.theirs.encrypt(&key);
        Sent {
            key,
            key_exchange,
            data,
        }
    }

    fn we_read(&mut self, sent: &Sent) -> Result<OpenedKey, DecryptError<std::convert::Infallible>> {
        decrypt_key(
            &mut self.ours,
            &mut self.rng,
            self.profile,
            &self.address,
            &sent.data,
            sent.key_exchange,
        )
    }

    fn they_read(&mut self, sent: &Sent) -> Result<Vec<u8>, String> {
        self.theirs.decrypt(sent.key_exchange, &sent.data)
    }

    /// One message each way, undisturbed.
    fn greet(&mut self) {
        let sent = self.we_send();
        assert_eq!(self.they_read(&sent), Ok(sent.key.clone()));
        let sent = self.they_send();
        assert_eq!(self.we_read(&sent).unwrap().key.as_slice(), sent.key);
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.rng.next_u32()).unwrap() % n
    }
}

#[derive(Clone)]
struct Sent {
    key: Vec<u8>,
    key_exchange: bool,
    data: Vec<u8>,
}

fn first_contact_from_our_side(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 1);
    pair.we_begin();
    let [first, second] = [pair.we_send(), pair.we_send()];
    assert!(first.key_exchange && second.key_exchange);
    // The second arrives first: it carries the same key exchange.
    assert_eq!(pair.they_read(&second), Ok(second.key.clone()));
    assert_eq!(pair.they_read(&first), Ok(first.key.clone()));
    let answer = pair.they_send();
    assert!(!answer.key_exchange);
    let opened = pair.we_read(&answer).unwrap();
    assert!(opened.key.as_slice() == answer.key && !opened.new_session);
    assert!(!pair.we_send().key_exchange);
    pair.greet();
}

fn first_contact_from_their_side(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 2);
    pair.they_begin();
    let [first, second] = [pair.they_send(), pair.they_send()];
    assert!(first.key_exchange && second.key_exchange);
    let opened = pair.we_read(&second).unwrap();
    assert!(opened.key.as_slice() == second.key && opened.new_session);
    assert_eq!(
        opened.identity,
        pair.theirs.bundle(profile).identity(),
        "one identity in bundle and message"
    );
    let opened = pair.we_read(&first).unwrap();
    assert!(opened.key.as_slice() == first.key && !opened.new_session);
    assert_eq!(
        pair.ours.bundle(profile).prekeys().count(),
        19,
        "one prekey for one session"
    );
    assert!(matches!(pair.we_read(&first), Err(DecryptError::Replayed)));
    let answer = pair.we_send();
    assert!(!answer.key_exchange);
    assert_eq!(pair.they_read(&answer), Ok(answer.key.clone()));
    assert!(!pair.they_send().key_exchange);
    pair.greet();
}

/// A message on its way, with the turn of its sender it was written in.
struct Pending {
    sent: Sent,
    by_us: bool,
    turn: usize,
}

/// What one side knows: its own turn, whether it has read since it last wrote, and the newest turn it has read from.
#[derive(Default, Clone, Copy)]
struct Side {
    turn: usize,
    has_read: bool,
    newest_read: usize,
}

/// Random traffic with a tenth lost, a tenth altered, a tenth repeated, and everything out of order. Within the five
/// turns that libsignal looks back, every unaltered message must be read exactly once.
fn storm(oracle: Oracle, profile: Profile, seed: u64) {
    let mut pair = Pair::new(oracle, profile, seed);
    if seed.is_multiple_of(2) {
        pair.we_begin()
    } else {
        pair.they_begin()
    }
    // The side that did not begin cannot write before it has read once.
    let first = if seed.is_multiple_of(2) {
        pair.we_send()
    } else {
        pair.they_send()
    };
    let mut sides = [Side::default(); 2];
    let starter = usize::from(seed.is_multiple_of(2));
    let mut pending = vec![Pending {
        sent: first,
        by_us: starter == 1,
        turn: 0,
    }];
    let (mut read, mut talking) = (0, false);
    for _ in 0..400 {
        if pair.below(2) == 0 || pending.is_empty() {
            let by_us = if talking { pair.below(2) == 0 } else { starter == 1 };
            let side = &mut sides[usize::from(by_us)];
            if std::mem::take(&mut side.has_read) {
                side.turn += 1;
            }
            let turn = side.turn;
            let sent = if by_us { pair.we_send() } else { pair.they_send() };
            pending.push(Pending { sent, by_us, turn });
            continue;
        }
        let at = pair.below(pending.len());
        let message = pending.swap_remove(at);
        let fate = pair.below(10);
        let reader = &mut sides[usize::from(!message.by_us)];
        if reader.newest_read > message.turn + 4 || (fate == 0 && talking) {
            continue; // lost
        }
        // A repeated key exchange has fields that no MAC covers and nobody needs any more; the ones that matter are
        // the unit tests' business.
        if fate == 1 && !message.sent.key_exchange {
            assert_altered_is_refused(&mut pair, &message);
        }
        let reader = &mut sides[usize::from(!message.by_us)];
        if message.turn > reader.newest_read || !talking {
            reader.has_read = true;
        }
        reader.newest_read = reader.newest_read.max(message.turn);
        talking = true;
        assert_read_once(&mut pair, &message, fate == 2);
        read += 1;
    }
    assert!(read > 100, "{read} messages were read");
}

fn assert_altered_is_refused(pair: &mut Pair, message: &Pending) {
    let mut altered = message.sent.clone();
    let at = pair.below(altered.data.len());
    altered.data[at] ^= 1 << pair.below(8);
    if message.by_us {
        assert!(pair.they_read(&altered).is_err(), "byte {at}");
    } else {
        assert!(pair.we_read(&altered).is_err(), "byte {at}");
    }
}

fn assert_read_once(pair: &mut Pair, message: &Pending, again: bool) {
    if message.by_us {
        assert_eq!(pair.they_read(&message.sent), Ok(message.sent.key.clone()));
        assert!(!again || pair.they_read(&message.sent).is_err());
    } else {
        assert_eq!(pair.we_read(&message.sent).unwrap().key.as_slice(), message.sent.key);
        assert!(!again || matches!(pair.we_read(&message.sent), Err(DecryptError::Replayed)));
    }
}

/// The last message of a chain, arriving after the next turn. libsignal announces one message too few.
fn a_late_last_message(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 3);
    pair.we_begin();
    pair.greet();
    let (early, late) = (pair.they_send(), pair.they_send());
    pair.we_read(&early).unwrap();
    let (our_early, our_late) = (pair.we_send(), pair.we_send());
    assert_eq!(pair.they_read(&our_early), Ok(our_early.key.clone()));
    for _ in 0..3 {
        pair.greet();
    }
    assert_eq!(pair.we_read(&late).unwrap().key.as_slice(), late.key);
    assert_eq!(pair.they_read(&our_late), Ok(our_late.key.clone()));
    assert!(matches!(pair.we_read(&early), Err(DecryptError::Replayed)));
}

/// Many messages missing at once, at the edge of what everybody keeps.
fn a_gap_of_a_thousand(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 4);
    pair.they_begin();
    let hello = pair.they_send();
    pair.we_read(&hello).unwrap();
    let sent: Vec<_> = (0..1000).map(|_| pair.we_send()).collect();
    let last = sent.last().unwrap();
    assert_eq!(pair.they_read(last), Ok(last.key.clone()));
    assert_eq!(pair.they_read(&sent[1]), Ok(sent[1].key.clone()));
    let theirs: Vec<_> = (0..1000).map(|_| pair.they_send()).collect();
    assert_eq!(pair.we_read(&theirs[999]).unwrap().key.as_slice(), theirs[999].key);
    assert_eq!(pair.we_read(&theirs[0]).unwrap().key.as_slice(), theirs[0].key);
}

/// Each greets the other before either has read.
fn both_begin_at_once(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 5);
    pair.we_begin();
    pair.they_begin();
    let (ours, theirs) = (pair.we_send(), pair.they_send());
    assert_eq!(pair.they_read(&ours), Ok(ours.key.clone()));
    assert_eq!(pair.we_read(&theirs).unwrap().key.as_slice(), theirs.key);
    if oracle == Oracle::Python {
        // It keeps one session only, by now ours, and we went over to its own: its next message brings us back.
        let sent = pair.they_send();
        assert_eq!(pair.we_read(&sent).unwrap().key.as_slice(), sent.key);
    }
    for _ in 0..3 {
        pair.greet();
    }
    assert!(!pair.we_send().key_exchange && !pair.they_send().key_exchange);
}

/// We start over in the middle of a conversation (O25).
fn a_reset_by_us(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 6);
    pair.we_begin();
    pair.greet();
    pair.we_begin();
    let reset = pair.we_send();
    assert!(reset.key_exchange);
    assert_eq!(pair.they_read(&reset), Ok(reset.key.clone()));
    pair.greet();
    assert!(!pair.we_send().key_exchange);
}

/// A session with a program that announces its chains one short takes little room.
fn a_small_record(oracle: Oracle, profile: Profile) {
    let mut pair = Pair::new(oracle, profile, 7);
    pair.we_begin();
    for _ in 0..20 {
        pair.greet();
    }
    let length = pair.ours.session(profile, &pair.address).unwrap().unwrap().len();
    let most = if oracle == Oracle::Python { 740 } else { 400 };
    assert!(length < most, "{length} bytes");
}

macro_rules! against {
    ($name:ident, $oracle:ident, $profile:ident) => {
        mod $name {
            use super::*;

            #[test]
            fn first_contact_from_our_side() {
                super::first_contact_from_our_side(Oracle::$oracle, Profile::$profile);
            }

            #[test]
            fn first_contact_from_their_side() {
                super::first_contact_from_their_side(Oracle::$oracle, Profile::$profile);
            }

            #[test]
            fn o13_o14_o17_loss_reordering_replay_and_tampering() {
                for seed in 10..16 {
                    storm(Oracle::$oracle, Profile::$profile, seed);
                }
            }

            #[test]
            fn o14_the_last_message_of_a_chain_arrives_three_turns_late() {
                a_late_last_message(Oracle::$oracle, Profile::$profile);
            }

            #[test]
            fn o14_a_thousand_messages_are_missing() {
                a_gap_of_a_thousand(Oracle::$oracle, Profile::$profile);
            }

            #[test]
            fn both_begin_at_once() {
                super::both_begin_at_once(Oracle::$oracle, Profile::$profile);
            }

            #[test]
            fn o25_a_reset_by_us() {
                a_reset_by_us(Oracle::$oracle, Profile::$profile);
            }

            #[test]
            fn a_small_record() {
                super::a_small_record(Oracle::$oracle, Profile::$profile);
            }
        }
    };
}

against!(legacy_with_libsignal_c, LibsignalC, Legacy);
against!(legacy_with_libomemo_c, LibomemoC, Legacy);
against!(legacy_with_oldmemo, Python, Legacy);
against!(omemo2_with_libomemo_c, LibomemoC, Omemo2);
against!(omemo2_with_twomemo, Python, Omemo2);
