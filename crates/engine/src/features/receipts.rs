//! XEP-0184 1.4: "it has arrived". Kept under the id it refers to; the timeline joins the two.
//!
//! Deliberately not: receipts to people who may not see our presence, which would tell them that we are online (§5).

use sotto_model::{Delivery, Jid, OriginId};
use sotto_store::{StoreError, contacts, conversations, receipts};
use sotto_wire::{Hints, MessageKind, Outgoing, Receipt};

use super::displayed;
use crate::cx::Cx;
use crate::envelope::{Envelope, Route};
use crate::input::Changed;

/// Takes note of a receipt, and gives one where it is asked for and due.
pub(crate) fn received(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<(), StoreError> {
    let Some(contact) = envelope.contact() else {
        return Ok(());
    };
    match &envelope.message.receipt {
        Some(Receipt::Received(target)) => {
            // The message may still be on its way from the archive; a stranger's claim is not worth a row.
            let known = contacts::find(cx.tx, &contact.peer)?.is_some_and(|known| known.listed);
            let conversation = match conversations::find(cx.tx, &contact.peer)? {
                None if known => conversations::ensure(cx.tx, &contact.peer)?,
                None => return Ok(()),
                Some(conversation) => conversation,
            };
            if receipts::put(cx.tx, conversation.id, target, Delivery::Delivered, envelope.at)? {
                cx.changed(Changed::Conversation(contact.peer.clone()));
            }
            Ok(())
        }
        Some(Receipt::Requested) => give(cx, envelope),
        None => Ok(()),
    }
}

fn give(cx: &mut Cx<'_, '_>, envelope: &Envelope<'_>) -> Result<(), StoreError> {
    // A copy was answered by the device it was a copy for; history was answered long ago.
    let due = matches!(envelope.route, Route::Live | Route::CatchUp(_));
    let Some(id) = envelope.message.id.clone().filter(|_| due) else {
        return Ok(());
    };
    if !displayed::may(cx, &envelope.peer, displayed::Kind::Receipts)? {
        return Ok(());
    }
    let to = envelope
        .message
        .from
        .clone()
        .unwrap_or_else(|| Jid::from(envelope.peer.0.clone()));
    let fresh = cx.fresh_origin();
    let stanza = Outgoing {
        receipt: Some(Receipt::Received(OriginId(id))),
        hints: Hints {
            store: true,
            ..Hints::default()
        },
        ..Outgoing::new(to, MessageKind::Chat, fresh)
    };
    cx.send(stanza.to_element());
    Ok(())
}
