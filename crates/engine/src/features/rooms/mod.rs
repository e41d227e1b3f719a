//! XEP-0045 1.35.3: rooms. A conversation is a room if its kind says so; what passes with the stream is in [`Live`].
//!
//! [`joining`] goes in, [`attending`] sees who comes and goes, [`staying`] asks whether we are still there, [`occupants`] knows who is, [`speaking`] believes who says what, [`history`] reads
//! the room's archive, [`members`] knows who belongs to a group, [`owning`] makes, configures and closes rooms,
//! [`bookmarks`] and [`invitations`] say which rooms there are for us, [`directory`] finds others.
//!
//! Deliberately not: voice requests, registration and captchas.

pub mod acting;
pub mod attending;
pub mod bookmarks;
pub mod directory;
pub mod history;
pub mod invitations;
pub mod joining;
pub mod members;
pub mod mentions;
pub mod occupants;
pub mod owning;
pub mod speaking;
pub mod staying;

use std::collections::{BTreeMap, BTreeSet};

use sotto_model::{Affiliation, ConversationKind, NotifyLevel, Peer, Role, RoomState, Timestamp};
use sotto_store::conversations::Conversation;
use sotto_store::{StoreError, rooms};
use sotto_wire::forms::Form;
use sotto_wire::moderation::Version;

use super::Done;
use crate::cx::{Answer, Cx};
use crate::envelope::{Author, Envelope};
use occupants::Occupants;

/// How long a room may take to pass our own message on before we ask whether we are still inside, in milliseconds.
pub(crate) const ECHO_WITHIN: u64 = 15_000;

/// Rooms on this stream.
#[derive(Default)]
pub struct Live {
    rooms: BTreeMap<Peer, Room>,
    directory: directory::Live,
    /// The bookmarks were read, or could not be: rooms may be entered.
    open: bool,
}

/// A room on this stream.
#[derive(Default)]
pub struct Room {
    state: RoomState,
    /// What we call ourselves, and who the room says we are.
    nick: String,
    occupant: Option<String>,
    role: Role,
    affiliation: Affiliation,
    features: Features,
    occupants: Occupants,
    typing: BTreeSet<String>,
    history: history::Live,
    /// Names that were taken.
    refused: u32,
    /// Still to be configured by us.
    unfinished: bool,
    /// Something last came from it.
    heard: Timestamp,
    /// We asked whether we are still inside.
    pinged: bool,
    form: Option<Form>,
}

/// What a room can do and promises.
#[derive(Clone, Copy, Debug, Default)]
struct Features {
    archive: bool,
    /// Its ids for messages are its own.
    vouched: bool,
    /// Its ids for occupants are.
    occupants: bool,
    moderation: Option<Version>,
    /// Members only, who know each other's addresses.
    private: bool,
}

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// What a room is, on our way in or later.
    Info(Peer, joining::Purpose),
    /// Whether we are still inside.
    Ping(Peer),
    /// Who is this to a group.
    List(Peer, Affiliation),
    /// A page of a room's archive.
    History(Peer, history::Turn),
    /// How a room we made is configured, and whether it took our configuration.
    Setup(Peer),
    Configured(Peer),
    /// How a room is configured, for the user to see.
    Form(Peer),
    /// The account's rooms, as they are kept now and as they were.
    Bookmarks,
    OldBookmarks,
    /// What services there are.
    Services,
    Service(Peer),
    /// A service's rooms, and what is known of one of them.
    Rooms(Peer),
    Found(Peer),
}

impl From<Awaiting> for crate::cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Rooms(awaiting)
    }
}

impl Live {
    /// Whether it is a room that we are in, or on our way into.
    pub(crate) fn knows(&self, peer: &Peer) -> bool {
        self.rooms
            .get(peer)
            .is_some_and(|room| room.state != RoomState::Outside)
    }

    /// Whether its ids for messages are its own.
    pub(crate) fn vouches(&self, peer: &Peer) -> bool {
        self.rooms.get(peer).is_some_and(|room| room.features.vouched)
    }

    /// Whether something may be said there: we are inside, and know what is there already.
    pub(crate) fn is_ready(&self, peer: &Peer) -> bool {
        let ready = |room: &Room| room.state == RoomState::Joined && room.history.caught_up() && !room.unfinished;
        self.rooms.get(peer).is_some_and(ready)
    }

    /// What we call ourselves there.
    pub(crate) fn nick(&self, peer: &Peer) -> &str {
        self.rooms.get(peer).map_or("", |room| &room.nick)
    }

    /// A room, if we want to be in it.
    pub fn room(&self, peer: &Peer) -> Option<&Room> {
        self.rooms.get(peer)
    }

    /// What a search found so far, and whether it goes on.
    pub fn directory(&self) -> &directory::Live {
        &self.directory
    }
}

impl Room {
    /// Whether we are inside.
    pub fn state(&self) -> RoomState {
        self.state
    }

    /// What we may do there.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Who is there.
    pub fn occupants(&self) -> &Occupants {
        &self.occupants
    }

    /// Who is writing.
    pub fn typing(&self) -> impl Iterator<Item = &str> {
        self.typing.iter().map(String::as_str)
    }

    /// What we call ourselves.
    pub fn nick(&self) -> &str {
        &self.nick
    }

    /// How it is configured, once that was asked for.
    pub fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }
}

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    bookmarks::ask(cx);
    directory::ask_services(cx);
}

pub(super) fn forget(cx: &mut Cx<'_, '_>) {
    cx.live.rooms = Live::default();
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Done {
    match awaiting {
        Awaiting::Info(room, purpose) => joining::informed(cx, &room, purpose, answer),
        Awaiting::Ping(room) => staying::pinged(cx, &room, &answer),
        Awaiting::List(room, affiliation) => members::listed(cx, &room, affiliation, &answer),
        Awaiting::History(room, turn) => history::on_reply(cx, &room, turn, answer),
        Awaiting::Setup(room) => owning::form_came(cx, &room, &answer),
        Awaiting::Configured(room) => owning::configured(cx, &room, &answer),
        Awaiting::Form(room) => {
            owning::form_to_show(cx, &room, &answer);
            Ok(())
        }
        Awaiting::Bookmarks => bookmarks::came(cx, answer),
        Awaiting::OldBookmarks => bookmarks::old_came(cx, &answer),
        Awaiting::Services => {
            directory::services_came(cx, &answer);
            Ok(())
        }
        Awaiting::Service(service) => {
            directory::service_came(cx, &service, &answer);
            Ok(())
        }
        Awaiting::Rooms(service) => {
            directory::rooms_came(cx, &service, &answer);
            Ok(())
        }
        Awaiting::Found(room) => {
            directory::found_came(cx, &room, &answer);
            Ok(())
        }
    }
}

/// Whether what was said in a room may be news at all. Between two everything is.
pub(crate) fn disturbs(
    cx: &Cx<'_, '_>,
    conversation: &Conversation,
    envelope: &Envelope<'_>,
    mention: bool,
) -> Result<bool, StoreError> {
    let Author::Occupant(speaker) = &envelope.author else {
        return Ok(true);
    };
    let chosen = rooms::find(cx.tx, conversation.id)?.and_then(|room| room.notify);
    let level = chosen.unwrap_or(match conversation.kind {
        ConversationKind::Person | ConversationKind::Group => NotifyLevel::All,
        ConversationKind::Channel => NotifyLevel::Mentions,
    });
    let wanted = match level {
        NotifyLevel::All => true,
        NotifyLevel::Mentions => mention,
        NotifyLevel::Never => false,
    };
    Ok(wanted && !rooms::ignored(cx.tx, conversation.id, &speaker.key)?)
}
