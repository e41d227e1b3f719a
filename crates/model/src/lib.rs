//! Ids and small values that every layer speaks.
//!
//! **Invariant:** no logic beyond parsing and printing, no SQL, no XML, no clock. A value of one of these
//! types has been checked once, where it entered, and is never checked again.

mod code;
mod error;
mod ids;
pub mod media;
mod notice;
mod preferences;
mod rooms;
mod states;
mod time;

pub use code::Code;
pub use error::ErrorCode;
pub use ids::{
    AccountId, ConversationId, DeviceId, FileId, InvalidAccountId, InvalidDeviceId, MessageId, OriginId, Peer, StanzaId,
};
pub use jid::{BareJid, FullJid, Jid};
pub use notice::Notice;
pub use preferences::{ChatOrder, Preferences, Privacy, Theme};
pub use rooms::{Affiliation, ConversationKind, NotifyLevel, Role, RoomProblem, RoomState};
pub use states::{
    ChatState, Delivery, Encryption, EncryptionMode, Failure, FileFailure, FileKind, FileState, Presence, Standing,
    Subscription, Tell, Trust, Unreadable,
};
pub use time::Timestamp;
