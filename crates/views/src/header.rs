//! What the header and the composer of a conversation show.

use serde::Serialize;
use sotto_model::{
    ConversationKind, EncryptionMode, MessageId, Peer, Presence, Privacy, Standing, Subscription, Timestamp,
};
use ts_rs::TS;

use crate::{DraftEdit, MessageRow, RoomFacts, Sort};

/// Whether what is written next can be read by the contact and by nobody else.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Readiness {
    /// The contact's devices are not known yet.
    Checking,
    /// Encrypted to this many of the contact's devices.
    Ready {
        /// How many.
        devices: u32,
    },
    /// The contact publishes no keys: nothing can be sent encrypted.
    NoKeys,
    /// Every device of the contact waits for the user's decision, or was rejected.
    Untrusted,
    /// Some devices will not be able to read it.
    Partly {
        /// Devices that can.
        devices: u32,
        /// Devices that wait for the user's decision.
        undecided: u32,
    },
    /// The user chose to send unencrypted.
    Plain,
    /// A group: encrypted to everybody who can read it.
    Group {
        /// How many of the members, ourselves aside, can read it.
        readers: u32,
        /// Who cannot: they publish no keys, or those keys wait for the user.
        without: Vec<Peer>,
    },
}

/// All that the header and the composer of a conversation show.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConversationRow {
    /// The address.
    pub id: String,
    /// Always the same: there is one row.
    pub sort: Sort,
    /// With whom.
    pub peer: Peer,
    /// What they are called here.
    pub name: String,
    /// What their picture is asked for by.
    pub avatar: Option<String>,
    /// Their availability.
    pub presence: Presence,
    /// Their status text.
    pub status: Option<String>,
    /// Since when nobody has touched their device.
    pub idle_since: Option<Timestamp>,
    /// Who sees whom.
    pub subscription: Subscription,
    /// They are in the contact list.
    pub contact: bool,
    /// We asked to see them and they have not answered.
    pub pending: bool,
    /// They ask to become a contact.
    pub requests: bool,
    /// Whether we want this conversation.
    pub standing: Standing,
    /// They may not reach us.
    pub blocked: bool,
    /// What they are told without a word of ours.
    pub privacy: Privacy,
    /// The server can keep people away.
    pub can_block: bool,
    /// The server's people read reports.
    pub can_report: bool,
    /// What the user wants.
    pub mode: EncryptionMode,
    /// What that comes to.
    pub readiness: Readiness,
    /// Text written and not sent.
    pub draft: String,
    /// The message that it answers.
    pub draft_reply: Option<MessageRow>,
    /// A message of ours whose text is being changed meanwhile, and what is written in its place.
    pub draft_edit: Option<DraftEdit>,
    /// How many messages are to be sent later.
    pub scheduled: u32,
    /// How many messages are kept at hand.
    pub pins: u32,
    /// They are writing.
    pub typing: bool,
    /// Messages not read yet.
    pub unread: u32,
    /// The first of them.
    pub first_unread: Option<MessageId>,
    /// Notify when they come online.
    pub favourite: bool,
    /// Never notifies.
    pub muted: bool,
    /// When that ends; nothing if it does not.
    pub muted_until: Option<Timestamp>,
    /// Put away.
    pub archived: bool,
    /// The groups that they are in.
    pub groups: Vec<String>,
    /// Kept on top of the list.
    pub pinned: bool,
    /// What it is.
    #[serde(skip_serializing_if = "ConversationKind::is_person")]
    #[ts(as = "Option<ConversationKind>", optional)]
    pub kind: ConversationKind,
    /// More about it, if it is a room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub room: Option<RoomFacts>,
}
