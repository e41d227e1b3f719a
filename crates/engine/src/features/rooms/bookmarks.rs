//! XEP-0402 1.2.0: the account's rooms, entered on every device; XEP-0492 0.2.0 beside them. What XEP-0048 kept is taken over
//! once, where nothing newer is.
//!
//! Deliberately not: writing the old storage; servers that have both keep it themselves.

use sotto_model::{ConversationKind, Peer};
use sotto_store::conversations::{self, Conversation};
use sotto_store::rooms;
use sotto_wire::bookmarks::{self, Bookmark};
use sotto_wire::pubsub::{self, Access, Change, Event, Item, Items, MaxItems, Options};
use sotto_wire::{Condition, ns};

use super::{Awaiting, joining};
use crate::authorised::{Authorised, Own};
use crate::cx::{Answer, Cx};
use crate::features::Done;
use crate::input::Changed;
use crate::label;

/// Rooms that an account may have us enter.
const MOST: usize = 1_000;

pub(super) fn ask(cx: &mut Cx<'_, '_>) {
    cx.get(
        None,
        pubsub::items_request(ns::BOOKMARKS, None),
        Awaiting::Bookmarks.into(),
    );
}

pub(super) fn came(cx: &mut Cx<'_, '_>, answer: Answer) -> Done {
    match answer {
        Answer::Result(Some(payload)) => {
            let items = Items::parse(&payload).map(|items| items.items).unwrap_or_default();
            if items.is_empty() {
                cx.get(None, bookmarks::old_request(), Awaiting::OldBookmarks.into());
            }
            let listed: Vec<Peer> = items.iter().take(MOST).filter_map(room_of).collect();
            // What another device left is left here too.
            for peer in rooms::bookmarked(cx.tx)? {
                if !listed.contains(&peer) {
                    gone(cx, &peer)?;
                }
            }
            for item in items.iter().take(MOST) {
                take(cx, item)?;
            }
        }
        Answer::Error(error) if error.condition == Condition::ItemNotFound => {
            cx.get(None, bookmarks::old_request(), Awaiting::OldBookmarks.into());
        }
        // Unknown is not empty: the rooms that are known here are entered.
        Answer::Result(None) | Answer::Error(_) | Answer::None => {}
    }
    cx.live.rooms.open = true;
    for peer in rooms::wanted(cx.tx)? {
        joining::enter(cx, &peer)?;
    }
    Ok(())
}

pub(super) fn old_came(cx: &mut Cx<'_, '_>, answer: &Answer) -> Done {
    let Answer::Result(Some(payload)) = answer else {
        return Ok(());
    };
    for (jid, bookmark) in bookmarks::parse_old(payload) {
        let peer = Peer(jid);
        if !bookmark.autojoin || conversations::find(cx.tx, &peer)?.is_some() {
            continue;
        }
        apply(cx, &peer, &bookmark)?;
        if let Some(conversation) = conversations::find(cx.tx, &peer)? {
            rooms::set_bookmarked(cx.tx, conversation.id, false)?;
        }
    }
    Ok(())
}

/// Our own list changed, here or on another device.
pub(crate) fn event(cx: &mut Cx<'_, '_>, _: &Authorised<Own>, event: &Event) -> Done {
    if event.node != ns::BOOKMARKS {
        return Ok(());
    }
    match &event.change {
        Change::Items(items) => items.iter().take(MOST).try_for_each(|item| take(cx, item)),
        Change::Retracted(ids) => {
            for id in ids {
                if let Ok(jid) = id.parse() {
                    gone(cx, &Peer(jid))?;
                }
            }
            Ok(())
        }
        Change::Purged | Change::Deleted => Ok(()),
    }
}

fn room_of(item: &Item) -> Option<Peer> {
    item.id.as_deref()?.parse().ok().map(Peer)
}

fn take(cx: &mut Cx<'_, '_>, item: &Item) -> Done {
    let bookmark = item.payload.as_ref().and_then(Bookmark::parse);
    match (room_of(item), bookmark) {
        (Some(peer), Some(bookmark)) if peer.0.node().is_some() => apply(cx, &peer, &bookmark),
        _ => Ok(()),
    }
}

fn apply(cx: &mut Cx<'_, '_>, peer: &Peer, bookmark: &Bookmark) -> Done {
    let known = match conversations::find(cx.tx, peer)? {
        Some(conversation) => rooms::find(cx.tx, conversation.id)?.map(|room| (conversation, room)),
        None => None,
    };
    if !bookmark.autojoin {
        if let Some((conversation, room)) = known.filter(|(_, room)| room.wanted) {
            rooms::set_wanted(cx.tx, conversation.id, false)?;
            rooms::set_bookmarked(cx.tx, conversation.id, true)?;
            log::debug!("a room was left elsewhere: {} names", room.nick.len());
            joining::part(cx, peer);
        }
        return Ok(());
    }
    let wanted = known.is_some_and(|(_, room)| room.wanted);
    let conversation = joining::want(
        cx,
        peer,
        ConversationKind::Channel,
        bookmark.nick.as_deref(),
        bookmark.password.as_deref(),
    )?;
    rooms::set_bookmarked(cx.tx, conversation.id, true)?;
    rooms::set_notify(cx.tx, conversation.id, bookmark.notify)?;
    rooms::set_extensions(cx.tx, conversation.id, &bookmark.extensions)?;
    if let Some(name) = bookmark.name.as_deref().map(|name| label::line(name, label::LONGEST)) {
        rooms::set_name(cx.tx, conversation.id, &name)?;
    }
    if !wanted {
        conversations::opened(cx.tx, conversation.id, cx.now)?;
    }
    cx.changed(Changed::Conversation(peer.clone()));
    if cx.live.rooms.open {
        joining::enter(cx, peer)
    } else {
        Ok(())
    }
}

fn gone(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    let Some(conversation) = conversations::find(cx.tx, peer)?.filter(Conversation::is_room) else {
        return Ok(());
    };
    rooms::set_wanted(cx.tx, conversation.id, false)?;
    rooms::set_bookmarked(cx.tx, conversation.id, false)?;
    joining::part(cx, peer);
    Ok(())
}

/// Puts a room on the account's list, as it is here.
pub(super) fn publish(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    let Some(room) = rooms::find(cx.tx, conversation.id)? else {
        return Ok(());
    };
    if room.bookmarked {
        return Ok(());
    }
    let bookmark = Bookmark {
        name: Some(room.name).filter(|name| !name.is_empty()),
        autojoin: room.wanted,
        nick: Some(room.nick),
        password: Some(room.password).filter(|password| !password.is_empty()),
        notify: room.notify,
        extensions: room.extensions,
    };
    let options = Options {
        access: Access::Whitelist,
        persist: true,
        max_items: Some(MaxItems::Max),
        send_last: Some(false),
    };
    let id = conversation.peer.as_str();
    let payload = pubsub::publish(ns::BOOKMARKS, id, bookmark.to_element(), Some(&options));
    cx.set(None, payload, crate::cx::Awaiting::Nobody);
    rooms::set_bookmarked(cx.tx, conversation.id, true)
}

/// Something that the list has is another now.
pub(super) fn republish(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    rooms::set_bookmarked(cx.tx, conversation.id, false)?;
    publish(cx, conversation)
}

/// Takes a room off the list.
pub(super) fn retract(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    rooms::set_bookmarked(cx.tx, conversation.id, false)?;
    let payload = pubsub::retract(ns::BOOKMARKS, conversation.peer.as_str());
    cx.set(None, payload, crate::cx::Awaiting::Nobody);
    Ok(())
}
