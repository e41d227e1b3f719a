//! What is said in a room, and who says it. A room vouches for its occupants and for nobody else.

use sotto_model::{ChatState, Peer};
use sotto_store::messages::{self, Kind, New};
use sotto_store::{StoreError, conversations, rooms};
use sotto_wire::{Archived, Message, MessageKind};

use super::joining::{self, Purpose};
use crate::authorised::{self, Authorised, Room as InRoom};
use crate::cx::Cx;
use crate::envelope::{Author, Envelope, Route, Speaker};
use crate::features::Done;
use crate::inbound;
use crate::input::{Changed, Timer};
use crate::{label, placing};

/// The longest subject that is shown, in characters.
const SUBJECT: usize = 300;

/// How long "writing" is believed without a further word, in milliseconds.
const BELIEVED: u64 = 30_000;

/// The most names of those who are writing.
const WRITING: usize = 100;

/// Something was said in a room just now.
pub(crate) fn said(cx: &mut Cx<'_, '_>, message: &Message) -> Done {
    let known = authorised::room(message.from.as_ref(), |peer| cx.live.rooms.knows(peer));
    let Some(proof) = known else {
        cx.live.forged += 1;
        log::debug!("ignored what was said in a room that is none of ours");
        return Ok(());
    };
    let now = cx.now;
    if let Some(room) = cx.live.rooms.rooms.get_mut(&proof.peer) {
        room.heard = now;
    }
    match message.from.as_ref().and_then(|from| from.resource()) {
        None => by_the_room(cx, &proof.peer.clone(), message),
        Some(nick) => by_an_occupant(cx, proof, nick.as_str(), message),
    }
}

/// The room itself: it takes messages away, and says that it changed.
fn by_the_room(cx: &mut Cx<'_, '_>, peer: &Peer, message: &Message) -> Done {
    if let Some(subject) = message.subject.as_ref().filter(|_| message.body.is_none()) {
        return subject_set(cx, peer, subject);
    }
    if message.moderation.is_some() {
        return moderated(cx, peer, message, None);
    }
    // 104: another configuration; 170 to 173: another promise about who sees and keeps what.
    if message
        .muc
        .as_ref()
        .is_some_and(|muc| muc.statuses.iter().any(|status| matches!(status, 104 | 170..=173)))
    {
        joining::ask(cx, peer, Purpose::Update);
    }
    Ok(())
}

fn by_an_occupant(cx: &mut Cx<'_, '_>, proof: Authorised<InRoom>, nick: &str, message: &Message) -> Done {
    if let Some(subject) = message
        .subject
        .as_ref()
        .filter(|_| message.body.is_none() && message.encrypted.is_none())
    {
        return subject_set(cx, &proof.peer, subject);
    }
    let peer = proof.peer.clone();
    // What a room without an archive tells those who enter says when it was said.
    let stamp = message
        .delay
        .as_ref()
        .map(|delay| delay.stamp)
        .filter(|stamp| *stamp <= cx.now.plus(placing::CLOCK_TOLERANCE));
    if stamp.is_none() {
        writes(cx, &peer, nick, message);
    }
    let first = match conversations::find(cx.tx, &peer)? {
        Some(conversation) => conversations::newest(cx.tx, conversation.id)?.is_none(),
        None => true,
    };
    let route = if stamp.is_some() && first {
        Route::RoomHistory
    } else {
        Route::Live
    };
    let author = author(cx, proof, nick, message, stamp.is_none(), None)?;
    let envelope = Envelope {
        route,
        author,
        room: true,
        peer,
        at: stamp.unwrap_or(cx.now),
        stamped: stamp.is_some(),
        message,
    };
    inbound::settled(cx, &envelope)
}

/// Something out of a room's archive.
pub(super) fn archived(cx: &mut Cx<'_, '_>, peer: &Peer, route: Route, result: &Archived) -> Done {
    let message = &result.forwarded.message;
    let of_this_room = authorised::room(message.from.as_ref(), |from| from == peer);
    let (Some(proof), MessageKind::Groupchat) = (of_this_room, message.kind) else {
        cx.live.forged += 1;
        return Ok(());
    };
    let Some(nick) = message
        .from
        .as_ref()
        .and_then(|from| from.resource())
        .map(|nick| nick.as_str().to_owned())
    else {
        return match &message.moderation {
            Some(_) => moderated(cx, peer, message, Some(route)),
            None => Ok(()),
        };
    };
    let at = result
        .forwarded
        .delay
        .as_ref()
        .map_or(cx.now, |delay| delay.stamp)
        .min(cx.now);
    let author = author(cx, proof, &nick, message, false, Some(result.id.as_str()))?;
    let envelope = Envelope {
        route,
        author,
        room: true,
        peer: peer.clone(),
        at,
        stamped: true,
        message,
    };
    inbound::settled(cx, &envelope)
}

/// Who said it. What is said now is said by who goes by that name now; what was said is said by whom the room says.
fn author(
    cx: &Cx<'_, '_>,
    proof: Authorised<InRoom>,
    nick: &str,
    message: &Message,
    live: bool,
    archive: Option<&str>,
) -> Result<Author, StoreError> {
    let Some(room) = cx.live.rooms.rooms.get(&proof.peer) else {
        return Ok(Author::Us);
    };
    let id = message.occupant_id.as_ref().filter(|_| room.features.occupants);
    let there = match id {
        Some(id) => room.occupants.by_id(id),
        None if live => room.occupants.get(nick),
        None => None,
    };
    let told = message
        .muc
        .as_ref()
        .and_then(|muc| muc.item.as_ref())
        .and_then(|item| item.jid.as_ref());
    let real = match there.and_then(|one| one.real.clone()) {
        Some(real) => Some(real),
        None if live => None,
        None => told.map(|jid| Peer(jid.to_bare())),
    };
    let ours = match (id, &room.occupant) {
        (Some(id), Some(own)) => id == own,
        _ if live => nick == room.nick,
        _ => real.as_ref() == Some(cx.me) || (nick == room.nick && is_waiting(cx, &proof.peer, message)?),
    };
    if ours {
        return Ok(Author::Us);
    }
    let key = match (id, &real, there) {
        (Some(id), ..) => format!("o:{id}"),
        (None, Some(real), _) => format!("j:{real}"),
        (None, None, Some(one)) => one.key(),
        // Nobody can say who that was: it is nobody else's.
        (None, None, None) => format!("a:{}", archive.or(message.id.as_deref()).unwrap_or_default()),
    };
    let real = match (real, id) {
        (None, Some(_)) => known_address(cx, &proof.peer, &key)?,
        (real, _) => real,
    };
    Ok(Author::Occupant(Speaker {
        key,
        nick: label::line(nick, label::LONGEST),
        real,
        room: proof,
    }))
}

/// Whether it is a message that we wait to see there.
fn is_waiting(cx: &Cx<'_, '_>, peer: &Peer, message: &Message) -> Result<bool, StoreError> {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(false);
    };
    let id = message
        .origin_id
        .clone()
        .or_else(|| message.id.clone().map(sotto_model::OriginId));
    match id {
        Some(id) => Ok(messages::own_by_origin(cx.tx, conversation.id, &id)?.is_some()),
        None => Ok(false),
    }
}

/// The address that was behind this author when they were last here.
fn known_address(cx: &Cx<'_, '_>, peer: &Peer, key: &str) -> Result<Option<Peer>, StoreError> {
    match conversations::find(cx.tx, peer)? {
        Some(conversation) => messages::address_of(cx.tx, conversation.id, key),
        None => Ok(None),
    }
}

fn writes(cx: &mut Cx<'_, '_>, peer: &Peer, nick: &str, message: &Message) {
    let Some(room) = cx.live.rooms.rooms.get_mut(peer).filter(|room| room.nick != nick) else {
        return;
    };
    let composing = message.chat_state == Some(ChatState::Composing);
    if composing && room.typing.len() < WRITING && room.occupants.get(nick).is_some() {
        room.typing.insert(nick.to_owned());
        cx.after(BELIEVED, Timer::Writes(peer.clone(), nick.to_owned()));
        cx.changed(Changed::Conversation(peer.clone()));
    } else {
        wrote(cx, peer, nick);
    }
}

/// Somebody writes no more.
pub(in crate::features) fn wrote(cx: &mut Cx<'_, '_>, peer: &Peer, nick: &str) {
    if let Some(room) = cx.live.rooms.rooms.get_mut(peer)
        && room.typing.remove(nick)
    {
        cx.changed(Changed::Conversation(peer.clone()));
    }
}

fn subject_set(cx: &mut Cx<'_, '_>, peer: &Peer, subject: &str) -> Done {
    if let Some(conversation) = conversations::find(cx.tx, peer)?
        && rooms::set_subject(cx.tx, conversation.id, &label::line(subject, SUBJECT))?
    {
        cx.changed(Changed::Conversation(peer.clone()));
    }
    Ok(())
}

/// A message was taken away: only the room itself says so.
fn moderated(cx: &mut Cx<'_, '_>, peer: &Peer, message: &Message, route: Option<Route>) -> Done {
    let (Some(moderation), Some(conversation)) = (&message.moderation, conversations::find(cx.tx, peer)?) else {
        return Ok(());
    };
    let stanza = match &route {
        Some(Route::CatchUp(id) | Route::History(id)) => Some(id.clone()),
        _ => message
            .stanza_ids
            .iter()
            .rev()
            .find(|(by, _)| by.as_str() == peer.as_str())
            .map(|(_, id)| id.clone()),
    };
    let seen = messages::seen(cx.tx, conversation.id, false, "", None, stanza.as_ref())?;
    if seen != messages::Seen::Never {
        return Ok(());
    }
    let target = sotto_model::OriginId(moderation.target.0.clone());
    let new = New {
        conversation: conversation.id,
        kind: Kind::Moderation,
        outgoing: false,
        author: messages::Author::default(),
        mention: false,
        at: cx.now,
        place: placing::now(cx, conversation.id)?,
        origin: None,
        origin_unique: false,
        stanza: stanza.as_ref(),
        target: Some(&target),
        body: Ok(moderation.reason.as_deref().unwrap_or("")),
        encryption: sotto_model::Encryption::None,
        exposed: false,
        device: None,
        delivery: None,
    };
    messages::insert(cx.tx, &new)?;
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(())
}
