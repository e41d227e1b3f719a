//! What a window can subscribe to, and how what it sees changes.

use serde::{Deserialize, Serialize};
use sotto_model::{MessageId, Peer};
use ts_rs::TS;

/// One live query: of the program (the first two) or of one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum View {
    /// One [`crate::ProfileRow`]: whether the archives can be opened.
    Profile,
    /// [`crate::AccountRow`]s: every account of this profile.
    Accounts,
    /// One [`crate::AccountRow`]: who we are and whether we are connected.
    Account,
    /// [`crate::ChatRow`]s, newest first.
    Chats,
    /// [`crate::ContactRow`]s, by name.
    Contacts,
    /// [`crate::RequestRow`]s: strangers who wrote, or ask to become contacts.
    Requests,
    /// [`crate::BlockedRow`]s: who may not reach us.
    Blocked,
    /// [`crate::MessageRow`]s of one conversation, oldest first; the only windowed view.
    Timeline {
        /// With whom.
        peer: Peer,
    },
    /// One [`crate::ConversationRow`]: all that header and composer show.
    Conversation {
        /// With whom.
        peer: Peer,
    },
    /// [`crate::DeviceRow`]s: the encryption devices of a contact, or of ourselves.
    Devices {
        /// Whose.
        peer: Peer,
    },
    /// [`crate::VersionRow`]s: every text a message had, oldest first.
    Versions {
        /// In whose conversation.
        peer: Peer,
        /// Which message.
        message: MessageId,
    },
    /// [`crate::FoundRow`]s: messages of a conversation that say something, oldest first.
    Find {
        /// In whose conversation.
        peer: Peer,
        /// What they say, in any case.
        text: String,
        /// How many messages are looked at, the newest first.
        reach: u32,
    },
    /// [`crate::MessageRow`]s: the thread of a message, oldest first.
    Thread {
        /// In whose conversation.
        peer: Peer,
        /// Any message of it.
        message: MessageId,
    },
    /// [`crate::MessageRow`]s: what is kept at hand in a conversation, oldest first.
    Pinned {
        /// In whose conversation.
        peer: Peer,
    },
    /// [`crate::ScheduledRow`]s: what is to be sent later in a conversation, the next one first.
    Scheduled {
        /// In whose conversation.
        peer: Peer,
    },
    /// [`crate::TransferRow`]s: files of this account on their way.
    Transfers,
    /// One [`crate::PreferencesRow`].
    Preferences,
    /// [`crate::MemberRow`]s: who is in a room, and who belongs to it, a part at a time.
    Members {
        /// Which room.
        peer: Peer,
        /// Letters of the name or address; none for everybody.
        search: String,
        /// How many to leave out at the beginning.
        first: u32,
        /// How many to show, at most 300.
        count: u32,
    },
    /// [`crate::InvitationRow`]s: rooms we are invited into, newest first.
    Invitations,
    /// [`crate::DirectoryRow`]s: what the last search for rooms found.
    Directory,
    /// [`crate::FieldRow`]s: how a room is configured, once that was asked for.
    RoomForm {
        /// Which room.
        peer: Peer,
    },
    /// [`crate::IgnoredRow`]s: whom we do not read in a room.
    Ignored {
        /// Which room.
        peer: Peer,
    },
}

/// Which part of a windowed view is wanted: a row and its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Window {
    /// The row to stand around; nothing means the newest.
    pub anchor: Option<MessageId>,
    /// How many rows before the anchor, at most [`Window::MOST`].
    pub before: u32,
    /// How many rows after the anchor, at most [`Window::MOST`].
    pub after: u32,
}

impl Window {
    /// The most rows either side may have; more is cut, not refused.
    pub const MOST: u32 = 300;

    /// The newest 150 rows, which is what a conversation opens with.
    pub const LATEST: Self = Self {
        anchor: None,
        before: 150,
        after: 0,
    };
}

impl Default for Window {
    fn default() -> Self {
        Self::LATEST
    }
}

/// What happened to the rows of one subscription. Keyed and idempotent: losing one and getting a `Reset` does no harm.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Patch<R> {
    /// These are all the rows.
    Reset {
        /// In the order of their `sort`.
        rows: Vec<R>,
        /// Whether the view goes on beyond them.
        edges: Edges,
    },
    /// Some rows changed.
    Change {
        /// New and changed rows, keyed by their `id`.
        upsert: Vec<R>,
        /// Ids of rows that are gone.
        remove: Vec<String>,
        /// Whether the view goes on beyond the rows held now.
        edges: Edges,
    },
}

/// Whether a windowed view has more rows than it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Edges {
    /// There are older rows.
    pub before: bool,
    /// There are newer rows.
    pub after: bool,
}
