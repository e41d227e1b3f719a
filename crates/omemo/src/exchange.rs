//! The three things done with a device's session: begin it, encrypt a key to it, decrypt a key from it.
//!
//! Each works on a decoded copy and stores it as its last step, after every check. XEP-0384 0.3 §4 and 0.9 §4.2.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    Address, Bundle, DecryptError, EncryptError, IdentityKey, KeyStore, Profile,
    curve::{InvalidKey, KEY, KeyPair},
    message::{KeyExchange, Message},
    ratchet::Ratchet,
    record::{Record, wipe},
    session::{NotOpened, Parties, Role, Session},
    x3dh,
};

/// A message key encrypted to one device: the content of one `<key/>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedKey {
    /// The bytes for the wire.
    pub data: Vec<u8>,
    /// Whether they start a session (`prekey='true'` in the legacy profile, `kex='true'` in OMEMO 2).
    pub key_exchange: bool,
    /// Whose session it is, to be compared with the key the user trusts.
    pub identity: IdentityKey,
}

/// A message key decrypted from one device.
#[derive(Debug)]
pub struct OpenedKey {
    /// What the sender passed to [`encrypt_key`].
    pub key: Zeroizing<Vec<u8>>,
    /// The device's identity. Where none was pinned yet, it is to be pinned now.
    pub identity: IdentityKey,
    /// Whether this message started the session; it should be answered, with an empty message if need be.
    pub new_session: bool,
    /// Messages received in this session since we last encrypted to it. XEP-0384 0.9 §5.5.3 asks for an empty message at 53.
    pub unanswered: u32,
}

/// Begins a session with a device from its bundle, with a prekey picked at random. A session there was before goes on
/// receiving what is still under way.
pub fn begin_session<S: KeyStore>(
    store: &mut S,
    rng: &mut dyn CryptoRng,
    profile: Profile,
    with: &Address,
    bundle: &Bundle,
) -> Result<(), EncryptError<S::Error>> {
    if bundle.profile != profile {
        return Err(EncryptError::WrongProfile);
    }
    let known = store.known_identity(with).map_err(EncryptError::Store)?;
    if known.is_some_and(|known| known != bundle.identity()) {
        return Err(EncryptError::IdentityChanged);
    }
    let ours = store.identity().map_err(EncryptError::Store)?;
    let session = initiate(rng, profile, &ours, bundle).map_err(|InvalidKey| EncryptError::WeakKey)?;
    let stored = store.session(profile, with).map_err(EncryptError::Store)?;
    let record = replaceable(profile, stored.as_ref()).begin(&session);
    store.put_session(profile, with, &record).map_err(EncryptError::Store)
}

/// Encrypts a message key to a device and stores the session it moved on.
pub fn encrypt_key<S: KeyStore>(
    store: &mut S,
    rng: &mut dyn CryptoRng,
    profile: Profile,
    to: &Address,
    key: &[u8],
) -> Result<EncryptedKey, EncryptError<S::Error>> {
    let stored = store
        .session(profile, to)
        .map_err(EncryptError::Store)?
        .ok_or(EncryptError::NoSession)?;
    let record = Record::parse(profile, &stored).map_err(|_| EncryptError::Damaged)?;
    let mut session = record.session(0).map_err(|_| EncryptError::Damaged)?;
    let (data, key_exchange) = session.encrypt(profile, rng, key).ok_or(EncryptError::Exhausted)?;
    let moved_on = record.update(0, &session, false);
    store.put_session(profile, to, &moved_on).map_err(EncryptError::Store)?;
    wipe(moved_on);
    wipe(stored);
    Ok(EncryptedKey {
        data,
        key_exchange,
        identity: session.parties.identity,
    })
}

/// Decrypts a message key from a device and stores the session it moved on.
///
/// `key_exchange` is what the stanza says of `data`. A key exchange that repeats the one a session came from belongs to
/// that session: a first message that arrives again, or the second before an answer. It uses up no prekey.
pub fn decrypt_key<S: KeyStore>(
    store: &mut S,
    rng: &mut dyn CryptoRng,
    profile: Profile,
    from: &Address,
    data: &[u8],
    key_exchange: bool,
) -> Result<OpenedKey, DecryptError<S::Error>> {
    let known = store.known_identity(from).map_err(DecryptError::Store)?;
    let stored = store.session(profile, from).map_err(DecryptError::Store)?;
    if key_exchange {
        let exchange = KeyExchange::parse(profile, data).map_err(|_| DecryptError::Malformed)?;
        let identity = IdentityKey::from_wire(profile, exchange.identity_wire).map_err(|_| DecryptError::Malformed)?;
        if known.is_some_and(|known| known != identity) {
            return Err(DecryptError::IdentityChanged);
        }
        let record = replaceable(profile, stored.as_ref());
        return match begun_by(&record, &exchange) {
            Some((at, session)) if session.parties.identity == identity => {
                let opened = continue_with(rng, profile, &record, at, session, &exchange.message)?;
                opened.store(store, profile, from)
            }
            Some(_) => Err(DecryptError::IdentityChanged),
            None => accept(store, rng, profile, from, &record, &exchange, identity),
        };
    }
    let stored = stored.ok_or(DecryptError::NoSession)?;
    let record = Record::parse(profile, &stored).map_err(|_| DecryptError::Damaged)?;
    let message = Message::parse(profile, data).map_err(|_| DecryptError::Malformed)?;
    let opened = try_each(rng, profile, &record, &message)?;
    if known.is_some_and(|known| known != opened.identity) {
        return Err(DecryptError::IdentityChanged);
    }
    wipe(stored);
    opened.store(store, profile, from)
}

/// A decrypted key with the record to be stored for it.
struct Opened {
    key: Zeroizing<Vec<u8>>,
    identity: IdentityKey,
    unanswered: u32,
    record: Zeroizing<Vec<u8>>,
}

impl Opened {
    fn store<S: KeyStore>(
        self,
        store: &mut S,
        profile: Profile,
        from: &Address,
    ) -> Result<OpenedKey, DecryptError<S::Error>> {
        store
            .put_session(profile, from, &self.record)
            .map_err(DecryptError::Store)?;
        let Self {
            key,
            identity,
            unanswered,
            record,
        } = self;
        wipe(record);
        Ok(OpenedKey {
            key,
            identity,
            new_session: false,
            unanswered,
        })
    }
}

fn initiate(
    rng: &mut dyn CryptoRng,
    profile: Profile,
    ours: &crate::IdentityKeyPair,
    bundle: &Bundle,
) -> Result<Session, InvalidKey> {
    let pick = (u64::from(rng.next_u32()) * bundle.prekeys.len() as u64) >> 32;
    let at = usize::try_from(pick).map_err(|_| InvalidKey)?;
    let &(prekey, their_prekey) = bundle.prekeys.get(at).ok_or(InvalidKey)?;
    let base = KeyPair::generate(rng);
    let secret = x3dh::Initiator {
        identity: ours.keys(),
        base: &base,
        their_identity: bundle.identity().curve(),
        their_signed_prekey: bundle.signed_prekey,
        their_prekey,
    }
    .secret(profile)?;
    Ok(Session {
        parties: parties(profile, ours.public(), bundle.identity())?,
        role: Role::Unanswered {
            prekey,
            signed_prekey: bundle.signed_prekey_id,
        },
        base: base.public(),
        unanswered: 0,
        ratchet: Ratchet::initiator(profile, secret, bundle.signed_prekey, rng)?,
    })
}

/// Makes the session that a key exchange asks for, if its message proves that the sender made it too.
fn accept<S: KeyStore>(
    store: &mut S,
    rng: &mut dyn CryptoRng,
    profile: Profile,
    from: &Address,
    record: &Record<'_>,
    exchange: &KeyExchange<'_>,
    identity: IdentityKey,
) -> Result<OpenedKey, DecryptError<S::Error>> {
    let prekey_id = exchange.prekey.ok_or(DecryptError::NoPreKey)?;
    let prekey = store
        .prekey(prekey_id)
        .map_err(DecryptError::Store)?
        .ok_or(DecryptError::NoPreKey)?;
    let signed = store
        .signed_prekey(exchange.signed_prekey)
        .map_err(DecryptError::Store)?;
    let signed = signed.ok_or(DecryptError::NoPreKey)?;
    let ours = store.identity().map_err(DecryptError::Store)?;
    let secret = x3dh::Responder {
        identity: ours.keys(),
        signed_prekey: &signed.keys,
        prekey: &prekey.keys,
        their_identity: identity.curve(),
        their_base: exchange.base,
    }
    .secret(profile)
    .map_err(|InvalidKey| DecryptError::Broken)?;
    let mut session = Session {
        parties: parties(profile, ours.public(), identity).map_err(|InvalidKey| DecryptError::Malformed)?,
        role: Role::Responder,
        base: exchange.base,
        unanswered: 0,
        ratchet: Ratchet::responder(secret, signed.keys.clone()),
    };
    let key = session.decrypt(profile, rng, &exchange.message)?;
    store
        .put_session(profile, from, &record.begin(&session))
        .map_err(DecryptError::Store)?;
    store.prekey_used(prekey_id).map_err(DecryptError::Store)?;
    Ok(OpenedKey {
        key,
        identity,
        new_session: true,
        unanswered: session.unanswered,
    })
}

/// The session that came from this very key exchange.
fn begun_by(record: &Record<'_>, exchange: &KeyExchange<'_>) -> Option<(usize, Session)> {
    (0..record.len())
        .filter_map(|at| Some((at, record.session(at).ok()?)))
        .find(|(_, session)| session.role == Role::Responder && session.base == exchange.base)
}

/// Tries the current session and then the older ones: a message does not say which one it belongs to.
fn try_each<E: std::error::Error>(
    rng: &mut dyn CryptoRng,
    profile: Profile,
    record: &Record<'_>,
    message: &Message<'_>,
) -> Result<Opened, DecryptError<E>> {
    let mut failure = DecryptError::NoSession;
    for at in 0..record.len() {
        let session = record.session(at).map_err(|_| DecryptError::Damaged)?;
        let certain = session.ratchet.knows(message.header.dh);
        match continue_with(rng, profile, record, at, session, message) {
            Ok(opened) => return Ok(opened),
            Err(error) if certain => return Err(error),
            Err(error) if at == 0 => failure = error,
            Err(_) => {} // what the current session made of it says more
        }
    }
    Err(failure)
}

/// Decrypts with one session of a record. An older session that still speaks becomes the current one again, as both
/// sides must settle on one when each began its own; but not over one we have just begun, or a reset would undo itself.
fn continue_with<E: std::error::Error>(
    rng: &mut dyn CryptoRng,
    profile: Profile,
    record: &Record<'_>,
    at: usize,
    mut session: Session,
    message: &Message<'_>,
) -> Result<Opened, DecryptError<E>> {
    let key = session.decrypt(profile, rng, message)?;
    let just_begun = |current: Session| matches!(current.role, Role::Unanswered { .. });
    let promote = at > 0 && !record.session(0).is_ok_and(just_begun);
    let (identity, unanswered) = (session.parties.identity, session.unanswered);
    Ok(Opened {
        key,
        identity,
        unanswered,
        record: record.update(at, &session, promote),
    })
}

/// A record that is about to get a new session. One that cannot be read is as good as none.
fn replaceable(profile: Profile, stored: Option<&Zeroizing<Vec<u8>>>) -> Record<'_> {
    stored
        .and_then(|bytes| Record::parse(profile, bytes).ok()) // damage here must not keep the user from starting over
        .unwrap_or_else(|| Record::empty(profile))
}

fn parties(profile: Profile, local: IdentityKey, remote: IdentityKey) -> Result<Parties, InvalidKey> {
    let bare = |key: IdentityKey| -> Result<[u8; KEY], InvalidKey> {
        key.to_wire(profile)?.last_chunk().copied().ok_or(InvalidKey)
    };
    Ok(Parties {
        local: bare(local)?,
        remote: bare(remote)?,
        identity: remote,
    })
}

impl<E: std::error::Error> From<NotOpened> for DecryptError<E> {
    fn from(reason: NotOpened) -> Self {
        match reason {
            NotOpened::Replayed => Self::Replayed,
            NotOpened::TooFarAhead => Self::TooFarAhead,
            NotOpened::Broken => Self::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        memory::MemoryStore,
        testing::{address, device, rng},
    };
    use Profile::{Legacy, Omemo2};

    /// Two devices that pass keys as bytes.
    struct Pair {
        profile: Profile,
        romeo: MemoryStore,
        juliet: MemoryStore,
        rng: rand_chacha::ChaCha20Rng,
    }

    #[derive(Clone, Copy)]
    enum By {
        Romeo,
        Juliet,
    }

    fn pairs() -> [Pair; 2] {
        [Legacy, Omemo2].map(|profile| {
            let (romeo, juliet) = (device("romeo@montague.lit", 1), device("juliet@capulet.lit", 2));
            Pair {
                profile,
                romeo,
                juliet,
                rng: rng(3),
            }
        })
    }

    impl Pair {
        fn ends(&mut self, by: By) -> (&mut MemoryStore, &mut MemoryStore, &mut rand_chacha::ChaCha20Rng) {
            match by {
                By::Romeo => (&mut self.romeo, &mut self.juliet, &mut self.rng),
                By::Juliet => (&mut self.juliet, &mut self.romeo, &mut self.rng),
            }
        }

        fn begin(&mut self, by: By) {
            let profile = self.profile;
            let (from, to, rng) = self.ends(by);
            let (bundle, to) = (to.bundle(profile), to.own_address().unwrap());
            begin_session(from, rng, profile, &to, &bundle).unwrap();
        }

        fn write(&mut self, by: By, key: &[u8]) -> EncryptedKey {
            let profile = self.profile;
            let (from, to, rng) = self.ends(by);
            encrypt_key(from, rng, profile, &to.own_address().unwrap(), key).unwrap()
        }

        /// What the other one makes of a message by `by`.
        fn read(&mut self, by: By, sent: &EncryptedKey) -> Result<OpenedKey, DecryptError<std::convert::Infallible>> {
            let profile = self.profile;
            let (from, to, rng) = self.ends(by);
            decrypt_key(
                to,
                rng,
                profile,
                &from.own_address().unwrap(),
                &sent.data,
                sent.key_exchange,
            )
        }

        fn says(&mut self, by: By, key: &[u8]) -> OpenedKey {
            let sent = self.write(by, key);
            let opened = self.read(by, &sent).unwrap();
            assert_eq!(opened.key.as_slice(), key);
            opened
        }

        fn record(&self, of: By) -> Zeroizing<Vec<u8>> {
            let (store, peer) = match of {
                By::Romeo => (&self.romeo, &self.juliet),
                By::Juliet => (&self.juliet, &self.romeo),
            };
            store
                .session(self.profile, &peer.own_address().unwrap())
                .unwrap()
                .unwrap()
        }

        /// A session in which both have spoken.
        fn talking(mut self) -> Self {
            self.begin(By::Romeo);
            self.says(By::Romeo, b"hello");
            self.says(By::Juliet, b"hello yourself");
            self
        }
    }

    #[test]
    fn every_message_is_a_key_exchange_until_the_first_answer() {
        for mut pair in pairs() {
            pair.begin(By::Romeo);
            let [first, second] = [b"one", b"two"].map(|key| pair.write(By::Romeo, key));
            assert!(first.key_exchange && second.key_exchange);
            assert!(pair.read(By::Romeo, &first).unwrap().new_session);
            assert!(!pair.read(By::Romeo, &second).unwrap().new_session);
            assert!(!pair.write(By::Juliet, b"answer").key_exchange);
            pair.says(By::Juliet, b"answer");
            assert!(!pair.write(By::Romeo, b"three").key_exchange);
        }
    }

    #[test]
    fn o13_a_repeated_first_message_is_a_duplicate_and_uses_no_second_prekey() {
        for mut pair in pairs() {
            pair.begin(By::Romeo);
            let first = pair.write(By::Romeo, b"hello");
            pair.read(By::Romeo, &first).unwrap();
            assert_eq!(pair.juliet.bundle(pair.profile).prekeys().count(), 2);
            assert!(matches!(pair.read(By::Romeo, &first), Err(DecryptError::Replayed)));
            pair.says(By::Juliet, b"answer");
            pair.says(By::Romeo, b"on we go");
            assert!(matches!(pair.read(By::Romeo, &first), Err(DecryptError::Replayed)));
            assert_eq!(pair.juliet.bundle(pair.profile).prekeys().count(), 2);
        }
    }

    #[test]
    fn o13_a_duplicate_is_called_one_even_many_turns_later() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let old = pair.write(By::Romeo, b"old");
            pair.read(By::Romeo, &old).unwrap();
            for _ in 0..4 {
                pair.says(By::Juliet, b"turn");
                pair.says(By::Romeo, b"turn");
                assert!(matches!(pair.read(By::Romeo, &old), Err(DecryptError::Replayed)));
            }
        }
    }

    #[test]
    fn o14_messages_of_three_turns_are_read_in_any_order() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let mut sent = Vec::new();
            for turn in 0..3u8 {
                sent.extend((0..4u8).map(|n| (pair.write(By::Romeo, &[turn, n]), [turn, n])));
                // The last one of each turn arrives, so that Juliet's answer turns the ratchet.
                let (last, key) = sent.pop().unwrap();
                assert_eq!(pair.read(By::Romeo, &last).unwrap().key.as_slice(), key);
                pair.says(By::Juliet, b"turn");
            }
            sent.reverse();
            for (message, key) in &sent {
                assert_eq!(pair.read(By::Romeo, message).unwrap().key.as_slice(), key);
                assert!(matches!(pair.read(By::Romeo, message), Err(DecryptError::Replayed)));
            }
        }
    }

    #[test]
    fn o14_a_thousand_overtaken_messages_are_still_readable_and_the_oldest_is_given_up_beyond() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let sent: Vec<_> = (0..1002u32).map(|n| pair.write(By::Romeo, &n.to_be_bytes())).collect();
            pair.read(By::Romeo, sent.last().unwrap()).unwrap();
            assert!(matches!(pair.read(By::Romeo, &sent[0]), Err(DecryptError::Replayed)));
            for (n, message) in sent.iter().enumerate().take(1001).skip(1) {
                assert_eq!(
                    pair.read(By::Romeo, message).unwrap().key.as_slice(),
                    (n as u32).to_be_bytes()
                );
            }
        }
    }

    #[test]
    fn o14_a_jump_of_100_000_messages_is_refused_at_once_and_changes_nothing() {
        for pair in pairs() {
            let mut pair = pair.talking();
            for _ in 0..100_000 {
                // Only the counter matters; writing moves it.
                pair.write(By::Romeo, b"");
            }
            let (far, before) = (pair.write(By::Romeo, b"far"), pair.record(By::Juliet));
            let started = std::time::Instant::now();
            assert!(matches!(pair.read(By::Romeo, &far), Err(DecryptError::TooFarAhead)));
            assert!(started.elapsed().as_millis() < 50);
            assert_eq!(pair.record(By::Juliet), before);
        }
    }

    #[test]
    fn o17_a_message_altered_anywhere_is_refused_and_the_original_still_opens() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let sent = pair.write(By::Romeo, b"a message key and its tag, 32...");
            let before = pair.record(By::Juliet);
            for at in 0..sent.data.len() {
                let mut altered = sent.clone();
                altered.data[at] ^= 0x01;
                assert!(pair.read(By::Romeo, &altered).is_err(), "{:?} byte {at}", pair.profile);
                assert_eq!(pair.record(By::Juliet), before, "nothing is stored for a forgery");
            }
            pair.read(By::Romeo, &sent).unwrap();
        }
    }

    #[test]
    fn o24_a_forged_first_message_uses_up_no_prekey() {
        for mut pair in pairs() {
            pair.begin(By::Romeo);
            let sent = pair.write(By::Romeo, b"hello");
            for at in 0..sent.data.len() {
                let mut altered = sent.clone();
                altered.data[at] ^= 0x01;
                if let Ok(opened) = pair.read(By::Romeo, &altered) {
                    panic!("{:?} byte {at} gave {:?}", pair.profile, opened.key);
                }
            }
            assert_eq!(pair.juliet.bundle(pair.profile).prekeys().count(), 3);
            pair.read(By::Romeo, &sent).unwrap();
        }
    }

    #[test]
    fn o24_garbage_never_begins_or_ends_a_session() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let before = pair.record(By::Juliet);
            for data in [vec![], vec![0x33], vec![0; 1000], vec![0xff; 100_000]] {
                for key_exchange in [false, true] {
                    let garbage = EncryptedKey {
                        data: data.clone(),
                        ..pair.write(By::Romeo, b"x")
                    };
                    let garbage = EncryptedKey {
                        key_exchange,
                        ..garbage
                    };
                    assert!(matches!(pair.read(By::Romeo, &garbage), Err(DecryptError::Malformed)));
                }
            }
            assert_eq!(pair.record(By::Juliet), before);
        }
    }

    #[test]
    fn o06_a_bundle_or_first_message_under_another_identity_is_refused() {
        for mut pair in pairs() {
            let other = device("romeo@montague.lit", 9);
            let (romeo, juliet) = (pair.romeo.own_address().unwrap(), pair.juliet.own_address().unwrap());
            pair.juliet.pin(romeo.clone(), other.identity().unwrap().public());
            let bundle = pair.romeo.bundle(pair.profile);
            let begun = begin_session(&mut pair.juliet, &mut pair.rng, pair.profile, &romeo, &bundle);
            assert!(matches!(begun, Err(EncryptError::IdentityChanged)));
            pair.begin(By::Romeo);
            let first = pair.write(By::Romeo, b"it is me");
            assert!(matches!(
                pair.read(By::Romeo, &first),
                Err(DecryptError::IdentityChanged)
            ));
            assert!(pair.juliet.session(pair.profile, &romeo).unwrap().is_none());
            // The nearest control: with the right key pinned, the same message opens.
            pair.juliet.pin(romeo, pair.romeo.identity().unwrap().public());
            pair.read(By::Romeo, &first).unwrap();
            assert_eq!(
                pair.write(By::Romeo, b"").identity,
                pair.juliet.identity().unwrap().public()
            );
            assert_eq!(juliet.jid, "juliet@capulet.lit");
        }
    }

    #[test]
    fn o06_a_session_does_not_outlive_the_identity_it_was_made_with() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let other = device("romeo@montague.lit", 9).identity().unwrap().public();
            pair.juliet.pin(pair.romeo.own_address().unwrap(), other);
            let sent = pair.write(By::Romeo, b"under the old key");
            assert!(matches!(
                pair.read(By::Romeo, &sent),
                Err(DecryptError::IdentityChanged)
            ));
        }
    }

    #[test]
    fn o07_a_message_moved_to_another_sender_is_not_read_as_theirs() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let sent = pair.write(By::Romeo, b"from romeo");
            let tybalt = address("tybalt@capulet.lit", 1);
            let (profile, rng) = (pair.profile, &mut pair.rng);
            let moved = decrypt_key(&mut pair.juliet, rng, profile, &tybalt, &sent.data, false);
            assert!(matches!(moved, Err(DecryptError::NoSession)));
        }
    }

    #[test]
    fn o10_a_session_without_a_prekey_is_refused() {
        for mut pair in pairs() {
            pair.begin(By::Romeo);
            let sent = pair.write(By::Romeo, b"hello");
            let used = KeyExchange::parse(pair.profile, &sent.data).unwrap().prekey.unwrap();
            // The number of the prekey is the first field; cut it out.
            let cut = usize::from(pair.profile == Legacy);
            let mut without = sent.clone();
            without.data.drain(cut..cut + 2);
            assert!(matches!(pair.read(By::Romeo, &without), Err(DecryptError::NoPreKey)));
            pair.juliet.prekey_used(used).unwrap();
            assert!(matches!(pair.read(By::Romeo, &sent), Err(DecryptError::NoPreKey)));
        }
    }

    #[test]
    fn two_devices_that_begin_at_once_settle_on_one_session_and_lose_nothing() {
        for mut pair in pairs() {
            pair.begin(By::Romeo);
            pair.begin(By::Juliet);
            let (hers, his) = (pair.write(By::Juliet, b"hers"), pair.write(By::Romeo, b"his"));
            pair.read(By::Romeo, &his).unwrap();
            pair.read(By::Juliet, &hers).unwrap();
            for _ in 0..3 {
                pair.says(By::Romeo, b"on");
                pair.says(By::Juliet, b"and on");
            }
            assert!(!pair.write(By::Romeo, b"").key_exchange && !pair.write(By::Juliet, b"").key_exchange);
        }
    }

    #[test]
    fn o25_a_new_session_replaces_a_broken_one_and_still_reads_what_was_under_way() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let under_way = pair.write(By::Juliet, b"sent before the reset");
            pair.begin(By::Romeo);
            pair.read(By::Juliet, &under_way).unwrap();
            let reset = pair.write(By::Romeo, b"reset");
            assert!(reset.key_exchange, "reading on the old session does not bring it back");
            assert!(pair.read(By::Romeo, &reset).unwrap().new_session);
            pair.says(By::Juliet, b"answer");
            assert!(!pair.write(By::Romeo, b"").key_exchange);
        }
    }

    #[test]
    fn o26_unanswered_messages_are_counted_until_we_write() {
        for pair in pairs() {
            let mut pair = pair.talking();
            for n in 1..=53 {
                assert_eq!(pair.says(By::Romeo, b"still here").unanswered, n);
            }
            pair.says(By::Juliet, b"");
            assert_eq!(pair.says(By::Romeo, b"good").unanswered, 1);
        }
    }

    #[test]
    fn sessions_of_the_two_profiles_never_mix() {
        let [legacy, omemo2] = pairs();
        let (mut legacy, mut omemo2) = (legacy.talking(), omemo2.talking());
        let sent = legacy.write(By::Romeo, b"x");
        assert!(matches!(omemo2.read(By::Romeo, &sent), Err(DecryptError::Malformed)));
        let (romeo, bundle) = (legacy.romeo.own_address().unwrap(), legacy.romeo.bundle(Legacy));
        let begun = begin_session(&mut legacy.juliet, &mut rng(1), Omemo2, &romeo, &bundle);
        assert!(matches!(begun, Err(EncryptError::WrongProfile)));
    }

    #[test]
    fn a_damaged_record_is_reported_and_can_be_replaced() {
        for pair in pairs() {
            let mut pair = pair.talking();
            let sent = pair.write(By::Romeo, b"x");
            let romeo = pair.romeo.own_address().unwrap();
            pair.juliet.put_session(pair.profile, &romeo, &[1, 2, 3]).unwrap();
            assert!(matches!(pair.read(By::Romeo, &sent), Err(DecryptError::Damaged)));
            let encrypted = encrypt_key(&mut pair.juliet, &mut pair.rng, pair.profile, &romeo, b"x");
            assert!(matches!(encrypted, Err(EncryptError::Damaged)));
            pair.begin(By::Juliet);
            pair.says(By::Juliet, b"again");
        }
    }

    #[test]
    fn a_stored_session_is_small() {
        for pair in pairs() {
            let mut pair = pair.talking();
            for _ in 0..20 {
                pair.says(By::Romeo, b"x");
                pair.says(By::Juliet, b"x");
            }
            let length = pair.record(By::Romeo).len();
            assert!(length < 740, "{:?}: {length} bytes", pair.profile);
        }
    }
}
