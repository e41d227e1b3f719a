//! Whether an arrival is worth a notification. Decided here, from what the user is looking at; shown by the shell.

use sotto_model::{MessageId, Notice};
use sotto_store::StoreError;
use sotto_store::conversations::{self, Conversation};
use sotto_store::{contacts as list, messages};

use super::contacts::name;
use crate::authorised::{Authorised, Contact};
use crate::cx::Cx;
use crate::input::Changed;

/// How much of a message a notification shows, in characters.
const PREVIEW: usize = 200;

pub(crate) fn arrived(
    cx: &mut Cx<'_, '_>,
    contact: &Authorised<Contact>,
    conversation: &Conversation,
    message: MessageId,
    text: Option<&str>,
) -> Result<(), StoreError> {
    cx.changed(Changed::Account);
    let silent = conversation.muted || !cx.account.preferences.notifications;
    if silent || cx.live.reading.sees(&contact.peer) {
        return Ok(());
    }
    let unread = conversations::unread(cx.tx, conversation.id)?;
    let stranger = list::find(cx.tx, &contact.peer)?.is_none_or(|known| !known.listed)
        && !messages::wrote_to(cx.tx, conversation.id)?;
    // A stranger is announced once, not message by message.
    if unread == 0 || (stranger && unread > 1) {
        return Ok(());
    }
    let name = name(cx, &contact.peer)?;
    let preview = text
        .filter(|_| cx.account.preferences.previews)
        .map(|text| text.chars().take(PREVIEW).collect());
    cx.notify(Notice::Message {
        peer: contact.peer.clone(),
        name,
        preview,
        message,
        unread,
    });
    Ok(())
}
