//! Our own device: made once, published, kept supplied with prekeys.

use sotto_model::{DeviceId, Timestamp};
use sotto_omemo::rand_core::CryptoRng;
use sotto_omemo::{Bundle, IdentityKeyPair, PreKeyPair, SignedPreKeyPair};
use sotto_store::{StoreError, Tx, omemo};
use sotto_wire::omemo_legacy::{self, DEVICE_LIST_NODE, DeviceList};
use sotto_wire::pubsub::{self, Access, Options};
use sotto_wire::{Condition, Element};

use super::{Awaiting, PROFILE, sealing};
use crate::cx::{Answer, Cx};

/// Prekeys offered at a time (XEP-0384 §5.3.2: around 100).
const PREKEYS: u32 = 100;

/// How long a signed prekey is offered, in milliseconds: a week.
const SIGNED_PREKEY_LIFE: i64 = 7 * 24 * 3_600_000;

/// How often a node that does not keep what we publish is published again: another program may be doing the same (O03).
const TRIES: u32 = 3;

/// In milliseconds.
const AN_HOUR: i64 = 3_600_000;

/// What we publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// The list of our devices.
    List,
    /// This device's bundle.
    Bundle,
}

/// Whether this device is part of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stay {
    /// It puts itself on the list wherever it is missing.
    #[default]
    Here,
    /// It takes itself off the list and its keys off the server.
    Leaving,
    /// It has done so, and reads the list once more: another device may have written the old one back.
    Looking,
    /// It is gone, as far as it could see to that.
    Left,
}

/// Makes our device where there is none: identity, signed prekey, prekeys.
pub(crate) fn ensure_device(tx: &Tx<'_>, rng: &mut dyn CryptoRng, now: Timestamp) -> Result<(), StoreError> {
    if omemo::own(tx)?.is_some() {
        return Ok(());
    }
    let identity = IdentityKeyPair::from_rng(rng);
    omemo::create_own(tx, fresh_device_id(rng), &identity)?;
    omemo::put_signed_prekey(tx, &SignedPreKeyPair::generate(&identity, 1, rng), now)?;
    let prekeys: Vec<_> = (1..=PREKEYS).map(|id| PreKeyPair::generate(id, rng)).collect();
    omemo::put_prekeys(tx, &prekeys)
}

fn fresh_device_id(rng: &mut dyn CryptoRng) -> DeviceId {
    loop {
        if let Ok(id) = DeviceId::try_from(rng.next_u32() & 0x7fff_ffff) {
            return id;
        }
    }
}

/// Our list is known: put ourselves on it if we are not, with our keys published first.
pub(super) fn listed(cx: &mut Cx<'_, '_>, list: &DeviceList) -> Result<(), StoreError> {
    let Some(own) = omemo::own(cx.tx)? else { return Ok(()) };
    let named = list.devices.contains(&own.id);
    match cx.live.omemo.stay {
        Stay::Here => {}
        Stay::Leaving | Stay::Looking if named => {
            let others = list.devices.iter().copied().filter(|id| *id != own.id);
            publish_list(cx, others.collect());
            return Ok(());
        }
        Stay::Leaving => {
            withdraw(cx, own.id);
            return Ok(());
        }
        Stay::Looking => {
            cx.live.omemo.stay = Stay::Left;
            return Ok(());
        }
        Stay::Left => return Ok(()),
    }
    let announces = !named && may_announce(cx);
    if announces || !own.published {
        publish_bundle(cx)?;
    }
    if !announces {
        return Ok(());
    }
    let mut devices = list.devices.clone();
    devices.push(own.id);
    publish_list(cx, devices);
    Ok(())
}

/// Two programs that each throw the other off the list would never end (XEP-0384 §5.3.1): after a few times we give way.
fn may_announce(cx: &mut Cx<'_, '_>) -> bool {
    let now = cx.now;
    let announced = &mut cx.live.omemo.announced;
    announced.retain(|at| (0..AN_HOUR).contains(&now.since(*at)));
    let may = announced.len() < TRIES as usize;
    if may {
        announced.push(now);
    } else {
        log::warn!("another program keeps taking this device off the list");
    }
    may
}

/// Takes this device off the account: first off the list, so that nobody begins to encrypt to it, then its keys. The list
/// is asked for first and last.
pub(crate) fn leave(cx: &mut Cx<'_, '_>) {
    if cx.live.online.is_none() {
        cx.live.omemo.stay = Stay::Left;
        return;
    }
    cx.live.omemo.stay = Stay::Leaving;
    cx.live.omemo.tries.clear();
    look_again(cx);
}

/// Something that leaving needs could not be done: as far as this device can, it has left.
pub(super) fn stuck(cx: &mut Cx<'_, '_>) {
    if matches!(cx.live.omemo.stay, Stay::Leaving | Stay::Looking) {
        cx.live.omemo.stay = Stay::Left;
    }
}

fn withdraw(cx: &mut Cx<'_, '_>, own: DeviceId) {
    let node = omemo_legacy::bundle_node(own);
    cx.set(None, pubsub::delete_node(&node), Awaiting::Withdrawn.into());
}

pub(super) fn withdrawn(cx: &mut Cx<'_, '_>, answer: &Answer) {
    if let Answer::Error(error) = answer {
        // Where nothing was published, nothing can be deleted.
        log::debug!("our keys could not be deleted: {}", error.condition.name());
    }
    if cx.live.omemo.stay == Stay::Leaving {
        cx.live.omemo.stay = Stay::Looking;
        look_again(cx);
    }
}

/// Asks for our list rather than remembering it: another device may have written it meanwhile.
fn look_again(cx: &mut Cx<'_, '_>) {
    let me = cx.me.clone();
    super::lists::ask(cx, &me);
}

pub(super) fn publish_list(cx: &mut Cx<'_, '_>, devices: Vec<DeviceId>) {
    publish(cx, Node::List, DEVICE_LIST_NODE, DeviceList { devices }.to_element());
}

fn publish_bundle(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    if cx.live.omemo.stay != Stay::Here {
        return Ok(());
    }
    let Some(own) = omemo::own(cx.tx)? else { return Ok(()) };
    let Some((signed, _)) = omemo::signed_prekeys(cx.tx)?.into_iter().next() else {
        return Ok(());
    };
    let bundle = Bundle::own(PROFILE, &own.identity, &signed, &omemo::prekeys(cx.tx)?);
    let wire = sotto_wire::bundle::Bundle {
        signed_prekey_id: bundle.signed_prekey_id(),
        signed_prekey: bundle.signed_prekey_wire(),
        signature: bundle.signature_wire().to_vec(),
        identity: bundle.identity_wire().to_vec(),
        prekeys: bundle.prekeys().collect(),
    };
    publish(
        cx,
        Node::Bundle,
        &omemo_legacy::bundle_node(own.id),
        omemo_legacy::BUNDLE.to_element(&wire),
    );
    Ok(())
}

fn options() -> Options {
    Options {
        access: Access::Open,
        persist: true,
        max_items: None,
        send_last: None,
    }
}

fn publish(cx: &mut Cx<'_, '_>, node: Node, name: &str, payload: Element) {
    let tries = cx.live.omemo.tries.entry(node).or_default();
    if *tries >= TRIES {
        return;
    }
    *tries += 1;
    cx.set(
        None,
        pubsub::publish(name, "current", payload, Some(&options())),
        Awaiting::Published(node).into(),
    );
}

pub(super) fn published(cx: &mut Cx<'_, '_>, node: Node, answer: &Answer) -> Result<(), StoreError> {
    match answer {
        Answer::Result(_) => {
            cx.live.omemo.tries.remove(&node);
            match (node, cx.live.omemo.stay, omemo::own(cx.tx)?) {
                (Node::Bundle, Stay::Here, _) => omemo::set_published(cx.tx, true),
                (Node::List, Stay::Leaving, Some(own)) => {
                    withdraw(cx, own.id);
                    Ok(())
                }
                (Node::List, Stay::Looking, _) => {
                    look_again(cx);
                    Ok(())
                }
                (Node::Bundle | Node::List, ..) => Ok(()),
            }
        }
        // The node exists with other settings, perhaps one only friends may read: set it right, then publish again.
        Answer::Error(error) if matches!(error.condition, Condition::Conflict | Condition::NotAcceptable) => {
            let name = name(cx, node)?;
            cx.set(
                None,
                pubsub::configure(&name, &options()),
                Awaiting::Configured(node).into(),
            );
            Ok(())
        }
        Answer::Error(error) => {
            log::warn!("our keys could not be published: {}", error.condition.name());
            stuck(cx);
            Ok(())
        }
        Answer::None => {
            stuck(cx);
            Ok(())
        }
    }
}

pub(super) fn configured(cx: &mut Cx<'_, '_>, node: Node, answer: &Answer) -> Result<(), StoreError> {
    if !matches!(answer, Answer::Result(_)) {
        return Ok(());
    }
    match node {
        Node::Bundle => publish_bundle(cx),
        Node::List => {
            look_again(cx);
            Ok(())
        }
    }
}

fn name(cx: &Cx<'_, '_>, node: Node) -> Result<String, StoreError> {
    Ok(match (node, omemo::own(cx.tx)?) {
        (Node::Bundle, Some(own)) => omemo_legacy::bundle_node(own.id),
        (Node::Bundle | Node::List, _) => DEVICE_LIST_NODE.to_owned(),
    })
}

/// The archive was read: what it used up is replaced, and who began a session gets an answer.
pub(crate) fn caught_up(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    cx.live.omemo.caught_up = true;
    restock(cx)?;
    sealing::answer(cx)
}

/// Replaces used prekeys and an old signed prekey, and publishes the bundle if that changed it.
pub(super) fn restock(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    let Some(own) = omemo::own(cx.tx)? else { return Ok(()) };
    let mut changed = omemo::purge_used_prekeys(cx.tx)? > 0;
    let have = u32::try_from(omemo::unused_prekeys(cx.tx)?).unwrap_or(PREKEYS);
    let missing = PREKEYS.saturating_sub(have);
    let fresh: Vec<_> = (0..missing)
        .map(|n| PreKeyPair::generate(own.next_prekey + n, cx.rng))
        .collect();
    omemo::put_prekeys(cx.tx, &fresh)?;
    changed |= missing > 0;
    let newest = omemo::signed_prekeys(cx.tx)?.into_iter().next();
    // A clock that jumps back must not freeze the rotation, one that jumps ahead rotates once (F22).
    let old = newest.is_none_or(|(_, made)| !(0..SIGNED_PREKEY_LIFE).contains(&cx.now.since(made)));
    if old {
        let signed = SignedPreKeyPair::generate(&own.identity, own.next_signed_prekey, cx.rng);
        omemo::put_signed_prekey(cx.tx, &signed, cx.now)?;
        omemo::trim_signed_prekeys(cx.tx)?;
        changed = true;
    }
    if changed {
        omemo::set_published(cx.tx, false)?;
    }
    let under_way = cx.live.omemo.tries.contains_key(&Node::Bundle);
    if changed || (!own.published && !under_way) {
        publish_bundle(cx)?;
    }
    Ok(())
}
