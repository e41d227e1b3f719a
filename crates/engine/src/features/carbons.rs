//! XEP-0280 1.0.1: copies of what our other devices send and get. Unwrapped in `inbound`, which obeys none but our own
//! account's.

use sotto_store::StoreError;
use sotto_store::conversations::{self, Conversation, Place};
use sotto_wire::carbons;

use crate::cx::{Awaiting, Cx};

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    // A server without carbons answers with an error, and nothing is lost: the archive has everything.
    cx.set(None, carbons::enable(), Awaiting::Nobody);
}

/// Messages from before the first sign-in here were read elsewhere, or never will be: none of them is news.
pub(crate) fn history_is_read(
    cx: &mut Cx<'_, '_>,
    conversation: &Conversation,
    place: Place,
) -> Result<(), StoreError> {
    if place > conversation.read {
        conversations::mark_read(cx.tx, conversation.id, place)?;
    }
    Ok(())
}
