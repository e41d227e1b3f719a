//! XEP-0191 1.3: keeping people away; XEP-0377 0.4.1: telling the server why, where it wants to know.
//!
//! The list is the server's: it is asked for on every new stream, and every change of it is pushed to us.
//!
//! Deliberately not: hiding here what the server lets through all the same, such as what it archived before.

use sotto_model::{Jid, Peer};
use sotto_store::{StoreError, blocked, contacts, conversations, readings};
use sotto_wire::blocking::{self, Push, Reason};
use sotto_wire::disco::Info;
use sotto_wire::{Iq, disco, iq, ns};

use super::Decided;
use crate::authorised::{Authorised, Server};
use crate::command::Report;
use crate::cx::{self, Answer, Cx};
use crate::input::{Changed, Refused};

/// Messages that a report names.
const SHOWN: u32 = 10;

/// What the server does for us.
#[derive(Default)]
pub struct Live {
    /// It keeps people away.
    pub blocks: bool,
    /// Somebody there reads reports.
    pub reports: bool,
}

/// Who is asked about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// The list.
    List,
    /// What our server can do.
    Server,
    /// Whether somebody is kept away now.
    Blocked(Jid),
    /// Whether somebody is let through again.
    Unblocked(Jid),
}

impl From<Awaiting> for cx::Awaiting {
    fn from(awaiting: Awaiting) -> Self {
        Self::Blocking(awaiting)
    }
}

pub(super) fn start(cx: &mut Cx<'_, '_>) {
    cx.live.blocking = Live::default();
    cx.get(None, blocking::list_request(), Awaiting::List.into());
    let server = sotto_model::BareJid::from_parts(None, cx.me.0.domain());
    cx.get(Some(&server), disco::info_request(None), Awaiting::Server.into());
}

pub(super) fn on_reply(cx: &mut Cx<'_, '_>, awaiting: Awaiting, answer: Answer) -> Result<(), StoreError> {
    let payload = match answer {
        Answer::Result(payload) => payload,
        // Unknown is not empty: what was known of the list stays.
        Answer::Error(_) | Answer::None => return Ok(()),
    };
    match awaiting {
        Awaiting::List => {
            let Some(list) = payload.as_ref().and_then(blocking::parse_list) else {
                return Ok(());
            };
            cx.live.blocking.blocks = true;
            blocked::replace(cx.tx, &list)?;
            cx.changed(Changed::Everything);
        }
        Awaiting::Server => {
            let info = payload.as_ref().and_then(Info::parse).unwrap_or_default();
            cx.live.blocking.reports = info.has(ns::REPORTING);
        }
        Awaiting::Blocked(address) => {
            blocked::put(cx.tx, &address)?;
            changed(cx, &address);
        }
        Awaiting::Unblocked(address) => {
            blocked::remove(cx.tx, &address)?;
            changed(cx, &address);
        }
    }
    Ok(())
}

/// A change that another device of ours made (R11).
pub(super) fn pushed(cx: &mut Cx<'_, '_>, _: &Authorised<Server>, iq: &Iq, push: &Push) -> Result<(), StoreError> {
    match push {
        Push::Block(addresses) => addresses.iter().try_for_each(|one| blocked::put(cx.tx, one))?,
        Push::Unblock(addresses) => addresses.iter().try_for_each(|one| blocked::remove(cx.tx, one))?,
        Push::UnblockAll => blocked::clear(cx.tx)?,
    }
    cx.send(iq::result(iq.from.as_ref(), &iq.id, None));
    cx.changed(Changed::Everything);
    Ok(())
}

fn changed(cx: &mut Cx<'_, '_>, address: &Jid) {
    cx.changed(Changed::Contacts);
    cx.changed(Changed::Conversation(Peer(address.to_bare())));
}

pub(super) fn block(cx: &mut Cx<'_, '_>, peer: &Peer, report: Option<Report>) -> Decided {
    if peer == cx.me || peer.as_str() == cx.me.0.domain().as_str() {
        return Ok(Some(Refused::BadRequest));
    }
    if cx.live.online.is_none() || !cx.live.blocking.blocks {
        return Ok(Some(Refused::Offline));
    }
    let report = match report.filter(|_| cx.live.blocking.reports) {
        Some(report) => Some(written(cx, peer, report)?),
        None => None,
    };
    // Who is kept away asks nothing any more; the server forgets it too.
    contacts::remove_request(cx.tx, peer)?;
    let address = Jid::from(peer.0.clone());
    let order = blocking::block(&address, report.as_ref());
    cx.set(None, order, Awaiting::Blocked(address).into());
    cx.notify(sotto_model::Notice::Withdraw { peer: peer.clone() });
    cx.changed(Changed::Contacts);
    Ok(None)
}

fn written(cx: &Cx<'_, '_>, peer: &Peer, report: Report) -> Result<blocking::Report, StoreError> {
    let me = Jid::from(cx.me.0.clone());
    let ids = match conversations::find(cx.tx, peer)? {
        Some(conversation) => readings::latest_of_theirs(cx.tx, conversation.id, SHOWN)?,
        None => Vec::new(),
    };
    Ok(blocking::Report {
        reason: match report {
            Report::Spam => Reason::Spam,
            Report::Abuse => Reason::Abuse,
        },
        messages: ids.into_iter().map(|id| (me.clone(), id)).collect(),
    })
}

pub(super) fn unblock(cx: &mut Cx<'_, '_>, address: Jid) -> Decided {
    if cx.live.online.is_none() || !cx.live.blocking.blocks {
        return Ok(Some(Refused::Offline));
    }
    cx.set(None, blocking::unblock(&address), Awaiting::Unblocked(address).into());
    Ok(None)
}
