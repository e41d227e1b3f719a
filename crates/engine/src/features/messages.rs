//! Writing messages, and deciding about those that could not be sent.

use sotto_model::{ConversationId, Delivery, Encryption, MessageId, OriginId, Peer};
use sotto_store::messages::{self, Kind, New};
use sotto_store::{StoreError, conversations, outbox};

use super::Decided;
use crate::cx::Cx;
use crate::input::{Changed, Refused};
use crate::{outbound, placing};

/// The longest text, in bytes. Encrypted and encoded it stays far below every server's limit for a stanza.
const LONGEST: usize = 60_000;

pub(super) fn send(cx: &mut Cx<'_, '_>, peer: &Peer, text: &str, reply_to: Option<MessageId>) -> Decided {
    let Some(text) = clean(text) else {
        return Ok(Some(Refused::InvalidText));
    };
    let conversation = conversations::ensure(cx.tx, peer)?;
    let Ok(target) = target(cx, conversation.id, reply_to)? else {
        return Ok(Some(Refused::NotFound));
    };
    let id = put(cx, conversation.id, Kind::Message, target.as_ref(), &text)?;
    super::conversations::sent(cx, conversation.id)?;
    super::reading::read_elsewhere(cx, &conversation, id)?;
    cx.changed(Changed::Conversation(peer.clone()));
    outbound::pump(cx, conversation.id)?;
    Ok(None)
}

/// What an answer to a message names; an error if there is no such message there.
pub(super) fn target(
    cx: &Cx<'_, '_>,
    conversation: ConversationId,
    reply_to: Option<MessageId>,
) -> Result<Result<Option<OriginId>, Refused>, StoreError> {
    let Some(id) = reply_to else { return Ok(Ok(None)) };
    let subject = messages::subject(cx.tx, id)?.filter(|subject| subject.conversation == conversation);
    // What has no id of its own cannot be referred to; the answer is one all the same.
    Ok(subject.map(|subject| subject.reference).ok_or(Refused::NotFound))
}

/// A text fit to be sent: what XML cannot carry is not text anybody meant to write. Nothing if it is empty or too long.
pub(super) fn clean(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|&c| c == '\n' || c == '\t' || (' '..'\u{fffe}').contains(&c) || c > '\u{ffff}')
        .collect();
    let text = text.trim_end();
    (!text.trim().is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
}

/// Keeps something of ours that waits to be sent.
pub(super) fn put(
    cx: &mut Cx<'_, '_>,
    conversation: ConversationId,
    kind: Kind,
    target: Option<&OriginId>,
    body: &str,
) -> Result<MessageId, StoreError> {
    let origin = cx.fresh_origin();
    let new = New {
        conversation,
        kind,
        outgoing: true,
        author: messages::Author::default(),
        mention: false,
        at: cx.now,
        place: placing::now(cx, conversation)?,
        origin: Some(&origin),
        origin_unique: true,
        stanza: None,
        target,
        body: Ok(body),
        encryption: Encryption::None,
        exposed: false,
        device: None,
        delivery: Some(Delivery::Queued),
    };
    super::requests::wrote(cx, conversation)?;
    if kind == Kind::Message {
        conversations::set_archived(cx.tx, conversation, false)?;
    }
    messages::insert(cx.tx, &new)
}

/// Something about a message was changed by us: shows it, and sends what is to be sent.
pub(super) fn changed(cx: &mut Cx<'_, '_>, conversation: ConversationId) -> Decided {
    if let Some(conversation) = conversations::get(cx.tx, conversation)? {
        cx.changed(Changed::Conversation(conversation.peer));
    }
    outbound::pump(cx, conversation)?;
    Ok(None)
}

pub(super) fn retry(cx: &mut Cx<'_, '_>, id: MessageId, plain: bool) -> Decided {
    let Some(message) = messages::own(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    let id = messages::failed_correction(cx.tx, id)?.unwrap_or(id);
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
    let id = messages::failed_correction(cx.tx, id)?.unwrap_or(id);
    if !messages::discard(cx.tx, id)? {
        return Ok(Some(Refused::NotFound));
    }
    if let Some(conversation) = conversations::get(cx.tx, message.conversation)? {
        cx.changed(Changed::Conversation(conversation.peer));
    }
    Ok(None)
}
