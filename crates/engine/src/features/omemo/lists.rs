//! Device lists: who reads on how many devices.

use sotto_model::{DeviceId, Encryption, Peer, Trust};
use sotto_omemo::trust;
use sotto_store::conversations::Conversation;
use sotto_store::messages::{self, Kind, New};
use sotto_store::{StoreError, conversations, omemo};
use sotto_wire::Condition;
use sotto_wire::omemo_legacy::{DEVICE_LIST_NODE, DeviceList};
use sotto_wire::pubsub::{self, Change, Event, Item, Items};

use super::{Awaiting, ListState, PROFILE, bundles, own};
use crate::authorised::{Authorised, Contact, Own};
use crate::cx::{Answer, Cx};
use crate::features::rooms;
use crate::input::Changed;
use crate::{outbound, placing};

/// Devices of one person that are taken seriously; each costs a fetch and a key in every message.
const MOST: usize = 100;

/// Conversations, newest first, in which a new device of our own is told of.
const CONCERNED: u32 = 20;

pub(super) fn ask(cx: &mut Cx<'_, '_>, peer: &Peer) {
    if cx.live.online.is_none() {
        return;
    }
    cx.live.omemo.lists.insert(peer.clone(), ListState::Asked);
    cx.get(
        Some(&peer.0),
        pubsub::items_request(DEVICE_LIST_NODE, None),
        Awaiting::List(peer.clone()).into(),
    );
}

pub(super) fn answered(cx: &mut Cx<'_, '_>, peer: &Peer, answer: Answer) -> Result<(), StoreError> {
    let list = match answer {
        Answer::Result(Some(payload)) => Items::parse(&payload).map(|items| newest(&items.items)),
        // No such node, or nobody there: an answer, and it names no devices.
        Answer::Error(error) if names_nobody(error.condition) => Some(DeviceList::default()),
        Answer::Result(None) | Answer::Error(_) | Answer::None => None,
    };
    match list {
        Some(list) => learned(cx, peer, &list),
        None => {
            // Unknown is not empty: what was known of this person's devices stays.
            cx.live.omemo.lists.insert(peer.clone(), ListState::Failed);
            if peer == cx.me {
                own::stuck(cx);
            }
            cx.changed(Changed::Conversation(peer.clone()));
            pump(cx, peer)
        }
    }
}

fn names_nobody(condition: Condition) -> bool {
    matches!(
        condition,
        Condition::ItemNotFound
            | Condition::ServiceUnavailable
            | Condition::Forbidden
            | Condition::NotAuthorized
            | Condition::SubscriptionRequired
            | Condition::FeatureNotImplemented
    )
}

fn newest(items: &[Item]) -> DeviceList {
    items
        .iter()
        .rev()
        .filter_map(|item| item.payload.as_ref())
        .find_map(DeviceList::parse)
        .unwrap_or_default()
}

/// Our own list changed.
pub(crate) fn own_event(cx: &mut Cx<'_, '_>, own: &Authorised<Own>, event: &Event) -> Result<(), StoreError> {
    match read(event) {
        Some(list) => learned(cx, &own.peer.clone(), &list),
        None => Ok(()),
    }
}

/// Somebody's list changed.
pub(crate) fn contact_event(
    cx: &mut Cx<'_, '_>,
    contact: &Authorised<Contact>,
    event: &Event,
) -> Result<(), StoreError> {
    match read(event) {
        Some(list) => learned(cx, &contact.peer, &list),
        None => Ok(()),
    }
}

fn read(event: &Event) -> Option<DeviceList> {
    if event.node != DEVICE_LIST_NODE {
        return None;
    }
    match &event.change {
        Change::Items(items) => Some(newest(items)),
        Change::Retracted(_) | Change::Purged | Change::Deleted => Some(DeviceList::default()),
    }
}

fn learned(cx: &mut Cx<'_, '_>, peer: &Peer, list: &DeviceList) -> Result<(), StoreError> {
    let mine = peer == cx.me;
    let here = omemo::own(cx.tx)?.map(|own| own.id);
    let others: Vec<DeviceId> = list
        .devices
        .iter()
        .copied()
        .filter(|id| !mine || Some(*id) != here)
        .take(MOST)
        .collect();
    let known_before = omemo::list_known(cx.tx, PROFILE, peer.as_str())?;
    let trust = first_sight(cx, peer)?;
    let verified = |device: &&omemo::Device| device.listed && device.trust == Trust::Verified;
    let gone: Vec<DeviceId> = omemo::devices(cx.tx, PROFILE, peer.as_str())?
        .iter()
        .filter(verified)
        .map(|device| device.id)
        .filter(|id| !others.contains(id))
        .collect();
    let new = omemo::note_list(cx.tx, PROFILE, peer.as_str(), &others, trust, cx.now)?;
    cx.live.omemo.lists.insert(peer.clone(), ListState::Known);
    // Whose verified device is hidden from us writes to somebody else's (XEP-0384 §10): not without a word.
    let worth_a_line = gone.into_iter().chain(new.into_iter().filter(|_| known_before));
    for device in worth_a_line {
        tell(cx, peer, device)?;
    }
    cx.changed(Changed::Conversation(peer.clone()));
    if mine {
        own::listed(cx, list)?;
        bundles::ask_unknown(cx, peer)?;
    }
    pump(cx, peer)
}

pub(super) fn pump(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    // Our own devices read everything we write, to anybody.
    if peer == cx.me {
        outbound::pump_all(cx)
    } else {
        rooms::members::devices_changed(cx, peer)?;
        outbound::pump_peer(cx, peer)
    }
}

/// What a device of this person starts with: blind trust, until the first one was verified.
pub(super) fn first_sight(cx: &Cx<'_, '_>, peer: &Peer) -> Result<Trust, StoreError> {
    let devices = omemo::devices(cx.tx, PROFILE, peer.as_str())?;
    Ok(trust::on_first_sight(
        devices.iter().any(|device| device.trust == Trust::Verified),
    ))
}

/// A line in the conversation: this device appeared, or is no longer what it was. One of our own concerns everybody we
/// talk to.
pub(super) fn tell(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId) -> Result<(), StoreError> {
    let own = peer == cx.me;
    let concerned = if own {
        conversations::recent(cx.tx, CONCERNED)?
    } else {
        conversations::find(cx.tx, peer)?.into_iter().collect()
    };
    for conversation in concerned {
        if conversations::newest(cx.tx, conversation.id)?.is_some() {
            tell_in(cx, &conversation, device, own)?;
        }
    }
    Ok(())
}

fn tell_in(cx: &mut Cx<'_, '_>, conversation: &Conversation, device: DeviceId, own: bool) -> Result<(), StoreError> {
    let line = New {
        conversation: conversation.id,
        kind: Kind::Device,
        outgoing: own,
        author: messages::Author::default(),
        mention: false,
        at: cx.now,
        place: placing::now(cx, conversation.id)?,
        origin: None,
        origin_unique: false,
        stanza: None,
        target: None,
        body: Ok(""),
        encryption: Encryption::OmemoLegacy,
        exposed: false,
        device: Some(device),
        delivery: None,
    };
    messages::insert(cx.tx, &line)?;
    cx.changed(Changed::Conversation(conversation.peer.clone()));
    Ok(())
}

impl From<Awaiting> for crate::cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Omemo(awaiting)
    }
}
