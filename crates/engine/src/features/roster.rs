//! RFC 6121 §2: the contact list as the server keeps it, with versioning (§2.6).
//!
//! Deliberately not: nested groups (XEP-0083), which hardly anybody has.

use sotto_model::{Peer, Subscription};
use sotto_store::{StoreError, account, contacts, conversations};
use sotto_wire::roster::{Item, Push, Roster};
use sotto_wire::{Iq, iq, roster};

use super::requests;
use crate::authorised::{Authorised, Server};
use crate::cx::{Answer, Awaiting, Cx};
use crate::input::Changed;
use crate::label;

/// More contacts than this are not a list but an attack on the disk.
const MOST: usize = 100_000;

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    let version = cx.account.roster_version.clone();
    // An empty version says: we have no list yet, and can keep versions.
    cx.get(
        None,
        roster::query(Some(version.as_deref().unwrap_or(""))),
        Awaiting::Roster,
    );
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, answer: Answer) -> Result<(), StoreError> {
    // An empty answer means that our version is the newest. A failed one changes nothing either: unknown is not empty.
    let Answer::Result(Some(payload)) = answer else {
        return Ok(());
    };
    let Some(list) = Roster::parse(&payload) else {
        return Ok(());
    };
    contacts::clear(cx.tx)?;
    for item in list.items.iter().take(MOST) {
        put(cx, item)?;
    }
    conversations::accept_listed(cx.tx)?;
    account::set_roster_version(cx.tx, list.ver.as_deref())?;
    cx.changed(Changed::Everything);
    Ok(())
}

/// A change to the list, made here or on another device.
pub(super) fn pushed(cx: &mut Cx<'_, '_>, _: &Authorised<Server>, iq: &Iq, push: &Push) -> Result<(), StoreError> {
    let peer = Peer(push.item.jid.clone());
    if push.removed {
        contacts::remove(cx.tx, &peer)?;
    } else {
        put(cx, &push.item)?;
        if let Some(conversation) = conversations::find(cx.tx, &peer)? {
            requests::wrote(cx, conversation.id)?;
        }
    }
    if let Some(version) = &push.ver {
        account::set_roster_version(cx.tx, Some(version))?;
    }
    cx.send(iq::result(iq.from.as_ref(), &iq.id, None));
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(peer));
    Ok(())
}

fn put(cx: &mut Cx<'_, '_>, item: &Item) -> Result<(), StoreError> {
    let peer = Peer(item.jid.clone());
    contacts::put(
        cx.tx,
        &peer,
        &label::line(item.name.as_deref().unwrap_or(""), label::LONGEST),
        item.subscription,
        item.ask,
        &super::contacts::named(&item.groups),
    )?;
    if matches!(item.subscription, Subscription::From | Subscription::Both) {
        contacts::remove_request(cx.tx, &peer)?;
    }
    Ok(())
}
