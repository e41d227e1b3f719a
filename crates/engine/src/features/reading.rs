//! What the user is looking at, and up to where they have read. Selected ≠ visible ≠ at the bottom ≠ read.

use std::collections::BTreeSet;

use sotto_model::{MessageId, Notice, Peer};
use sotto_store::conversations::{self, Conversation};
use sotto_store::{StoreError, messages};

use super::Decided;
use crate::cx::Cx;
use crate::inbound::{Envelope, Route};
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

/// XEP-0333: a marker of another device of ours says the same; one of the contact's says how far our words were read.
pub(crate) fn displayed(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<(), StoreError> {
    let Some(target) = &envelope.message.displayed else {
        return Ok(());
    };
    let Some(conversation) = conversations::find(cx.tx, &envelope.peer)? else {
        return Ok(());
    };
    if envelope.author.is_some() {
        let delivery = sotto_model::Delivery::Read;
        if sotto_store::receipts::put(cx.tx, conversation.id, target, delivery, envelope.at)? {
            cx.changed(Changed::Conversation(envelope.peer.clone()));
        }
        return Ok(());
    }
    let ours = matches!(envelope.route, Route::Carbon | Route::CatchUp(_));
    if let Some(id) = messages::theirs_by_origin(cx.tx, conversation.id, target)?.filter(|_| ours) {
        read_elsewhere(cx, &conversation, id)?;
    }
    Ok(())
}
