//! Reading. The ratchet moves in the transaction that keeps the text: never one without the other.

use sotto_model::{DeviceId, Encryption, Peer, Unreadable};
use sotto_omemo::{DecryptError, OpenedKey, trust};
use sotto_store::omemo::{Device, Keys};
use sotto_store::{StoreError, conversations, messages, omemo};
use sotto_wire::omemo_legacy::{Header, Key};

use super::{PROFILE, address, bundles, lists, own, sealing};
use crate::cx::Cx;
use crate::envelope::{Envelope, Route};
use crate::inbound::Content;
use crate::input::Changed;

/// Messages in a row without a word from us after which an empty one is due (XEP-0384 §business rules: 53).
const HEARTBEAT: u32 = 53;

/// Decrypts a message. Nothing if there is nothing to show: an empty message, or a copy of one already read.
pub(crate) fn received(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    header: &Header,
) -> Result<Option<Content>, StoreError> {
    let Some(author) = envelope.identity(cx.me) else {
        // Nobody tells whose keys these are: a name in a room is nobody's for long.
        return Ok(Some(Content {
            text: Err(Unreadable::NoSession),
            encryption: Encryption::OmemoLegacy,
            device: None,
        }));
    };
    let text = match open(cx, envelope, &author, header)? {
        Ok(text) => Ok(text),
        Err(Silence) => return Ok(None),
        Err(Because(why)) => Err(why),
    };
    let device = Some(header.sid);
    if let Err(why) = text
        && repeated(cx, envelope, device, why)?
    {
        return Ok(None);
    }
    Ok(Some(Content {
        text,
        encryption: Encryption::OmemoLegacy,
        device,
    }))
}

/// A flood of unreadable messages is told once (O24).
fn repeated(
    cx: &Cx<'_, '_>,
    envelope: &Envelope<'_>,
    device: Option<DeviceId>,
    why: Unreadable,
) -> Result<bool, StoreError> {
    match conversations::find(cx.tx, &envelope.peer)? {
        Some(conversation) => messages::unreadable_near(cx.tx, conversation.id, device, why, envelope.at),
        None => Ok(false),
    }
}

/// Why there is no text: nothing to say, or something to tell.
enum NoText {
    Silence,
    Because(Unreadable),
}
use NoText::{Because, Silence};

fn open(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    author: &Peer,
    header: &Header,
) -> Result<Result<String, NoText>, StoreError> {
    let Some(here) = omemo::own(cx.tx)? else {
        return Ok(Err(Because(Unreadable::NotForThisDevice)));
    };
    let missing = || {
        if header.payload.is_some() {
            Because(Unreadable::NotForThisDevice)
        } else {
            Silence
        }
    };
    if author == cx.me && header.sid == here.id {
        // We wrote it, and no longer have it: a sender cannot read its own ciphertext.
        return Ok(Err(if header.payload.is_some() {
            Because(Unreadable::KeyGone)
        } else {
            Silence
        }));
    }
    let mut outcome = missing();
    // Two people's devices may share a number; whichever key opens is ours.
    for key in header.keys.iter().filter(|key| key.rid == here.id) {
        match decrypt(cx, author, header.sid, key)? {
            Ok(opened) => {
                noted(cx, envelope, author, header.sid, &opened)?;
                return Ok(text(header, &opened));
            }
            Err(why) => outcome = why,
        }
    }
    Ok(Err(outcome))
}

fn decrypt(
    cx: &mut Cx<'_, '_>,
    author: &Peer,
    device: DeviceId,
    key: &Key,
) -> Result<Result<OpenedKey, NoText>, StoreError> {
    let address = address(author, device);
    let mut store = Keys::new(cx.tx, cx.me.as_str());
    let opened = sotto_omemo::decrypt_key(&mut store, cx.rng, PROFILE, &address, &key.data, key.prekey);
    Ok(Err(match opened {
        Ok(opened) => return Ok(Ok(opened)),
        Err(DecryptError::Store(error)) => return Err(error),
        // The same ciphertext by another way: it was shown, or was never meant to be.
        Err(DecryptError::Replayed) => Silence,
        Err(DecryptError::NoSession) => Because(Unreadable::NoSession),
        Err(DecryptError::NoPreKey) => Because(Unreadable::KeyGone),
        Err(DecryptError::Malformed) => Because(Unreadable::Malformed),
        Err(DecryptError::Broken | DecryptError::TooFarAhead | DecryptError::Damaged) => Because(Unreadable::Broken),
        Err(DecryptError::IdentityChanged) => {
            identity_changed(cx, author, device)?;
            Because(Unreadable::IdentityChanged)
        }
    }))
}

fn identity_changed(cx: &mut Cx<'_, '_>, author: &Peer, device: DeviceId) -> Result<(), StoreError> {
    let address = address(author, device);
    let before = omemo::device(cx.tx, PROFILE, &address)?;
    if let Some(Device { trust: before, .. }) = before
        && omemo::set_trust(cx.tx, &address, trust::on_identity_change(before))?
    {
        lists::tell(cx, author, device)?;
    }
    Ok(())
}

/// What a message that could be opened teaches about its device.
fn noted(
    cx: &mut Cx<'_, '_>,
    envelope: &Envelope<'_>,
    author: &Peer,
    device: DeviceId,
    opened: &OpenedKey,
) -> Result<(), StoreError> {
    let address = address(author, device);
    let first = lists::first_sight(cx, author)?;
    bundles::pin(cx, author, device, &opened.identity, first)?;
    omemo::seen_sending(cx.tx, &address, envelope.at)?;
    cx.changed(Changed::Conversation(author.clone()));
    if matches!(envelope.route, Route::History(_) | Route::RoomHistory) {
        return Ok(());
    }
    if opened.new_session || opened.unanswered >= HEARTBEAT {
        cx.live.omemo.unanswered.insert((author.clone(), device));
        sealing::answer(cx)?;
    }
    if opened.new_session && cx.live.omemo.caught_up {
        own::restock(cx)?;
    }
    Ok(())
}

fn text(header: &Header, opened: &OpenedKey) -> Result<String, NoText> {
    let Some(payload) = &header.payload else {
        return Err(Silence);
    };
    let iv = header.iv.as_deref().unwrap_or_default();
    let plain = sotto_omemo::open(PROFILE, &opened.key, iv, payload).map_err(|_| Because(Unreadable::Broken))?;
    String::from_utf8(plain.to_vec()).map_err(|_| Because(Unreadable::Malformed))
}
