//! Telling that something was read: the contact, by XEP-0333 1.0.0, where the user lets them know; and our own devices, by
//! XEP-0490 1.0.1, always.
//!
//! Deliberately not yet: rooms, whose messages have ids of their own.

use sotto_model::{Jid, OriginId, Peer, Tell};
use sotto_store::conversations::{self, Conversation, Place};
use sotto_store::{StoreError, privacy, readings};
use sotto_wire::mds::Displayed;
use sotto_wire::pubsub::{self, Change, Event, Item, Items};
use sotto_wire::{Hints, MessageKind, Outgoing, ns};

use super::contacts::sees_us;
use super::{Decided, reading};
use crate::authorised::{Authorised, Own};
use crate::cx::{self, Answer, Cx};
use crate::input::Changed;

/// The most conversations whose reading position is taken from elsewhere at once.
const MOST: usize = 1_000;

/// What the server can do with what we tell our own devices.
#[derive(Default)]
pub struct Live {
    /// It does not know all the ways in which a node can be (ejabberd before 24): only who may read it is asked for.
    plain: bool,
}

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// What our other devices read.
    List,
    /// Whether the server took what we read.
    Published(Displayed),
}

impl From<Awaiting> for cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Displayed(awaiting)
    }
}

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    cx.live.displayed = Live::default();
    cx.get(None, pubsub::items_request(ns::MDS, None), Awaiting::List.into());
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Result<(), StoreError> {
    match (awaiting, answer) {
        // What our other devices read while we were away.
        (Awaiting::List, Answer::Result(Some(payload))) => {
            let items = Items::parse(&payload).map(|items| items.items).unwrap_or_default();
            take(cx, &items)
        }
        (Awaiting::Published(read), Answer::Error(_)) if !cx.live.displayed.plain => {
            cx.live.displayed.plain = true;
            publish(cx, read);
            Ok(())
        }
        (_, Answer::Result(_) | Answer::Error(_) | Answer::None) => Ok(()),
    }
}

/// Never without saying that nobody else may read it.
fn publish(cx: &mut Cx<'_, '_>, read: Displayed) {
    let options = if cx.live.displayed.plain {
        &pubsub::Options::PRIVATE
    } else {
        &pubsub::Options::DIARY
    };
    let order = pubsub::publish(ns::MDS, read.peer.as_str(), read.to_element(), Some(options));
    cx.set(None, order, Awaiting::Published(read).into());
}

/// Another device of ours read something just now.
pub(super) fn own_event(cx: &mut Cx<'_, '_>, _: &Authorised<Own>, event: &Event) -> Result<(), StoreError> {
    match &event.change {
        Change::Items(items) => take(cx, items),
        // What was read stays read.
        Change::Retracted(_) | Change::Purged | Change::Deleted => Ok(()),
    }
}

fn take(cx: &mut Cx<'_, '_>, items: &[Item]) -> Result<(), StoreError> {
    for read in items.iter().filter_map(Displayed::parse).take(MOST) {
        // In a conversation between two, only our own archive's ids name messages.
        if read.by.as_str() != cx.me.as_str() {
            continue;
        }
        let Some(conversation) = conversations::find(cx.tx, &Peer(read.peer))? else {
            continue;
        };
        match readings::by_stanza_id(cx.tx, conversation.id, &read.id)? {
            Some(message) => reading::read_elsewhere(cx, &conversation, message)?,
            // It may still be on its way from the archive.
            None => privacy::read_later(cx.tx, conversation.id, &read.id)?,
        }
    }
    Ok(())
}

/// A message of theirs was kept that another device of ours may have read before it came here.
pub(crate) fn kept(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    stanza: &sotto_model::StanzaId,
    message: sotto_model::MessageId,
) -> Result<(), StoreError> {
    if privacy::was_read(cx.tx, conversation.id, stanza)? {
        reading::read_elsewhere(cx, conversation, message)?;
    }
    Ok(())
}

/// The user read a conversation here, from one place up to another.
pub(super) fn tell(cx: &mut Cx<'_, '_>, conversation: &Conversation, up_to: Place) -> Result<(), StoreError> {
    if cx.live.online.is_none() {
        return Ok(());
    }
    let peer = &conversation.peer;
    if may(cx, peer, Kind::Markers)?
        && let Some(last) = readings::last_markable(cx.tx, conversation.id, conversation.read, up_to)?
    {
        let marker = marker(cx, peer, last);
        cx.send(marker);
    }
    if let Some(id) = readings::last_archived(cx.tx, conversation.id, up_to)? {
        let read = Displayed {
            peer: peer.0.clone(),
            by: Jid::from(cx.me.0.clone()),
            id,
        };
        publish(cx, read);
    }
    Ok(())
}

fn marker(cx: &mut Cx<'_, '_>, peer: &Peer, last: OriginId) -> sotto_wire::Element {
    let fresh = cx.fresh_origin();
    Outgoing {
        displayed: Some(last),
        hints: Hints {
            store: true,
            ..Hints::default()
        },
        ..Outgoing::new(Jid::from(peer.0.clone()), MessageKind::Chat, fresh)
    }
    .to_element()
}

/// What people can be told without a word of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// That their message arrived (XEP-0184).
    Receipts,
    /// That we read it (XEP-0333).
    Markers,
    /// That we are writing (XEP-0085).
    Typing,
}

/// Whether somebody may be told: they may see our presence, and the user has not decided against it, for them or at all
/// (R24).
pub(crate) fn may(cx: &Cx<'_, '_>, peer: &Peer, kind: Kind) -> Result<bool, StoreError> {
    let chosen = privacy::of(cx.tx, peer)?;
    let usual = &cx.account.preferences;
    let (chosen, usual) = match kind {
        Kind::Receipts => (chosen.receipts, usual.receipts),
        Kind::Markers => (chosen.markers, usual.markers),
        Kind::Typing => (chosen.typing, usual.typing),
    };
    let wanted = match chosen {
        Tell::AsUsual => usual,
        Tell::Always => true,
        Tell::Never => false,
    };
    Ok(wanted && sees_us(cx, peer)?)
}

/// What this person is told.
pub(super) fn set(cx: &mut Cx<'_, '_>, peer: &Peer, choice: sotto_model::Privacy) -> Decided {
    let conversation = conversations::ensure(cx.tx, peer)?;
    privacy::set(cx.tx, conversation.id, choice)?;
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}
