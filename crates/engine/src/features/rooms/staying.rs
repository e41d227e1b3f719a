//! XEP-0410 1.1.0: whether we are still inside of a room that says nothing.

use sotto_model::{Peer, RoomProblem, RoomState};
use sotto_store::{conversations, rooms};
use sotto_wire::{Condition, ping};

use super::Awaiting;
use super::joining::{address, enter, unreachable};
use crate::cx::{Answer, Cx};
use crate::features::Done;
use crate::input::Timer;

/// How long a room may be silent before we ask, in milliseconds.
pub(super) const SILENCE: u64 = 600_000;

/// Time to look after a room: to try it again, or to ask whether we are still inside.
pub(in crate::features) fn time(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    let Some(room) = cx.live.rooms.rooms.get(peer) else {
        // Whoever was turned away does not knock again and again.
        let broken = match conversations::find(cx.tx, peer)? {
            Some(conversation) => matches!(
                rooms::problem(cx.tx, conversation.id)?,
                None | Some(RoomProblem::Unreachable)
            ),
            None => false,
        };
        return if broken && cx.live.rooms.open {
            enter(cx, peer)
        } else {
            Ok(())
        };
    };
    if room.state != RoomState::Joined {
        return Ok(());
    }
    let silent = cx.now.since(room.heard) >= i64::try_from(SILENCE).unwrap_or(i64::MAX);
    if silent {
        ping_self(cx, peer);
    }
    cx.after(SILENCE, Timer::Room(peer.clone()));
    Ok(())
}

/// Our own message should have come back by now.
pub(in crate::features) fn echo_missing(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    if let Some(conversation) = conversations::find(cx.tx, peer)?
        && cx.live.rooms.is_ready(peer)
        && crate::outbound::waits_for_echo(cx, conversation.id)?
    {
        ping_self(cx, peer);
    }
    Ok(())
}

/// The stream goes on: rooms may have thought that we were gone.
pub(in crate::features) fn resumed(cx: &mut Cx<'_, '_>) {
    let joined: Vec<Peer> = cx.live.rooms.rooms.keys().cloned().collect();
    for peer in joined {
        ping_self(cx, &peer);
    }
}

fn ping_self(cx: &mut Cx<'_, '_>, peer: &Peer) {
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return;
    };
    if room.state != RoomState::Joined || std::mem::replace(&mut room.pinged, true) {
        return;
    }
    if let Some(address) = address(peer, &room.nick) {
        cx.get_from(&address, ping::request(), Awaiting::Ping(peer.clone()).into());
    }
}

/// XEP-0410 §3.1: which answers mean that we are inside.
pub(super) fn pinged(cx: &mut Cx<'_, '_>, peer: &Peer, answer: &Answer) -> Done {
    let now = cx.now;
    let Some(room) = cx.live.rooms.rooms.get_mut(peer) else {
        return Ok(());
    };
    room.pinged = false;
    let inside = match answer {
        Answer::Result(_) => true,
        Answer::Error(error) => match error.condition {
            Condition::ServiceUnavailable | Condition::FeatureNotImplemented | Condition::ItemNotFound => true,
            // Nobody knows; the next one tells.
            Condition::RemoteServerNotFound | Condition::RemoteServerTimeout => return unreachable(cx, peer),
            _ => false,
        },
        Answer::None => return Ok(()),
    };
    if inside {
        room.heard = now;
        return Ok(());
    }
    cx.live.rooms.rooms.remove(peer);
    enter(cx, peer)
}
