//! Conversations and what the user sets for them.

use sotto_model::{ConversationId, EncryptionMode, MessageId, Peer, Preferences, Standing, Timestamp};
use sotto_store::drafts::{self, About};
use sotto_store::{StoreError, account, conversations, messages};

use super::{Decided, omemo};
use crate::Editing;
use crate::cx::Cx;
use crate::input::{Changed, Refused, Timer};
use crate::outbound;

/// The longest draft, in bytes.
const LONGEST_DRAFT: usize = 100_000;

pub(super) fn open(cx: &mut Cx<'_, '_>, peer: &Peer) -> Decided {
    let conversation = conversations::ensure(cx.tx, peer)?;
    // To look at what a stranger wrote tells them nothing: their server is asked for no keys.
    if conversation.standing == Standing::Accepted {
        conversations::opened(cx.tx, conversation.id, cx.now)?;
        super::rooms::members::prepare(cx, &conversation)?;
    }
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

pub(super) fn save_draft(
    cx: &mut Cx<'_, '_>,
    peer: &Peer,
    text: &str,
    reply: Option<MessageId>,
    editing: Option<Editing>,
) -> Decided {
    let longest = editing.as_ref().map_or(0, |editing| editing.text.len()).max(text.len());
    if longest > LONGEST_DRAFT {
        return Ok(Some(Refused::InvalidText));
    }
    let conversation = conversations::ensure(cx.tx, peer)?;
    conversations::set_draft(cx.tx, conversation.id, text)?;
    let edit = editing.map(|editing| (editing.message, editing.text));
    drafts::put(cx.tx, conversation.id, &About { reply, edit })?;
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

/// What was a draft is a message now.
pub(super) fn sent(cx: &mut Cx<'_, '_>, conversation: ConversationId) -> Result<(), StoreError> {
    conversations::set_draft(cx.tx, conversation, "")?;
    drafts::answered(cx.tx, conversation)
}

pub(super) fn set_encryption(cx: &mut Cx<'_, '_>, peer: &Peer, mode: EncryptionMode) -> Decided {
    let conversation = conversations::ensure(cx.tx, peer)?;
    // What was written while the conversation was encrypted must not leave in the clear by this: it waits for the user.
    if mode == EncryptionMode::Plain {
        for message in messages::queued(cx.tx, Some(conversation.id))? {
            if sotto_store::outbox::find(cx.tx, message.id)?.is_none() {
                messages::fail(cx.tx, message.id, sotto_model::Failure::NoKeys)?;
            }
        }
    }
    conversations::set_mode(cx.tx, conversation.id, mode)?;
    omemo::prepare(cx, peer)?;
    cx.changed(Changed::Conversation(peer.clone()));
    outbound::pump(cx, conversation.id)?;
    Ok(None)
}

pub(super) fn set_pinned(cx: &mut Cx<'_, '_>, peer: &Peer, on: bool) -> Decided {
    let conversation = conversations::ensure(cx.tx, peer)?;
    conversations::set_pinned(cx.tx, conversation.id, on)?;
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

pub(super) fn set_muted(cx: &mut Cx<'_, '_>, peer: &Peer, on: bool, until: Option<Timestamp>) -> Decided {
    let conversation = conversations::ensure(cx.tx, peer)?;
    let until = until.filter(|until| on && *until > cx.now);
    conversations::set_muted(cx.tx, conversation.id, on, until)?;
    if let Some(until) = until {
        cx.after(until.since(cx.now).unsigned_abs(), Timer::MuteEnds(peer.clone()));
    }
    cx.changed(Changed::Account);
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

/// A new stream: silences that end meanwhile end, whatever became of the timers that were set for them.
pub(super) fn start(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    for conversation in conversations::muted_for_a_time(cx.tx)? {
        let left = conversation.muted_until.map_or(0, |until| until.since(cx.now).max(0));
        cx.after(left.unsigned_abs().max(1), Timer::MuteEnds(conversation.peer));
    }
    Ok(())
}

/// A silence may be over; the user may have made it longer meanwhile.
pub(super) fn mute_ends(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    if let Some(conversation) = conversations::find(cx.tx, peer)?
        && conversation.muted_until.is_some_and(|until| until <= cx.now)
    {
        conversations::set_muted(cx.tx, conversation.id, false, None)?;
        cx.changed(Changed::Account);
        cx.changed(Changed::Conversation(peer.clone()));
    }
    Ok(())
}

pub(super) fn set_archived(cx: &mut Cx<'_, '_>, peer: &Peer, on: bool) -> Decided {
    let conversation = conversations::ensure(cx.tx, peer)?;
    conversations::set_archived(cx.tx, conversation.id, on)?;
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

pub(super) fn set_preferences(cx: &mut Cx<'_, '_>, preferences: &Preferences) -> Decided {
    account::set_preferences(cx.tx, preferences)?;
    cx.changed(Changed::Account);
    if preferences.chat_order != cx.account.preferences.chat_order {
        cx.changed(Changed::Contacts);
    }
    Ok(None)
}
