//! Going into a room and out of it: XEP-0045 §7.1, §7.2, §7.14.

use sotto_model::{ConversationKind, EncryptionMode, Jid, Peer, Role, RoomProblem, RoomState};
use sotto_store::conversations::{self, Conversation};
use sotto_store::{StoreError, rooms};
use sotto_wire::disco::Info;
use sotto_wire::moderation::Version;
use sotto_wire::{Condition, disco as wire_disco, muc, ns};

use super::{Awaiting, Features, Room, bookmarks};
use crate::cx::{Answer, Cx};
use crate::features::{Decided, Done, disco};
use crate::input::{Changed, Refused, Timer};
use crate::label;

/// How long we wait before we try a room again that went away, in milliseconds.
pub(super) const RETRY: u64 = 20_000;

/// Messages asked for on entering a room that keeps no archive.
const HISTORY: u32 = 50;

/// Why a room was asked what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// We are on our way in.
    Enter,
    /// It changed.
    Update,
}

/// The user wants to be in a room.
pub(in crate::features) fn join(
    cx: &mut Cx<'_, '_>,
    peer: &Peer,
    nick: Option<&str>,
    password: Option<&str>,
) -> Decided {
    if peer.0.node().is_none() || peer == cx.me {
        return Ok(Some(Refused::BadRequest));
    }
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let conversation = want(cx, peer, ConversationKind::Channel, nick, password)?;
    conversations::opened(cx.tx, conversation.id, cx.now)?;
    cx.live.rooms.rooms.remove(peer);
    enter(cx, peer)?;
    Ok(None)
}

/// Keeps that we want to be in a room.
pub(super) fn want(
    cx: &mut Cx<'_, '_>,
    peer: &Peer,
    kind: ConversationKind,
    nick: Option<&str>,
    password: Option<&str>,
) -> Result<Conversation, StoreError> {
    let conversation = conversations::ensure(cx.tx, peer)?;
    let known = rooms::find(cx.tx, conversation.id)?.map(|room| room.nick);
    let nick = match nick
        .map(|nick| label::line(nick, label::LONGEST))
        .filter(|nick| !nick.is_empty())
    {
        Some(nick) => nick,
        None => known.unwrap_or_else(|| own_name(cx)),
    };
    rooms::put(cx.tx, conversation.id, kind, &nick, password)?;
    if rooms::remove_invitation(cx.tx, peer)? {
        cx.notify(sotto_model::Notice::Withdraw { peer: peer.clone() });
        cx.changed(Changed::Contacts);
    }
    conversations::ensure(cx.tx, peer)
}

/// What we call ourselves where nothing else was chosen.
fn own_name(cx: &Cx<'_, '_>) -> String {
    cx.me.0.node().map_or("me", |node| node.as_str()).to_owned()
}

/// Sets out for a room that is wanted.
pub(super) fn enter(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    if cx.live.online.is_none() || cx.live.rooms.knows(peer) {
        return Ok(());
    }
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    let Some(stored) = rooms::find(cx.tx, conversation.id)?.filter(|room| room.wanted) else {
        return Ok(());
    };
    let room = Room {
        state: RoomState::Joining,
        nick: stored.nick,
        unfinished: stored.unfinished,
        ..Room::default()
    };
    cx.live.rooms.rooms.insert(peer.clone(), room);
    cx.changed(Changed::Conversation(peer.clone()));
    ask(cx, peer, Purpose::Enter);
    Ok(())
}

pub(super) fn ask(cx: &mut Cx<'_, '_>, peer: &Peer, purpose: Purpose) {
    cx.get(
        Some(&peer.0),
        wire_disco::info_request(None),
        Awaiting::Info(peer.clone(), purpose).into(),
    );
}

pub(super) fn informed(cx: &mut Cx<'_, '_>, peer: &Peer, purpose: Purpose, answer: Answer) -> Done {
    if !cx.live.rooms.rooms.contains_key(peer) {
        return Ok(());
    }
    let unfinished = cx.live.rooms.rooms.get(peer).is_some_and(|room| room.unfinished);
    match answer {
        Answer::Result(payload) => {
            if let Some(info) = payload.and_then(|payload| Info::parse(&payload)) {
                learned(cx, peer, &info)?;
            }
        }
        // A room that is not there would be made by entering it: only where that is wanted.
        Answer::Error(error) if purpose == Purpose::Enter && !unfinished => match error.condition {
            Condition::ItemNotFound => return failed(cx, peer, RoomProblem::NotFound),
            Condition::RemoteServerNotFound | Condition::RemoteServerTimeout => {
                return unreachable(cx, peer);
            }
            _ => {}
        },
        Answer::None if purpose == Purpose::Enter => return unreachable(cx, peer),
        Answer::Error(_) | Answer::None => {}
    }
    if purpose == Purpose::Enter {
        knock(cx, peer)
    } else {
        Ok(())
    }
}

/// Takes up what a room says about itself.
fn learned(cx: &mut Cx<'_, '_>, peer: &Peer, info: &Info) -> Done {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    let archive = info.has(ns::MAM);
    let features = Features {
        archive,
        vouched: archive || info.has(ns::SID),
        occupants: info.has(ns::OCCUPANT_ID),
        moderation: if info.has(ns::MODERATE) {
            Some(Version::One)
        } else if info.has(ns::MODERATE_0) {
            Some(Version::Zero)
        } else {
            None
        },
        private: info.has("muc_membersonly") && info.has("muc_nonanonymous"),
    };
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    room.features = features;
    let unfinished = room.unfinished;
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    if let Some(name) = name_of(info) {
        rooms::set_name(cx.tx, conversation.id, &name)?;
    }
    if !stored.known && !unfinished {
        let kind = if features.private {
            ConversationKind::Group
        } else {
            ConversationKind::Channel
        };
        rooms::set_kind(cx.tx, conversation.id, kind)?;
        // Nobody knows who reads a channel: there is nobody to encrypt to, and the window says so.
        if kind == ConversationKind::Channel {
            conversations::set_mode(cx.tx, conversation.id, EncryptionMode::Plain)?;
        }
    }
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(())
}

/// What a room calls itself.
pub(super) fn name_of(info: &Info) -> Option<String> {
    let form = info.forms.iter().find(|form| {
        form.form_type()
            .is_some_and(|kind| kind.values.first().is_some_and(|value| value == ns::MUC_ROOM_INFO))
    });
    let configured = form.and_then(|form| form.value("muc#roomconfig_roomname"));
    let identity = info
        .identities
        .iter()
        .find(|identity| identity.category == "conference");
    let name = configured.or(identity.map(|identity| identity.name.as_str()))?;
    Some(label::line(name, label::LONGEST)).filter(|name| !name.is_empty())
}

/// Asks to be let in.
pub(super) fn knock(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    room.state = RoomState::Joining;
    let history = if room.features.archive { 0 } else { HISTORY };
    let Some(address) = address(peer, &room.nick) else {
        return failed(cx, peer, RoomProblem::NickTaken);
    };
    let password = Some(stored.password.as_str()).filter(|password| !password.is_empty());
    cx.send(muc::join(&address, password, history, Some(&disco::caps())));
    Ok(())
}

/// An occupant's address.
pub(super) fn address(room: &Peer, nick: &str) -> Option<Jid> {
    room.0.with_resource_str(nick).ok().map(Jid::from)
}

/// We are not in it, and the user has to know why.
pub(super) fn failed(cx: &mut Cx<'_, '_>, peer: &Peer, problem: RoomProblem) -> Done {
    cx.live.rooms.rooms.remove(peer);
    if let Some(conversation) = conversations::find(cx.tx, peer)? {
        rooms::set_problem(cx.tx, conversation.id, Some(problem))?;
    }
    cx.changed(Changed::Members(peer.clone()));
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(())
}

/// The way there is broken: said, and tried again.
pub(super) fn unreachable(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    failed(cx, peer, RoomProblem::Unreachable)?;
    cx.after(RETRY * 3, Timer::Room(peer.clone()));
    Ok(())
}

/// The user leaves a room.
pub(in crate::features) fn leave(cx: &mut Cx<'_, '_>, peer: &Peer) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, peer)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    rooms::set_wanted(cx.tx, conversation.id, false)?;
    rooms::set_problem(cx.tx, conversation.id, None)?;
    bookmarks::retract(cx, &conversation)?;
    part(cx, peer);
    Ok(None)
}

/// Goes out of a room that is not wanted any more.
pub(super) fn part(cx: &mut Cx<'_, '_>, peer: &Peer) {
    if let Some(room) = cx.live.rooms.rooms.remove(peer)
        && let Some(address) = address(peer, &room.nick)
    {
        cx.send(muc::leave(&address));
    }
    cx.changed(Changed::Members(peer.clone()));
    cx.changed(Changed::Conversation(peer.clone()));
}

/// The user takes another name in a room.
pub(in crate::features) fn rename(cx: &mut Cx<'_, '_>, peer: &Peer, nick: &str) -> Decided {
    let nick = label::line(nick, label::LONGEST);
    let Some(room) = cx.live.rooms.rooms.get(peer).filter(|room| room.role != Role::None) else {
        return Ok(Some(Refused::Offline));
    };
    let taken = room.occupants.get(&nick).is_some();
    match address(peer, &nick).filter(|_| !nick.is_empty() && !taken) {
        Some(address) => cx.send(muc::rename(&address, Some(&disco::caps()))),
        None => return Ok(Some(Refused::BadRequest)),
    }
    Ok(None)
}
