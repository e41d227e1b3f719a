//! Whether an arrival is worth a notification. Decided here, from what the user is looking at; shown by the shell.

use std::collections::BTreeMap;

use sotto_model::{ConversationId, MessageId, Notice, Standing};
use sotto_store::StoreError;
use sotto_store::conversations::{self, Conversation};
use sotto_store::{blocked, markup, messages, rooms};

use super::contacts::name;
use crate::cx::Cx;
use crate::input::Changed;
use crate::label;

/// How much of a message a notification shows, in characters.
const PREVIEW: usize = 200;

/// What the archive brought that nobody has seen yet.
#[derive(Default)]
pub struct Live {
    missed: BTreeMap<ConversationId, MessageId>,
}

/// A message came that is worth telling of, unless the user is looking at it.
pub(crate) fn arrived(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    message: MessageId,
    text: Option<&str>,
) -> Result<(), StoreError> {
    tell(cx, conversation, message, text)
}

/// A message was found in the archive that came while we were away. Told of at the end: it may have been read elsewhere.
pub(crate) fn missed(cx: &mut Cx<'_, '_>, conversation: ConversationId, newest: MessageId) {
    cx.live.notices.missed.insert(conversation, newest);
}

/// The archive was caught up with: one word for each conversation in which something is still unread.
pub(crate) fn caught_up(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    for (id, newest) in std::mem::take(&mut cx.live.notices.missed) {
        tell_missed(cx, id, newest)?;
    }
    Ok(())
}

/// The same for one conversation, which has an archive of its own.
pub(crate) fn caught_up_in(cx: &mut Cx<'_, '_>, conversation: ConversationId) -> Result<(), StoreError> {
    match cx.live.notices.missed.remove(&conversation) {
        Some(newest) => tell_missed(cx, conversation, newest),
        None => Ok(()),
    }
}

fn tell_missed(cx: &mut Cx<'_, '_>, id: ConversationId, newest: MessageId) -> Result<(), StoreError> {
    if let Some(conversation) = conversations::get(cx.tx, id)?
        && let Some((_, place)) = messages::place(cx.tx, newest)?
        && place > conversation.read
    {
        let text = messages::text(cx.tx, newest)?;
        tell(cx, &conversation, newest, text.as_deref())?;
    }
    Ok(())
}

/// Whether it is silent now, whether or not anybody has noticed that a silence is over.
fn is_muted(cx: &Cx<'_, '_>, conversation: &Conversation) -> bool {
    conversation.muted && conversation.muted_until.is_none_or(|until| until > cx.now)
}

/// Tells of a message, which is the newest.
fn tell(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    message: MessageId,
    text: Option<&str>,
) -> Result<(), StoreError> {
    cx.changed(Changed::Account);
    let peer = &conversation.peer;
    // Strangers wait silently (R23); who is blocked and all the same in the archive wrote before that.
    let unwanted = conversation.standing != Standing::Accepted || blocked::is_blocked(cx.tx, peer)?;
    let silent = unwanted || is_muted(cx, conversation) || !cx.account.preferences.notifications;
    if silent || cx.live.reading.sees(peer) {
        return Ok(());
    }
    let unread = conversations::unread(cx.tx, conversation.id)?;
    if unread == 0 {
        return Ok(());
    }
    let name = match rooms::find(cx.tx, conversation.id)? {
        Some(room) if !room.name.is_empty() => room.name,
        _ => name(cx, peer)?,
    };
    // What is to be hidden until asked for is not told here either.
    let hidden = markup::is_spoiler(cx.tx, message)?;
    let text = text.filter(|text| cx.account.preferences.previews && !hidden && text.matches("||").count() < 2);
    let who = messages::nick(cx.tx, message)?;
    let preview = text.map(|text| match who {
        Some(who) => label::line(&format!("{who}: {text}"), PREVIEW),
        None => label::line(text, PREVIEW),
    });
    cx.notify(Notice::Message {
        peer: peer.clone(),
        name,
        preview,
        message,
        unread,
    });
    Ok(())
}
