//! What the user can do with an account: one variant per action, beside nothing else.

use base64::Engine as _;
use serde::Deserialize;
use sotto_model::{DeviceId, EncryptionMode, Jid, MessageId, Peer, Preferences, Presence, Privacy, Timestamp};
use ts_rs::TS;

/// What the user decided about a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Verdict {
    /// Fingerprints were compared.
    Verified,
    /// Encrypt to it without comparing.
    Accepted,
    /// Never encrypt to it.
    Distrusted,
}

/// What the server's people are told about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Report {
    /// They send what nobody wants.
    Spam,
    /// They do something worse.
    Abuse,
}

/// A message of ours whose text is being changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Editing {
    /// Which.
    pub message: MessageId,
    /// What is written in its place so far.
    pub text: String,
}

/// A picture's bytes; base64 on its way through a door.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Picture(pub Vec<u8>);

/// The text is no base64.
#[derive(Debug, thiserror::Error)]
#[error("not base64")]
pub struct NotBase64;

impl TryFrom<String> for Picture {
    type Error = NotBase64;

    fn try_from(text: String) -> Result<Self, NotBase64> {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text);
        bytes.map(Self).map_err(|_| NotBase64)
    }
}

/// One action of the user's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
#[ts(export)]
pub enum Command {
    /// What the user is looking at; decides about notifications and reading.
    Focus {
        /// The conversation shown, if any.
        peer: Option<Peer>,
        /// The window is visible and has the keyboard.
        active: bool,
        /// The newest row is in sight.
        at_bottom: bool,
    },
    /// Makes sure that there is a conversation to show.
    OpenChat {
        /// With whom.
        peer: Peer,
    },
    /// Writes a message; `Ok` means durably accepted.
    Send {
        /// To whom.
        peer: Peer,
        /// Text, at most 60,000 bytes.
        text: String,
        /// The message that it answers.
        #[serde(default)]
        #[ts(optional)]
        reply_to: Option<MessageId>,
    },
    /// Replaces the text of a message of ours (XEP-0308).
    Correct {
        /// Which.
        message: MessageId,
        /// The new text, at most 60,000 bytes.
        text: String,
    },
    /// Deletes a message of ours, here and with whom it went to (XEP-0424).
    Retract {
        /// Which.
        message: MessageId,
    },
    /// Puts reactions on a message, in the place of those we had there (XEP-0444).
    React {
        /// Which.
        message: MessageId,
        /// Any number of different emoji; none takes ours away.
        emojis: Vec<String>,
    },
    /// Puts one reaction on a message, or takes it away if it is there.
    ToggleReaction {
        /// Which.
        message: MessageId,
        /// One emoji.
        emoji: String,
    },
    /// Says again elsewhere what messages say.
    Forward {
        /// Which, in the order in which they are to be said.
        messages: Vec<MessageId>,
        /// To whom.
        to: Vec<Peer>,
        /// Also what came encrypted to where nothing is: the user was asked.
        #[serde(default)]
        in_the_clear: bool,
    },
    /// Writes a message that belongs to the thread of another one, which begins with that if there is none (XEP-0201).
    SendInThread {
        /// Any message of the thread.
        message: MessageId,
        /// Text, at most 60,000 bytes.
        text: String,
    },
    /// Keeps a message at hand, on all of our devices, or no longer.
    PinMessage {
        /// Which.
        message: MessageId,
        /// At hand.
        on: bool,
    },
    /// Writes a message that is to be sent later.
    Schedule {
        /// To whom.
        peer: Peer,
        /// Text, at most 60,000 bytes.
        text: String,
        /// When.
        at: Timestamp,
        /// The message that it answers.
        #[serde(default)]
        #[ts(optional)]
        reply_to: Option<MessageId>,
    },
    /// Gives a message that is to be sent later another text and time.
    Reschedule {
        /// Which, by the id of its row.
        #[ts(as = "f64")]
        scheduled: i64,
        /// Text, at most 60,000 bytes.
        text: String,
        /// When.
        at: Timestamp,
    },
    /// Forgets a message that was to be sent later.
    Unschedule {
        /// Which.
        #[ts(as = "f64")]
        scheduled: i64,
    },
    /// Sends it now.
    SendScheduled {
        /// Which.
        #[ts(as = "f64")]
        scheduled: i64,
    },
    /// Tries a failed message again.
    Retry {
        /// Which.
        message: MessageId,
    },
    /// Sends a failed message, and only this one, unencrypted.
    SendUnencrypted {
        /// Which.
        message: MessageId,
    },
    /// Forgets a failed message.
    Discard {
        /// Which.
        message: MessageId,
    },
    /// Keeps what is written and not sent; an empty text forgets it.
    SaveDraft {
        /// In which conversation.
        peer: Peer,
        /// What is written.
        text: String,
        /// The message that it answers.
        #[serde(default)]
        #[ts(optional)]
        reply_to: Option<MessageId>,
        /// A message of ours whose text is being changed meanwhile.
        #[serde(default)]
        #[ts(optional)]
        editing: Option<Editing>,
    },
    /// The user began or stopped writing.
    Typing {
        /// In which conversation.
        peer: Peer,
        /// Writing now.
        composing: bool,
    },
    /// Everything up to this message was read.
    MarkRead {
        /// In which conversation.
        peer: Peer,
        /// The last one read.
        up_to: MessageId,
    },
    /// Chooses between encrypted and plain for a conversation.
    SetEncryption {
        /// Which conversation.
        peer: Peer,
        /// What is wanted.
        mode: EncryptionMode,
    },
    /// Keeps a conversation on top, or no longer.
    SetPinned {
        /// Which conversation.
        peer: Peer,
        /// On top.
        on: bool,
    },
    /// Silences a conversation, or no longer.
    SetMuted {
        /// Which conversation.
        peer: Peer,
        /// Silent.
        on: bool,
        /// When that ends; nothing means that it does not.
        #[serde(default)]
        #[ts(optional)]
        until: Option<Timestamp>,
    },
    /// Puts a conversation away until something new comes, or takes it out again.
    SetArchived {
        /// Which conversation.
        peer: Peer,
        /// Away.
        on: bool,
    },
    /// Puts a contact into groups, in the place of those before.
    SetGroups {
        /// Who.
        peer: Peer,
        /// Their names.
        groups: Vec<String>,
    },
    /// Decides what somebody is told without a word of ours.
    SetPrivacy {
        /// Who.
        peer: Peer,
        /// What.
        privacy: Privacy,
    },
    /// Notifies when this contact comes online, or no longer.
    SetFavourite {
        /// Who.
        peer: Peer,
        /// A favourite.
        on: bool,
    },
    /// Adds a contact and asks to see their presence.
    AddContact {
        /// Who.
        peer: Peer,
        /// What they are to be called here.
        name: Option<String>,
    },
    /// Renames a contact; an empty name falls back to the address.
    RenameContact {
        /// Who.
        peer: Peer,
        /// The new name.
        name: String,
    },
    /// Removes a contact, both ways. The conversation stays.
    RemoveContact {
        /// Who.
        peer: Peer,
    },
    /// Takes up what a stranger began: they become a contact, and are asked for the same.
    AcceptRequest {
        /// Who.
        peer: Peer,
    },
    /// Lets a stranger wait for good, without a word.
    IgnoreRequest {
        /// Who.
        peer: Peer,
    },
    /// Keeps somebody away (XEP-0191).
    Block {
        /// Who.
        peer: Peer,
        /// And tells the server's people about them, where it has some.
        #[serde(default)]
        #[ts(optional)]
        report: Option<Report>,
    },
    /// Lets somebody through again.
    Unblock {
        /// An address as the list has it.
        #[ts(as = "String")]
        address: Jid,
    },
    /// Our availability.
    SetPresence {
        /// What others see.
        presence: Presence,
        /// A few words.
        status: Option<String>,
    },
    /// Tells contacts what we call ourselves; an empty name takes it back.
    SetNick {
        /// At most 100 characters of it are kept.
        name: String,
    },
    /// Shows contacts another picture of ourselves, or none any more.
    SetAvatar {
        /// Any common kind of picture; it is made small and plain before it leaves. In base64.
        #[ts(as = "Option<String>")]
        picture: Option<Picture>,
    },
    /// Decides about a device.
    TrustDevice {
        /// Whose.
        peer: Peer,
        /// Which.
        device: DeviceId,
        /// What was decided.
        verdict: Verdict,
    },
    /// Replaces a broken encryption session: by one click, never by itself (XEP-0384).
    RepairSession {
        /// Whose.
        peer: Peer,
        /// Which device.
        device: DeviceId,
    },
    /// Takes a device of our own off the list, so that nobody encrypts to it any more.
    RemoveDevice {
        /// Which.
        device: DeviceId,
    },
    /// Replaces the user's choices.
    SetPreferences {
        /// All of them.
        preferences: Preferences,
    },
}
