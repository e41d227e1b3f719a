//! XEP-0384 0.3.0 (`eu.siacs.conversations.axolotl`): end-to-end encryption, as nearly every program speaks it today.
//!
//! Who has which devices is in [`lists`], their keys in [`bundles`], our own device in [`own`]; [`sealing`] writes and
//! [`opening`] reads; what the user decides is in [`decisions`].
//!
//! Deliberately not yet: the newer `urn:xmpp:omemo:2`, which `sotto-omemo` speaks already.

mod bundles;
mod decisions;
mod lists;
mod opening;
mod own;
mod sealing;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use decisions::{decide, remove_own, repair};
pub(crate) use lists::{contact_event, own_event};
pub(crate) use opening::received;
pub(crate) use own::{caught_up, ensure_device, leave};
pub(crate) use sealing::{Sealing, seal};
use sotto_model::{DeviceId, Peer, Timestamp};
use sotto_omemo::{Address, Profile};
use sotto_store::StoreError;

use crate::cx::{Answer, Cx};

/// The profile spoken here.
const PROFILE: Profile = Profile::Legacy;

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// Somebody's device list, or our own.
    List(Peer),
    /// A device's bundle.
    Bundle(Peer, DeviceId),
    /// Whether a node of ours took what we published.
    Published(own::Node),
    /// Whether a node of ours took its configuration.
    Configured(own::Node),
    /// Whether our bundle is gone.
    Withdrawn,
}

/// What is known of somebody's device list on this stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListState {
    /// Asked for.
    Asked,
    /// As the archive has it.
    Known,
    /// Could not be had just now.
    Failed,
}

/// What is known of a device's bundle on this stream.
enum BundleState {
    Asked,
    Here(Box<sotto_omemo::Bundle>),
    Failed,
}

/// Device lists and bundles of this stream.
#[derive(Default)]
pub struct Live {
    lists: BTreeMap<Peer, ListState>,
    bundles: BTreeMap<(Peer, DeviceId), BundleState>,
    /// Sessions that wait for an empty message of ours.
    unanswered: BTreeSet<(Peer, DeviceId)>,
    /// Sessions to be replaced as soon as the bundle is here.
    repairs: BTreeSet<(Peer, DeviceId)>,
    caught_up: bool,
    /// How often each node of ours was published in vain.
    tries: BTreeMap<own::Node, u32>,
    /// When we put ourselves on the list lately.
    announced: Vec<Timestamp>,
    stay: own::Stay,
}

impl Live {
    /// What is known of somebody's device list.
    pub fn list(&self, peer: &Peer) -> Option<ListState> {
        self.lists.get(peer).copied()
    }

    /// Whether our device is off the account, or as far off as it can be brought.
    pub fn left(&self) -> bool {
        self.stay == own::Stay::Left
    }
}

fn address(peer: &Peer, device: DeviceId) -> Address {
    Address {
        jid: peer.to_string(),
        device,
    }
}

pub(super) fn start(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    let me = cx.me.clone();
    lists::ask(cx, &me);
    Ok(())
}

pub(super) fn forget(cx: &mut Cx<'_, '_>) {
    cx.live.omemo = Live::default();
}

/// Gets ready to write to somebody: their list, and the keys that are not known yet.
pub(crate) fn prepare(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    match cx.live.omemo.list(peer) {
        None | Some(ListState::Failed) => {
            lists::ask(cx, peer);
            Ok(())
        }
        Some(ListState::Asked) => Ok(()),
        Some(ListState::Known) => bundles::ask_unknown(cx, peer),
    }
}

/// Somebody who had no keys is there: perhaps they have some by now, and nobody tells us of a stranger's.
pub(crate) fn look_again(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    let devices = sotto_store::omemo::devices(cx.tx, PROFILE, peer.as_str())?;
    let none = !devices.iter().any(|device| device.listed);
    if none && peer != cx.me && cx.live.omemo.list(peer) != Some(ListState::Asked) {
        lists::ask(cx, peer);
    }
    Ok(())
}

/// The user wants another try: what failed is asked for again.
pub(super) fn retried(cx: &mut Cx<'_, '_>, peer: &Peer) {
    let me = cx.me.clone();
    let live = &mut cx.live.omemo;
    live.bundles
        .retain(|(owner, _), state| !((owner == peer || *owner == me) && matches!(state, BundleState::Failed)));
    // A list that named nobody may have grown; nobody tells us if we do not see their presence.
    live.lists.remove(peer);
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Result<(), StoreError> {
    match awaiting {
        Awaiting::List(peer) => lists::answered(cx, &peer, answer),
        Awaiting::Bundle(peer, device) => bundles::answered(cx, &peer, device, answer),
        Awaiting::Published(node) => own::published(cx, node, &answer),
        Awaiting::Configured(node) => own::configured(cx, node, &answer),
        Awaiting::Withdrawn => {
            own::withdrawn(cx, &answer);
            Ok(())
        }
    }
}
