//! What the user decides about devices.

use sotto_model::{DeviceId, Peer, Trust};
use sotto_store::{StoreError, omemo};

use super::{PROFILE, address, bundles, lists, own, sealing};
use crate::command::Verdict;
use crate::cx::Cx;
use crate::features::Decided;
use crate::input::{Changed, Refused};

pub(crate) fn decide(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId, verdict: Verdict) -> Decided {
    let address = address(peer, device);
    let Some(known) = omemo::device(cx.tx, PROFILE, &address)? else {
        return Ok(Some(Refused::NotFound));
    };
    let trust = match verdict {
        // There is nothing to compare before the key is known.
        Verdict::Verified | Verdict::Accepted if known.identity.is_none() => return Ok(Some(Refused::BadRequest)),
        Verdict::Verified => Trust::Verified,
        Verdict::Accepted => Trust::Blind,
        Verdict::Distrusted => Trust::Distrusted,
    };
    omemo::set_trust(cx.tx, &address, trust)?;
    cx.changed(Changed::Conversation(peer.clone()));
    lists::pump(cx, peer)?;
    Ok(None)
}

/// Replaces a session that is out of step, because the user asked for it; never of its own accord (XEP-0384 §security).
pub(crate) fn repair(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    cx.live.omemo.repairs.insert((peer.clone(), device));
    bundles::ask(cx, peer, device);
    Ok(None)
}

/// The bundle for a repair is here: a new session begins. The old one goes on reading what the other side still writes
/// in it until our first message has arrived there.
pub(super) fn replace_session(cx: &mut Cx<'_, '_>, peer: &Peer, device: DeviceId) -> Result<(), StoreError> {
    let key = (peer.clone(), device);
    if sealing::begin_anew(cx, &key)? {
        sealing::send_empty(cx, &key)?;
    }
    cx.changed(Changed::Conversation(peer.clone()));
    Ok(())
}

/// Takes another device of ours off our list.
pub(crate) fn remove_own(cx: &mut Cx<'_, '_>, device: DeviceId) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let Some(here) = omemo::own(cx.tx)? else {
        return Ok(Some(Refused::NotFound));
    };
    if device == here.id {
        return Ok(Some(Refused::BadRequest));
    }
    let me = cx.me.clone();
    let mut devices: Vec<DeviceId> = omemo::devices(cx.tx, PROFILE, me.as_str())?
        .into_iter()
        .filter(|other| other.listed && other.id != device)
        .map(|other| other.id)
        .collect();
    devices.push(here.id);
    own::publish_list(cx, devices);
    Ok(None)
}
