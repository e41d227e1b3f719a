//! The double ratchet (Signal, revision 1), without a wire: it turns headers into message keys.
//!
//! Differences from the paper: old receiving chains stay alive for a while instead of being closed at once, because
//! programs in the field disagree by one about the length `pn` of the previous chain, and because a late message of
//! an old chain must not be lost. Every method that can fail may leave the state half-moved; callers work on a copy.

use std::collections::VecDeque;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
    Profile,
    curve::{InvalidKey, KeyPair, PublicKey},
    kdf,
    message::Header,
};

/// How far one message may move a chain forward. Each step costs two HMACs, so this is under 3 ms.
pub(crate) const MAX_JUMP: u32 = 2000;
/// Keys kept for messages that were overtaken, per session; the oldest go first (XEP-0384 0.9 §4.3).
pub(crate) const MAX_SKIPPED: usize = 1000;
/// Receiving chains kept beside the newest.
pub(crate) const MAX_OLD_CHAINS: usize = 5;
/// Finished chains remembered by a short mark, only to call a late duplicate a duplicate.
pub(crate) const MAX_FINISHED: usize = 8;

/// Bytes of a mark.
pub(crate) const MARK: usize = 8;

pub(crate) type Key = [u8; kdf::HASH];

/// A receiving chain.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Chain {
    #[zeroize(skip)]
    pub(crate) dh: PublicKey,
    pub(crate) key: Key,
    pub(crate) next: u32,
}

/// The key of a message that was overtaken.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Skipped {
    #[zeroize(skip)]
    pub(crate) dh: PublicKey,
    pub(crate) n: u32,
    pub(crate) key: Key,
}

/// One end of a double ratchet.
#[derive(Clone)]
pub(crate) struct Ratchet {
    pub(crate) root: Zeroizing<Key>,
    pub(crate) own: KeyPair,
    /// The sending chain. None while a step of ours is due: after the other side's, before our next message.
    pub(crate) sending: Option<Zeroizing<Key>>,
    pub(crate) sent: u32,
    pub(crate) previous: u32,
    /// Newest first.
    pub(crate) receiving: Vec<Chain>,
    /// Oldest first.
    pub(crate) skipped: VecDeque<Skipped>,
    /// Oldest first.
    pub(crate) finished: VecDeque<[u8; MARK]>,
}

/// Why a header has no message key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoKey {
    /// Its key was used, or given up for newer ones.
    Replayed,
    /// It claims that more than [`MAX_JUMP`] messages are missing.
    TooFarAhead,
    /// The ratchet key agrees on zero.
    WeakKey,
}

impl From<InvalidKey> for NoKey {
    fn from(_: InvalidKey) -> Self {
        Self::WeakKey
    }
}

impl Ratchet {
    /// The side that began the session: `secret` of X3DH and the other side's signed prekey.
    pub(crate) fn initiator(
        profile: Profile,
        secret: Zeroizing<Key>,
        theirs: PublicKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, InvalidKey> {
        let own = KeyPair::generate(rng);
        let (root, sending) = step(profile, &secret, &own, theirs)?;
        Ok(Self {
            root,
            sending: Some(sending),
            ..Self::responder(secret, own)
        })
    }

    /// The side that answers: its signed prekey is its first ratchet key. It must receive before it can send.
    pub(crate) fn responder(secret: Zeroizing<Key>, own: KeyPair) -> Self {
        Self {
            root: secret,
            own,
            sending: None,
            sent: 0,
            previous: 0,
            receiving: Vec::new(),
            skipped: VecDeque::new(),
            finished: VecDeque::new(),
        }
    }

    /// The next message's header and key. None once a chain's 2^32 numbers are used up, or before anything was received.
    pub(crate) fn send(&mut self, profile: Profile, rng: &mut dyn CryptoRng) -> Option<(Header, Zeroizing<Key>)> {
        self.prepare_to_send(profile, rng)?;
        let chain = self.sending.as_mut()?;
        let header = Header {
            dh: self.own.public(),
            n: self.sent,
            pn: self.previous,
        };
        self.sent = self.sent.checked_add(1)?;
        let key = kdf::hmac(chain.as_slice(), &[&[1]]);
        *chain = kdf::hmac(chain.as_slice(), &[&[2]]);
        Some((header, key))
    }

    /// Does our Diffie-Hellman step if one is due. Done when a message has been received and verified, so that sending,
    /// which the user waits for, is only hashing.
    pub(crate) fn prepare_to_send(&mut self, profile: Profile, rng: &mut dyn CryptoRng) -> Option<()> {
        if self.sending.is_some() {
            return Some(());
        }
        let theirs = self.receiving.first()?.dh;
        let own = KeyPair::generate(rng);
        let (root, sending) = step(profile, &self.root, &own, theirs).ok()?;
        (self.root, self.own, self.sending) = (root, own, Some(sending));
        self.previous = std::mem::take(&mut self.sent);
        Some(())
    }

    /// The key of a received message. The state has moved on even if the message later proves to be forged.
    pub(crate) fn receive(&mut self, profile: Profile, header: &Header) -> Result<Zeroizing<Key>, NoKey> {
        if let Some(at) = self
            .skipped
            .iter()
            .position(|skipped| skipped.n == header.n && skipped.dh == header.dh)
        {
            return self
                .skipped
                .remove(at)
                .map(|skipped| Zeroizing::new(skipped.key))
                .ok_or(NoKey::Replayed);
        }
        let at = match self.receiving.iter().position(|chain| chain.dh == header.dh) {
            Some(at) => at,
            None if self.finished.contains(&mark(header.dh)) => return Err(NoKey::Replayed),
            None => self.open_chain(profile, header).map(|()| 0)?,
        };
        let chain = self.receiving.get_mut(at).ok_or(NoKey::Replayed)?;
        if header.n < chain.next {
            return Err(NoKey::Replayed);
        }
        if !chain.reaches(header.n) {
            return Err(NoKey::TooFarAhead);
        }
        skip_to(chain, header.n, &mut self.skipped);
        chain.advance().ok_or(NoKey::TooFarAhead)
    }

    /// Whether this end has seen the ratchet key, so that no other session can be meant.
    pub(crate) fn knows(&self, dh: PublicKey) -> bool {
        self.receiving.iter().any(|chain| chain.dh == dh)
            || self.skipped.iter().any(|skipped| skipped.dh == dh)
            || self.finished.contains(&mark(dh))
    }

    /// The other side's Diffie-Hellman step.
    fn open_chain(&mut self, profile: Profile, header: &Header) -> Result<(), NoKey> {
        if header.n > MAX_JUMP {
            return Err(NoKey::TooFarAhead); // before the expensive part
        }
        let (root, key) = step(profile, &self.root, &self.own, header.dh)?;
        self.root = root;
        self.sending = None;
        self.close_newest(header.pn);
        self.receiving.insert(
            0,
            Chain {
                dh: header.dh,
                key: *key,
                next: 0,
            },
        );
        if self.receiving.len() > 1 + MAX_OLD_CHAINS
            && let Some(oldest) = self.receiving.pop()
        {
            self.finish(oldest.dh);
        }
        Ok(())
    }

    /// Ends the newest chain, which had `pn` messages by the specification, or one more by libsignal's count.
    fn close_newest(&mut self, pn: u32) {
        let Some(chain) = self.receiving.first_mut() else {
            return;
        };
        if pn < chain.next {
            // Complete by either count.
            let dh = chain.dh;
            self.receiving.remove(0);
            self.finish(dh);
        } else if chain.reaches(pn) {
            // It stays open behind these keys, as by libsignal's count one more message belongs to it.
            skip_to(chain, pn, &mut self.skipped);
        }
    }

    fn finish(&mut self, dh: PublicKey) {
        if self.finished.len() == MAX_FINISHED {
            self.finished.pop_front();
        }
        self.finished.push_back(mark(dh));
    }
}

impl Chain {
    /// Whether message `n` is near enough to be worth the keys in between.
    fn reaches(&self, n: u32) -> bool {
        n.saturating_sub(self.next) <= MAX_JUMP
    }

    /// The next message's key. None once the numbers are used up.
    fn advance(&mut self) -> Option<Zeroizing<Key>> {
        let key = kdf::hmac(&self.key, &[&[1]]);
        self.next = self.next.checked_add(1)?;
        self.key = *kdf::hmac(&self.key, &[&[2]]);
        Some(key)
    }
}

/// Moves a chain up to message `n`, keeping the keys in between.
fn skip_to(chain: &mut Chain, n: u32, skipped: &mut VecDeque<Skipped>) {
    while chain.next < n {
        let (dh, n) = (chain.dh, chain.next);
        let Some(key) = chain.advance() else { return };
        if skipped.len() == MAX_SKIPPED {
            skipped.pop_front();
        }
        skipped.push_back(Skipped { dh, n, key: *key });
    }
}

/// A Diffie-Hellman step: the next root key and the chain key that came with it.
fn step(
    profile: Profile,
    root: &Key,
    own: &KeyPair,
    theirs: PublicKey,
) -> Result<(Zeroizing<Key>, Zeroizing<Key>), InvalidKey> {
    let shared = own.agree(theirs)?;
    let mut material = Zeroizing::new([0; 64]);
    kdf::hkdf(root, shared.as_slice(), profile.root_info(), material.as_mut());
    let (mut next, mut chain) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
    let (first, second) = material.split_at(32);
    next.copy_from_slice(first);
    chain.copy_from_slice(second);
    Ok((next, chain))
}

/// Enough of a ratchet key to recognise it again. Two keys with one mark would only turn an error into another.
pub(crate) fn mark(dh: PublicKey) -> [u8; MARK] {
    dh.as_bytes().first_chunk().copied().unwrap_or_default()
}
