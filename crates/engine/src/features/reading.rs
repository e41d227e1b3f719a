//! What the user is looking at, and up to where they have read. Selected ≠ visible ≠ at the bottom ≠ read.

use std::collections::BTreeSet;

use sotto_model::{Delivery, MessageId, Notice, OriginId, Peer};
use sotto_store::conversations::{self, Conversation, Place};
use sotto_store::{StoreError, messages, receipts};

use super::{Decided, displayed};
use crate::cx::Cx;
use crate::envelope::{Envelope, Route};
use crate::input::{Changed, Refused};

/// What the user is looking at, and who is writing.
#[derive(Default)]
pub struct Live {
    focus: Focus,
    /// Who is writing to us.
    pub typing: BTreeSet<Peer>,
}

#[derive(Default)]
struct Focus {
    peer: Option<Peer>,
    active: bool,
    at_bottom: bool,
}

impl Live {
    /// Whether a message arriving now is seen as it arrives.
    pub fn sees(&self, peer: &Peer) -> bool {
        self.focus.active && self.focus.at_bottom && self.focus.peer.as_ref() == Some(peer)
    }
}

pub(super) fn focus(cx: &mut Cx<'_, '_>, peer: Option<Peer>, active: bool, at_bottom: bool) -> Decided {
    cx.live.reading.focus = Focus {
        peer,
        active,
        at_bottom,
    };
    Ok(None)
}

pub(super) fn mark_read(cx: &mut Cx<'_, '_>, peer: &Peer, up_to: MessageId) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(Some(Refused::NotFound));
    };
    let Some((owner, place)) = messages::place(cx.tx, up_to)? else {
        return Ok(Some(Refused::NotFound));
    };
    if owner != conversation.id {
        return Ok(Some(Refused::NotFound));
    }
    if conversations::mark_read(cx.tx, conversation.id, place)? {
        withdraw(cx, peer);
        displayed::tell(cx, &conversation, place)?;
    }
    Ok(None)
}

fn withdraw(cx: &mut Cx<'_, '_>, peer: &Peer) {
    cx.notify(Notice::Withdraw { peer: peer.clone() });
    cx.changed(Changed::Account);
    cx.changed(Changed::Conversation(peer.clone()));
}

/// We wrote this on another device: what came before it was read there.
pub(crate) fn read_elsewhere(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    id: MessageId,
) -> Result<(), StoreError> {
    if let Some((_, place)) = messages::place(cx.tx, id)?
        && conversations::mark_read(cx.tx, conversation.id, place)?
    {
        withdraw(cx, &conversation.peer);
    }
    Ok(())
}

/// A message of theirs was kept. It is news, wherever it stands, unless another device of ours said that it showed it.
pub(crate) fn arrived(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    conversation: &Conversation,
    place: Place,
    origin: Option<&OriginId>,
) -> Result<(), StoreError> {
    if envelope.ours() || matches!(envelope.route, Route::History(_) | Route::RoomHistory) {
        return Ok(());
    }
    conversations::mark_unread(cx.tx, conversation.id, place)?;
    if let Some(origin) = origin
        && receipts::take_displayed_elsewhere(cx.tx, conversation.id, origin)?
    {
        read_elsewhere(cx, conversation, MessageId(place.id))?;
    }
    Ok(())
}

/// XEP-0333: a marker of another device of ours says the same; one of the contact's says how far our words were read.
pub(crate) fn marked(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<(), StoreError> {
    let Some(target) = &envelope.message.displayed else {
        return Ok(());
    };
    if envelope.ours() {
        return displayed_elsewhere(cx, envelope, target);
    }
    let Some(conversation) = conversations::find(cx.tx, &envelope.peer)? else {
        return Ok(());
    };
    if receipts::put(cx.tx, conversation.id, target, Delivery::Read, envelope.at)? {
        cx.changed(Changed::Conversation(envelope.peer.clone()));
    }
    Ok(())
}

/// Another device of ours showed a message, which may still be on its way from the archive.
fn displayed_elsewhere(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>, target: &OriginId) -> Result<(), StoreError> {
    if !matches!(envelope.route, Route::Carbon | Route::CatchUp(_)) {
        return Ok(());
    }
    let conversation = conversations::ensure(cx.tx, &envelope.peer)?;
    match messages::theirs_by_origin(cx.tx, conversation.id, target)? {
        Some(id) => read_elsewhere(cx, &conversation, id),
        None => receipts::put_displayed_elsewhere(cx.tx, conversation.id, target),
    }
}
