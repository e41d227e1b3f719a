//! Writing messages, and deciding about those that could not be sent.

use sotto_model::{Delivery, Encryption, MessageId, Peer};
use sotto_store::messages::{self, Kind, New};
use sotto_store::{conversations, outbox};

use super::Decided;
use crate::cx::Cx;
use crate::input::{Changed, Refused};
use crate::{outbound, placing};

/// The longest text, in bytes. Encrypted and encoded it stays far below every server's limit for a stanza.
const LONGEST: usize = 60_000;

pub(super) fn send(cx: &mut Cx<'_, '_>, peer: &Peer, text: &str) -> Decided {
    // What XML cannot carry is not text anybody meant to write.
    let text: String = text
        .chars()
        .filter(|&c| c == '\n' || c == '\t' || (' '..'\u{fffe}').contains(&c) || c > '\u{ffff}')
        .collect();
    let text = text.trim_end();
    if text.trim().is_empty() || text.len() > LONGEST {
        return Ok(Some(Refused::InvalidText));
    }
    let conversation = conversations::ensure(cx.tx, peer)?;
    let origin = cx.fresh_origin();
    let new = New {
        conversation: conversation.id,
        kind: Kind::Message,
        outgoing: true,
        at: cx.now,
        place: placing::now(cx, conversation.id)?,
        origin: Some(&origin),
        origin_unique: true,
        stanza: None,
        body: Ok(text),
        encryption: Encryption::None,
        exposed: false,
        device: None,
        delivery: Some(Delivery::Queued),
    };
    let id = messages::insert(cx.tx, &new)?;
    conversations::set_draft(cx.tx, conversation.id, "")?;
    super::reading::read_elsewhere(cx, &conversation, id)?;
    cx.changed(Changed::Conversation(peer.clone()));
    outbound::pump(cx, conversation.id)?;
    Ok(None)
}

pub(super) fn retry(cx: &mut Cx<'_, '_>, id: MessageId, plain: bool) -> Decided {
    let Some(message) = messages::own(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    if !messages::requeue(cx.tx, id, plain)? {
        return Ok(Some(Refused::NotFound));
    }
    // A fresh try, with fresh keys and to whoever is there now.
    outbox::remove(cx.tx, id)?;
    outbound::retried(cx, id);
    if let Some(conversation) = conversations::get(cx.tx, message.conversation)? {
        super::omemo::retried(cx, &conversation.peer);
        cx.changed(Changed::Conversation(conversation.peer));
    }
    outbound::pump(cx, message.conversation)?;
    Ok(None)
}

pub(super) fn discard(cx: &mut Cx<'_, '_>, id: MessageId) -> Decided {
    let Some(message) = messages::own(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    if !messages::discard(cx.tx, id)? {
        return Ok(Some(Refused::NotFound));
    }
    if let Some(conversation) = conversations::get(cx.tx, message.conversation)? {
        cx.changed(Changed::Conversation(conversation.peer));
    }
    Ok(None)
}
