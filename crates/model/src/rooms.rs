//! What there is to say about rooms (XEP-0045), in the words of every layer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// With whom a conversation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConversationKind {
    /// One person.
    #[default]
    Person,
    /// A private group: members only, who know each other's addresses.
    Group,
    /// A public channel: anybody may come in, and is known by a nickname.
    Channel,
}

impl ConversationKind {
    /// Between two.
    pub fn is_person(&self) -> bool {
        *self == Self::Person
    }
}

/// What an occupant may do as long as they are there (XEP-0045 §5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Not there.
    #[default]
    None,
    /// Reads only.
    Visitor,
    /// Reads and writes.
    Participant,
    /// Keeps order.
    Moderator,
}

/// What somebody is to a room for good (XEP-0045 §5.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Affiliation {
    /// Banned.
    Outcast,
    /// Nothing in particular.
    #[default]
    None,
    /// A member.
    Member,
    /// May make members and ban people.
    Admin,
    /// May do anything.
    Owner,
}

/// Which messages of a room are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NotifyLevel {
    /// Every one.
    All,
    /// Those that name us.
    Mentions,
    /// None.
    Never,
}

/// Why we are not in a room that we want to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RoomProblem {
    /// We are banned.
    Banned,
    /// It takes members only, and we are none.
    MembersOnly,
    /// It asks for a password.
    PasswordWanted,
    /// Every name we tried belongs to somebody else.
    NickTaken,
    /// No more people fit in.
    Full,
    /// There is no such room.
    NotFound,
    /// Its service does not answer.
    Unreachable,
    /// Its service does not let us make rooms.
    MayNotCreate,
    /// A moderator sent us out.
    Kicked,
    /// It was closed for good.
    Destroyed,
    /// It said no, for a reason of its own.
    Refused,
}

/// Where we stand with a room on this stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RoomState {
    /// Outside.
    #[default]
    Outside,
    /// On our way in.
    Joining,
    /// Inside.
    Joined,
}
