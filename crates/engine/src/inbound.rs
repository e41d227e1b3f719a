//! What happens to a message, in one order, in one place:
//! unwrap → authenticate → de-duplicate → decrypt → parse → apply → announce.
//!
//! It only sequences; the work is done in the features.

use sotto_model::{
    Delivery, DeviceId, Encryption, EncryptionMode, MessageId, OriginId, Peer, Standing, StanzaId, Unreadable,
};
use sotto_store::conversations::{self, Conversation, Place};
use sotto_store::markup::{self, Markup};
use sotto_store::messages::{self, Kind, New, Seen};
use sotto_store::{StoreError, readings, threads};
use sotto_wire::{CarbonDirection, Delay, Encrypted, Message, MessageKind, Stanza, ns, pubsub};

use crate::authorised;
use crate::cx::{Cx, Live};
use crate::envelope::{Author, Envelope, Route, authenticate};
use crate::features::{
    self, archive, bounces, carbons, chat_states, displayed, files, notices, omemo, reading, receipts, replies,
    requests, rooms,
};
use crate::input::{Changed, Input};
use crate::placing;

/// Sets a result of the archive aside until its page is whole; gives back every other input. A result touches no table,
/// and there are thousands of them: it is not worth a transaction.
pub(crate) fn collect(live: &mut Live, me: &Peer, input: Input) -> Option<Input> {
    let Input::Stanza(element) = input else {
        return Some(input);
    };
    if !element.has_child("result", ns::MAM) {
        return Some(Input::Stanza(element));
    }
    match Stanza::parse(&element) {
        Ok(Stanza::Message(message)) => match (message.archived, authorised::own(message.from.as_ref(), me)) {
            (Some(archived), Some(own)) => archive::collect(live, &own, archived),
            (Some(archived), None) => {
                let room = authorised::room_itself(message.from.as_ref(), |peer| live.rooms.knows(peer));
                match room {
                    Some(room) => rooms::history::collect(live, &room, archived),
                    None => forged(live, "an archive result"),
                }
            }
            (None, _) => return Some(Input::Stanza(element)),
        },
        Ok(Stanza::Presence(_) | Stanza::Iq(_)) | Err(_) => return Some(Input::Stanza(element)),
    }
    None
}

/// A message as it came off the stream.
pub(crate) fn message(cx: &mut Cx<'_, '_>, message: Message) -> Result<(), StoreError> {
    if let Some(carbon) = message.carbon {
        return match authorised::own(message.from.as_ref(), cx.me) {
            Some(_) => receive(
                cx,
                Route::Carbon,
                carbon.forwarded.delay.as_ref().or(message.delay.as_ref()),
                &carbon.forwarded.message,
                Some(carbon.direction),
            ),
            None => {
                forged(cx.live, "a carbon");
                Ok(())
            }
        };
    }
    if let Some(event) = &message.event {
        return published(cx, &message, event);
    }
    receive(cx, Route::Live, message.delay.as_ref(), &message, None)
}

fn published(cx: &mut Cx<'_, '_>, message: &Message, event: &pubsub::Event) -> Result<(), StoreError> {
    match authorised::publisher(message.from.as_ref(), cx.me) {
        Ok(own) => features::own_event(cx, &own, event),
        Err(Some(contact)) => features::contact_event(cx, &contact, event),
        Err(None) => Ok(()),
    }
}

fn forged(live: &mut Live, what: &str) {
    live.forged += 1;
    log::debug!("ignored {what} that is not from our own account");
}

/// A message out of whatever it was wrapped in.
pub(crate) fn receive(
    cx: &mut Cx<'_, '_>,
    route: Route,
    delay: Option<&Delay>,
    message: &Message,
    carbon: Option<CarbonDirection>,
) -> Result<(), StoreError> {
    if message.kind == MessageKind::Headline {
        return Ok(());
    }
    // Rooms have their own way in; what comes from one never lands in a conversation between two.
    if message.kind == MessageKind::Groupchat {
        return match route {
            Route::Live => rooms::speaking::said(cx, message),
            // Servers copy and keep none: whoever wraps one lies (R02).
            Route::Carbon | Route::CatchUp(_) | Route::History(_) | Route::RoomHistory => {
                forged(cx.live, "a copy of what was said in a room");
                Ok(())
            }
        };
    }
    if rooms::invitations::invites(message) {
        return rooms::invitations::received(cx, &route, message);
    }
    if message.muc.is_some() && message.kind != MessageKind::Error {
        return Ok(());
    }
    let Some(envelope) = authenticate(cx, route, delay, message, carbon) else {
        forged(cx.live, "a copy that concerns somebody else");
        return Ok(());
    };
    if message.kind == MessageKind::Error {
        return match envelope.contact() {
            Some(contact) => bounces::received(cx, contact, message),
            None => Ok(()),
        };
    }
    // What an occupant says to us alone is no word of a contact, whatever the room is called (R19).
    if conversations::find(cx.tx, &envelope.peer)?.is_some_and(|conversation| conversation.is_room()) {
        return Ok(());
    }
    receipts::received(cx, &envelope)?;
    reading::marked(cx, &envelope)?;
    chat_states::received(cx, &envelope);
    keep(cx, &envelope)
}

/// A message whose author and place are settled.
pub(crate) fn settled(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<(), StoreError> {
    keep(cx, envelope)
}

/// What is to be kept of a message, and which other one it is about; nothing if there is nothing to keep.
fn subject(message: &Message) -> Option<(Kind, Option<OriginId>)> {
    if let Some(target) = &message.retracts {
        return Some((Kind::Retraction, Some(target.clone())));
    }
    if let Some(reactions) = &message.reactions {
        return Some((Kind::Reaction, Some(reactions.target.clone())));
    }
    if message.body.is_none() && message.encrypted.is_none() && message.sharing.is_none() {
        return None;
    }
    Some(match (&message.corrects, &message.reply) {
        (Some(target), _) => (Kind::Correction, Some(target.clone())),
        (None, reply) => (Kind::Message, reply.as_ref().map(|reply| reply.id.clone())),
    })
}

/// De-duplicates, decrypts, and keeps what is there to be kept.
fn keep(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<(), StoreError> {
    let message = envelope.message;
    let Some((kind, target)) = subject(message) else {
        return Ok(());
    };
    let stanza = stanza_id(cx, envelope);
    let origin = origin_id(message);
    let origin_ref = origin.as_ref().map(|(id, unique)| (id, *unique));
    let outgoing = envelope.ours();
    let author = author(envelope);
    let known = conversations::find(cx.tx, &envelope.peer)?;
    if let Some(conversation) = &known {
        let seen = messages::seen(
            cx.tx,
            conversation.id,
            outgoing,
            author.key,
            origin_ref,
            stanza.as_ref(),
        )?;
        if let Seen::As(id) = seen {
            return again(cx, envelope, id, stanza.as_ref());
        }
    }
    let Some(mut content) = content(cx, envelope, kind)? else {
        return advance_cursor(cx, envelope, stanza.as_ref());
    };
    // A correction that cannot be read corrects nothing, and says so in its own place.
    let (kind, target) = match (kind, &content.text) {
        (Kind::Correction, Err(_)) => (Kind::Message, None),
        _ => (kind, target),
    };
    let conversation = match known {
        Some(conversation) => conversation,
        None => requests::begun(cx, envelope)?,
    };
    if outgoing {
        requests::wrote(cx, conversation.id)?;
    }
    let file = match (&kind, &content.text) {
        (Kind::Message, Ok(text)) => files::read(cx, message, content.encryption, text),
        _ => None,
    };
    // The address of a file is not what was said.
    if file.is_some() {
        content.text = Ok(String::new());
    }
    let place = placing::arriving(cx, &conversation, envelope)?;
    let text = content.text.as_deref().unwrap_or_default();
    let new = New {
        conversation: conversation.id,
        kind,
        outgoing,
        author,
        mention: kind == Kind::Message && rooms::mentions::us(cx, envelope, text),
        at: envelope.at,
        place,
        origin: origin.as_ref().map(|(id, _)| id),
        origin_unique: origin.as_ref().is_some_and(|(_, unique)| *unique),
        stanza: stanza.as_ref(),
        target: target.as_ref(),
        body: content.text.as_deref().map_err(|why| *why),
        encryption: content.encryption,
        exposed: kind == Kind::Message
            && content.text.is_ok()
            && content.encryption == Encryption::None
            && conversation.mode == EncryptionMode::Encrypted,
        device: content.device,
        delivery: outgoing.then_some(Delivery::Sent),
    };
    let id = messages::insert(cx.tx, &new)?;
    if content.text.is_ok() {
        markup::put(cx.tx, id, &shown(kind, message))?;
    }
    if let Some(thread) = message.thread.as_deref().filter(|_| kind == Kind::Message) {
        threads::put(cx.tx, conversation.id, id, thread)?;
    }
    if let Some(file) = file {
        files::kept(cx, envelope, &conversation, id, file)?;
    }
    let place = Place { at: place, id: id.0 };
    placing::kept(cx, conversation.id, &envelope.route, place);
    advance_cursor(cx, envelope, stanza.as_ref())?;
    if kind != Kind::Message {
        cx.changed(Changed::Conversation(envelope.peer.clone()));
        return Ok(());
    }
    if !matches!(envelope.route, Route::History(_)) {
        conversations::unarchive(cx.tx, conversation.id)?;
    }
    let mention = new.mention;
    reading::arrived(cx, envelope, &conversation, place, new.origin)?;
    if !outgoing && !matches!(envelope.route, Route::History(_)) {
        if message.markable {
            readings::set_markable(cx.tx, id)?;
        }
        if let Some(stanza) = &stanza {
            displayed::kept(cx, &conversation, stanza, id)?;
        }
    }
    if rooms::disturbs(cx, &conversation, envelope, mention)? {
        announce(cx, envelope, &conversation, place, content.text.as_deref().ok())
    } else {
        cx.changed(Changed::Conversation(envelope.peer.clone()));
        Ok(())
    }
}

/// Who wrote it, where that may be more than one person.
fn author<'a>(envelope: &'a Envelope<'_>) -> messages::Author<'a> {
    match &envelope.author {
        Author::Us | Author::Contact(_) => messages::Author::default(),
        Author::Occupant(speaker) => messages::Author {
            key: &speaker.key,
            nick: &speaker.nick,
            real: speaker.real.as_ref().map_or("", Peer::as_str),
        },
    }
}

/// How its text wants to be shown, if it has any.
fn shown(kind: Kind, message: &Message) -> Markup {
    match kind {
        Kind::Message | Kind::Correction => Markup {
            unstyled: message.unstyled,
            spoiler: message.spoiler.clone(),
        },
        Kind::Device | Kind::Gap | Kind::Reaction | Kind::Retraction | Kind::Moderation => Markup::default(),
    }
}

/// A message that is here already came by another way: only what that adds is kept.
fn again(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    id: sotto_model::MessageId,
    stanza: Option<&StanzaId>,
) -> Result<(), StoreError> {
    if let Some(stanza) = stanza {
        messages::set_stanza_id(cx.tx, id, stanza)?;
    }
    if placing::found(cx, envelope, id)? {
        cx.changed(Changed::Conversation(envelope.peer.clone()));
    }
    if envelope.ours() {
        // Our own message, seen on the server's side: it arrived there, whatever became of the acknowledgement.
        crate::outbound::arrived(cx, id)?;
    }
    advance_cursor(cx, envelope, stanza)
}

/// What a message says, and how it came.
pub struct Content {
    /// The text, or why there is none.
    pub text: Result<String, Unreadable>,
    /// How it travelled.
    pub encryption: Encryption,
    /// The device that encrypted it.
    pub device: Option<DeviceId>,
}

/// What is to be kept of a message; nothing if there is nothing to keep, such as a mere step of the ratchet.
fn content(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>, kind: Kind) -> Result<Option<Content>, StoreError> {
    let message = envelope.message;
    let read = written(cx, envelope)?;
    let outside = match kind {
        Kind::Retraction => String::new(),
        Kind::Reaction => message
            .reactions
            .as_ref()
            .map_or_else(String::new, |set| set.emojis.join(" ")),
        _ => {
            return Ok(read.map(|content| Content {
                text: content.text.map(|text| replies::text(message, text)),
                ..content
            }));
        }
    };
    // What these say stands outside of whatever is encrypted beside it, for those who know none of them.
    Ok(Some(Content {
        text: Ok(outside),
        encryption: Encryption::None,
        device: None,
    }))
}

/// What was written, in the clear or not.
fn written(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<Option<Content>, StoreError> {
    let unreadable = |why, encryption| {
        Some(Content {
            text: Err(why),
            encryption,
            device: None,
        })
    };
    match &envelope.message.encrypted {
        // Whatever stands in the clear beside a ciphertext was not written by who wrote the ciphertext (XEP-0420).
        Some(Encrypted::Legacy(header)) => omemo::received(cx, envelope, header),
        Some(Encrypted::Omemo2(_)) => Ok(unreadable(Unreadable::UnknownMethod, Encryption::Omemo2)),
        Some(Encrypted::Unknown(_)) => Ok(unreadable(Unreadable::UnknownMethod, Encryption::None)),
        Some(Encrypted::Malformed(_)) => Ok(unreadable(Unreadable::Malformed, Encryption::OmemoLegacy)),
        // A file that says where it is needs no text.
        None => Ok((envelope.message.body.clone())
            .or_else(|| envelope.message.sharing.as_ref().map(|_| String::new()))
            .map(|text| Content {
                text: Ok(text),
                encryption: Encryption::None,
                device: None,
            })),
    }
}

/// Our own archive's id for the message. Anybody may write such an element; only our own account's counts, on a server
/// that promises to write it (XEP-0359 §5). Some servers leave a forged one in place and add their own after it, so the
/// last counts; and what nobody archives gets none, so that whatever stands in it is forged.
fn stanza_id(cx: &Cx<'_, '_>, envelope: &Envelope<'_>) -> Option<StanzaId> {
    let message = envelope.message;
    match &envelope.route {
        Route::CatchUp(id) | Route::History(id) => Some(id.clone()),
        Route::Live | Route::Carbon | Route::RoomHistory => {
            let unarchived = message.hints.no_store || message.hints.no_permanent_store;
            let (archive, vouched) = if envelope.room {
                (&envelope.peer, cx.live.rooms.vouches(&envelope.peer))
            } else {
                (cx.me, cx.live.archive.vouched())
            };
            if unarchived || !vouched {
                return None;
            }
            let mut ours = message
                .stanza_ids
                .iter()
                .rev()
                .filter(|(by, _)| by.as_str() == archive.as_str());
            ours.next().map(|(_, id)| id.clone())
        }
    }
}

/// The sender's id for the message, and whether it is one nobody else chooses.
fn origin_id(message: &Message) -> Option<(OriginId, bool)> {
    match &message.origin_id {
        Some(id) => Some((id.clone(), true)),
        None => message.id.clone().map(|id| (OriginId(id), false)),
    }
}

fn advance_cursor(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>, stanza: Option<&StanzaId>) -> Result<(), StoreError> {
    if envelope.room {
        return match (&envelope.route, stanza) {
            (Route::Live, Some(stanza)) => rooms::history::saw_live(cx, &envelope.peer, stanza),
            _ => Ok(()),
        };
    }
    match (&envelope.route, stanza) {
        // What is on its way may be in the archive before this one: the cursor must not pass it, or after a crash nobody
        // finds it there and it is sent again.
        (Route::Live | Route::Carbon, Some(stanza)) if !crate::outbound::under_way(cx) => archive::saw_live(cx, stanza),
        _ => Ok(()),
    }
}

fn announce(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    conversation: &Conversation,
    place: Place,
    text: Option<&str>,
) -> Result<(), StoreError> {
    let id = MessageId(place.id);
    cx.changed(Changed::Conversation(envelope.peer.clone()));
    if conversation.standing == Standing::Waiting {
        cx.changed(Changed::Contacts);
    }
    match (envelope.ours(), &envelope.route) {
        (false, Route::Live | Route::Carbon) => notices::arrived(cx, conversation, id, text),
        (false, Route::CatchUp(_)) => {
            notices::missed(cx, conversation.id, id);
            Ok(())
        }
        // What we wrote elsewhere, we wrote having read what came before.
        (true, Route::Live | Route::Carbon | Route::CatchUp(_)) => reading::read_elsewhere(cx, conversation, id),
        (false, Route::History(_)) if placing::unseen(cx, conversation, envelope)? => {
            notices::missed(cx, conversation.id, id);
            Ok(())
        }
        // History from before the first sign-in is not news.
        (_, Route::History(_) | Route::RoomHistory) => carbons::history_is_read(cx, conversation, place),
    }
}
