//! XEP-0308: another text for a message of ours.

use sotto_model::MessageId;
use sotto_store::messages::{self, Kind};
use sotto_store::{drafts, retractions};

use super::Decided;
use super::messages::{changed, clean, put};
use crate::cx::Cx;
use crate::input::Refused;

pub(super) fn correct(cx: &mut Cx<'_, '_>, id: MessageId, text: &str) -> Decided {
    let Some(subject) = messages::subject(cx.tx, id)?.filter(|subject| subject.outgoing) else {
        return Ok(Some(Refused::NotFound));
    };
    let Some(text) = clean(text) else {
        return Ok(Some(Refused::InvalidText));
    };
    let Some(origin) = subject.origin else {
        return Ok(Some(Refused::BadRequest));
    };
    if retractions::retracted(cx.tx, id)? {
        return Ok(Some(Refused::BadRequest));
    }
    // Nobody has seen the first text: it never was.
    if !messages::rewrite_unsent(cx.tx, id, &text)? {
        put(cx, subject.conversation, Kind::Correction, Some(&origin), &text)?;
    }
    drafts::edited(cx.tx, id)?;
    changed(cx, subject.conversation)
}
