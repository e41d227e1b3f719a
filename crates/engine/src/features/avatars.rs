//! XEP-0084 1.1.4: pictures of people, and our own; XEP-0153 1.1.1 for those who have theirs in a vCard only, and
//! XEP-0398 1.0.0, by which servers make one of the other.
//!
//! What arrives is compared with its hash and decoded outside, within limits; only what we encoded ourselves is kept and
//! shown (W14). Deliberately not: pictures of strangers, pictures behind a URL, and writing vCards: servers that know
//! XEP-0398 do so for us.

use std::collections::{BTreeSet, VecDeque};

use sotto_model::Peer;
use sotto_store::people::{self, Source};
use sotto_store::{StoreError, contacts};
use sotto_wire::avatars::{self, AvatarId, Metadata};
use sotto_wire::pubsub::{self, Access, Change, Event, Items, Options};
use sotto_wire::{Condition, ns};

use super::Decided;
use crate::authorised::{Authorised, Contact, Own};
use crate::cx::{self, Answer, Cx};
use crate::input::{Changed, Effect, Refused};

/// Pictures asked for at once: there may be hundreds, and none of them is urgent.
const AT_ONCE: usize = 4;

/// Pictures that wait to be asked for; there are no more contacts than that whom anybody looks at.
const MOST: usize = 2_000;

/// Pictures on their way.
#[derive(Default)]
pub struct Live {
    asked: BTreeSet<AvatarId>,
    waiting: VecDeque<(Peer, AvatarId, Source)>,
    /// What we are publishing, for a second try.
    publishing: Option<Vec<u8>>,
}

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// A picture that somebody published.
    Data(AvatarId),
    /// A vCard with this picture in it.
    Card(AvatarId),
    /// Whether the server took our picture, and on which try.
    DataPublished(bool),
    /// Whether it took what we say about it, and on which try.
    MetadataPublished(bool),
}

impl From<Awaiting> for cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Avatars(awaiting)
    }
}

/// Contacts' pictures that became known on an earlier stream and did not come.
pub(super) fn start(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    cx.live.avatars = Live::default();
    for (peer, hash, source) in people::missing_pictures(cx.tx, MOST)? {
        if let Some(id) = AvatarId::parse(&hash) {
            cx.live.avatars.waiting.push_back((peer, id, source));
        }
    }
    ask_next(cx);
    Ok(())
}

/// Our own picture changed, perhaps on another device.
pub(super) fn own_event(cx: &mut Cx<'_, '_>, own: &Authorised<Own>, event: &Event) -> Result<(), StoreError> {
    match said(event) {
        Some(metadata) => learned(cx, &own.peer.clone(), metadata, Source::Published),
        None => Ok(()),
    }
}

/// Somebody's picture changed. Strangers have none here.
pub(super) fn contact_event(
    cx: &mut Cx<'_, '_>,
    contact: &Authorised<Contact>,
    event: &Event,
) -> Result<(), StoreError> {
    match said(event) {
        Some(metadata) if is_contact(cx, &contact.peer)? => learned(cx, &contact.peer, metadata, Source::Published),
        Some(_) | None => Ok(()),
    }
}

/// A presence says which picture is in its sender's vCard.
pub(super) fn updated(
    cx: &mut Cx<'_, '_>,
    contact: &Authorised<Contact>,
    metadata: Metadata,
) -> Result<(), StoreError> {
    learned(cx, &contact.peer, metadata, Source::Card)
}

fn is_contact(cx: &Cx<'_, '_>, peer: &Peer) -> Result<bool, StoreError> {
    Ok(contacts::find(cx.tx, peer)?.is_some_and(|known| known.listed))
}

fn said(event: &Event) -> Option<Metadata> {
    match &event.change {
        Change::Items(items) => items
            .iter()
            .rev()
            .filter_map(|item| item.payload.as_ref())
            .find_map(Metadata::parse),
        Change::Retracted(_) | Change::Purged | Change::Deleted => Some(Metadata::None),
    }
}

fn learned(cx: &mut Cx<'_, '_>, peer: &Peer, metadata: Metadata, source: Source) -> Result<(), StoreError> {
    let id = match metadata {
        Metadata::None | Metadata::Unusable => None,
        Metadata::Some(id) => Some(id),
    };
    let hash = id.as_ref().map_or("", AvatarId::as_str);
    if !people::set_avatar(cx.tx, peer, hash, source)? {
        return Ok(());
    }
    changed(cx, peer);
    let Some(id) = id else { return Ok(()) };
    if !people::has_picture(cx.tx, id.as_str())? && cx.live.avatars.waiting.len() < MOST {
        cx.live.avatars.waiting.push_back((peer.clone(), id, source));
        ask_next(cx);
    }
    Ok(())
}

fn changed(cx: &mut Cx<'_, '_>, peer: &Peer) {
    if peer == cx.me {
        cx.changed(Changed::Account);
    } else {
        cx.changed(Changed::Contacts);
        cx.changed(Changed::Conversation(peer.clone()));
    }
}

fn ask_next(cx: &mut Cx<'_, '_>) {
    while cx.live.avatars.asked.len() < AT_ONCE {
        let Some((peer, id, source)) = cx.live.avatars.waiting.pop_front() else {
            return;
        };
        if !cx.live.avatars.asked.insert(id.clone()) {
            continue;
        }
        let (question, awaiting) = match source {
            Source::Published => (pubsub::item_request(ns::AVATAR_DATA, id.as_str()), Awaiting::Data(id)),
            Source::Card => (avatars::vcard_request(), Awaiting::Card(id)),
        };
        cx.get(Some(&peer.0), question, awaiting.into());
    }
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Result<(), StoreError> {
    match awaiting {
        Awaiting::Data(id) => {
            let picture = match &answer {
                Answer::Result(Some(payload)) => Items::parse(payload).and_then(|items| {
                    items
                        .items
                        .into_iter()
                        .find_map(|item| avatars::parse_data(&item.payload?))
                }),
                Answer::Result(None) | Answer::Error(_) | Answer::None => None,
            };
            got(cx, id, picture);
        }
        Awaiting::Card(id) => {
            let picture = match &answer {
                Answer::Result(Some(payload)) => avatars::parse_vcard(payload),
                Answer::Result(None) | Answer::Error(_) | Answer::None => None,
            };
            got(cx, id, picture);
        }
        Awaiting::DataPublished(first) => published(cx, &answer, first, true),
        Awaiting::MetadataPublished(first) => published(cx, &answer, first, false),
    }
    Ok(())
}

fn got(cx: &mut Cx<'_, '_>, id: AvatarId, picture: Option<Vec<u8>>) {
    cx.live.avatars.asked.remove(&id);
    // What has another hash is another picture, whoever put it there.
    if let Some(picture) = picture.filter(|picture| AvatarId::of(picture) == id) {
        cx.effects.push(Effect::Decode {
            hash: id.as_str().to_owned(),
            picture,
        });
    }
    ask_next(cx);
}

/// A picture was decoded, and encoded anew; nothing, if it was none.
pub(super) fn decoded(cx: &mut Cx<'_, '_>, hash: &str, picture: Option<&[u8]>) -> Result<(), StoreError> {
    for peer in people::put_picture(cx.tx, hash, picture.unwrap_or_default())? {
        changed(cx, &peer);
    }
    Ok(())
}

/// Shows this picture, a small PNG, to our contacts; or none any more.
pub(super) fn set(cx: &mut Cx<'_, '_>, picture: Option<Vec<u8>>) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    if picture.as_ref().is_some_and(|picture| picture.len() > avatars::LARGEST) {
        return Ok(Some(Refused::BadRequest));
    }
    cx.live.avatars.publishing = picture;
    if cx.live.avatars.publishing.is_some() {
        publish_data(cx, true);
    } else {
        publish_metadata(cx, true);
    }
    Ok(None)
}

/// Nothing about how many items: ejabberd before 24 knows no such wish.
/// Who sees when we are there sees what we look like.
const OPTIONS: Options = Options {
    access: Access::Presence,
    persist: true,
    max_items: None,
    send_last: None,
};

fn publish_data(cx: &mut Cx<'_, '_>, first: bool) {
    let Some(picture) = &cx.live.avatars.publishing else {
        return;
    };
    let id = AvatarId::of(picture);
    let options = first.then_some(&OPTIONS);
    let order = pubsub::publish(ns::AVATAR_DATA, id.as_str(), avatars::data(picture), options);
    cx.set(None, order, Awaiting::DataPublished(first).into());
}

fn publish_metadata(cx: &mut Cx<'_, '_>, first: bool) {
    let picture = cx.live.avatars.publishing.as_deref();
    let id = picture.map_or_else(
        || "current".to_owned(),
        |picture| AvatarId::of(picture).as_str().to_owned(),
    );
    let options = first.then_some(&OPTIONS);
    let order = pubsub::publish(ns::AVATAR_METADATA, &id, avatars::metadata(picture), options);
    cx.set(None, order, Awaiting::MetadataPublished(first).into());
}

/// The picture first, then what is said about it. A node that another program configured otherwise is taken as it is:
/// it was its user's choice who may see it.
fn published(cx: &mut Cx<'_, '_>, answer: &Answer, first: bool, data: bool) {
    match answer {
        Answer::Result(_) if data => publish_metadata(cx, true),
        Answer::Result(_) => cx.live.avatars.publishing = None,
        Answer::Error(error) if first && error.condition == Condition::Conflict => {
            if data {
                publish_data(cx, false);
            } else {
                publish_metadata(cx, false);
            }
        }
        Answer::Error(_) | Answer::None => cx.live.avatars.publishing = None,
    }
}
