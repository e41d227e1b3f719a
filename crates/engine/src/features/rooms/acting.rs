//! What one does inside of a room: its subject, other people's roles, messages of theirs, and whom one does not want to read.

use sotto_model::{Affiliation, Jid, MessageId, NotifyLevel, Peer, Role, RoomState, StanzaId};
use sotto_store::conversations::{self, Conversation};
use sotto_store::{messages, rooms};
use sotto_wire::{moderation, muc};

use super::bookmarks;
use crate::cx::{Awaiting, Cx};
use crate::features::Decided;
use crate::input::{Changed, Refused};
use crate::label;

/// The longest subject, in characters.
const SUBJECT: usize = 300;

pub(in crate::features) fn set_subject(cx: &mut Cx<'_, '_>, room: &Peer, text: &str) -> Decided {
    if !inside(cx, room) {
        return Ok(Some(Refused::Offline));
    }
    let id = cx.fresh_id();
    let text = label::line(text, SUBJECT);
    cx.send(muc::subject(&Jid::from(room.0.clone()), &id, &text));
    Ok(None)
}

fn inside(cx: &Cx<'_, '_>, room: &Peer) -> bool {
    cx.live
        .rooms
        .room(room)
        .is_some_and(|room| room.state == RoomState::Joined)
}

/// Gives somebody who is there another role; `None` sends them out.
pub(in crate::features) fn set_role(cx: &mut Cx<'_, '_>, room: &Peer, nick: &str, role: Role) -> Decided {
    let Some(known) = cx.live.rooms.room(room).filter(|room| room.state == RoomState::Joined) else {
        return Ok(Some(Refused::Offline));
    };
    if known.role < Role::Moderator {
        return Ok(Some(Refused::BadRequest));
    }
    let Some(there) = known.occupants.get(nick).map(|one| one.nick.clone()) else {
        return Ok(Some(Refused::NotFound));
    };
    cx.set(Some(&room.0), muc::set_role(&there, role, None), Awaiting::Nobody);
    Ok(None)
}

/// Makes somebody something else to the room.
pub(in crate::features) fn set_affiliation(
    cx: &mut Cx<'_, '_>,
    room: &Peer,
    person: &Peer,
    affiliation: Affiliation,
) -> Decided {
    let Some(known) = cx.live.rooms.room(room).filter(|room| room.state == RoomState::Joined) else {
        return Ok(Some(Refused::Offline));
    };
    if known.affiliation < Affiliation::Admin || person == cx.me {
        return Ok(Some(Refused::BadRequest));
    }
    let private = known.features.private;
    let payload = muc::set_affiliation(&Jid::from(person.0.clone()), affiliation, None);
    cx.set(Some(&room.0), payload, Awaiting::Nobody);
    // Who is away is not announced by everybody's server: what we ordered is what we believe until told otherwise.
    if let Some(conversation) = conversations::find(cx.tx, room)?.filter(|_| private) {
        rooms::set_member(cx.tx, conversation.id, person, affiliation, false)?;
        cx.changed(Changed::Members(room.clone()));
        cx.changed(Changed::Conversation(room.clone()));
    }
    Ok(None)
}

/// Takes somebody's message away (XEP-0425).
pub(in crate::features) fn moderate(cx: &mut Cx<'_, '_>, message: MessageId, reason: Option<&str>) -> Decided {
    let Some(subject) = messages::subject(cx.tx, message)? else {
        return Ok(Some(Refused::NotFound));
    };
    let Some(conversation) = conversations::get(cx.tx, subject.conversation)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    let may = cx
        .live
        .rooms
        .room(&conversation.peer)
        .filter(|room| room.role == Role::Moderator);
    let version = may.and_then(|room| room.features.moderation);
    let (Some(version), Some(reference)) = (version, subject.reference) else {
        return Ok(Some(Refused::BadRequest));
    };
    let target = StanzaId(reference.0);
    let reason = reason
        .map(|reason| label::line(reason, SUBJECT))
        .filter(|reason| !reason.is_empty());
    let payload = moderation::moderate(version, &target, reason.as_deref());
    cx.set(Some(&conversation.peer.0), payload, Awaiting::Nobody);
    Ok(None)
}

/// Chooses which messages of a room are told of, on every device of ours.
pub(in crate::features) fn set_notify(cx: &mut Cx<'_, '_>, room: &Peer, level: NotifyLevel) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, room)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    rooms::set_notify(cx.tx, conversation.id, Some(level))?;
    bookmarks::republish(cx, &conversation)?;
    cx.changed(Changed::Conversation(room.clone()));
    Ok(None)
}

/// Does not show what somebody says in a room, or does again.
pub(in crate::features) fn ignore(cx: &mut Cx<'_, '_>, room: &Peer, who: &str, name: &str, on: bool) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, room)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    if who.is_empty() || who.len() > 4_000 {
        return Ok(Some(Refused::BadRequest));
    }
    rooms::set_ignored(cx.tx, conversation.id, who, &label::line(name, label::LONGEST), on)?;
    cx.changed(Changed::Members(room.clone()));
    cx.changed(Changed::Conversation(room.clone()));
    Ok(None)
}
