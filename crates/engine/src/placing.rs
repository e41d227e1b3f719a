//! Where a message stands in its timeline.
//!
//! Time alone does not say: an archive stamps in whole seconds, by a clock that is not ours, and what arrives late was
//! written early. The order is our server's: what it had first stands first. So everybody who has the same messages sees
//! them in the same order, by whichever way they came. A place is a time as a rule, and never less than the place of what
//! is known to stand before it.

use std::collections::BTreeMap;

use sotto_model::{ConversationId, MessageId, Timestamp};
use sotto_store::conversations::{self, Conversation, Place};
use sotto_store::{StoreError, messages};

use crate::cx::Cx;
use crate::envelope::{Envelope, Route};
use crate::input::Changed;

/// How far two clocks are believed to differ, in milliseconds. A message may claim to be this far ahead of our clock, and
/// one that is stamped this much earlier than its neighbours was delayed, not stamped by another clock.
pub(crate) const CLOCK_TOLERANCE: i64 = 120_000;

/// Where reading the archive stands in each conversation.
#[derive(Default)]
pub struct Live {
    /// The newest row from before this reading began.
    known: MessageId,
    /// The archive has some of those rows too: it goes on from what is here.
    met: bool,
    /// The message last read.
    last: BTreeMap<ConversationId, Place>,
    /// The first message of this page.
    first: BTreeMap<ConversationId, Timestamp>,
    /// The first message of the page before it, when pages are read newest first.
    ceiling: BTreeMap<ConversationId, Timestamp>,
}

/// The archive is read from here on; what is in the store now, news comes after.
pub(crate) fn begin(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    cx.live.placing = Live {
        known: messages::newest_row(cx.tx)?,
        ..Live::default()
    };
    Ok(())
}

/// An older page follows: all of it stands before all of this one.
pub(crate) fn older(cx: &mut Cx<'_, '_>) {
    let live = &mut cx.live.placing;
    live.last.clear();
    let first = std::mem::take(&mut live.first);
    live.ceiling.extend(first);
}

/// Whether a message of an archive that is read anew came after all that was here: then it is news, not history.
pub(crate) fn unseen(
    cx: &Cx<'_, '_>,
    conversation: &Conversation,
    envelope: &Envelope<'_>,
) -> Result<bool, StoreError> {
    if !cx.live.archive.forgotten() {
        return Ok(false);
    }
    let newest = conversations::newest_settled(cx.tx, conversation.id, cx.live.placing.known)?;
    Ok(newest.is_some_and(|newest| envelope.at > newest.at))
}

/// The whole archive was read, and it had forgotten up to where we were. If it has nothing of what is here, then whatever
/// happened in between is lost, and each conversation says where.
pub(crate) fn mark_gaps(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    if cx.live.placing.met {
        return Ok(());
    }
    for (conversation, first) in conversations::torn(cx.tx, cx.live.placing.known)? {
        messages::insert_gap(cx.tx, conversation, first.plus(-1))?;
    }
    cx.changed(Changed::Everything);
    Ok(())
}

/// The place of what happens now and here.
pub(crate) fn now(cx: &Cx<'_, '_>, conversation: ConversationId) -> Result<Timestamp, StoreError> {
    let newest = conversations::newest(cx.tx, conversation)?.unwrap_or_default();
    Ok(cx.now.max(newest.at))
}

/// The place of a message that was not here yet.
pub(crate) fn arriving(
    cx: &Cx<'_, '_>,
    conversation: &Conversation,
    envelope: &Envelope<'_>,
) -> Result<Timestamp, StoreError> {
    let live = &cx.live.placing;
    let last = live.last.get(&conversation.id).copied();
    match &envelope.route {
        Route::Live | Route::Carbon | Route::RoomHistory => {
            let newest = conversations::newest(cx.tx, conversation.id)?.unwrap_or_default().at;
            let kept_for_long = envelope.stamped && newest.since(envelope.at) > CLOCK_TOLERANCE;
            Ok(if kept_for_long {
                envelope.at
            } else {
                envelope.at.max(newest)
            })
        }
        Route::CatchUp(_) => {
            let before = match last {
                Some(last) => last,
                None => conversations::newest_settled(cx.tx, conversation.id, live.known)?.unwrap_or_default(),
            };
            Ok(envelope.at.max(before.at))
        }
        Route::History(_) => {
            let at = envelope.at.max(last.unwrap_or_default().at);
            let ceiling = live.ceiling.get(&conversation.id);
            Ok(ceiling.map_or(at, |ceiling| at.min(ceiling.plus(-1))))
        }
    }
}

/// A message was kept at a place.
pub(crate) fn kept(cx: &mut Cx<'_, '_>, conversation: ConversationId, route: &Route, place: Place) {
    match route {
        Route::Live | Route::Carbon | Route::RoomHistory => {}
        Route::CatchUp(_) | Route::History(_) => {
            cx.live.placing.last.insert(conversation, place);
            cx.live.placing.first.entry(conversation).or_insert(place.at);
        }
    }
}

/// A message that is here already was found in the archive. True if it had to move to where the archive has it.
pub(crate) fn found(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>, id: MessageId) -> Result<bool, StoreError> {
    match envelope.route {
        Route::Live | Route::Carbon | Route::RoomHistory => return Ok(false),
        Route::CatchUp(_) | Route::History(_) => {}
    }
    let Some((conversation, place)) = messages::place(cx.tx, id)? else {
        return Ok(false);
    };
    cx.live.placing.met |= id <= cx.live.placing.known;
    let last = cx.live.placing.last.get(&conversation).copied();
    let moves = last.is_some_and(|last| place < last);
    let at = match last.filter(|_| moves) {
        Some(last) => envelope.at.max(last.at.plus(i64::from(last.id > id.0))),
        None => place.at,
    };
    if moves {
        messages::put_at(cx.tx, id, at)?;
    }
    kept(cx, conversation, &envelope.route, Place { at, id: id.0 });
    Ok(moves)
}
