//! The closed lists of states: a new member makes the compiler name every place that must decide.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far a message of ours has come. Ordered: it only ever moves to a greater one, but for `Failed`, which a retry undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Delivery {
    /// Durably accepted here, not yet known to be on the server.
    Queued,
    /// It cannot be sent as things are; the user decides.
    Failed,
    /// Our server has it.
    Sent,
    /// One of the recipient's devices has it (XEP-0184).
    Delivered,
    /// The recipient has seen it (XEP-0333).
    Read,
}

/// Why a message of ours was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// The contact publishes no encryption keys.
    NoKeys,
    /// The contact has keys, but none that may be encrypted to before the user has looked at them.
    Untrusted,
    /// The contact's keys could not be fetched or are invalid.
    BadKeys,
    /// The server or the contact's server returned it.
    Rejected,
    /// The contact's server cannot be reached.
    Unreachable,
    /// The group is open to people whose keys nobody knows.
    NotPrivate,
    /// Our server takes no files.
    NoUploads,
    /// The file is larger than our server takes.
    TooLarge,
    /// The file could not be put on the server.
    UploadFailed,
}

/// Whether one message was encrypted on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Encryption {
    /// Readable by both servers.
    None,
    /// Legacy OMEMO (`eu.siacs.conversations.axolotl`).
    OmemoLegacy,
    /// OMEMO 2 (`urn:xmpp:omemo:2`).
    Omemo2,
}

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FileState {
    /// Not here; it comes when the user asks for it.
    There,
    /// On its way here.
    Coming,
    /// Here.
    Here,
    /// It could not be fetched.
    Failed,
}

/// Why a file could not be fetched, or put somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FileFailure {
    /// Its server cannot be reached, or stopped answering.
    Unreachable,
    /// Its server does not have it, or does not give it.
    Gone,
    /// It is larger than what is fetched, or than what was announced.
    TooLarge,
    /// Its server wanted to lead somewhere else, or to where nothing is protected.
    Insecure,
    /// What came is not what was sent: it was altered on the way.
    Altered,
    /// There is no room for it here.
    NoSpace,
}

/// What a file is for whoever looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    /// A picture that can be shown in place.
    Picture,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Anything else.
    Document,
}

/// What the user wants for a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EncryptionMode {
    /// The default: a message that cannot be encrypted is not sent.
    Encrypted,
    /// Chosen by hand.
    Plain,
}

/// What we think of a device's identity key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Trust {
    /// Seen after another device of this person was verified; nothing is encrypted to it until the user decides.
    Undecided,
    /// Trusted on first use, no device of this person having been verified (blind trust before verification).
    Blind,
    /// The user compared fingerprints.
    Verified,
    /// The user rejected it.
    Distrusted,
    /// It presented another identity key than the one we know; nothing goes to it until the user decides.
    Changed,
}

/// Why a received message has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Unreadable {
    /// It was not encrypted for this device (sent before it existed, or the sender does not know it).
    NotForThisDevice,
    /// No session with that device, and the message does not start one.
    NoSession,
    /// The session is out of step or the message was altered.
    Broken,
    /// Already read once; only a copy without its text came again.
    KeyGone,
    /// The device's identity key changed.
    IdentityChanged,
    /// Not understood.
    Malformed,
    /// Encrypted by a method Sotto does not speak.
    UnknownMethod,
}

/// A contact's availability (RFC 6121 §4.7.2.1), and our own choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// Not connected, or not known.
    #[default]
    Offline,
    /// `dnd`.
    Busy,
    /// `xa`.
    ExtendedAway,
    /// `away`.
    Away,
    /// Connected, no `show`.
    Online,
    /// `chat`.
    FreeToChat,
}

/// Who sees whose presence (RFC 6121 §2.1.2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Subscription {
    /// Neither.
    #[default]
    None,
    /// We see theirs.
    To,
    /// They see ours.
    From,
    /// Both.
    Both,
}

/// Whether a conversation is one that we want.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// We began it, answered, or they are in the contact list.
    #[default]
    Accepted,
    /// A stranger wrote, and waits for our answer: silently, in a place of their own.
    Waiting,
    /// A stranger wrote, and is to wait for good.
    Ignored,
}

/// Whether somebody is told something without a word of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Tell {
    /// As everybody is.
    #[default]
    AsUsual,
    /// In any case.
    Always,
    /// Never.
    Never,
}

/// What a contact is doing in our conversation (XEP-0085).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChatState {
    /// Looking at it.
    Active,
    /// Writing.
    Composing,
    /// Stopped writing, text left.
    Paused,
    /// Not attending.
    Inactive,
    /// Closed it.
    Gone,
}
