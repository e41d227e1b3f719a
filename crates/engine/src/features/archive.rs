//! XEP-0313 1.1.3 with XEP-0059: catching up with our own archive, and then filling in its history, newest first.
//!
//! One page is on its way while the one before is written. A page, everything it moves and the cursor commit together;
//! killed in between, the next start asks for the same page again.
//!
//! Deliberately not yet: rooms' archives, priorities between conversations, a map of gaps.

use std::collections::BTreeSet;

use sotto_model::StanzaId;
use sotto_store::{StoreError, account};
use sotto_wire::mam::{self, Filter, Fin, Page};
use sotto_wire::{Archived, Condition};

use crate::authorised::{Authorised, Own};
use crate::cx::{self, Answer, Awaiting, Cx};
use crate::envelope::Route;
use crate::features::{notices, omemo};
use crate::inbound;
use crate::input::{Changed, Timer};
use crate::{outbound, placing};

/// Messages asked for at once; servers give less if they like.
const PAGE: u32 = 250;

/// Messages of one page kept in memory; what a server sends beyond its page is not ours.
const MOST: usize = 2_000;

/// Pages in a row that bring nothing new before a server is taken for broken.
const FRUITLESS: u32 = 3;

/// Which way the archive is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// What happened since we were last here, oldest first.
    CatchUp,
    /// The time before, newest first.
    History,
}

/// Where reading the archive stands.
#[derive(Default)]
pub struct Live {
    /// The server keeps XEP-0359's promise about stanza ids.
    vouched: bool,
    /// The query whose results are being collected.
    query: Option<String>,
    arriving: Vec<Archived>,
    /// A whole page, waiting to be written.
    ready: Option<(Vec<Archived>, Fin)>,
    /// The archive no longer knew up to where we had read it, and is read anew.
    forgotten: bool,
    /// Nothing that happened before this stream is missing.
    caught_up: bool,
    /// Ids that ended a page: the same one again means a server going in circles.
    ends: BTreeSet<StanzaId>,
    fruitless: u32,
}

impl Live {
    pub(crate) fn vouched(&self) -> bool {
        self.vouched
    }

    pub(crate) fn forgotten(&self) -> bool {
        self.forgotten
    }

    /// Whether older or newer messages are being fetched.
    pub fn busy(&self) -> bool {
        self.query.is_some() || self.ready.is_some()
    }
}

pub(super) fn forget(cx: &mut Cx<'_, '_>) {
    cx.live.archive = Live::default();
}

/// Called once the account's abilities are known.
pub(super) fn start(cx: &mut Cx<'_, '_>, archive: bool, vouched: bool) -> Result<(), StoreError> {
    cx.live.archive.vouched = vouched;
    if !archive {
        return finish_catch_up(cx);
    }
    placing::begin(cx)?;
    let (turn, page) = match cx.account.archive_cursor.clone() {
        Some(cursor) => (Turn::CatchUp, Page::After(cursor)),
        // The archive was empty when we first looked: all that is in it now is news.
        None if cx.account.history_complete => (Turn::CatchUp, Page::First),
        None => (Turn::History, Page::Before(cx.account.history_cursor.clone())),
    };
    query(cx, turn, &page);
    Ok(())
}

fn query(cx: &mut Cx<'_, '_>, turn: Turn, page: &Page) {
    let id = cx.fresh_id();
    let payload = mam::query(&id, &Filter::default(), page, PAGE);
    cx.live.archive.query = Some(id);
    cx.live.archive.arriving.clear();
    cx.set(None, payload, Awaiting::Archive(turn));
    cx.changed(Changed::Account);
}

/// A result. Only those of the query that is running count (R04).
pub(crate) fn collect(live: &mut cx::Live, _: &Authorised<Own>, result: Archived) {
    let archive = &mut live.archive;
    if archive.query.is_none() || result.query != archive.query || archive.arriving.len() >= MOST {
        live.forged += 1;
        return;
    }
    archive.arriving.push(result);
}

/// The end of a page: the next one is asked for, and this one waits until that question has left.
pub(super) fn on_reply(cx: &mut Cx<'_, '_>, turn: Turn, answer: Answer) -> Result<(), StoreError> {
    let page = std::mem::take(&mut cx.live.archive.arriving);
    cx.live.archive.query = None;
    let fin = match answer {
        Answer::Result(Some(payload)) => Fin::parse(&payload),
        Answer::Error(error) => return refused(cx, turn, error.condition),
        Answer::Result(None) | Answer::None => None,
    };
    let Some(fin) = fin else { return stop(cx, turn) };
    if let Some(next) = next(cx, turn, &fin, &page) {
        query(cx, turn, &next);
    }
    cx.live.archive.ready = Some((page, fin));
    cx.after(0, Timer::Archive(turn));
    Ok(())
}

/// Which page comes next, if any.
fn next(cx: &mut Cx<'_, '_>, turn: Turn, fin: &Fin, page: &[Archived]) -> Option<Page> {
    let end = end(turn, fin, page)?;
    let circle = !cx.live.archive.ends.insert(end.clone());
    cx.live.archive.fruitless = if page.is_empty() {
        cx.live.archive.fruitless + 1
    } else {
        0
    };
    if fin.complete || circle || cx.live.archive.fruitless >= FRUITLESS {
        return None;
    }
    Some(match turn {
        Turn::CatchUp => Page::After(end),
        Turn::History => Page::Before(Some(end)),
    })
}

fn end(turn: Turn, fin: &Fin, page: &[Archived]) -> Option<StanzaId> {
    let (named, seen) = match turn {
        Turn::CatchUp => (&fin.last, page.last()),
        Turn::History => (&fin.first, page.first()),
    };
    named.clone().or_else(|| seen.map(|result| result.id.clone()))
}

/// Writes the page that waits.
pub(super) fn write(cx: &mut Cx<'_, '_>, turn: Turn) -> Result<(), StoreError> {
    let Some((page, fin)) = cx.live.archive.ready.take() else {
        return Ok(());
    };
    for result in &page {
        let route = match turn {
            Turn::CatchUp => Route::CatchUp(result.id.clone()),
            Turn::History => Route::History(result.id.clone()),
        };
        inbound::receive(
            cx,
            route,
            result.forwarded.delay.as_ref(),
            &result.forwarded.message,
            None,
        )?;
    }
    let last_page = cx.live.archive.query.is_none();
    // A server that goes in circles has told no end: the next stream asks again from here, and nothing is skipped.
    let lost = last_page && !fin.complete && !page.is_empty();
    let end = end(turn, &fin, &page);
    match turn {
        Turn::CatchUp => {
            if let Some(end) = end {
                account::set_archive_cursor(cx.tx, Some(&end))?;
                cx.account.archive_cursor = Some(end);
            }
            match (last_page, lost) {
                (true, false) => finish_catch_up(cx),
                (true, true) => stop(cx, turn),
                (false, _) => Ok(()),
            }
        }
        Turn::History => {
            placing::older(cx);
            history_written(cx, &fin, &page, end.as_ref(), last_page && !lost)
        }
    }
}

fn history_written(
    cx: &mut Cx<'_, '_>,
    fin: &Fin,
    page: &[Archived],
    end: Option<&StanzaId>,
    last_page: bool,
) -> Result<(), StoreError> {
    let newest = fin.last.as_ref().or_else(|| page.last().map(|result| &result.id));
    if cx.account.archive_cursor.is_none()
        && let Some(newest) = newest
    {
        // The newest page of a first sign-in: from here on everything is caught up with by this cursor.
        account::set_archive_cursor(cx.tx, Some(newest))?;
        cx.account.archive_cursor = Some(newest.clone());
    }
    if end.is_some() || last_page {
        let oldest = end.or(cx.account.history_cursor.as_ref()).cloned();
        account::set_history(cx.tx, oldest.as_ref(), last_page)?;
        cx.account.history_cursor = oldest;
        cx.account.history_complete = last_page;
    }
    if last_page && std::mem::take(&mut cx.live.archive.forgotten) {
        placing::mark_gaps(cx)?;
    }
    cx.changed(Changed::Account);
    if cx.live.archive.caught_up {
        Ok(())
    } else {
        finish_catch_up(cx)
    }
}

fn refused(cx: &mut Cx<'_, '_>, turn: Turn, condition: Condition) -> Result<(), StoreError> {
    if condition == Condition::ItemNotFound && turn == Turn::CatchUp {
        // The archive no longer knows our cursor: it was emptied or moved. Everything is read again; nothing is deleted.
        account::set_archive_cursor(cx.tx, None)?;
        account::set_history(cx.tx, None, false)?;
        cx.account.archive_cursor = None;
        cx.account.history_cursor = None;
        cx.account.history_complete = false;
        cx.live.archive.forgotten = true;
        query(cx, Turn::History, &Page::Before(None));
        return Ok(());
    }
    stop(cx, turn)
}

/// The archive does not answer. What was caught up with stays; the next stream tries again from the same place.
fn stop(cx: &mut Cx<'_, '_>, turn: Turn) -> Result<(), StoreError> {
    cx.changed(Changed::Account);
    match turn {
        Turn::CatchUp => {
            notices::caught_up(cx)?;
            outbound::open(cx)?;
            omemo::caught_up(cx)
        }
        Turn::History if cx.live.archive.caught_up => Ok(()),
        Turn::History => finish_catch_up(cx),
    }
}

fn finish_catch_up(cx: &mut Cx<'_, '_>) -> Result<(), StoreError> {
    cx.live.archive.caught_up = true;
    cx.changed(Changed::Account);
    notices::caught_up(cx)?;
    omemo::caught_up(cx)?;
    outbound::open(cx)?;
    let archive = cx.account.archive_cursor.is_some();
    if archive && !cx.account.history_complete && !cx.live.archive.busy() {
        cx.live.archive.ends.clear();
        placing::begin(cx)?;
        query(cx, Turn::History, &Page::Before(cx.account.history_cursor.clone()));
    }
    Ok(())
}

/// A live message that the archive has under this id. Once caught up, the cursor follows.
pub(crate) fn saw_live(cx: &mut Cx<'_, '_>, id: &StanzaId) -> Result<(), StoreError> {
    if cx.live.archive.caught_up {
        account::set_archive_cursor(cx.tx, Some(id))
    } else {
        Ok(())
    }
}
