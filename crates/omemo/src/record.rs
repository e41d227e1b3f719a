//! The stored form of the sessions with one device: the current one and a few it replaced, which can still receive.
//!
//! Layout of version 1 (numbers are protobuf-style varints): version, profile, number of sessions, and each session
//! behind its length in four bytes, lowest first. A session: flags, our and their identity key, (OMEMO 2: theirs in Curve25519 form), base key,
//! (unanswered: prekey, signed prekey), messages since our last, root key, our ratchet pair, (sending chain key),
//! sent, previous, receiving chains, marks of finished chains, skipped keys in runs of one chain.

use std::collections::VecDeque;

use zeroize::Zeroizing;

use crate::{
    IdentityKey, Profile,
    curve::{InvalidKey, KEY, KeyPair, PublicKey},
    protobuf::{Malformed, put_varint, take, varint},
    ratchet::{Chain, Key, MARK, MAX_FINISHED, MAX_OLD_CHAINS, MAX_SKIPPED, Ratchet, Skipped},
    session::{Parties, Role, Session},
};

/// Sessions kept beside the current one. Two devices that greet each other at once need one; resets need a few more.
pub(crate) const MAX_OLD_SESSIONS: usize = 4;

const VERSION: u8 = 1;

/// Bytes of a session's length.
const LENGTH: usize = 4;

const INITIATOR: u8 = 1;
const UNANSWERED: u8 = 2;
const SENDING: u8 = 4;

/// The sessions of one record, newest first, not yet decoded: as a rule only the first is needed.
pub(crate) struct Record<'a> {
    profile: Profile,
    sessions: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// A record without a session.
    pub(crate) fn empty(profile: Profile) -> Self {
        Self {
            profile,
            sessions: Vec::new(),
        }
    }

    /// Splits a stored record.
    pub(crate) fn parse(profile: Profile, mut bytes: &'a [u8]) -> Result<Self, Malformed> {
        if take(&mut bytes, 2)? != [VERSION, profile_byte(profile)] {
            return Err(Malformed);
        }
        let count = count(&mut bytes, 1 + MAX_OLD_SESSIONS)?;
        let mut sessions = Vec::with_capacity(count);
        for _ in 0..count {
            let length = u32::from_le_bytes(*array(&mut bytes)?);
            sessions.push(take(&mut bytes, usize::try_from(length).map_err(|_| Malformed)?)?);
        }
        if bytes.is_empty() {
            Ok(Self { profile, sessions })
        } else {
            Err(Malformed)
        }
    }

    /// How many sessions there are.
    pub(crate) fn len(&self) -> usize {
        self.sessions.len()
    }

    /// Decodes one session; a copy to work on.
    pub(crate) fn session(&self, at: usize) -> Result<Session, Malformed> {
        decode(self.profile, self.sessions.get(at).ok_or(Malformed)?)
    }

    /// The record with a new current session.
    pub(crate) fn begin(&self, session: &Session) -> Zeroizing<Vec<u8>> {
        let kept = self.sessions.iter().copied().take(MAX_OLD_SESSIONS);
        self.join(&[], session, kept)
    }

    /// The record with the session at `at` moved on, in its place or at the head.
    pub(crate) fn update(&self, at: usize, session: &Session, promote: bool) -> Zeroizing<Vec<u8>> {
        let (before, after) = self.sessions.split_at(at.min(self.sessions.len()));
        let after = after.iter().skip(1).copied();
        if promote {
            self.join(&[], session, before.iter().copied().chain(after))
        } else {
            self.join(before, session, after)
        }
    }

    fn join<'s>(
        &self,
        before: &[&'s [u8]],
        session: &Session,
        after: impl Iterator<Item = &'s [u8]> + Clone,
    ) -> Zeroizing<Vec<u8>> {
        let others = before.iter().copied().chain(after.clone());
        let length: usize = others.clone().map(|other| other.len() + LENGTH).sum();
        // Sized at once: a buffer that grows leaves its secrets behind in freed memory.
        let mut out = Zeroizing::new(Vec::with_capacity(3 + length + LENGTH + longest(session)));
        out.extend_from_slice(&[VERSION, profile_byte(self.profile)]);
        put_count(&mut out, 1 + others.count());
        for other in before {
            put_session(&mut out, |out| out.extend_from_slice(other));
        }
        put_session(&mut out, |out| encode(out, self.profile, session));
        for other in after {
            put_session(&mut out, |out| out.extend_from_slice(other));
        }
        out
    }
}

/// Drops a buffer of secrets. A full `Vec` is wiped byte by byte, which costs a tenth of a message; emptied, the same
/// bytes are spare capacity, which is wiped in one stroke.
pub(crate) fn wipe(mut buffer: Zeroizing<Vec<u8>>) {
    buffer.clear();
}

/// Appends a session behind its length, which is known only afterwards.
fn put_session(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; LENGTH]);
    write(out);
    let length = u32::try_from(out.len() - start - LENGTH).expect("a session is at most 80 kB");
    if let Some(place) = out.get_mut(start..start + LENGTH) {
        place.copy_from_slice(&length.to_le_bytes());
    }
}

/// The most bytes a session can take: eight keys, six numbers and three counts, and its lists.
fn longest(session: &Session) -> usize {
    let Ratchet {
        receiving,
        skipped,
        finished,
        ..
    } = &session.ratchet;
    let number = 5;
    let skipped = skipped.len() * (2 * KEY + 2 * number);
    1 + 8 * KEY + 9 * number + receiving.len() * (2 * KEY + number) + finished.len() * MARK + skipped
}

const fn profile_byte(profile: Profile) -> u8 {
    match profile {
        Profile::Legacy => 1,
        Profile::Omemo2 => 2,
    }
}

fn encode(out: &mut Vec<u8>, profile: Profile, session: &Session) {
    let ratchet = &session.ratchet;
    out.push(flags(session));
    out.extend_from_slice(&session.parties.local);
    out.extend_from_slice(&session.parties.remote);
    if profile == Profile::Omemo2 {
        out.extend_from_slice(&session.parties.identity.to_bytes());
    }
    out.extend_from_slice(session.base.as_bytes());
    if let Role::Unanswered { prekey, signed_prekey } = session.role {
        put_varint(out, prekey);
        put_varint(out, signed_prekey);
    }
    put_varint(out, session.unanswered);
    out.extend_from_slice(ratchet.root.as_slice());
    out.extend_from_slice(ratchet.own.secret());
    out.extend_from_slice(ratchet.own.public().as_bytes());
    if let Some(chain) = &ratchet.sending {
        out.extend_from_slice(chain.as_slice());
    }
    put_varint(out, ratchet.sent);
    put_varint(out, ratchet.previous);
    encode_receiving(out, ratchet);
}

fn flags(session: &Session) -> u8 {
    let role = match session.role {
        Role::Unanswered { .. } => INITIATOR | UNANSWERED,
        Role::Initiator => INITIATOR,
        Role::Responder => 0,
    };
    role | if session.ratchet.sending.is_some() { SENDING } else { 0 }
}

fn encode_receiving(out: &mut Vec<u8>, ratchet: &Ratchet) {
    put_count(out, ratchet.receiving.len());
    for chain in &ratchet.receiving {
        out.extend_from_slice(chain.dh.as_bytes());
        out.extend_from_slice(&chain.key);
        put_varint(out, chain.next);
    }
    put_count(out, ratchet.finished.len());
    out.extend(ratchet.finished.iter().flatten());
    let (front, back) = ratchet.skipped.as_slices();
    let runs = [front, back]
        .into_iter()
        .flat_map(|half| half.chunk_by(|a, b| a.dh == b.dh));
    put_count(out, runs.clone().count());
    for run in runs {
        let Some(first) = run.first() else { continue };
        out.extend_from_slice(first.dh.as_bytes());
        put_count(out, run.len());
        for skipped in run {
            put_varint(out, skipped.n);
            out.extend_from_slice(&skipped.key);
        }
    }
}

fn decode(profile: Profile, mut bytes: &[u8]) -> Result<Session, Malformed> {
    let bytes = &mut bytes;
    let &[flags] = array::<1>(bytes)?;
    let parties = decode_parties(profile, bytes)?;
    let base = public(bytes)?;
    let role = match flags & (INITIATOR | UNANSWERED) {
        0 => Role::Responder,
        INITIATOR => Role::Initiator,
        UNANSWERED => return Err(Malformed),
        _ => Role::Unanswered {
            prekey: number(bytes)?,
            signed_prekey: number(bytes)?,
        },
    };
    let unanswered = number(bytes)?;
    let ratchet = Ratchet {
        root: secret(bytes)?,
        own: KeyPair::from_halves(*array(bytes)?, public(bytes)?),
        sending: if flags & SENDING == 0 {
            None
        } else {
            Some(secret(bytes)?)
        },
        sent: number(bytes)?,
        previous: number(bytes)?,
        receiving: decode_chains(bytes)?,
        finished: decode_finished(bytes)?,
        skipped: decode_skipped(bytes)?,
    };
    if bytes.is_empty() {
        Ok(Session {
            parties,
            role,
            base,
            unanswered,
            ratchet,
        })
    } else {
        Err(Malformed)
    }
}

fn decode_parties(profile: Profile, bytes: &mut &[u8]) -> Result<Parties, Malformed> {
    let (local, remote) = (*array(bytes)?, *array(bytes)?);
    let identity = match profile {
        Profile::Legacy => IdentityKey::from_bytes(&remote)?,
        Profile::Omemo2 => IdentityKey::from_bytes(array(bytes)?)?,
    };
    Ok(Parties {
        local,
        remote,
        identity,
    })
}

fn decode_chains(bytes: &mut &[u8]) -> Result<Vec<Chain>, Malformed> {
    (0..count(bytes, 1 + MAX_OLD_CHAINS)?)
        .map(|_| {
            Ok(Chain {
                dh: public(bytes)?,
                key: *array(bytes)?,
                next: number(bytes)?,
            })
        })
        .collect()
}

fn decode_finished(bytes: &mut &[u8]) -> Result<VecDeque<[u8; MARK]>, Malformed> {
    (0..count(bytes, MAX_FINISHED)?)
        .map(|_| array(bytes).copied())
        .collect()
}

fn decode_skipped(bytes: &mut &[u8]) -> Result<VecDeque<Skipped>, Malformed> {
    let mut skipped = VecDeque::new();
    for _ in 0..count(bytes, MAX_SKIPPED)? {
        let dh = public(bytes)?;
        let run = count(bytes, MAX_SKIPPED - skipped.len())?;
        skipped.reserve_exact(run);
        for _ in 0..run {
            skipped.push_back(Skipped {
                dh,
                n: number(bytes)?,
                key: *array(bytes)?,
            });
        }
    }
    Ok(skipped)
}

fn array<'a, const N: usize>(bytes: &mut &'a [u8]) -> Result<&'a [u8; N], Malformed> {
    let (head, rest) = bytes.split_first_chunk().ok_or(Malformed)?;
    *bytes = rest;
    Ok(head)
}

fn secret(bytes: &mut &[u8]) -> Result<Zeroizing<Key>, Malformed> {
    array(bytes).copied().map(Zeroizing::new)
}

fn public(bytes: &mut &[u8]) -> Result<PublicKey, Malformed> {
    PublicKey::from_bytes(*array(bytes)?).map_err(|InvalidKey| Malformed)
}

fn number(bytes: &mut &[u8]) -> Result<u32, Malformed> {
    u32::try_from(varint(bytes)?).map_err(|_| Malformed)
}

/// A number of things, at most `most`.
fn count(bytes: &mut &[u8], most: usize) -> Result<usize, Malformed> {
    usize::try_from(number(bytes)?)
        .ok()
        .filter(|count| *count <= most)
        .ok_or(Malformed)
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    put_varint(
        out,
        u32::try_from(count).expect("every list and length here is bounded far below 2^32"),
    );
}
