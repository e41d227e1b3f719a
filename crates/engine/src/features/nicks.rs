//! XEP-0172 1.1: what people call themselves, where the user has no name for them; and our own.
//!
//! Only what contacts publish counts: a name in a message would let anybody choose how they appear.

use sotto_model::Peer;
use sotto_store::{StoreError, contacts, people};
use sotto_wire::pubsub::{self, Access, Change, Event, Options};
use sotto_wire::{nick, ns};

use super::Decided;
use crate::authorised::{Authorised, Contact, Own};
use crate::cx::{Awaiting, Cx};
use crate::input::{Changed, Refused};
use crate::label;

/// Our own name, perhaps set on another device.
pub(super) fn own_event(cx: &mut Cx<'_, '_>, own: &Authorised<Own>, event: &Event) -> Result<(), StoreError> {
    learned(cx, &own.peer.clone(), event)
}

/// A contact's.
pub(super) fn contact_event(
    cx: &mut Cx<'_, '_>,
    contact: &Authorised<Contact>,
    event: &Event,
) -> Result<(), StoreError> {
    if contacts::find(cx.tx, &contact.peer)?.is_some_and(|known| known.listed) {
        learned(cx, &contact.peer, event)
    } else {
        Ok(())
    }
}

fn learned(cx: &mut Cx<'_, '_>, peer: &Peer, event: &Event) -> Result<(), StoreError> {
    let said = match &event.change {
        Change::Items(items) => items
            .iter()
            .rev()
            .filter_map(|item| item.payload.as_ref())
            .find_map(nick::parse)
            .unwrap_or_default(),
        Change::Retracted(_) | Change::Purged | Change::Deleted => String::new(),
    };
    if people::set_nick(cx.tx, peer, &label::line(&said, label::LONGEST))? {
        cx.changed(Changed::Account);
        cx.changed(Changed::Contacts);
        cx.changed(Changed::Conversation(peer.clone()));
    }
    Ok(())
}

/// Tells contacts what we call ourselves; nothing but spaces takes it back.
pub(super) fn set(cx: &mut Cx<'_, '_>, name: &str) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let name = label::line(name, label::LONGEST);
    let options = Options {
        access: Access::Presence,
        persist: true,
        max_items: None,
        send_last: None,
    };
    let order = pubsub::publish(ns::NICK, "current", nick::to_element(&name), Some(&options));
    cx.set(None, order, Awaiting::Nobody);
    people::set_nick(cx.tx, &cx.me.clone(), &name)?;
    cx.changed(Changed::Account);
    Ok(None)
}
