//! The rows the window paints. Everything a component needs is in its row: the window computes layout, never meaning.

use serde::Serialize;
use sotto_model::{
    AccountId, ConversationKind, Delivery, DeviceId, Encryption, ErrorCode, Failure, FileKind, MessageId, Peer,
    Preferences, Presence, Subscription, Timestamp, Trust, Unreadable,
};
use ts_rs::TS;

use crate::header::ConversationRow;
use crate::rooms::{DirectoryRow, FieldRow, IgnoredRow, InvitationRow, MemberRow};
use crate::{FileRow, FoundRow, Look, ScheduledRow, Thread, TransferRow};

/// Where a row stands: ascending, compared number by number.
pub type Sort = (f64, f64);

/// A row that can be patched by key.
pub trait Row: Clone + PartialEq + Serialize {
    /// The key, unique within its view.
    fn id(&self) -> &str;
}

macro_rules! rows {
    ($($name:ident),+) => {$(
        impl Row for $name {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )+};
}

rows!(
    ProfileRow,
    AccountRow,
    ChatRow,
    ContactRow,
    RequestRow,
    BlockedRow,
    MessageRow,
    ConversationRow,
    DeviceRow,
    VersionRow,
    FoundRow,
    ScheduledRow,
    TransferRow,
    PreferencesRow,
    MemberRow,
    InvitationRow,
    DirectoryRow,
    FieldRow,
    IgnoredRow
);

/// Whether the archives of this profile can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Lock {
    /// They are open.
    Open,
    /// No keyring answers and no passphrase was chosen yet: choosing one is the first step.
    ChoosePassphrase,
    /// Protected by a passphrase that has to be entered.
    Passphrase,
    /// The keyring is there and locked.
    Keyring,
}

/// The program as a whole, before any account.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ProfileRow {
    /// Always `profile`.
    pub id: String,
    /// Always the same: there is one row.
    pub sort: Sort,
    /// Whether the archives can be opened.
    pub lock: Lock,
}

/// Whether the account can talk to its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Connection {
    /// Trying.
    Connecting,
    /// Signed in.
    Online,
    /// Waiting before the next try.
    Waiting,
    /// Not trying: signed out, or the user has to do something first (see `problem`).
    Stopped,
}

/// An account of ours.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AccountRow {
    /// The account's id as text.
    pub id: String,
    /// Where it stands among the accounts.
    pub sort: Sort,
    /// What commands name it by.
    pub account: AccountId,
    /// Its address.
    pub jid: Peer,
    /// Whether it is connected.
    pub connection: Connection,
    /// Why it is not.
    pub problem: Option<ErrorCode>,
    /// When it tries again.
    pub retry_at: Option<Timestamp>,
    /// The availability the user chose.
    pub presence: Presence,
    /// The user's status text.
    pub status: Option<String>,
    /// Unread messages in all conversations.
    pub unread: u32,
    /// Older messages are still being fetched.
    pub syncing: bool,
    /// This device's fingerprint, in groups of eight.
    pub fingerprint: Option<String>,
    /// What our picture is asked for by.
    pub avatar: Option<String>,
    /// What we call ourselves.
    pub nick: Option<String>,
}

/// The last message of a conversation, as the list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Preview {
    /// We wrote it.
    pub outgoing: bool,
    /// Its first line, cut to 200 characters.
    pub text: Option<String>,
    /// Why there is no text.
    pub unreadable: Option<Unreadable>,
    /// How far it has come, if we wrote it.
    pub delivery: Option<Delivery>,
    /// Its author deleted it.
    pub retracted: bool,
    /// Who wrote it, in a room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub author: Option<String>,
    /// The file that it is.
    pub file: Option<FileKind>,
}

/// A conversation in the list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChatRow {
    /// The address.
    pub id: String,
    /// Pinned first, then newest first.
    pub sort: Sort,
    /// With whom.
    pub peer: Peer,
    /// What they are called here.
    pub name: String,
    /// What their picture is asked for by.
    pub avatar: Option<String>,
    /// Their availability.
    pub presence: Presence,
    /// When something last happened.
    pub at: Option<Timestamp>,
    /// The last message.
    pub preview: Option<Preview>,
    /// Messages not read yet.
    pub unread: u32,
    /// Text written and not sent.
    pub draft: Option<String>,
    /// A message of ours could not be sent.
    pub failed: bool,
    /// They are writing.
    pub typing: bool,
    /// What it is.
    #[serde(skip_serializing_if = "ConversationKind::is_person")]
    #[ts(as = "Option<ConversationKind>", optional)]
    pub kind: ConversationKind,
    /// Who is writing, in a room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub writing: Vec<String>,
    /// Something unread names us.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub mention: bool,
    /// Kept on top.
    pub pinned: bool,
    /// Never notifies.
    pub muted: bool,
    /// Put away.
    pub archived: bool,
}

/// A person in the contact list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ContactRow {
    /// The address.
    pub id: String,
    /// By name.
    pub sort: Sort,
    /// Who.
    pub peer: Peer,
    /// What they are called here.
    pub name: String,
    /// What their picture is asked for by.
    pub avatar: Option<String>,
    /// Their availability.
    pub presence: Presence,
    /// Their status text.
    pub status: Option<String>,
    /// Who sees whom.
    pub subscription: Subscription,
    /// We asked to see them and they have not answered.
    pub pending: bool,
    /// Notify when they come online.
    pub favourite: bool,
    /// The groups that they are in.
    pub groups: Vec<String>,
}

/// A stranger who wrote, or asks to become a contact.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RequestRow {
    /// The address.
    pub id: String,
    /// Newest first.
    pub sort: Sort,
    /// Who.
    pub peer: Peer,
    /// What they call themselves, or their address.
    pub name: String,
    /// When something last came from them.
    pub at: Timestamp,
    /// They ask to become a contact.
    pub asks: bool,
    /// The beginning of what they wrote last.
    pub text: Option<String>,
    /// How many messages they wrote.
    pub messages: u32,
}

/// Somebody who may not reach us.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BlockedRow {
    /// The address as the server's list has it: a person's, a device's, or a whole server's.
    pub id: String,
    /// By name.
    pub sort: Sort,
    /// What they are called here, or the address.
    pub name: String,
}

/// The message that another one answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Quote {
    /// What commands and windows name it by; nothing if it is not here.
    pub message: Option<MessageId>,
    /// We wrote it.
    pub outgoing: bool,
    /// Who wrote it, in a room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub author: Option<String>,
    /// The beginning of its text, in one line; nothing if it was deleted, cannot be read or is not here.
    pub text: Option<String>,
}

/// A reaction to a message, by everybody who chose it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Reaction {
    /// One emoji.
    pub emoji: String,
    /// How many people chose it.
    pub count: u32,
    /// We did.
    pub mine: bool,
    /// The others' names, in a room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub names: Vec<String>,
}

/// One text that a message had.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct VersionRow {
    /// The row's number as text.
    pub id: String,
    /// Oldest first.
    pub sort: Sort,
    /// When it was written.
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

/// What a timeline row is.
#[expect(clippy::large_enum_variant, reason = "nearly every row is a message")]
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "type")]
#[ts(export)]
pub enum Entry {
    /// A message.
    Message {
        /// Its text, unless unreadable.
        text: Option<String>,
        /// How that is to be shown.
        look: Look,
        /// Why there is no text.
        unreadable: Option<Unreadable>,
        /// The device it was encrypted by and for which "repair" helps, if that is why it is unreadable.
        repair: Option<DeviceId>,
        /// How it travelled.
        encryption: Encryption,
        /// It travelled readable although this conversation is encrypted.
        exposed: bool,
        /// What we think of the sending device, where known.
        trust: Option<Trust>,
        /// How far it has come, if we wrote it.
        delivery: Option<Delivery>,
        /// Why it was not sent.
        failure: Option<Failure>,
        /// Its author corrected it; the text is the latest one.
        edited: bool,
        /// Its author deleted it: there is no text any more.
        retracted: bool,
        /// What it has to do with a thread.
        thread: Option<Thread>,
        /// It is kept at hand.
        pinned: bool,
        /// Somebody who keeps order in the room deleted it.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        moderated: bool,
        /// It names us.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        mention: bool,
        /// What it answers.
        reply: Option<Quote>,
        /// What was put on it, in the order of the first of each kind.
        reactions: Vec<Reaction>,
        /// The file that it consists of; then there is no text.
        file: Option<Box<FileRow>>,
    },
    /// A device appeared in, or changed on, this person's list.
    Device {
        /// Which.
        device: DeviceId,
        /// What we think of it now.
        trust: Trust,
        /// It is one of our own.
        own: bool,
        /// It was verified, and is not on the list any more: its owner took it off, or their server hides it.
        gone: bool,
    },
    /// Messages are missing here: the server could not give them.
    Gap,
}

/// Who wrote something in a room.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Sender {
    /// What nobody else there can have: colours and grouping go by it.
    pub key: String,
    /// What they called themselves.
    pub name: String,
    /// The address behind it, if the room tells.
    pub jid: Option<Peer>,
}

/// A line of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessageRow {
    /// The message id as text.
    pub id: String,
    /// By place (as a rule its time), then by arrival.
    pub sort: Sort,
    /// What commands name it by.
    pub message: MessageId,
    /// We wrote it.
    pub outgoing: bool,
    /// Whose conversation it is, or we.
    pub author: Peer,
    /// Who wrote it, in a room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sender: Option<Sender>,
    /// When it was written.
    pub at: Timestamp,
    /// What it is.
    pub entry: Entry,
}

/// An encryption device.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DeviceRow {
    /// The device id as text.
    pub id: String,
    /// Active ones first, then newest first.
    pub sort: Sort,
    /// What commands name it by.
    pub device: DeviceId,
    /// 64 hexadecimal digits, once its key is known.
    pub fingerprint: Option<String>,
    /// What we think of it.
    pub trust: Trust,
    /// It is the device this program runs on.
    pub this_one: bool,
    /// Its owner's list names it.
    pub active: bool,
    /// When we first saw it.
    pub first_seen: Timestamp,
    /// When it last sent something we could read.
    pub last_seen: Option<Timestamp>,
}

/// The user's choices.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PreferencesRow {
    /// Always `preferences`.
    pub id: String,
    /// Always the same: there is one row.
    pub sort: Sort,
    /// The choices.
    #[serde(flatten)]
    pub preferences: Preferences,
}
