//! XEP-0424: taking a message of ours back.

use sotto_model::MessageId;
use sotto_store::messages::{self, Kind};

use super::Decided;
use super::messages::{changed, put};
use crate::cx::Cx;
use crate::input::Refused;

pub(super) fn retract(cx: &mut Cx<'_, '_>, id: MessageId) -> Decided {
    let Some(subject) = messages::subject(cx.tx, id)?.filter(|subject| subject.outgoing) else {
        return Ok(Some(Refused::NotFound));
    };
    if !messages::forget_unsent(cx.tx, id)? {
        let Some(reference) = subject.reference else {
            return Ok(Some(Refused::BadRequest));
        };
        put(cx, subject.conversation, Kind::Retraction, Some(&reference), "")?;
    }
    changed(cx, subject.conversation)
}
