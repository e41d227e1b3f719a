//! Whose a message is: the step that believes or refuses what is written on the outside.

use sotto_model::{Peer, StanzaId, Timestamp};
use sotto_wire::{CarbonDirection, Delay, Message};

use crate::authorised::{self, Authorised, Contact, Room};
use crate::cx::Cx;
use crate::placing;

/// By which way a message came. What comes live notifies at once, what was missed once the archive is caught up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Addressed to us, just now.
    Live,
    /// A copy of what another device of ours sent or got (XEP-0280).
    Carbon,
    /// From our own archive, under this id (XEP-0313), as news since we were last here.
    CatchUp(StanzaId),
    /// From our own archive, of the time before.
    History(StanzaId),
    /// What a room without an archive tells who enters it for the first time.
    RoomHistory,
}

/// Who wrote a message.
#[derive(Debug)]
pub enum Author {
    /// We did, here or on another device.
    Us,
    /// Somebody who writes to us alone.
    Contact(Authorised<Contact>),
    /// Somebody in a room.
    Occupant(Speaker),
}

/// Somebody in a room.
#[derive(Debug)]
pub struct Speaker {
    /// The room, which vouches for them.
    pub room: Authorised<Room>,
    /// What nobody else there can have.
    pub key: String,
    /// What they call themselves.
    pub nick: String,
    /// The address behind it, if the room tells.
    pub real: Option<Peer>,
}

/// A message whose sender is settled.
pub struct Envelope<'m> {
    /// The way it came.
    pub route: Route,
    /// Who wrote it.
    pub author: Author,
    /// It was said in a room.
    pub room: bool,
    /// Whose conversation it belongs to.
    pub peer: Peer,
    /// When it was written, as far as anybody trustworthy says.
    pub at: Timestamp,
    /// Somebody trustworthy says so; else it is the time at which it came here.
    pub stamped: bool,
    /// What was written.
    pub message: &'m Message,
}

impl Envelope<'_> {
    /// We wrote it.
    pub fn ours(&self) -> bool {
        matches!(self.author, Author::Us)
    }

    /// Somebody wrote it to us alone.
    pub fn contact(&self) -> Option<&Authorised<Contact>> {
        match &self.author {
            Author::Contact(contact) => Some(contact),
            Author::Us | Author::Occupant(_) => None,
        }
    }

    /// Whose keys it was encrypted with; nothing where nobody tells who is behind a name.
    pub fn identity(&self, me: &Peer) -> Option<Peer> {
        match &self.author {
            Author::Us => Some(me.clone()),
            Author::Contact(contact) => Some(contact.peer.clone()),
            Author::Occupant(speaker) => speaker.real.clone(),
        }
    }
}

/// Who wrote it, and in which conversation it belongs; nothing if it does not concern us.
pub(crate) fn authenticate<'m>(
    cx: &Cx<'_, '_>,
    route: Route,
    delay: Option<&Delay>,
    message: &'m Message,
    carbon: Option<CarbonDirection>,
) -> Option<Envelope<'m>> {
    let from = message
        .from
        .as_ref()
        .map_or_else(|| cx.me.clone(), |from| Peer(from.to_bare()));
    let to = message
        .to
        .as_ref()
        .map_or_else(|| cx.me.clone(), |to| Peer(to.to_bare()));
    let sent = from == *cx.me;
    // Whoever wraps must wrap what is ours: a copy of a conversation between two others is a lie (R05).
    let fits = match carbon {
        Some(CarbonDirection::Sent) => sent,
        Some(CarbonDirection::Received) => !sent && to == *cx.me,
        None => sent || to == *cx.me,
    };
    if !fits {
        return None;
    }
    let stamp = delay
        .filter(|delay| believed(cx, &route, delay))
        .map(|delay| delay.stamp);
    Some(Envelope {
        route,
        author: authorised::contact(message.from.as_ref(), cx.me).map_or(Author::Us, Author::Contact),
        room: false,
        peer: if sent { to } else { from },
        at: stamp.unwrap_or(cx.now),
        stamped: stamp.is_some(),
        message,
    })
}

/// Whether a message was sent when it says so: nobody is ahead of our clock, and of what comes live only our own server
/// knows how long it was kept.
fn believed(cx: &Cx<'_, '_>, route: &Route, delay: &Delay) -> bool {
    let vouched = match route {
        Route::Live => {
            let own = [cx.me.as_str(), cx.me.0.domain().as_str()];
            delay.from.as_ref().is_some_and(|from| own.contains(&from.as_str()))
        }
        Route::Carbon | Route::CatchUp(_) | Route::History(_) | Route::RoomHistory => true,
    };
    vouched && delay.stamp <= cx.now.plus(placing::CLOCK_TOLERANCE)
}
