//! XEP-0444: emoji on a message, ours or theirs. Each new set takes the place of the one before it.

use sotto_model::MessageId;
use sotto_store::messages::{self, Kind};
use sotto_store::reactions as set;
use sotto_wire::reactions;

use super::Decided;
use super::messages::{changed, put};
use crate::cx::Cx;
use crate::input::Refused;

pub(super) fn react(cx: &mut Cx<'_, '_>, id: MessageId, emojis: Vec<String>) -> Decided {
    let Some(subject) = messages::subject(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    let Some(reference) = subject.reference else {
        return Ok(Some(Refused::BadRequest));
    };
    let wanted = emojis.len();
    let emojis = reactions::distinct(emojis);
    if emojis.len() != wanted {
        return Ok(Some(Refused::BadRequest));
    }
    put(
        cx,
        subject.conversation,
        Kind::Reaction,
        Some(&reference),
        &emojis.join(" "),
    )?;
    changed(cx, subject.conversation)
}

/// One more of ours, or one less. Here and not in the window: it may not have painted the one before yet.
pub(super) fn toggle(cx: &mut Cx<'_, '_>, id: MessageId, emoji: String) -> Decided {
    let mut emojis = match messages::subject(cx.tx, id)? {
        Some(subject) => set::ours(cx.tx, &subject)?,
        None => return Ok(Some(Refused::NotFound)),
    };
    match emojis.iter().position(|each| *each == emoji) {
        Some(at) => {
            emojis.remove(at);
        }
        None => emojis.push(emoji),
    }
    react(cx, id, emojis)
}
