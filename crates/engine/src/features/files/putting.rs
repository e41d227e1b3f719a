//! What a file needs before its message can go: a service, a slot there, and to be put into it. [`way`] is asked again after
//! everything that may have cleared the way. What was moved is in the store, so it survives a restart.

use std::collections::BTreeSet;

use sotto_model::{BareJid, Failure, FileId, media};
use sotto_store::StoreError;
use sotto_store::files::{self, File};
use sotto_store::messages::{self, Unsent};
use sotto_wire::aesgcm::Sealed;
use sotto_wire::disco::{self, Info, Items};
use sotto_wire::upload::{self, Slot};
use sotto_wire::{Condition, Sharing, ns};

use super::{Awaiting, PAUSE, SERVICES, Service, TRIES, changed};
use crate::cx::{Answer, Cx};
use crate::input::{Effect, Timer, Transfer};
use crate::outbound;

/// What a message's file needs before the message can go.
pub(crate) enum Way {
    /// It is there: this is the text, and what stands beside it where that is in the clear.
    There(String, Option<Box<Sharing>>),
    /// It has to wait.
    Waits,
    /// It cannot be.
    Never(Failure),
}

/// How a message with a file gets out; nothing if it has none.
pub(crate) fn way(cx: &mut Cx<'_, '_>, message: &Unsent, plain: bool) -> Result<Option<Way>, StoreError> {
    let Some(file) = files::of_message(cx.tx, message.id)? else {
        return Ok(None);
    };
    // What is there under lock and key is of no use to who has no key, and its key is not told in the clear.
    if !file.source.is_empty() && file.sealed != plain {
        return Ok(Some(if plain {
            Way::There(file.source.clone(), Some(Box::new(sharing(&file))))
        } else {
            let sealed = Sealed {
                url: file.source,
                secret: file.secret,
            };
            Way::There(sealed.to_text(), None)
        }));
    }
    if cx.live.files.busy.contains(&file.id) || cx.live.files.asked.contains(&file.id) {
        return Ok(Some(Way::Waits));
    }
    put_somewhere(cx, &file, plain).map(Some)
}

fn put_somewhere(cx: &mut Cx<'_, '_>, file: &File, plain: bool) -> Result<Way, StoreError> {
    let (address, most) = match &cx.live.files.service {
        Service::None => return Ok(Way::Never(Failure::NoUploads)),
        Service::Asked(_) => return Ok(Way::Waits),
        Service::Unknown => {
            cx.live.files.service = Service::Asked(1);
            cx.get(Some(&domain(cx)), disco::items_request(None), Awaiting::Items.into());
            return Ok(Way::Waits);
        }
        Service::At { address, most } => (address.clone(), *most),
    };
    let size = file.size + if plain { 0 } else { TAG };
    if most.is_some_and(|most| size > most) {
        return Ok(Way::Never(Failure::TooLarge));
    }
    if let Some(slot) = cx.live.files.slots.remove(&file.id) {
        cx.live.files.busy.insert(file.id);
        // Where it will be is settled now; that it is there, when it was put there.
        cx.effects.push(Effect::Transfer(Transfer::Upload {
            file: file.id,
            secret: file.secret.clone(),
            size: file.size,
            sealed: !plain,
            media_type: shown_type(file, plain).to_owned(),
            slot,
        }));
        return Ok(Way::Waits);
    }
    cx.live.files.asked.insert(file.id);
    let name = told_name(cx, file, plain);
    let request = upload::request(&name, size, Some(shown_type(file, plain)));
    cx.get(Some(&address), request, Awaiting::Slot(file.id).into());
    Ok(Way::Waits)
}

/// What encryption adds to a file, in bytes.
const TAG: u64 = 16;

/// Its name and type tell a server nothing of an encrypted file but its ending, by which the other side knows what it is.
fn told_name(cx: &mut Cx<'_, '_>, file: &File, plain: bool) -> String {
    if plain {
        return file.name.clone();
    }
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending);
    let ending =
        ending.filter(|ending| (1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric()));
    let ending = ending
        .or(media::ending_of(&file.media_type))
        .unwrap_or("bin")
        .to_ascii_lowercase();
    format!("{}.{ending}", cx.fresh_id())
}

fn shown_type(file: &File, plain: bool) -> &str {
    if plain { &file.media_type } else { media::UNKNOWN }
}

fn sharing(file: &File) -> Sharing {
    Sharing {
        url: file.source.clone(),
        name: Some(file.name.clone()),
        media_type: Some(file.media_type.clone()),
        size: Some(file.size),
        extent: file.extent,
        length: Some(file.length).filter(|length| *length > 0),
        sha256: Some(file.sha256.clone()).filter(|hash| hash.len() == 32),
    }
}

fn domain(cx: &Cx<'_, '_>) -> BareJid {
    BareJid::from_parts(None, cx.me.0.domain())
}

pub(crate) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Result<(), StoreError> {
    match awaiting {
        Awaiting::Items => {
            let Answer::Result(Some(payload)) = answer else {
                return found_service(cx, None);
            };
            let items = Items::parse(&payload).unwrap_or_default();
            let mut all: BTreeSet<BareJid> = items
                .items
                .into_iter()
                .map(|item| item.jid.to_bare())
                .take(SERVICES)
                .collect();
            all.insert(domain(cx));
            cx.live.files.service = Service::Asked(all.len());
            for address in all {
                cx.get(
                    Some(&address),
                    disco::info_request(None),
                    Awaiting::Service(address.clone()).into(),
                );
            }
            Ok(())
        }
        Awaiting::Service(address) => {
            let info = match &answer {
                Answer::Result(Some(payload)) => Info::parse(payload).filter(|info| info.has(ns::UPLOAD)),
                _ => None,
            };
            found_service(cx, info.map(|info| (address, info)))
        }
        Awaiting::Slot(id) => slot(cx, id, answer),
    }
}

fn found_service(cx: &mut Cx<'_, '_>, found: Option<(BareJid, Info)>) -> Result<(), StoreError> {
    let Service::Asked(left) = cx.live.files.service else {
        return Ok(());
    };
    cx.live.files.service = match found {
        Some((address, info)) => {
            let most = info
                .forms
                .iter()
                .find_map(|form| form.value("max-file-size")?.trim().parse().ok());
            Service::At { address, most }
        }
        None if left <= 1 => Service::None,
        None => Service::Asked(left - 1),
    };
    match cx.live.files.service {
        Service::Asked(_) => Ok(()),
        Service::None | Service::At { .. } | Service::Unknown => outbound::pump_all(cx),
    }
}

fn slot(cx: &mut Cx<'_, '_>, id: FileId, answer: Answer) -> Result<(), StoreError> {
    cx.live.files.asked.remove(&id);
    let failure = match answer {
        Answer::Result(payload) => match payload.as_ref().and_then(Slot::parse) {
            Some(slot) => {
                cx.live.files.slots.insert(id, slot);
                return pump(cx, id);
            }
            None => Failure::UploadFailed,
        },
        Answer::Error(error) if error.condition == Condition::NotAcceptable => Failure::TooLarge,
        Answer::Error(error) if error.condition == Condition::ResourceConstraint => return again(cx, id),
        Answer::Error(_) => Failure::UploadFailed,
        // The stream is as good as gone; on the next one it is asked again.
        Answer::None => return Ok(()),
    };
    fail(cx, id, failure)
}

pub(super) fn pump(cx: &mut Cx<'_, '_>, id: FileId) -> Result<(), StoreError> {
    let Some(message) = files::message_of(cx.tx, id)? else {
        return Ok(());
    };
    match messages::place(cx.tx, message)? {
        Some((conversation, _)) => outbound::pump(cx, conversation),
        None => Ok(()),
    }
}

pub(super) fn fail(cx: &mut Cx<'_, '_>, id: FileId, failure: Failure) -> Result<(), StoreError> {
    if let Some(message) = files::message_of(cx.tx, id)? {
        messages::fail(cx.tx, message, failure)?;
        changed(cx, message)?;
    }
    Ok(())
}

/// Tries an upload once more, after a while that grows.
pub(super) fn again(cx: &mut Cx<'_, '_>, id: FileId) -> Result<(), StoreError> {
    let tries = cx.live.files.tries.entry(id).or_default();
    *tries += 1;
    if *tries > TRIES {
        cx.live.files.tries.remove(&id);
        return fail(cx, id, Failure::UploadFailed);
    }
    let pause = PAUSE << *tries;
    cx.live.files.busy.insert(id);
    cx.after(pause, Timer::Transfer(id));
    Ok(())
}

/// The pause before another try is over.
pub(crate) fn rested(cx: &mut Cx<'_, '_>, id: FileId) -> Result<(), StoreError> {
    cx.live.files.busy.remove(&id);
    pump(cx, id)
}
