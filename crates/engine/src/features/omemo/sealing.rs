//! Writing: to every trusted device of the contact, and to every other one of our own.

use sotto_model::{DeviceId, Failure, Jid, Peer, Trust};
use sotto_omemo::{EncryptError, trust};
use sotto_store::omemo::{Device, Keys};
use sotto_store::{StoreError, conversations, messages, omemo};
use sotto_wire::omemo_legacy::{Header, Key};
use sotto_wire::{Element, Hints, MessageKind, Method, Outgoing, carbons};

use super::{BundleState, ListState, PROFILE, address, bundles, lists};
use crate::cx::Cx;
use crate::features::contacts::sees_us;

/// What became of an attempt to encrypt.
pub(crate) enum Sealing {
    /// The `encrypted` element. The ratchets have moved: it must be kept and sent, or nothing.
    Sealed(Element),
    /// Something was asked for; try again when it is answered.
    Wait,
    /// The user has to decide.
    Impossible(Failure),
}

/// Encrypts a text for those people, and for our other devices. Who has no keys keeps nobody else from reading.
pub(crate) fn seal(cx: &mut Cx<'_, '_>, people: &[Peer], text: &[u8]) -> Result<Sealing, StoreError> {
    let me = cx.me.clone();
    let mut ready = list_ready(cx, &me)?;
    for peer in people.iter().filter(|peer| **peer != me) {
        ready &= list_ready(cx, peer)?;
    }
    if !ready {
        return Ok(Sealing::Wait);
    }
    let mut wanted: Vec<(Peer, DeviceId)> = Vec::new();
    for peer in people {
        wanted.extend(trusted(cx, peer)?);
    }
    let alone = people.iter().all(|peer| *peer == me);
    if wanted.is_empty() && !alone {
        return Ok(Sealing::Impossible(why_nobody(cx, people)?));
    }
    if !people.contains(&me) {
        wanted.extend(trusted(cx, &me)?);
    }
    let Some(ready) = with_sessions(cx, wanted)? else {
        return Ok(Sealing::Wait);
    };
    if !ready.iter().any(|(owner, _)| people.contains(owner)) && !alone {
        return Ok(Sealing::Impossible(Failure::BadKeys));
    }
    Ok(Sealing::Sealed(encrypt(cx, &ready, Some(text))?))
}

/// Somebody's devices that may be encrypted to.
fn trusted(cx: &Cx<'_, '_>, peer: &Peer) -> Result<Vec<(Peer, DeviceId)>, StoreError> {
    let devices = listed(cx, peer)?.into_iter();
    let trusted = devices.filter(|device| trust::may_encrypt_to(device.trust));
    Ok(trusted.map(|device| (peer.clone(), device.id)).collect())
}

fn why_nobody(cx: &Cx<'_, '_>, people: &[Peer]) -> Result<Failure, StoreError> {
    for peer in people {
        if !listed(cx, peer)?.is_empty() {
            return Ok(Failure::Untrusted);
        }
    }
    let failed = people
        .iter()
        .any(|peer| cx.live.omemo.list(peer) == Some(ListState::Failed));
    Ok(if failed { Failure::Unreachable } else { Failure::NoKeys })
}

fn listed(cx: &Cx<'_, '_>, peer: &Peer) -> Result<Vec<Device>, StoreError> {
    let mut devices = omemo::devices(cx.tx, PROFILE, peer.as_str())?;
    devices.retain(|device| device.listed);
    Ok(devices)
}

/// Whether somebody's list is as known as it can be; asks for it if nobody has yet.
fn list_ready(cx: &mut Cx<'_, '_>, peer: &Peer) -> Result<bool, StoreError> {
    match cx.live.omemo.list(peer) {
        Some(ListState::Known | ListState::Failed) => Ok(true),
        Some(ListState::Asked) => Ok(false),
        None => {
            lists::ask(cx, peer);
            Ok(false)
        }
    }
}

/// Those devices with which there is, or now is, a session; nothing as long as a bundle is on its way.
fn with_sessions(
    cx: &mut Cx<'_, '_>,
    wanted: Vec<(Peer, DeviceId)>,
) -> Result<Option<Vec<(Peer, DeviceId)>>, StoreError> {
    let mut ready = Vec::with_capacity(wanted.len());
    let mut waiting = false;
    for key in wanted {
        if omemo::has_session(cx.tx, PROFILE, &address(&key.0, key.1))? {
            ready.push(key);
            continue;
        }
        match cx.live.omemo.bundles.get(&key) {
            None => {
                bundles::ask(cx, &key.0, key.1);
                waiting = true;
            }
            Some(BundleState::Asked) => waiting = true,
            Some(BundleState::Failed) => {}
            Some(BundleState::Here(_)) => ready.push(key),
        }
    }
    if waiting {
        return Ok(None);
    }
    let mut begun = Vec::with_capacity(ready.len());
    for key in ready {
        if begin(cx, &key)? {
            begun.push(key);
        }
    }
    Ok(Some(begun))
}

/// Begins a session from the bundle at hand, if there is none yet. False if the bundle does not serve.
pub(super) fn begin(cx: &mut Cx<'_, '_>, key: &(Peer, DeviceId)) -> Result<bool, StoreError> {
    if omemo::has_session(cx.tx, PROFILE, &address(&key.0, key.1))? {
        return Ok(true);
    }
    begin_anew(cx, key)
}

/// Begins a session from the bundle at hand, whatever session there was. False if the bundle does not serve.
pub(super) fn begin_anew(cx: &mut Cx<'_, '_>, key: &(Peer, DeviceId)) -> Result<bool, StoreError> {
    let address = address(&key.0, key.1);
    // A bundle serves once: its one-time prekey is spent.
    let Some(BundleState::Here(bundle)) = cx.live.omemo.bundles.remove(key) else {
        return Ok(false);
    };
    let mut keys = Keys::new(cx.tx, cx.me.as_str());
    match sotto_omemo::begin_session(&mut keys, cx.rng, PROFILE, &address, &bundle) {
        Ok(()) => Ok(true),
        Err(EncryptError::Store(error)) => Err(error),
        Err(error) => {
            log::debug!("no session could be begun: {error}");
            cx.live.omemo.bundles.insert(key.clone(), BundleState::Failed);
            Ok(false)
        }
    }
}

/// Encrypts for devices with sessions; nothing as text makes an empty message, a mere step of the ratchet.
fn encrypt(cx: &mut Cx<'_, '_>, to: &[(Peer, DeviceId)], text: Option<&[u8]>) -> Result<Element, StoreError> {
    let sealed = sotto_omemo::seal(PROFILE, cx.rng, text);
    let mut keys = Vec::with_capacity(to.len());
    for key in to {
        let mut store = Keys::new(cx.tx, cx.me.as_str());
        match sotto_omemo::encrypt_key(&mut store, cx.rng, PROFILE, &address(&key.0, key.1), &sealed.key) {
            Ok(encrypted) => {
                keys.push(Key {
                    rid: key.1,
                    prekey: encrypted.key_exchange,
                    data: encrypted.data,
                });
                cx.live.omemo.unanswered.remove(key);
            }
            Err(EncryptError::Store(error)) => return Err(error),
            Err(error) => log::debug!("a device was left out: {error}"),
        }
    }
    let sid = omemo::own(cx.tx)?
        .ok_or_else(|| StoreError::Unexpected("no device of our own".into()))?
        .id;
    Ok(Header {
        sid,
        keys,
        iv: Some(sealed.iv),
        payload: sealed.payload,
    }
    .to_element())
}

/// Answers those who began a session, or wrote long without an answer, with an empty message (XEP-0384 §business rules).
/// Nobody who may not see that we are here learns it this way.
pub(super) fn answer(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    if cx.live.online.is_none() || !cx.live.omemo.caught_up {
        return Ok(());
    }
    for key in std::mem::take(&mut cx.live.omemo.unanswered) {
        let trusted = omemo::device(cx.tx, PROFILE, &address(&key.0, key.1))?
            .is_some_and(|device| !matches!(device.trust, Trust::Distrusted | Trust::Changed));
        if trusted && acquainted(cx, &key.0)? {
            send_empty(cx, &key)?;
        }
    }
    Ok(())
}

fn acquainted(cx: &Cx<'_, '_>, peer: &Peer) -> Result<bool, StoreError> {
    if peer == cx.me || sees_us(cx, peer)? {
        return Ok(true);
    }
    match conversations::find(cx.tx, peer)? {
        Some(conversation) => messages::wrote_to(cx.tx, conversation.id),
        None => Ok(false),
    }
}

/// Sends an empty message over a session.
pub(super) fn send_empty(cx: &mut Cx<'_, '_>, key: &(Peer, DeviceId)) -> Result<(), StoreError> {
    if !omemo::has_session(cx.tx, PROFILE, &address(&key.0, key.1))? {
        return Ok(());
    }
    let header = encrypt(cx, std::slice::from_ref(key), None)?;
    let fresh = cx.fresh_origin();
    let mut stanza = Outgoing {
        encrypted: Some(header),
        method: Some(Method::omemo_legacy()),
        hints: Hints {
            store: true,
            ..Hints::default()
        },
        ..Outgoing::new(Jid::from(key.0.0.clone()), MessageKind::Chat, fresh)
    }
    .to_element();
    stanza.append_child(carbons::private());
    cx.send(stanza);
    Ok(())
}
