//! Whether an arrival is worth a notification. Decided here, from what the user is looking at; shown by the shell.

use std::collections::BTreeMap;

use sotto_model::{ConversationId, MessageId, Notice, Timestamp};
use sotto_store::StoreError;
use sotto_store::conversations::{self, Conversation};
use sotto_store::{contacts as list, markup, messages};

use super::contacts::name;
use crate::cx::Cx;
use crate::input::Changed;
use crate::label;

/// How much of a message a notification shows, in characters.
const PREVIEW: usize = 200;

/// In milliseconds.
const A_MINUTE: i64 = 60_000;

/// Strangers told of in a minute.
const STRANGERS: usize = 5;

/// What the archive brought that nobody has seen yet.
#[derive(Default)]
pub struct Live {
    missed: BTreeMap<ConversationId, Missed>,
    /// When strangers were told of lately.
    strangers: Vec<Timestamp>,
}

/// How many, and the newest.
struct Missed {
    count: u32,
    newest: MessageId,
}

/// A message came that is worth telling of, unless the user is looking at it.
pub(crate) fn arrived(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    message: MessageId,
    text: Option<&str>,
) -> Result<(), StoreError> {
    tell(cx, conversation, message, text, 1)
}

/// A message was found in the archive that came while we were away. Told of at the end: it may have been read elsewhere.
pub(crate) fn missed(cx: &mut Cx<'_, '_>, conversation: ConversationId, newest: MessageId) {
    let missed = &mut cx.live.notices.missed;
    let count = missed.get(&conversation).map_or(1, |before| before.count + 1);
    missed.insert(conversation, Missed { count, newest });
}

/// The archive was caught up with: one word for each conversation in which something is still unread.
pub(crate) fn caught_up(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    for (id, Missed { count, newest }) in std::mem::take(&mut cx.live.notices.missed) {
        if let Some(conversation) = conversations::get(cx.tx, id)?
            && let Some((_, place)) = messages::place(cx.tx, newest)?
            && place > conversation.read
        {
            let text = messages::text(cx.tx, newest)?;
            tell(cx, &conversation, newest, text.as_deref(), count)?;
        }
    }
    Ok(())
}

/// Whether somebody unknown is worth a word: five hundred of them in a row are not (R23). They are all shown in the lists.
pub(crate) fn may_tell_of_stranger(cx: &mut Cx<'_, '_>) -> bool {
    let now = cx.now;
    let told = &mut cx.live.notices.strangers;
    told.retain(|at| (0..A_MINUTE).contains(&now.since(*at)));
    let may = told.len() < STRANGERS;
    if may {
        told.push(now);
    }
    may
}

/// Tells of `new` messages, of which this is the newest.
fn tell(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    message: MessageId,
    text: Option<&str>,
    new: u32,
) -> Result<(), StoreError> {
    cx.changed(Changed::Account);
    let peer = &conversation.peer;
    let silent = conversation.muted || !cx.account.preferences.notifications;
    if silent || cx.live.reading.sees(peer) {
        return Ok(());
    }
    let unread = conversations::unread(cx.tx, conversation.id)?;
    let stranger =
        list::find(cx.tx, peer)?.is_none_or(|known| !known.listed) && !messages::wrote_to(cx.tx, conversation.id)?;
    // A stranger is announced once, not message by message.
    if unread == 0 || (stranger && (unread > new || !may_tell_of_stranger(cx))) {
        return Ok(());
    }
    let name = name(cx, peer)?;
    // What is to be hidden until asked for is not told here either.
    let hidden = markup::is_spoiler(cx.tx, message)?;
    let preview = text
        .filter(|text| cx.account.preferences.previews && !hidden && text.matches("||").count() < 2)
        .map(|text| label::line(text, PREVIEW));
    cx.notify(Notice::Message {
        peer: peer.clone(),
        name,
        preview,
        message,
        unread,
    });
    Ok(())
}
