//! XEP-0363 1.2.0: files go to our server first, then their address to the contact: encrypted as XEP-0454 0.1.0 has it
//! wherever the conversation is, else as XEP-0066 1.5 and XEP-0447 0.3.1 do. What comes is read in the same ways.
//!
//! | file | job |
//! |---|---|
//! | `putting` | what a file needs before its message can go |
//! | `arriving` | what comes, and whether it is fetched without being asked for |
//!
//! Deliberately not: what stands outside of an encrypted message (XEP-0447 beside OMEMO) is not believed.

mod arriving;
mod putting;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use arriving::{kept, read};
pub(crate) use putting::{Way, way};
pub(super) use putting::{on_reply, rested};
use sotto_model::{BareJid, Failure, FileFailure, FileId, FileState, MessageId, Peer};
use sotto_store::files::{self, File};
use sotto_store::messages::{self, Kind};
use sotto_store::{StoreError, conversations};
use sotto_wire::upload::Slot;

use super::Decided;
use crate::cx::{self, Cx};
use crate::input::{Changed, Effect, Refused, Transfer, Transferred};

/// Files sent at once.
const MOST: usize = 50;
/// The largest file that is fetched without being asked for, and that is fetched at all, in bytes.
pub(super) const UNASKED: u64 = 10 * 1024 * 1024;
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;
/// How often an upload is tried again, and after how many milliseconds the first time.
pub(super) const TRIES: u32 = 5;
pub(super) const PAUSE: u64 = 2_000;
/// Services that are asked whether they take files.
pub(super) const SERVICES: usize = 20;

/// What passes with the stream.
#[derive(Default)]
pub struct Live {
    service: Service,
    /// A slot was asked for.
    asked: BTreeSet<FileId>,
    /// Moving, or resting before another try.
    busy: BTreeSet<FileId>,
    slots: BTreeMap<FileId, Slot>,
    tries: BTreeMap<FileId, u32>,
}

/// Where files go.
#[derive(Default)]
pub(super) enum Service {
    #[default]
    Unknown,
    /// So many answers are still to come.
    Asked(usize),
    None,
    At {
        address: BareJid,
        most: Option<u64>,
    },
}

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// What belongs to our server.
    Items,
    /// Whether this takes files.
    Service(BareJid),
    /// Where to put a file.
    Slot(FileId),
}

impl From<Awaiting> for cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Files(awaiting)
    }
}

/// A new stream: its server is asked anew, and what was on its way here is fetched again. What moves meanwhile goes on.
pub(super) fn start(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    cx.live.files.service = Service::Unknown;
    cx.live.files.asked.clear();
    cx.live.files.slots.clear();
    cx.live.files.tries.clear();
    for file in files::coming(cx.tx)? {
        download(cx, &file, LARGEST);
    }
    Ok(())
}

/// Sends files that were chosen before, and a text before them.
pub(super) fn send(cx: &mut Cx<'_, '_>, peer: &Peer, chosen: &[FileId], text: &str) -> Decided {
    if chosen.is_empty() || chosen.len() > MOST {
        return Ok(Some(Refused::BadRequest));
    }
    let distinct: BTreeSet<&FileId> = chosen.iter().collect();
    for id in chosen {
        if distinct.len() != chosen.len() || !files::is_chosen(cx.tx, *id)? {
            return Ok(Some(Refused::NotFound));
        }
    }
    if !text.trim().is_empty()
        && let Some(refused) = super::messages::send(cx, peer, text, None)?
    {
        return Ok(Some(refused));
    }
    let conversation = conversations::ensure(cx.tx, peer)?;
    for id in chosen {
        let message = super::messages::put(cx, conversation.id, Kind::Message, None, "")?;
        files::attach(cx.tx, *id, message)?;
        super::reading::read_elsewhere(cx, &conversation, message)?;
    }
    super::messages::changed(cx, conversation.id)
}

pub(super) fn changed(cx: &mut Cx<'_, '_>, message: MessageId) -> Result<(), StoreError> {
    if let Some((conversation, _)) = messages::place(cx.tx, message)?
        && let Some(conversation) = conversations::get(cx.tx, conversation)?
    {
        cx.changed(Changed::Conversation(conversation.peer));
    }
    Ok(())
}

/// Something was moved, or could not be.
pub(super) fn transferred(cx: &mut Cx<'_, '_>, id: FileId, outcome: Transferred) -> Result<(), StoreError> {
    cx.live.files.busy.remove(&id);
    let Some(message) = files::message_of(cx.tx, id)? else {
        return Ok(());
    };
    match outcome {
        Transferred::Put { source, sealed } => {
            cx.live.files.tries.remove(&id);
            files::set_source(cx.tx, id, &source, sealed)?;
            return putting::pump(cx, id);
        }
        Transferred::NotPut(failure) => {
            return match failure {
                FileFailure::Unreachable => putting::again(cx, id),
                FileFailure::TooLarge => putting::fail(cx, id, Failure::TooLarge),
                FileFailure::Gone | FileFailure::Insecure | FileFailure::Altered | FileFailure::NoSpace => {
                    putting::fail(cx, id, Failure::UploadFailed)
                }
            };
        }
        Transferred::Fetched(found) => files::set_here(cx.tx, id, &found)?,
        Transferred::NotFetched(failure) => files::set_state(cx.tx, id, FileState::Failed, Some(failure))?,
    }
    changed(cx, message)
}

/// Fetches a file that the user asked for.
pub(super) fn fetch(cx: &mut Cx<'_, '_>, message: MessageId) -> Decided {
    let Some(file) = files::of_message(cx.tx, message)?.filter(|file| !file.source.is_empty()) else {
        return Ok(Some(Refused::NotFound));
    };
    if matches!(file.state, FileState::There | FileState::Failed) {
        files::set_state(cx.tx, file.id, FileState::Coming, None)?;
        download(cx, &file, LARGEST);
        changed(cx, message)?;
    }
    Ok(None)
}

/// Stops what moves: a file that was on its way out is not sent at all.
pub(super) fn cancel(cx: &mut Cx<'_, '_>, message: MessageId) -> Decided {
    let Some(file) = files::of_message(cx.tx, message)? else {
        return Ok(Some(Refused::NotFound));
    };
    cx.effects.push(Effect::Transfer(Transfer::Cancel { file: file.id }));
    cx.live.files.busy.remove(&file.id);
    cx.live.files.asked.remove(&file.id);
    cx.live.files.slots.remove(&file.id);
    if file.state == FileState::Coming {
        files::set_state(cx.tx, file.id, FileState::There, None)?;
        changed(cx, message)?;
        return Ok(None);
    }
    let place = messages::place(cx.tx, message)?;
    if !messages::forget_unsent(cx.tx, message)? {
        return Ok(Some(Refused::BadRequest));
    }
    match place {
        Some((conversation, _)) => super::messages::changed(cx, conversation),
        None => Ok(None),
    }
}

pub(super) fn download(cx: &mut Cx<'_, '_>, file: &File, most: u64) {
    if !cx.live.files.busy.insert(file.id) {
        return;
    }
    cx.effects.push(Effect::Transfer(Transfer::Download {
        file: file.id,
        source: file.source.clone(),
        secret: file.secret.clone(),
        sealed: file.sealed,
        sha256: file.sha256.clone(),
        name: file.name.clone(),
        most: if file.size > 0 { file.size.min(most) } else { most },
    }));
}

/// A file that the user chose is ready to be sent.
pub(super) fn chosen(cx: &mut Cx<'_, '_>, file: &File) -> Result<(), StoreError> {
    files::insert(cx.tx, file, None)
}
