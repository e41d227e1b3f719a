//! How a queued message gets out: a reconciler. It is called again after everything that may have cleared its way
//! (a new stream, an answer, a decision of the user's), does what can be done, and stops at what cannot.

use std::collections::BTreeSet;

use sotto_model::{ConversationId, Delivery, Encryption, EncryptionMode, Jid, MessageId, Peer};
use sotto_store::messages::Unsent;
use sotto_store::{StoreError, conversations, messages, outbox};
use sotto_wire::{Element, Hints, MessageKind, Method, Outgoing, Receipt};

use crate::cx::Cx;
use crate::features::omemo::{self, Sealing};
use crate::input::Changed;

/// Messages that are on their way.
#[derive(Default)]
pub struct Live {
    /// Put on this stream, and not acknowledged yet. Stream management repeats them if the stream is resumed.
    in_flight: BTreeSet<MessageId>,
    /// Nothing queued is sent before the archive was read: it may be there already.
    open: bool,
}

/// A new stream: nothing is on its way any more.
pub(crate) fn forget(cx: &mut Cx<'_, '_>) {
    cx.live.outbound = Live::default();
}

/// The archive was caught up with (or there is none): what is still queued here is not on the server.
pub(crate) fn open(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    cx.live.outbound.open = true;
    pump_all(cx)
}

/// Moves every conversation's queue.
pub(crate) fn pump_all(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    let waiting: BTreeSet<ConversationId> = messages::queued(cx.tx, None)?
        .into_iter()
        .map(|message| message.conversation)
        .collect();
    waiting.into_iter().try_for_each(|conversation| pump(cx, conversation))
}

/// Moves the queue with somebody, if there is one.
pub(crate) fn pump_peer(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    match conversations::find(cx.tx, peer)? {
        Some(conversation) => pump(cx, conversation.id),
        None => Ok(()),
    }
}

/// Moves one conversation's queue, in the order it was written: a message never overtakes one that waits.
pub(crate) fn pump(cx: &mut Cx<'_, '_>, conversation: ConversationId) -> Result<(), StoreError> {
    if cx.live.online.is_none() || !cx.live.outbound.open {
        return Ok(());
    }
    for message in messages::queued(cx.tx, Some(conversation))? {
        if !advance(cx, &message)? {
            break;
        }
    }
    Ok(())
}

/// Does the next thing for one message. False if it has to wait, and those behind it too.
fn advance(cx: &mut Cx<'_, '_>, message: &Unsent) -> Result<bool, StoreError> {
    if cx.live.outbound.in_flight.contains(&message.id) {
        return Ok(true);
    }
    if let Some(settled) = outbox::find(cx.tx, message.id)? {
        // Sent before, on a stream that broke: the same bytes again, so no key ever covers two texts.
        return match settled.parse::<Element>() {
            Ok(stanza) => Ok(dispatch(cx, message, stanza)),
            Err(error) => Err(StoreError::Unexpected(error.to_string())),
        };
    }
    let Some(conversation) = conversations::get(cx.tx, message.conversation)? else {
        return Ok(true);
    };
    let stanza = if message.send_plain || conversation.mode == EncryptionMode::Plain {
        let exposed = conversation.mode == EncryptionMode::Encrypted;
        messages::set_encryption(cx.tx, message.id, Encryption::None, exposed)?;
        plain(&conversation.peer, message)
    } else {
        match omemo::seal(cx, &conversation.peer, message.body.as_bytes())? {
            Sealing::Sealed(header) => {
                messages::set_encryption(cx.tx, message.id, Encryption::OmemoLegacy, false)?;
                encrypted(&conversation.peer, message, header)
            }
            Sealing::Wait => return Ok(false),
            Sealing::Impossible(failure) => {
                messages::fail(cx.tx, message.id, failure)?;
                cx.changed(Changed::Conversation(conversation.peer));
                return Ok(true);
            }
        }
    };
    outbox::put(cx.tx, message.id, &String::from(&stanza))?;
    cx.changed(Changed::Conversation(conversation.peer));
    Ok(dispatch(cx, message, stanza))
}

fn dispatch(cx: &mut Cx<'_, '_>, message: &Unsent, stanza: Element) -> bool {
    cx.live.outbound.in_flight.insert(message.id);
    cx.send_message(stanza, message.id);
    true
}

fn base(peer: &Peer, message: &Unsent) -> Outgoing {
    Outgoing {
        receipt: Some(Receipt::Requested),
        markable: true,
        chat_state: Some(sotto_model::ChatState::Active),
        ..Outgoing::new(Jid::from(peer.0.clone()), MessageKind::Chat, message.origin.clone())
    }
}

fn plain(peer: &Peer, message: &Unsent) -> Element {
    Outgoing {
        body: Some(message.body.clone()),
        ..base(peer, message)
    }
    .to_element()
}

/// The text that programs without OMEMO show instead.
pub(crate) const FALLBACK: &str = "This message is encrypted with OMEMO, which your program does not understand.";

fn encrypted(peer: &Peer, message: &Unsent, header: Element) -> Element {
    Outgoing {
        body: Some(FALLBACK.to_owned()),
        encrypted: Some(header),
        method: Some(Method::omemo_legacy()),
        hints: Hints {
            store: true,
            ..Hints::default()
        },
        ..base(peer, message)
    }
    .to_element()
}

/// Whether something was put on this stream that the server has not acknowledged yet.
pub(crate) fn under_way(cx: &Cx<'_, '_>) -> bool {
    !cx.live.outbound.in_flight.is_empty()
}

/// The user wants another try: whatever is on its way no longer counts.
pub(crate) fn retried(cx: &mut Cx<'_, '_>, id: MessageId) {
    cx.live.outbound.in_flight.remove(&id);
}

/// The server has it.
pub(crate) fn acked(cx: &mut Cx<'_, '_>, id: MessageId) -> Result<(), StoreError> {
    cx.live.outbound.in_flight.remove(&id);
    outbox::remove(cx.tx, id)?;
    if !messages::advance(cx.tx, id, Delivery::Sent)? {
        return Ok(());
    }
    if let Some((conversation, _)) = messages::place(cx.tx, id)?
        && let Some(conversation) = conversations::get(cx.tx, conversation)?
    {
        cx.changed(Changed::Conversation(conversation.peer));
    }
    Ok(())
}
