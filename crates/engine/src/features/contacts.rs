//! RFC 6121 §2.3, §3: adding, renaming and removing contacts.

use sotto_model::{Peer, Subscription};
use sotto_store::{StoreError, contacts, people};
use sotto_wire::{presence, roster};

use super::Decided;
use crate::cx::{Awaiting, Cx};
use crate::input::{Changed, Refused};
use crate::label;

pub(super) fn add(cx: &mut Cx<'_, '_>, peer: &Peer, name: Option<&str>) -> Decided {
    if peer == cx.me || peer.0.node().is_none() {
        return Ok(Some(Refused::BadRequest));
    }
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    cx.set(
        None,
        roster::set(&peer.0, name.filter(|name| !name.is_empty()), &[]),
        Awaiting::Nobody,
    );
    let nick = people::nick(cx.tx, cx.me)?;
    cx.send(presence::subscribe(
        &peer.0,
        Some(nick.as_str()).filter(|nick| !nick.is_empty()),
    ));
    if contacts::remove_request(cx.tx, peer)? {
        cx.send(presence::subscribed(&peer.0));
    }
    let conversation = sotto_store::conversations::ensure(cx.tx, peer)?;
    super::requests::wrote(cx, conversation.id)?;
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

pub(super) fn rename(cx: &mut Cx<'_, '_>, peer: &Peer, name: &str) -> Decided {
    let Some(contact) = contacts::find(cx.tx, peer)?.filter(|contact| contact.listed) else {
        return Ok(Some(Refused::NotFound));
    };
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let name = label::line(name, label::LONGEST);
    contacts::put(
        cx.tx,
        peer,
        &name,
        contact.subscription,
        contact.pending,
        &contact.groups,
    )?;
    cx.set(
        None,
        roster::set(
            &peer.0,
            Some(name.as_str()).filter(|name| !name.is_empty()),
            &contact.groups,
        ),
        Awaiting::Nobody,
    );
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

/// The most groups that one contact is in.
const MOST_GROUPS: usize = 20;

/// Puts a contact into these groups, in the place of those before.
pub(super) fn set_groups(cx: &mut Cx<'_, '_>, peer: &Peer, groups: &[String]) -> Decided {
    let Some(contact) = contacts::find(cx.tx, peer)?.filter(|contact| contact.listed) else {
        return Ok(Some(Refused::NotFound));
    };
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let groups = named(groups);
    let name = Some(contact.name.as_str()).filter(|name| !name.is_empty());
    cx.set(None, roster::set(&peer.0, name, &groups), Awaiting::Nobody);
    contacts::put(
        cx.tx,
        peer,
        &contact.name,
        contact.subscription,
        contact.pending,
        &groups,
    )?;
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

/// Names of groups as they are kept: in one line each, none twice, none empty.
pub(super) fn named(groups: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for group in groups.iter().map(|group| label::line(group, label::LONGEST)) {
        if !group.is_empty() && !kept.contains(&group) && kept.len() < MOST_GROUPS {
            kept.push(group);
        }
    }
    kept
}

pub(super) fn remove(cx: &mut Cx<'_, '_>, peer: &Peer) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    // The server ends both subscriptions with it (RFC 6121 §2.5.2) and tells us by a push.
    cx.set(None, roster::remove(&peer.0), Awaiting::Nobody);
    Ok(None)
}

pub(super) fn set_favourite(cx: &mut Cx<'_, '_>, peer: &Peer, on: bool) -> Decided {
    contacts::set_favourite(cx.tx, peer, on)?;
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(None)
}

/// What somebody is called here.
pub(crate) fn name(cx: &Cx<'_, '_>, peer: &Peer) -> Result<String, StoreError> {
    let chosen = contacts::find(cx.tx, peer)?
        .map(|contact| contact.name)
        .filter(|name| !name.is_empty());
    if let Some(chosen) = chosen {
        return Ok(chosen);
    }
    let own = people::nick(cx.tx, peer)?;
    Ok(if own.is_empty() { peer.to_string() } else { own })
}

/// Whether somebody may see our presence, and so may be told that we read, write or got something.
pub(crate) fn sees_us(cx: &Cx<'_, '_>, peer: &Peer) -> Result<bool, StoreError> {
    let contact = contacts::find(cx.tx, peer)?;
    Ok(contact.is_some_and(|contact| matches!(contact.subscription, Subscription::From | Subscription::Both)))
}
