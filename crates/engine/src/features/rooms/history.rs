//! XEP-0313 1.1.3 for rooms: what was said while we were away, and what was said before as far back as the user looks.
//!
//! Of a long absence only the last part is read; where something is missing, the timeline says so.

use std::collections::BTreeSet;

use sotto_model::{Peer, StanzaId};
use sotto_store::conversations::{self, Conversation};
use sotto_store::{StoreError, messages, rooms};
use sotto_wire::mam::{self, Filter, Fin, Page};
use sotto_wire::{Archived, Condition};

use super::{Awaiting, speaking};
use crate::authorised::{Authorised, Room as InRoom};
use crate::cx::{self, Answer, Cx};
use crate::envelope::Route;
use crate::features::{Decided, Done, notices};
use crate::input::{Changed, Refused};
use crate::{outbound, placing};

/// Messages asked for at once.
const PAGE: u32 = 100;

/// Messages of one page kept in memory; what a room sends beyond its page is not ours.
const MOST: usize = 1_000;

/// Pages of an absence that are read before the rest of it is left out.
const PAGES: u32 = 30;

/// Which way a room's archive is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// What was said since we were last here, oldest first.
    CatchUp,
    /// The last page, on our first visit.
    First,
    /// The last page, something before it being left out.
    Latest,
    /// The page before the oldest that is here.
    Older,
}

/// Where reading a room's archive stands.
#[derive(Default)]
pub struct Live {
    query: Option<String>,
    arriving: Vec<Archived>,
    placing: placing::Live,
    caught_up: bool,
    pages: u32,
    ends: BTreeSet<StanzaId>,
}

impl Live {
    pub(super) fn caught_up(&self) -> bool {
        self.caught_up
    }
}

/// We are inside: catches up.
pub(super) fn start(cx: &mut Cx<'_, '_>, peer: &Peer) -> Done {
    let Some(conversation) = conversations::find(cx.tx, peer)? else {
        return Ok(());
    };
    let archive = cx.live.rooms.rooms.get(peer).is_some_and(|room| room.features.archive);
    if !archive {
        return caught_up(cx, &conversation);
    }
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    match stored.archive_cursor {
        Some(cursor) => ask(cx, peer, Turn::CatchUp, &Page::After(cursor)),
        // The archive was empty when we first looked: all that is in it now is news.
        None if stored.history_complete => ask(cx, peer, Turn::CatchUp, &Page::First),
        None => ask(cx, peer, Turn::First, &Page::Before(None)),
    }
}

/// The user looks further back.
pub(in crate::features) fn older(cx: &mut Cx<'_, '_>, peer: &Peer) -> Decided {
    let Some(conversation) = conversations::find(cx.tx, peer)?.filter(Conversation::is_room) else {
        return Ok(Some(Refused::NotFound));
    };
    if !cx.live.rooms.is_ready(peer) {
        return Ok(Some(Refused::Offline));
    }
    let stored = rooms::find(cx.tx, conversation.id)?.unwrap_or_default();
    let busy = cx
        .live
        .rooms
        .rooms
        .get(peer)
        .is_some_and(|room| room.history.query.is_some());
    if !stored.history_complete && !busy {
        ask(cx, peer, Turn::Older, &Page::Before(stored.history_cursor))?;
    }
    Ok(None)
}

fn ask(cx: &mut Cx<'_, '_>, peer: &Peer, turn: Turn, page: &Page) -> Done {
    let id = cx.fresh_id();
    // Ceilings of older pages stay, so that each stands before the one that came first.
    if turn != Turn::Older {
        placed(cx, peer, placing::begin)?;
    }
    if let Some(room) = cx.live.rooms.rooms.get_mut(peer) {
        room.history.query = Some(id.clone());
        room.history.arriving.clear();
        room.history.pages += 1;
    }
    let payload = mam::query(&id, &Filter::default(), page, PAGE);
    cx.set(Some(&peer.0), payload, Awaiting::History(peer.clone(), turn).into());
    Ok(())
}

/// Does something with the room's own places in the hands of those who give places.
fn placed<T>(
    cx: &mut Cx<'_, '_>,
    peer: &Peer,
    what: impl FnOnce(&mut Cx<'_, '_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let own = cx
        .live
        .rooms
        .rooms
        .get_mut(peer)
        .map(|room| std::mem::take(&mut room.history.placing));
    let accounts = std::mem::replace(&mut cx.live.placing, own.unwrap_or_default());
    let outcome = what(cx);
    let own = std::mem::replace(&mut cx.live.placing, accounts);
    if let Some(room) = cx.live.rooms.rooms.get_mut(peer) {
        room.history.placing = own;
    }
    outcome
}

/// A result. Only those of the query that is running in that very room count (R04).
pub(crate) fn collect(live: &mut cx::Live, proof: &Authorised<InRoom>, result: Archived) {
    let room = live.rooms.rooms.get_mut(&proof.peer);
    match room.map(|room| &mut room.history) {
        Some(history) if history.query.is_some() && result.query == history.query && history.arriving.len() < MOST => {
            history.arriving.push(result);
        }
        _ => live.forged += 1,
    }
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, peer: &Peer, turn: Turn, answer: Answer) -> Done {
    let (Some(conversation), Some(room)) = (conversations::find(cx.tx, peer)?, cx.live.rooms.rooms.get_mut(peer))
    else {
        return Ok(());
    };
    room.history.query = None;
    let page = std::mem::take(&mut room.history.arriving);
    let fin = match answer {
        Answer::Result(Some(payload)) => Fin::parse(&payload),
        Answer::Error(error) if error.condition == Condition::ItemNotFound && turn == Turn::CatchUp => {
            return skip(cx, &conversation);
        }
        Answer::Result(None) | Answer::Error(_) | Answer::None => None,
    };
    match fin {
        Some(fin) => {
            placed(cx, peer, |cx| write(cx, peer, turn, &page))?;
            next(cx, &conversation, turn, &fin, &page)
        }
        // It does not answer. What is here stays; the next visit asks again from the same place.
        None => caught_up(cx, &conversation),
    }
}

fn write(cx: &mut Cx<'_, '_>, peer: &Peer, turn: Turn, page: &[Archived]) -> Done {
    for result in page {
        let route = match turn {
            Turn::CatchUp | Turn::Latest => Route::CatchUp(result.id.clone()),
            Turn::First | Turn::Older => Route::History(result.id.clone()),
        };
        speaking::archived(cx, peer, route, result)?;
    }
    match turn {
        Turn::First | Turn::Older | Turn::Latest => placing::older(cx),
        Turn::CatchUp => {}
    }
    Ok(())
}

fn next(cx: &mut Cx<'_, '_>, conversation: &Conversation, turn: Turn, fin: &Fin, page: &[Archived]) -> Done {
    let peer = &conversation.peer;
    let first = fin
        .first
        .clone()
        .or_else(|| page.first().map(|result| result.id.clone()));
    let last = fin.last.clone().or_else(|| page.last().map(|result| result.id.clone()));
    cx.changed(Changed::Conversation(peer.clone()));
    match turn {
        Turn::Older => {
            let complete = fin.complete || first.is_none();
            let oldest = first.or(rooms::find(cx.tx, conversation.id)?.and_then(|room| room.history_cursor));
            return rooms::set_history(cx.tx, conversation.id, oldest.as_ref(), complete);
        }
        Turn::First => {
            let complete = fin.complete || first.is_none();
            rooms::set_history(cx.tx, conversation.id, first.as_ref(), complete)?;
        }
        Turn::CatchUp | Turn::Latest => {}
    }
    if let Some(last) = &last {
        rooms::set_cursor(cx.tx, conversation.id, Some(last))?;
    }
    let (Turn::CatchUp, false, Some(last)) = (turn, fin.complete, last) else {
        return caught_up(cx, conversation);
    };
    let Some(history) = cx.live.rooms.rooms.get_mut(peer).map(|room| &mut room.history) else {
        return Ok(());
    };
    if !history.ends.insert(last.clone()) {
        // A room that goes in circles has told no end.
        return caught_up(cx, conversation);
    }
    if history.pages >= PAGES {
        return skip(cx, conversation);
    }
    let places = std::mem::take(&mut history.placing);
    ask(cx, peer, turn, &Page::After(last))?;
    if let Some(room) = cx.live.rooms.rooms.get_mut(peer) {
        room.history.placing = places;
    }
    Ok(())
}

/// What is between here and the last page is left out, and the timeline says where.
fn skip(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    if let Some(newest) = conversations::newest(cx.tx, conversation.id)? {
        messages::insert_gap(cx.tx, conversation.id, newest.at)?;
    }
    ask(cx, &conversation.peer, Turn::Latest, &Page::Before(None))
}

/// Everything that is there is here, or will not come: news is told, and what waits is said.
fn caught_up(cx: &mut Cx<'_, '_>, conversation: &Conversation) -> Done {
    if let Some(room) = cx.live.rooms.rooms.get_mut(&conversation.peer) {
        room.history.caught_up = true;
    }
    cx.changed(Changed::Conversation(conversation.peer.clone()));
    notices::caught_up_in(cx, conversation.id)?;
    outbound::entered(cx, conversation.id)
}

/// A live message that the room's archive has under this id. Once caught up, the cursor follows.
pub(crate) fn saw_live(cx: &mut Cx<'_, '_>, peer: &Peer, id: &StanzaId) -> Done {
    let follows = cx.live.rooms.rooms.get(peer).is_some_and(|room| room.history.caught_up);
    match conversations::find(cx.tx, peer)?.filter(|_| follows) {
        Some(conversation) => rooms::set_cursor(cx.tx, conversation.id, Some(id)),
        None => Ok(()),
    }
}
