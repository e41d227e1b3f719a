//! Texts that are sent later: when their time has come and there is a connection. Until then they are nobody's but ours, so
//! they can be changed and taken back without a trace.
//!
//! A text is encrypted as the conversation is when it is sent, and never less than it was to be when it was written.

use sotto_model::{EncryptionMode, Failure, MessageId, Peer, Timestamp};
use sotto_store::messages::{self, Kind};
use sotto_store::scheduled::{self, Scheduled};
use sotto_store::{StoreError, conversations};

use super::Decided;
use super::messages::{clean, put, target};
use crate::cx::Cx;
use crate::input::{Changed, Refused, Timer};
use crate::outbound;

/// The clock is looked at this often, in milliseconds: it may jump, and computers sleep.
const LOOK: i64 = 60_000;

pub(super) fn add(cx: &mut Cx<'_, '_>, peer: &Peer, text: &str, at: Timestamp, reply_to: Option<MessageId>) -> Decided {
    let Some(text) = clean(text) else {
        return Ok(Some(Refused::InvalidText));
    };
    let conversation = conversations::ensure(cx.tx, peer)?;
    let Ok(_) = target(cx, conversation.id, reply_to)? else {
        return Ok(Some(Refused::NotFound));
    };
    let secret = conversation.mode == EncryptionMode::Encrypted;
    if !scheduled::add(cx.tx, conversation.id, &text, at, secret, reply_to)? {
        return Ok(Some(Refused::BadRequest));
    }
    super::conversations::sent(cx, conversation.id)?;
    cx.changed(Changed::Conversation(peer.clone()));
    wait(cx)?;
    Ok(None)
}

pub(super) fn change(cx: &mut Cx<'_, '_>, id: i64, text: &str, at: Timestamp) -> Decided {
    let Some(text) = clean(text) else {
        return Ok(Some(Refused::InvalidText));
    };
    if !scheduled::change(cx.tx, id, &text, at)? {
        return Ok(Some(Refused::NotFound));
    }
    cx.changed(Changed::Everything);
    wait(cx)?;
    Ok(None)
}

pub(super) fn cancel(cx: &mut Cx<'_, '_>, id: i64) -> Decided {
    let Some(found) = scheduled::get(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    scheduled::remove(cx.tx, found.id)?;
    cx.changed(Changed::Everything);
    Ok(None)
}

pub(super) fn send_now(cx: &mut Cx<'_, '_>, id: i64) -> Decided {
    let Some(found) = scheduled::get(cx.tx, id)? else {
        return Ok(Some(Refused::NotFound));
    };
    send(cx, &found)?;
    Ok(None)
}

/// Sends what is due, and comes back for the next one. Without a connection nothing is due.
pub(super) fn due(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    if cx.live.online.is_none() {
        return Ok(());
    }
    for each in scheduled::due(cx.tx, cx.now)? {
        send(cx, &each)?;
    }
    wait(cx)
}

fn wait(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    if let Some(next) = scheduled::next(cx.tx)? {
        let after = next.since(cx.now).clamp(0, LOOK);
        cx.after(after.unsigned_abs(), Timer::Scheduled);
    }
    Ok(())
}

fn send(cx: &mut Cx<'_, '_>, each: &Scheduled) -> Result<(), StoreError> {
    scheduled::remove(cx.tx, each.id)?;
    let Some(conversation) = conversations::get(cx.tx, each.conversation)? else {
        return Ok(());
    };
    // What it was to answer may be gone by now; what was to be said is said all the same.
    let target = target(cx, conversation.id, each.reply)?.unwrap_or_default();
    let id = put(cx, conversation.id, Kind::Message, target.as_ref(), &each.body)?;
    if each.secret && conversation.mode == EncryptionMode::Plain {
        messages::fail(cx.tx, id, Failure::NoKeys)?;
    }
    cx.changed(Changed::Conversation(conversation.peer));
    outbound::pump(cx, conversation.id)
}
