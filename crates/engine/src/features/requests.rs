//! Strangers: whoever writes, or asks to become a contact (RFC 6121 §3.1), and is neither on the list nor was written to.
//! They wait in a place of their own, and nothing tells them, or the user, that they do (R23, R24).

use sotto_model::{Notice, Peer, Standing, Subscription};
use sotto_store::conversations::{self, Conversation};
use sotto_store::{StoreError, contacts, people};
use sotto_wire::{presence, roster};

use super::Decided;
use crate::cx::{Awaiting, Cx};
use crate::envelope::Envelope;
use crate::input::{Changed, Refused};
use crate::label;

/// The conversation of something that was not here yet. One that a stranger begins waits.
pub(crate) fn begun(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<Conversation, StoreError> {
    let stranger = match envelope.contact() {
        None => false,
        Some(contact) => is_stranger(cx, &contact.peer)?,
    };
    let standing = if stranger {
        cx.changed(Changed::Contacts);
        Standing::Waiting
    } else {
        Standing::Accepted
    };
    conversations::ensure_as(cx.tx, &envelope.peer, standing)
}

fn is_stranger(cx: &Cx<'_, '_>, peer: &Peer) -> Result<bool, StoreError> {
    // Our own server has no need to be introduced.
    if peer.as_str() == cx.me.0.domain().as_str() {
        return Ok(false);
    }
    Ok(contacts::find(cx.tx, peer)?.is_none_or(|known| !known.listed))
}

/// We wrote to them, here or elsewhere: no stranger any more.
pub(crate) fn wrote(cx: &mut Cx<'_, '_>, conversation: sotto_model::ConversationId) -> Result<(), StoreError> {
    if conversations::set_standing(cx.tx, conversation, Standing::Accepted)? {
        cx.changed(Changed::Contacts);
        cx.changed(Changed::Account);
    }
    Ok(())
}

/// They ask to become a contact.
pub(super) fn asked(cx: &mut Cx<'_, '_>, peer: &Peer, nick: Option<&str>) -> Result<(), StoreError> {
    let ignored = conversations::find(cx.tx, peer)?.is_some_and(|found| found.standing == Standing::Ignored);
    if ignored {
        return Ok(());
    }
    let nick = label::line(nick.unwrap_or(""), label::LONGEST);
    let name = if nick.is_empty() { peer.to_string() } else { nick };
    if contacts::put_request(cx.tx, peer, &name, cx.now)? {
        cx.changed(Changed::Contacts);
        cx.changed(Changed::Conversation(peer.clone()));
    }
    Ok(())
}

/// They do so no longer.
pub(super) fn withdrew(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    if contacts::remove_request(cx.tx, peer)? {
        cx.changed(Changed::Contacts);
        cx.changed(Changed::Conversation(peer.clone()));
    }
    Ok(())
}

/// The user wants this conversation: whoever it is with becomes a contact, both ways.
pub(super) fn accept(cx: &mut Cx<'_, '_>, peer: &Peer) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let asked = contacts::remove_request(cx.tx, peer)?;
    let waited = settle(cx, peer, Standing::Accepted)?;
    if !asked && !waited {
        return Ok(Some(Refused::NotFound));
    }
    let known = contacts::find(cx.tx, peer)?.filter(|known| known.listed);
    let sees_them = known
        .as_ref()
        .is_some_and(|known| matches!(known.subscription, Subscription::To | Subscription::Both));
    if known.is_none() {
        cx.set(None, roster::set(&peer.0, None, &[]), Awaiting::Nobody);
    }
    // Whom we want to see may see us without asking: where nobody asked, it waits for them (RFC 6121 §3.4).
    cx.send(presence::subscribed(&peer.0));
    if !sees_them {
        let nick = people::nick(cx.tx, cx.me)?;
        cx.send(presence::subscribe(
            &peer.0,
            Some(nick.as_str()).filter(|nick| !nick.is_empty()),
        ));
    }
    let conversation = conversations::ensure(cx.tx, peer)?;
    conversations::opened(cx.tx, conversation.id, cx.now)?;
    super::omemo::prepare(cx, peer)?;
    changed(cx, peer);
    Ok(None)
}

/// The user does not want to hear of it: the stranger is told nothing, and waits for good.
pub(super) fn ignore(cx: &mut Cx<'_, '_>, peer: &Peer) -> Decided {
    let asked = contacts::remove_request(cx.tx, peer)?;
    // Servers repeat what was not answered at every sign-in, so that it is ignored has to be kept.
    conversations::ensure_as(cx.tx, peer, Standing::Waiting)?;
    let waited = match conversations::find(cx.tx, peer)? {
        Some(found) if found.standing == Standing::Waiting => settle(cx, peer, Standing::Ignored)?,
        Some(_) | None => false,
    };
    if !asked && !waited {
        return Ok(Some(Refused::NotFound));
    }
    changed(cx, peer);
    Ok(None)
}

fn settle(cx: &Cx<'_, '_>, peer: &Peer, standing: Standing) -> Result<bool, StoreError> {
    match conversations::find(cx.tx, peer)? {
        Some(found) => conversations::set_standing(cx.tx, found.id, standing),
        None => Ok(false),
    }
}

fn changed(cx: &mut Cx<'_, '_>, peer: &Peer) {
    cx.notify(Notice::Withdraw { peer: peer.clone() });
    cx.changed(Changed::Account);
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(peer.clone()));
}
