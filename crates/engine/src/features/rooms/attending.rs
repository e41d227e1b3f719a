//! Who comes into a room and goes, we among them: XEP-0045 §7.1, §7.14, §8.2, §9.

use sotto_model::{Affiliation, Peer, RoomProblem, RoomState};
use sotto_store::{conversations, rooms};
use sotto_wire::{Condition, MucUser, Presence, PresenceKind};

use super::joining::{RETRY, failed, knock, unreachable};
use super::staying::SILENCE;
use super::{bookmarks, history, members, owning};
use crate::authorised;
use crate::cx::Cx;
use crate::features::Done;
use crate::input::{Changed, Timer};
use crate::label;

/// Names tried before we give up.
const NAMES: u32 = 5;

/// Presence that came through a room of ours.
pub(in crate::features) fn presence(cx: &mut Cx<'_, '_>, stanza: &Presence) -> Done {
    let known = authorised::room(stanza.from.as_ref(), |peer| cx.live.rooms.knows(peer));
    let Some(proof) = known else {
        cx.live.forged += 1;
        return Ok(());
    };
    let peer = proof.peer;
    let nick = stanza
        .from
        .as_ref()
        .and_then(|from| from.resource())
        .map(|nick| nick.as_str().to_owned());
    match (stanza.kind, &stanza.muc) {
        (PresenceKind::Error, _) => refused(cx, &peer, stanza),
        (PresenceKind::Available, Some(muc)) => match nick {
            Some(nick) => came(cx, &peer, &nick, muc, stanza),
            None => Ok(()),
        },
        (PresenceKind::Unavailable, muc) => match nick {
            Some(nick) => went(cx, &peer, &nick, muc.as_ref()),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn came(cx: &mut Cx<'_, '_>, peer: &Peer, nick: &str, muc: &MucUser, stanza: &Presence) -> Done {
    let now = cx.now;
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    room.heard = now;
    let id = stanza.occupant_id.clone().filter(|_| room.features.occupants);
    let item = muc.item.clone().unwrap_or_default();
    let hats = stanza.hats.iter().map(|hat| label::line(hat, 40)).collect();
    room.occupants.put(nick, id.clone(), &item, hats);
    if room.state == RoomState::Joined {
        cx.changed(Changed::Members(peer.clone()));
    }
    members::seen(cx, peer, &item)?;
    // Some rooms forget to say which presence is ours; none gives our name to somebody else.
    let ours = muc.says(110) || cx.live.rooms.nick(peer) == nick;
    if ours { inside(cx, peer, nick, id, muc) } else { Ok(()) }
}

/// That is us.
fn inside(cx: &mut Cx<'_, '_>, peer: &Peer, nick: &str, id: Option<String>, muc: &MucUser) -> Done {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    let fresh = room.state != RoomState::Joined;
    let item = muc.item.clone().unwrap_or_default();
    room.state = RoomState::Joined;
    nick.clone_into(&mut room.nick);
    room.occupant.clone_from(&id);
    (room.role, room.affiliation) = (item.role, item.affiliation);
    let unfinished = room.unfinished;
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    rooms::set_self(
        cx.tx,
        conversation.id,
        nick,
        id.as_deref().unwrap_or(""),
        item.affiliation,
    )?;
    rooms::set_problem(cx.tx, conversation.id, None)?;
    cx.changed(Changed::Members(peer.clone()));
    cx.changed(Changed::Conversation(peer.clone()));
    if !fresh {
        if stored.nick != nick {
            bookmarks::publish(cx, &conversation)?;
        }
        return Ok(());
    }
    if unfinished && item.affiliation == Affiliation::Owner {
        // Everything else begins when it is configured.
        owning::set_up(cx, peer);
        return Ok(());
    }
    if unfinished {
        // The name belongs to somebody else's room: what was to be in ours does not go in there.
        return failed(cx, peer, RoomProblem::MayNotCreate);
    }
    bookmarks::publish(cx, &conversation)?;
    members::ask(cx, &conversation)?;
    cx.after(SILENCE, Timer::Room(peer.clone()));
    history::start(cx, peer)
}

fn went(cx: &mut Cx<'_, '_>, peer: &Peer, nick: &str, muc: Option<&MucUser>) -> Done {
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    let nothing = MucUser::default();
    let muc = muc.unwrap_or(&nothing);
    let ours = muc.says(110) || room.nick == nick;
    let renamed = muc
        .item
        .as_ref()
        .and_then(|item| item.nick.clone())
        .filter(|_| muc.says(303));
    room.typing.remove(nick);
    if let Some(to) = renamed {
        room.occupants.rename(nick, &to);
        if ours {
            room.nick = to;
        }
        cx.changed(Changed::Members(peer.clone()));
        return Ok(());
    }
    room.occupants.take(nick);
    cx.changed(Changed::Members(peer.clone()));
    if let Some(item) = &muc.item {
        members::seen(cx, peer, item)?;
    }
    if ours { outside(cx, peer, muc) } else { Ok(()) }
}

/// We are out. Whoever only lost the way goes in again.
fn outside(cx: &mut Cx<'_, '_>, peer: &Peer, muc: &MucUser) -> Done {
    if muc.destroyed {
        return failed(cx, peer, RoomProblem::Destroyed);
    }
    if muc.says(301) {
        return failed(cx, peer, RoomProblem::Banned);
    }
    if muc.says(321) || muc.says(322) {
        return failed(cx, peer, RoomProblem::MembersOnly);
    }
    // 333: not a moderator's doing, but the way to the room broke (XEP-0045 §15.6.2).
    if muc.says(307) && !muc.says(333) {
        return failed(cx, peer, RoomProblem::Kicked);
    }
    cx.live.rooms.rooms.remove(peer);
    cx.changed(Changed::Conversation(peer.clone()));
    cx.after(RETRY, Timer::Room(peer.clone()));
    Ok(())
}

fn refused(cx: &mut Cx<'_, '_>, peer: &Peer, stanza: &Presence) -> Done {
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    let condition = stanza.error.as_ref().map(|error| error.condition);
    if room.state == RoomState::Joined {
        // Another name of ours was refused: the old one stays.
        return Ok(());
    }
    let problem = match condition {
        Some(Condition::Conflict) => {
            room.refused += 1;
            if room.refused < NAMES {
                room.nick.push('_');
                return knock(cx, peer);
            }
            RoomProblem::NickTaken
        }
        Some(Condition::NotAuthorized) => RoomProblem::PasswordWanted,
        Some(Condition::Forbidden) => RoomProblem::Banned,
        Some(Condition::RegistrationRequired) => RoomProblem::MembersOnly,
        Some(Condition::ServiceUnavailable) => RoomProblem::Full,
        Some(Condition::ItemNotFound) => RoomProblem::NotFound,
        Some(Condition::NotAllowed) => RoomProblem::MayNotCreate,
        Some(Condition::Gone) => RoomProblem::Destroyed,
        Some(
            Condition::RemoteServerNotFound
            | Condition::RemoteServerTimeout
            | Condition::ResourceConstraint
            | Condition::InternalServerError,
        ) => return unreachable(cx, peer),
        _ => RoomProblem::Refused,
    };
    failed(cx, peer, problem)
}
