//! XEP-0201: threads. One that begins here is called by the id of the message it begins with, so that both sides find that
//! one without being told; a thread of another program keeps the name it has.

use sotto_model::MessageId;
use sotto_store::messages::{self, Kind};
use sotto_store::{conversations, threads};

use super::Decided;
use super::messages::{clean, put};
use crate::cx::Cx;
use crate::input::{Changed, Refused};
use crate::outbound;

/// Writes in the thread of a message, which begins with it if there is none yet.
pub(super) fn send(cx: &mut Cx<'_, '_>, within: MessageId, text: &str) -> Decided {
    let Some(text) = clean(text) else {
        return Ok(Some(Refused::InvalidText));
    };
    let Some(subject) = messages::subject(cx.tx, within)? else {
        return Ok(Some(Refused::NotFound));
    };
    let named = threads::of(cx.tx, within)?;
    let Some(thread) = named.or_else(|| subject.origin.map(|origin| origin.0)) else {
        return Ok(Some(Refused::BadRequest));
    };
    let Some(conversation) = conversations::get(cx.tx, subject.conversation)? else {
        return Ok(Some(Refused::NotFound));
    };
    let id = put(cx, conversation.id, Kind::Message, None, &text)?;
    threads::put(cx.tx, conversation.id, id, &thread)?;
    super::reading::read_elsewhere(cx, &conversation, id)?;
    cx.changed(Changed::Conversation(conversation.peer));
    outbound::pump(cx, conversation.id)?;
    Ok(None)
}
