//! RFC 6121 §3, §4: who is available, and who asks to see us; XEP-0319 1.0.2: since when nobody is at the device.
//!
//! Deliberately not: directed presence, priorities of our own.

use std::collections::BTreeMap;

use sotto_model::{Notice, Peer, Presence, Subscription, Timestamp};
use sotto_store::{StoreError, account, contacts};
use sotto_wire::{PresenceKind, presence};

use super::contacts::name;
use super::{Decided, avatars, disco, requests};
use crate::authorised::{self, Authorised, Contact};
use crate::cx::Cx;
use crate::input::{Changed, Refused, Timer};
use crate::label;

/// Presence that arrives this soon after signing in was there before, and is no news. Milliseconds.
const SETTLING: u64 = 15_000;

/// The most resources of one address that are told apart; a flood of them must not fill the memory.
const MOST_RESOURCES: usize = 64;

/// How much of somebody's words about their availability is shown, in characters.
const STATUS: usize = 300;

/// Who is available.
#[derive(Default)]
pub struct Live {
    people: BTreeMap<Peer, BTreeMap<String, Resource>>,
    settled: bool,
    /// Since when nobody touched this device, if that is long.
    idle: Option<Timestamp>,
}

#[derive(Clone)]
struct Resource {
    priority: i8,
    show: Presence,
    status: Option<String>,
    idle: Option<Timestamp>,
}

impl Live {
    /// The availability of somebody's most available device, and their words.
    pub fn of(&self, peer: &Peer) -> (Presence, Option<&str>) {
        let best = self
            .people
            .get(peer)
            .and_then(|all| all.values().max_by_key(|one| (one.priority, one.show)));
        best.map_or((Presence::Offline, None), |one| (one.show, one.status.as_deref()))
    }
}

impl Live {
    /// Since when somebody has not touched the device that counts for them.
    pub fn idle(&self, peer: &Peer) -> Option<Timestamp> {
        let all = self.people.get(peer)?;
        all.values().max_by_key(|one| (one.priority, one.show))?.idle
    }
}

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    announce(cx);
    cx.after(SETTLING, Timer::Settled);
}

pub(super) fn settled(cx: &mut Cx<'_, '_>) {
    cx.live.presence.settled = true;
}

pub(super) fn forget(cx: &mut Cx<'_, '_>) {
    let idle = cx.live.presence.idle;
    cx.live.presence = Live {
        idle,
        ..Live::default()
    };
}

fn announce(cx: &mut Cx<'_, '_>) {
    let status = Some(cx.account.status.clone()).filter(|status| !status.is_empty());
    let idle = cx.live.presence.idle;
    let stanza = match cx.account.presence {
        Presence::Offline => presence::unavailable(),
        // Away by itself; what the user chose otherwise stays.
        Presence::Online | Presence::FreeToChat if idle.is_some() => {
            presence::available(Presence::Away, status.as_deref(), Some(&disco::caps()), idle)
        }
        shown => presence::available(shown, status.as_deref(), Some(&disco::caps()), idle),
    };
    cx.send(stanza);
}

pub(super) fn set(cx: &mut Cx<'_, '_>, presence: Presence, status: Option<&str>) -> Decided {
    let status = status.unwrap_or("").trim();
    if status.len() > 1_000 {
        return Ok(Some(Refused::InvalidText));
    }
    account::set_presence(cx.tx, presence, status)?;
    cx.account.presence = presence;
    status.clone_into(&mut cx.account.status);
    announce(cx);
    cx.changed(Changed::Account);
    Ok(None)
}

/// Nobody has touched this device since then, or somebody does again: contacts see us away meanwhile.
pub(super) fn set_idle(cx: &mut Cx<'_, '_>, since: Option<Timestamp>) -> Decided {
    if cx.live.presence.idle != since {
        cx.live.presence.idle = since;
        announce(cx);
    }
    Ok(None)
}

pub(super) fn received(cx: &mut Cx<'_, '_>, stanza: &sotto_wire::Presence) -> Result<(), StoreError> {
    // Our own devices' presence says nothing about a contact.
    let Some(contact) = authorised::contact(stanza.from.as_ref(), cx.me) else {
        return Ok(());
    };
    match stanza.kind {
        PresenceKind::Available => available(cx, &contact, stanza),
        PresenceKind::Unavailable => {
            gone(cx, &contact, stanza);
            Ok(())
        }
        PresenceKind::Subscribe => asked(cx, &contact, stanza.nick.as_deref()),
        PresenceKind::Unsubscribe => requests::withdrew(cx, &contact.peer),
        // The contact list's push says the same, and says it trustworthily.
        PresenceKind::Subscribed | PresenceKind::Unsubscribed | PresenceKind::Probe | PresenceKind::Error => Ok(()),
    }
}

fn available(
    cx: &mut Cx<'_, '_>,
    contact: &Authorised<Contact>,
    stanza: &sotto_wire::Presence,
) -> Result<(), StoreError> {
    let known = contacts::find(cx.tx, &contact.peer)?;
    // Strangers can send presence too; only people we asked to see are kept in mind.
    let Some(known) = known.filter(|known| matches!(known.subscription, Subscription::To | Subscription::Both)) else {
        return Ok(());
    };
    if let Some(avatar) = stanza.avatar.clone().filter(|_| known.listed) {
        avatars::updated(cx, contact, avatar)?;
    }
    let (before, _) = cx.live.presence.of(&contact.peer);
    let resources = cx.live.presence.people.entry(contact.peer.clone()).or_default();
    let resource = stanza
        .from
        .as_ref()
        .and_then(|from| from.resource())
        .map_or("", |resource| resource.as_str());
    if resources.len() >= MOST_RESOURCES && !resources.contains_key(resource) {
        return Ok(());
    }
    let entry = Resource {
        priority: stanza.priority,
        show: stanza.show,
        status: stanza
            .status
            .as_deref()
            .map(|status| label::line(status, STATUS))
            .filter(|status| !status.is_empty()),
        // A clock that is ahead does not make anybody idle in the future.
        idle: stanza.idle.filter(|since| *since <= cx.now),
    };
    resources.insert(resource.to_owned(), entry);
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(contact.peer.clone()));
    let arrives = before == Presence::Offline && cx.live.presence.settled;
    if arrives && known.favourite && cx.account.preferences.notifications {
        let name = name(cx, &contact.peer)?;
        cx.notify(Notice::Online {
            peer: contact.peer.clone(),
            name,
        });
    }
    Ok(())
}

fn gone(cx: &mut Cx<'_, '_>, contact: &Authorised<Contact>, stanza: &sotto_wire::Presence) {
    let Some(resources) = cx.live.presence.people.get_mut(&contact.peer) else {
        return;
    };
    match stanza.from.as_ref().and_then(|from| from.resource()) {
        Some(resource) => {
            resources.remove(resource.as_str());
        }
        None => resources.clear(),
    }
    if resources.is_empty() {
        cx.live.presence.people.remove(&contact.peer);
    }
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(contact.peer.clone()));
}

fn asked(cx: &mut Cx<'_, '_>, contact: &Authorised<Contact>, nick: Option<&str>) -> Result<(), StoreError> {
    let peer = &contact.peer;
    let known = contacts::find(cx.tx, peer)?;
    // Whom we asked ourselves need not wait for the user again.
    let wanted = known.is_some_and(|known| {
        known.listed && (known.pending || matches!(known.subscription, Subscription::To | Subscription::Both))
    });
    if wanted {
        cx.send(presence::subscribed(&peer.0));
        return Ok(());
    }
    requests::asked(cx, peer, nick)
}
