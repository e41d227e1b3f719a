//! What the user can do with an account: one variant per action, beside nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;
use sotto_model::{
    Affiliation, ConversationKind, DeviceId, EncryptionMode, FileId, Jid, MessageId, NotifyLevel, Peer, Preferences,
    Presence, Privacy, Role, Timestamp,
};
use ts_rs::TS;

pub use crate::choices::{Editing, Picture, Report, Verdict};

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
    /// Sends files that were chosen before, each as a message.
    SendFiles {
        /// To whom.
        peer: Peer,
        /// Which, at most 50.
        files: Vec<FileId>,
        /// A message to go before them; may be empty.
        #[serde(default)]
        text: String,
    },
    /// Fetches the file of a message.
    FetchFile {
        /// Of which.
        message: MessageId,
    },
    /// Stops fetching a file, or sending one: then the message is gone.
    CancelFile {
        /// Of which message.
        message: MessageId,
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
    /// Nobody has touched this device since then, or somebody does again.
    SetIdle {
        /// Since when; nothing means that somebody is there.
        since: Option<Timestamp>,
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
    /// Goes into a room, and from now on whenever we are online.
    JoinRoom {
        /// Which.
        peer: Peer,
        /// What we call ourselves there; nothing for the name we have.
        #[serde(default)]
        #[ts(optional)]
        nick: Option<String>,
        /// Its password, if it has one.
        #[serde(default)]
        #[ts(optional)]
        password: Option<String>,
    },
    /// Makes a room: a private group, or a public channel.
    CreateRoom {
        /// Which of the two.
        kind: ConversationKind,
        /// What it is called.
        name: String,
        /// Its address; nothing for one that nobody guesses.
        #[serde(default)]
        #[ts(optional)]
        address: Option<Peer>,
        /// Who is invited.
        people: Vec<Peer>,
    },
    /// Leaves a room. The conversation stays.
    LeaveRoom {
        /// Which.
        peer: Peer,
    },
    /// Closes a room for good, for everybody.
    DestroyRoom {
        /// Which.
        peer: Peer,
    },
    /// Invites people into a room.
    Invite {
        /// Which room.
        peer: Peer,
        /// Who.
        people: Vec<Peer>,
        /// A few words.
        #[serde(default)]
        #[ts(optional)]
        reason: Option<String>,
    },
    /// Accepts an invitation.
    AcceptInvitation {
        /// Into which room.
        peer: Peer,
    },
    /// Declines an invitation.
    DeclineInvitation {
        /// Into which room.
        peer: Peer,
    },
    /// Gives a room another subject; an empty one takes it away.
    SetSubject {
        /// Which room.
        peer: Peer,
        /// The subject.
        text: String,
    },
    /// Takes another name in a room.
    SetRoomNick {
        /// Which room.
        peer: Peer,
        /// The name.
        nick: String,
    },
    /// Gives somebody who is in a room another role; `none` sends them out.
    SetRole {
        /// Which room.
        peer: Peer,
        /// Who.
        nick: String,
        /// What they may do.
        role: Role,
    },
    /// Makes somebody something else to a room; `outcast` bans them.
    SetAffiliation {
        /// Which room.
        peer: Peer,
        /// Who.
        person: Peer,
        /// What they are.
        affiliation: Affiliation,
    },
    /// Takes somebody's message away for everybody in the room (XEP-0425).
    Moderate {
        /// Which.
        message: MessageId,
        /// Why.
        #[serde(default)]
        #[ts(optional)]
        reason: Option<String>,
    },
    /// Chooses which messages of a room are told of.
    SetNotify {
        /// Which room.
        peer: Peer,
        /// Which messages.
        level: NotifyLevel,
    },
    /// Does not show what somebody says in a room, or does again.
    SetIgnored {
        /// Which room.
        peer: Peer,
        /// The key of who.
        who: String,
        /// Their name.
        name: String,
        /// Ignored.
        on: bool,
    },
    /// Fetches older messages of a room, if it has any.
    LoadOlder {
        /// Which room.
        peer: Peer,
    },
    /// Looks for public rooms.
    FindRooms {
        /// On which service; nothing for those of our server.
        #[serde(default)]
        #[ts(optional)]
        service: Option<Peer>,
    },
    /// Asks how a room is configured.
    OpenRoomForm {
        /// Which.
        peer: Peer,
    },
    /// Configures a room.
    ConfigureRoom {
        /// Which.
        peer: Peer,
        /// The fields that are others than in the form that was shown.
        values: BTreeMap<String, Vec<String>>,
    },
    /// Replaces the user's choices.
    SetPreferences {
        /// All of them.
        preferences: Preferences,
    },
}
