//! RFC 6120 §8.3: a message of ours that came back.

use sotto_model::{Failure, OriginId};
use sotto_store::{StoreError, conversations, messages};
use sotto_wire::{Condition, Message};

use crate::authorised::{Authorised, Contact};
use crate::cx::Cx;
use crate::input::Changed;

/// Only an id that we sent to that very address counts; anything else could cross out other messages.
pub(crate) fn received(cx: &mut Cx<'_, '_>, from: &Authorised<Contact>, message: &Message) -> Result<(), StoreError> {
    let Some(id) = message.id.clone().map(OriginId) else {
        return Ok(());
    };
    let Some(conversation) = conversations::find(cx.tx, &from.peer)? else {
        return Ok(());
    };
    let Some(row) = messages::own_by_origin(cx.tx, conversation.id, &id)? else {
        return Ok(());
    };
    let failure = match message.error.as_ref().map(|error| error.condition) {
        Some(
            Condition::RemoteServerNotFound
            | Condition::RemoteServerTimeout
            | Condition::ResourceConstraint
            | Condition::Gone,
        ) => Failure::Unreachable,
        _ => Failure::Rejected,
    };
    messages::fail(cx.tx, row, failure)?;
    sotto_store::outbox::remove(cx.tx, row)?;
    cx.changed(Changed::Conversation(from.peer.clone()));
    Ok(())
}
