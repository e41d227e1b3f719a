//! How a queued message gets out: a reconciler. It is called again after everything that may have cleared its way
//! (a new stream, an answer, a decision of the user's), does what can be done, and stops at what cannot.

use std::collections::BTreeSet;

use sotto_model::{
    ConversationId, ConversationKind, Delivery, Encryption, EncryptionMode, Failure, Jid, MessageId, Peer,
};
use sotto_store::conversations::Conversation;
use sotto_store::messages::{Kind, Unsent};
use sotto_store::{StoreError, conversations, corrections, messages, outbox, threads};
use sotto_wire::{Element, Fallback, Hints, MessageKind, Method, Outgoing, Reactions, Receipt, Sharing, ns};

use crate::cx::Cx;
use crate::features::files::{self, Way};
use crate::features::omemo::{self, Sealing};
use crate::features::{replies, rooms};
use crate::input::{Changed, Timer};

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
    let room = conversations::get(cx.tx, conversation)?.filter(Conversation::is_room);
    if room.is_some_and(|room| !cx.live.rooms.is_ready(&room.peer)) {
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
    let stanza = match message.kind {
        // Nothing of these is text, and legacy OMEMO encrypts nothing else: docs/encryption.md.
        Kind::Reaction | Kind::Retraction => about(&conversation, message),
        _ => match text(cx, &conversation, message)? {
            Ready::Stanza(stanza) => stanza,
            Ready::Waits => return Ok(false),
            // A large file does not keep what is written after it.
            Ready::WaitsAlone => return Ok(true),
            Ready::Never => return Ok(true),
        },
    };
    outbox::put(cx.tx, message.id, &String::from(&stanza))?;
    if conversation.is_room() {
        cx.after(rooms::ECHO_WITHIN, Timer::Echo(conversation.peer.clone()));
    }
    cx.changed(Changed::Conversation(conversation.peer));
    Ok(dispatch(cx, message, stanza))
}

fn dispatch(cx: &mut Cx<'_, '_>, message: &Unsent, stanza: Element) -> bool {
    cx.live.outbound.in_flight.insert(message.id);
    cx.send_message(stanza, message.id);
    true
}

/// What became of an attempt to put a text into a stanza.
enum Ready {
    Stanza(Element),
    Waits,
    WaitsAlone,
    Never,
}

fn text(cx: &mut Cx<'_, '_>, conversation: &Conversation, message: &Unsent) -> Result<Ready, StoreError> {
    let peer = &conversation.peer;
    let plain = (message.send_plain || conversation.mode == EncryptionMode::Plain) && !corrects_secret(cx, message)?;
    let (body, base) = match files::way(cx, message, plain)? {
        None => addressed(cx, conversation, message, plain)?,
        Some(Way::There(text, sharing)) => with_file(cx, conversation, message, text, sharing, plain)?,
        Some(Way::Waits) => return Ok(Ready::WaitsAlone),
        Some(Way::Never(failure)) => {
            messages::fail(cx.tx, message.id, failure)?;
            cx.changed(Changed::Conversation(peer.clone()));
            return Ok(Ready::Never);
        }
    };
    if plain {
        let exposed = conversation.mode == EncryptionMode::Encrypted;
        messages::set_encryption(cx.tx, message.id, Encryption::None, exposed)?;
        return Ok(Ready::Stanza(
            Outgoing {
                body: Some(body),
                ..base
            }
            .to_element(),
        ));
    }
    let readers = match conversation.kind {
        ConversationKind::Person => vec![peer.clone()],
        ConversationKind::Group | ConversationKind::Channel => {
            let Some(readers) = rooms::members::readers(cx, conversation)? else {
                messages::fail(cx.tx, message.id, Failure::NotPrivate)?;
                cx.changed(Changed::Conversation(peer.clone()));
                return Ok(Ready::Never);
            };
            readers
        }
    };
    Ok(match omemo::seal(cx, &readers, body.as_bytes())? {
        Sealing::Sealed(header) => {
            messages::set_encryption(cx.tx, message.id, Encryption::OmemoLegacy, false)?;
            Ready::Stanza(encrypted(base, header))
        }
        Sealing::Wait => Ready::Waits,
        Sealing::Impossible(failure) => {
            messages::fail(cx.tx, message.id, failure)?;
            cx.changed(Changed::Conversation(peer.clone()));
            Ready::Never
        }
    })
}

/// Whether it is another text for a message that was encrypted: then so is this, whatever the user chose since.
fn corrects_secret(cx: &Cx<'_, '_>, message: &Unsent) -> Result<bool, StoreError> {
    match &message.target {
        Some(first) if message.kind == Kind::Correction => corrections::is_secret(cx.tx, message.conversation, first),
        _ => Ok(false),
    }
}

/// The text as it travels, in the clear or not, and the stanza around it.
fn addressed(
    cx: &Cx<'_, '_>,
    conversation: &Conversation,
    message: &Unsent,
    plain: bool,
) -> Result<(String, Outgoing), StoreError> {
    let peer = &conversation.peer;
    let room = conversation.is_room();
    // Nobody has to tell us what we know.
    let to_ourselves = peer == cx.me;
    let alone = !room && !to_ourselves;
    let base = Outgoing {
        receipt: alone.then_some(Receipt::Requested),
        markable: alone,
        spoiler: hides_itself(&message.body),
        thread: threads::of(cx.tx, message.id)?,
        chat_state: (!to_ourselves).then_some(sotto_model::ChatState::Active),
        // Whom we name in the clear; within encryption the text alone says it.
        mentions: if room && plain {
            rooms::mentions::of(cx, peer, &message.body)
        } else {
            Vec::new()
        },
        ..outward(conversation, message)
    };
    let (base, answers) = match (message.kind, &message.target) {
        // What corrects an answer is one as well.
        (Kind::Correction, Some(first)) => {
            let base = Outgoing {
                corrects: Some(first.clone()),
                ..base
            };
            (base, corrections::answers(cx.tx, message.conversation, first)?)
        }
        (_, target) => (base, target.clone()),
    };
    let Some(target) = answers else {
        return Ok((message.body.clone(), base));
    };
    let quoted = corrections::text_now(cx.tx, message.conversation, &target)?;
    // What was encrypted is not told in the clear by quoting it.
    let quoted = quoted.filter(|text| !(plain && text.secret)).unwrap_or_default();
    let referred = messages::referred(cx.tx, message.conversation, &target)?;
    let ours = referred.as_ref().is_some_and(|referred| referred.outgoing);
    let author = match referred {
        Some(referred) if room => {
            let nick = if ours {
                cx.live.rooms.nick(peer).to_owned()
            } else {
                referred.nick
            };
            peer.0.with_resource_str(&nick).ok().map(Jid::from)
        }
        _ if room => None,
        _ if ours => Some(cx.me.0.clone().into()),
        _ => Some(peer.0.clone().into()),
    };
    Ok(replies::answering(base, &target, author, &quoted.body, &message.body))
}

/// An empty message to where it is to go.
fn outward(conversation: &Conversation, message: &Unsent) -> Outgoing {
    let kind = if conversation.is_room() {
        MessageKind::Groupchat
    } else {
        MessageKind::Chat
    };
    Outgoing::new(Jid::from(conversation.peer.0.clone()), kind, message.origin.clone())
}

/// The address of a file as it travels, and the stanza around it.
fn with_file(
    cx: &Cx<'_, '_>,
    conversation: &Conversation,
    message: &Unsent,
    text: String,
    sharing: Option<Box<Sharing>>,
    plain: bool,
) -> Result<(String, Outgoing), StoreError> {
    let (_, base) = addressed(cx, conversation, message, plain)?;
    let base = Outgoing {
        oob: plain.then(|| text.clone()),
        fallback: sharing.as_ref().map(|_| Fallback {
            of: ns::SHARING.to_owned(),
            part: None,
        }),
        sharing: sharing.map(|sharing| *sharing),
        ..base
    };
    Ok((text, base))
}

/// Whether all of a text is to be hidden until asked for: programs that know no such directive know XEP-0382, perhaps.
fn hides_itself(text: &str) -> bool {
    text.strip_prefix("||")
        .and_then(|rest| rest.strip_suffix("||"))
        .is_some_and(|inside| !inside.is_empty() && !inside.contains("||"))
}

/// The text that programs without OMEMO show instead.
pub(crate) const FALLBACK: &str = "This message is encrypted with OMEMO, which your program does not understand.";

fn encrypted(base: Outgoing, header: Element) -> Element {
    Outgoing {
        body: Some(FALLBACK.to_owned()),
        encrypted: Some(header),
        method: Some(Method::omemo_legacy()),
        hints: Hints {
            store: true,
            ..Hints::default()
        },
        ..base
    }
    .to_element()
}

/// The text that programs show that cannot take a message back.
const DELETED: &str = "A message was deleted, which your program does not understand.";

/// What is about another message and has no text.
fn about(conversation: &Conversation, message: &Unsent) -> Element {
    let base = Outgoing {
        hints: Hints {
            store: true,
            ..Hints::default()
        },
        ..outward(conversation, message)
    };
    let target = message.target.clone().unwrap_or_else(|| message.origin.clone());
    if message.kind == Kind::Retraction {
        return Outgoing {
            body: Some(DELETED.to_owned()),
            retracts: Some(target),
            fallback: Some(Fallback {
                of: ns::RETRACT.to_owned(),
                part: None,
            }),
            ..base
        }
        .to_element();
    }
    let emojis = message.body.split_whitespace().map(str::to_owned).collect();
    Outgoing {
        reactions: Some(Reactions { target, emojis }),
        ..base
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

/// Our server has it. That is enough between two; in a room it counts once the room has passed it on.
pub(crate) fn acked(cx: &mut Cx<'_, '_>, id: MessageId) -> Result<(), StoreError> {
    if let Some((conversation, _)) = messages::place(cx.tx, id)?
        && conversations::get(cx.tx, conversation)?.is_some_and(|conversation| conversation.is_room())
    {
        return Ok(());
    }
    arrived(cx, id)
}

/// We are in a room anew and know what it has: what is still queued is not there.
pub(crate) fn entered(cx: &mut Cx<'_, '_>, conversation: ConversationId) -> Result<(), StoreError> {
    for message in messages::queued(cx.tx, Some(conversation))? {
        cx.live.outbound.in_flight.remove(&message.id);
    }
    pump(cx, conversation)
}

/// Whether something is on its way into a conversation.
pub(crate) fn waits_for_echo(cx: &Cx<'_, '_>, conversation: ConversationId) -> Result<bool, StoreError> {
    let queued = messages::queued(cx.tx, Some(conversation))?;
    Ok(queued
        .iter()
        .any(|message| cx.live.outbound.in_flight.contains(&message.id)))
}

/// It is where it was to go, as far as we can see.
pub(crate) fn arrived(cx: &mut Cx<'_, '_>, id: MessageId) -> Result<(), StoreError> {
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
