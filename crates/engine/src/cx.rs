//! All that a feature can reach: the transaction, the clock and dice it is given, and the account's passing state.

use std::collections::BTreeMap;

use base64::Engine as _;
use sotto_model::{BareJid, FullJid, Jid, MessageId, Notice, OriginId, Peer, Timestamp};
use sotto_omemo::rand_core::CryptoRng;
use sotto_store::account::Account;
use sotto_store::{StoreError, Tx, account};
use sotto_wire::{Element, Iq, IqKind, iq};

use crate::features::{archive, avatars, blocking, displayed, files, notices, omemo, pins, presence, reading, rooms};
use crate::input::{Changed, Effect, Timer};
use crate::{outbound, placing};

/// How long a question waits for its answer, in milliseconds. An archive page of a large history takes long (dino#1856).
const ANSWER_WITHIN: u64 = 120_000;

/// State that does not outlive the process; the archive holds everything else.
#[derive(Default)]
pub struct Live {
    /// Our address on the stream, while there is one.
    pub online: Option<FullJid>,
    /// Questions without answers.
    pub pending: BTreeMap<String, Pending>,
    /// Who is available.
    pub presence: presence::Live,
    /// What the user is looking at, and who is writing.
    pub reading: reading::Live,
    /// Where the archive catch-up stands.
    pub archive: archive::Live,
    /// Where its messages stand in their timelines.
    pub placing: placing::Live,
    /// What is to be announced once it is through.
    pub notices: notices::Live,
    /// What was read, among our own devices.
    pub displayed: displayed::Live,
    /// Pictures on their way.
    pub avatars: avatars::Live,
    /// What the server does about people we do not want.
    pub blocking: blocking::Live,
    /// Files on their way.
    pub files: files::Live,
    /// Device lists and bundles of this stream.
    pub omemo: omemo::Live,
    /// The node of messages kept at hand.
    pub pins: pins::Live,
    /// Rooms we are in.
    pub rooms: rooms::Live,
    /// Messages that are on their way.
    pub outbound: outbound::Live,
    /// Stanzas that claimed to be from somebody they were not from. Counted, never acted on.
    pub forged: u64,
}

/// A question without an answer.
#[derive(Debug)]
pub struct Pending {
    to: Option<Jid>,
    awaiting: Awaiting,
}

/// Who waits for an answer, and with what in mind. A plain list, not closures: printable, and all failed in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// The contact list.
    Roster,
    /// What our account's address can do.
    AccountInfo,
    /// A page of the archive.
    Archive(archive::Turn),
    /// What was read, among our own devices.
    Displayed(displayed::Awaiting),
    /// Pictures of people.
    Avatars(avatars::Awaiting),
    /// Whom the server keeps away.
    Blocking(blocking::Awaiting),
    /// A place for a file.
    Files(files::Awaiting),
    /// Device lists, bundles, publications.
    Omemo(omemo::Awaiting),
    /// Messages kept at hand.
    Pins(pins::Awaiting),
    /// Rooms and their services.
    Rooms(rooms::Awaiting),
    /// Nobody: only a failure is noted.
    Nobody,
}

/// How a question ended.
#[derive(Debug)]
pub enum Answer {
    /// With a result, which may be empty.
    Result(Option<Element>),
    /// With an error of the other side's.
    Error(sotto_wire::StanzaError),
    /// Not at all: in time, or before the stream broke.
    None,
}

/// The context of one input.
pub struct Cx<'a, 'store> {
    /// The transaction.
    pub tx: &'a Tx<'store>,
    /// Our address.
    pub me: &'a Peer,
    /// The account's row, read when the transaction began.
    pub account: Account,
    /// The time.
    pub now: Timestamp,
    /// The dice.
    pub rng: &'a mut dyn CryptoRng,
    /// Passing state.
    pub live: &'a mut Live,
    pub(crate) effects: Vec<Effect>,
}

impl<'a, 'store> Cx<'a, 'store> {
    pub(crate) fn new(
        tx: &'a Tx<'store>,
        me: &'a Peer,
        now: Timestamp,
        rng: &'a mut dyn CryptoRng,
        live: &'a mut Live,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            account: account::load(tx)?,
            tx,
            me,
            now,
            rng,
            live,
            effects: Vec::new(),
        })
    }

    /// A fresh id of 128 random bits, for stanzas and messages.
    pub fn fresh_id(&mut self) -> String {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A fresh message id.
    pub fn fresh_origin(&mut self) -> OriginId {
        OriginId(self.fresh_id())
    }

    /// Sends a stanza that nobody waits for. Without a stream it is dropped.
    pub fn send(&mut self, stanza: Element) {
        if self.live.online.is_some() {
            self.effects.push(Effect::Send { stanza, message: None });
        }
    }

    /// Sends a message whose arrival at the server is to be told.
    pub fn send_message(&mut self, stanza: Element, message: MessageId) {
        self.effects.push(Effect::Send {
            stanza,
            message: Some(message),
        });
    }

    /// Asks for something; the answer goes to the feature in `awaiting`. Without a stream nothing is asked.
    pub fn get(&mut self, to: Option<&BareJid>, payload: Element, awaiting: Awaiting) {
        self.ask(iq::get, to.cloned().map(Jid::from), payload, awaiting);
    }

    /// The same, of one device or occupant.
    pub fn get_from(&mut self, to: &Jid, payload: Element, awaiting: Awaiting) {
        self.ask(iq::get, Some(to.clone()), payload, awaiting);
    }

    /// Asks to change something; see [`Cx::get`].
    pub fn set(&mut self, to: Option<&BareJid>, payload: Element, awaiting: Awaiting) {
        self.ask(iq::set, to.cloned().map(Jid::from), payload, awaiting);
    }

    fn ask(
        &mut self,
        build: fn(&str, Option<&Jid>, Element) -> Element,
        to: Option<Jid>,
        payload: Element,
        awaiting: Awaiting,
    ) {
        if self.live.online.is_none() {
            return;
        }
        let id = self.fresh_id();
        self.effects.push(Effect::Send {
            stanza: build(&id, to.as_ref(), payload),
            message: None,
        });
        self.effects.push(Effect::Timer {
            timer: Timer::Unanswered(id.clone()),
            after: ANSWER_WITHIN,
        });
        self.live.pending.insert(id, Pending { to, awaiting });
    }

    /// The question that an answer belongs to. An answer from anybody but whom we asked is none (RFC 6120 §8.1.2.1).
    pub fn answered(&mut self, iq: Iq) -> Option<(Awaiting, Answer)> {
        let pending = self.live.pending.get(&iq.id)?;
        if !self.is_from(pending.to.as_ref(), iq.from.as_ref()) {
            self.live.forged += 1;
            return None;
        }
        let pending = self.live.pending.remove(&iq.id)?;
        match iq.kind {
            IqKind::Result(payload) => Some((pending.awaiting, Answer::Result(payload))),
            IqKind::Error(error) => Some((pending.awaiting, Answer::Error(error))),
            IqKind::Get(_) | IqKind::Set(_) => None,
        }
    }

    fn is_from(&self, asked: Option<&Jid>, from: Option<&Jid>) -> bool {
        let own = |jid: &Jid| jid.as_str() == self.me.as_str();
        match (asked, from) {
            (Some(asked), Some(from)) => asked == from,
            (Some(asked), None) => own(asked),
            (None, None) => true,
            (None, Some(from)) => own(from) || self.live.online.as_ref().is_some_and(|me| me.as_str() == from.as_str()),
        }
    }

    /// Shows something to the user.
    pub fn notify(&mut self, notice: Notice) {
        self.effects.push(Effect::Notify(notice));
    }

    /// Says that the window may have to repaint.
    pub fn changed(&mut self, changed: Changed) {
        let seen = |effect: &Effect| matches!(effect, Effect::Changed(earlier) if *earlier == changed);
        if !self.effects.iter().any(seen) {
            self.effects.push(Effect::Changed(changed));
        }
    }

    /// Comes back later.
    pub fn after(&mut self, milliseconds: u64, timer: Timer) {
        self.effects.push(Effect::Timer {
            timer,
            after: milliseconds,
        });
    }
}

impl Cx<'_, '_> {
    /// Takes a question back that was not answered in time.
    pub fn give_up(&mut self, id: &str) -> Option<Awaiting> {
        self.live.pending.remove(id).map(|pending| pending.awaiting)
    }
}
