//! Where rooms can be made, and which ones there are: XEP-0030 2.5.0 on our server and on any other.
//!
//! Deliberately not: searching across servers (XEP-0433).

use std::collections::BTreeMap;

use sotto_model::{Jid, Peer};
use sotto_wire::disco::{self, Info, Items};
use sotto_wire::ns;

use super::{Awaiting, joining};
use crate::cx::{Answer, Cx};
use crate::features::Decided;
use crate::input::{Changed, Refused};
use crate::label;

/// Services of one server that are looked at.
const SERVICES: usize = 30;

/// Rooms of one service that are listed, and of how many of them it is asked how many people are inside.
const ROOMS: usize = 1_000;
const COUNTED: usize = 40;

/// What a search found.
#[derive(Default)]
pub struct Live {
    services: Vec<Peer>,
    found: BTreeMap<Peer, Found>,
    /// Questions on their way.
    open: usize,
}

/// A room that was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What it is called.
    pub name: String,
    /// How many are inside, if it tells.
    pub people: Option<u32>,
}

impl Live {
    /// Our server's service for rooms.
    pub(super) fn service(&self) -> Option<&Peer> {
        self.services.first()
    }

    /// Whether something is still to come.
    pub fn searching(&self) -> bool {
        self.open > 0
    }

    /// What was found so far.
    pub fn found(&self) -> impl Iterator<Item = (&Peer, &Found)> {
        self.found.iter()
    }
}

pub(super) fn ask_services(cx: &mut Cx<'_, '_>) {
    if let Ok(domain) = cx.me.0.domain().as_str().parse() {
        cx.get(Some(&domain), disco::items_request(None), Awaiting::Services.into());
    }
}

pub(super) fn services_came(cx: &mut Cx<'_, '_>, answer: &Answer) {
    for peer in items(answer).into_iter().map(|(peer, _)| peer).take(SERVICES) {
        cx.get(
            Some(&peer.0),
            disco::info_request(None),
            Awaiting::Service(peer.clone()).into(),
        );
    }
}

pub(super) fn service_came(cx: &mut Cx<'_, '_>, service: &Peer, answer: &Answer) {
    let Answer::Result(Some(payload)) = answer else { return };
    let Some(info) = Info::parse(payload) else { return };
    let rooms = info
        .identities
        .iter()
        .any(|one| one.category == "conference" && one.kind == "text");
    // Gateways to other networks call themselves rooms as well, and cannot be asked for new ones.
    if rooms && info.has(ns::MUC) && !cx.live.rooms.directory.services.contains(service) {
        cx.live.rooms.directory.services.push(service.clone());
    }
}

fn items(answer: &Answer) -> Vec<(Peer, String)> {
    let Answer::Result(Some(payload)) = answer else {
        return Vec::new();
    };
    let items = Items::parse(payload).unwrap_or_default().items.into_iter();
    let bare = |jid: Jid| jid.resource().is_none().then(|| Peer(jid.to_bare()));
    items
        .filter_map(|item| {
            let name = label::line(item.name.as_deref().unwrap_or(""), label::LONGEST);
            bare(item.jid).map(|peer| (peer, name))
        })
        .collect()
}

/// The user looks for rooms: on a service, or on our own server.
pub(in crate::features) fn search(cx: &mut Cx<'_, '_>, service: Option<&Peer>) -> Decided {
    if cx.live.online.is_none() {
        return Ok(Some(Refused::Offline));
    }
    let services: Vec<Peer> = match service {
        Some(service) => vec![Peer(service.0.clone())],
        None => cx.live.rooms.directory.services.clone(),
    };
    if services.is_empty() {
        return Ok(Some(Refused::NoService));
    }
    let live = &mut cx.live.rooms.directory;
    live.found.clear();
    live.open = services.len();
    for service in services {
        cx.get(
            Some(&service.0),
            disco::items_request(None),
            Awaiting::Rooms(service.clone()).into(),
        );
    }
    cx.changed(Changed::Directory);
    Ok(None)
}

pub(super) fn rooms_came(cx: &mut Cx<'_, '_>, service: &Peer, answer: &Answer) {
    let rooms: Vec<(Peer, String)> = items(answer)
        .into_iter()
        .filter(|(peer, _)| peer.0.node().is_some() && peer.0.domain() == service.0.domain())
        .take(ROOMS)
        .collect();
    for (peer, name) in &rooms {
        let found = Found {
            name: name.clone(),
            people: None,
        };
        cx.live.rooms.directory.found.insert(peer.clone(), found);
    }
    let live = &mut cx.live.rooms.directory;
    live.open = live.open.saturating_sub(1) + rooms.len().min(COUNTED);
    for (peer, _) in rooms.into_iter().take(COUNTED) {
        cx.get(
            Some(&peer.0),
            disco::info_request(None),
            Awaiting::Found(peer.clone()).into(),
        );
    }
    cx.changed(Changed::Directory);
}

pub(super) fn found_came(cx: &mut Cx<'_, '_>, peer: &Peer, answer: &Answer) {
    cx.live.rooms.directory.open = cx.live.rooms.directory.open.saturating_sub(1);
    cx.changed(Changed::Directory);
    let Answer::Result(Some(payload)) = answer else { return };
    let Some(info) = Info::parse(payload) else { return };
    let people = info
        .forms
        .iter()
        .find_map(|form| form.value("muc#roominfo_occupants")?.trim().parse().ok());
    if let Some(found) = cx.live.rooms.directory.found.get_mut(peer) {
        found.people = people;
        if let Some(name) = joining::name_of(&info) {
            found.name = name;
        }
    }
}
