//! Bundles: the keys with which a session is begun.

use sotto_model::{DeviceId, Peer, Trust};
use sotto_omemo::{Bundle, trust};
use sotto_store::{StoreError, omemo};
use sotto_wire::omemo_legacy;
use sotto_wire::pubsub::{self, Items};

use super::{Awaiting, BundleState, PROFILE, address, decisions, lists};
use crate::cx::{Answer, Cx};
use crate::input::Changed;

/// Bundles asked for at once just to show fingerprints; what sending needs is asked for without such a limit.
const AT_ONCE: usize = 20;

pub(super) fn ask(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId) {
    if cx.live.online.is_none() {
        return;
    }
    cx.live.omemo.bundles.insert((peer.clone(), device), BundleState::Asked);
    let node = omemo_legacy::bundle_node(device);
    cx.get(
        Some(&peer.0),
        pubsub::items_request(&node, None),
        Awaiting::Bundle(peer.clone(), device).into(),
    );
}

/// Asks for the keys of listed devices whose fingerprint is not known yet.
pub(super) fn ask_unknown(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<(), StoreError> {
    let devices = omemo::devices(cx.tx, PROFILE, peer.as_str())?;
    let unknown = devices
        .into_iter()
        .filter(|device| device.listed && device.identity.is_none());
    for device in unknown.take(AT_ONCE) {
        if !cx.live.omemo.bundles.contains_key(&(peer.clone(), device.id)) {
            ask(cx, peer, device.id);
        }
    }
    Ok(())
}

pub(super) fn answered(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId, answer: Answer) -> Result<(), StoreError> {
    let state = match read(&answer) {
        Some(bundle) if accepted(cx, peer, device, &bundle)? => BundleState::Here(Box::new(bundle)),
        _ => BundleState::Failed,
    };
    cx.live.omemo.bundles.insert((peer.clone(), device), state);
    cx.changed(Changed::Conversation(peer.clone()));
    if cx.live.omemo.repairs.remove(&(peer.clone(), device)) {
        decisions::replace_session(cx, peer, device)?;
    }
    lists::pump(cx, peer)
}

fn read(answer: &Answer) -> Option<Bundle> {
    let Answer::Result(Some(payload)) = answer else {
        return None;
    };
    let items = Items::parse(payload)?;
    let wire = items
        .items
        .iter()
        .rev()
        .filter_map(|item| item.payload.as_ref())
        .find_map(|item| omemo_legacy::BUNDLE.parse(item))?;
    let prekeys = wire.prekeys.into_iter();
    Bundle::parse(
        PROFILE,
        &wire.identity,
        wire.signed_prekey_id,
        &wire.signed_prekey,
        &wire.signature,
        prekeys,
    )
    .ok()
}

/// Whether the bundle's key is the one this device always had; the first one is pinned.
fn accepted(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId, bundle: &Bundle) -> Result<bool, StoreError> {
    let address = address(peer, device);
    let identity = bundle.identity();
    let known = omemo::device(cx.tx, PROFILE, &address)?;
    match known.and_then(|known| known.identity.map(|key| (key, known.trust))) {
        Some((key, _)) if key == identity => Ok(true),
        Some((_, before)) => {
            if omemo::set_trust(cx.tx, &address, trust::on_identity_change(before))? {
                lists::tell(cx, peer, device)?;
            }
            Ok(false)
        }
        None => {
            let first = lists::first_sight(cx, peer)?;
            pin(cx, peer, device, &identity, first)?;
            Ok(true)
        }
    }
}

/// Pins the key a device showed first. One that already belongs to somebody else is not trusted blindly (O07).
pub(super) fn pin(
    cx: &mut Cx<'_, '_>,
    peer: &Peer,
    device: DeviceId,
    identity: &sotto_omemo::IdentityKey,
    trust: Trust,
) -> Result<(), StoreError> {
    let address = address(peer, device);
    let borrowed = omemo::identity_elsewhere(cx.tx, &address, identity)?;
    omemo::pin_identity(cx.tx, &address, identity, trust, cx.now)?;
    if borrowed && omemo::set_trust(cx.tx, &address, Trust::Changed)? {
        lists::tell(cx, peer, device)?;
    }
    Ok(())
}
