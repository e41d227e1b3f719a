//! A person's server, as far as one account sees it: contact list, archive, personal eventing.

use std::collections::BTreeMap;

use sotto_model::{Jid, Timestamp};
use sotto_wire::{Element, ns, time};

use crate::{Room, xml};

/// A message in the archive.
#[derive(Clone, Debug)]
pub struct Archived {
    /// Its id there.
    pub id: String,
    /// When it came, as the server's clock says.
    pub at: Timestamp,
    /// The message.
    pub message: Element,
}

/// The server. What it does is in its public fields: a scenario may set any of them.
#[derive(Clone, Debug)]
pub struct Server {
    /// The account it speaks to.
    pub account: String,
    /// What it announces on the account's address.
    pub features: Vec<&'static str>,
    /// The contact list: one `<item/>` a contact.
    pub roster: Vec<String>,
    /// The version of that list, if it keeps versions.
    pub roster_version: Option<String>,
    /// The archive, oldest first.
    pub archive: Vec<Archived>,
    /// Messages to a page, whatever was asked for.
    pub page: usize,
    /// What is published: the last payload of each node, by its owner.
    pub nodes: BTreeMap<(String, String), Element>,
    /// The id of every published item.
    pub item_id: String,
    /// People's vCards.
    pub cards: BTreeMap<String, Element>,
    /// Every publication of ours, options and all.
    pub published: Vec<Element>,
    /// Error conditions for questions, by the namespace of the payload or the name of the node.
    pub refuses: BTreeMap<String, &'static str>,
    /// Questions that are never answered, by the namespace of the payload or the name of the node.
    pub ignores: Vec<String>,
    /// Nodes of ours that are there already, and configured otherwise than we publish.
    pub conflicts: Vec<String>,
    /// Whom it keeps away; nothing where it cannot.
    pub blocked: Option<Vec<String>>,
    /// The largest file it takes, in bytes, if it takes any.
    pub largest_file: Option<u64>,
    /// It tells that it got our messages.
    pub acknowledges: bool,
    /// It keeps what passes through.
    pub archives: bool,
    /// The account's bookmarks, by the address of the room.
    pub bookmarks: BTreeMap<String, Element>,
    /// Rooms, by their address.
    pub rooms: BTreeMap<String, Room>,
    /// How far its clock is ahead of ours, in milliseconds.
    pub ahead: i64,
    next: u32,
}

impl Server {
    pub(crate) fn new(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            features: vec![ns::MAM, ns::SID, ns::CARBONS, ns::DISCO_INFO],
            roster: Vec::new(),
            roster_version: None,
            archive: Vec::new(),
            page: 50,
            nodes: BTreeMap::new(),
            item_id: "current".to_owned(),
            cards: BTreeMap::new(),
            published: Vec::new(),
            refuses: BTreeMap::new(),
            ignores: Vec::new(),
            conflicts: Vec::new(),
            blocked: Some(Vec::new()),
            largest_file: None,
            acknowledges: true,
            archives: true,
            bookmarks: BTreeMap::new(),
            rooms: BTreeMap::new(),
            ahead: 0,
            next: 0,
        }
    }

    /// Keeps a message and tells under which id.
    pub fn keep(&mut self, message: &Element, at: Timestamp) -> String {
        self.next += 1;
        let id = format!("archive-{}", self.next);
        self.archive.push(Archived {
            id: id.clone(),
            at: at.plus(self.ahead),
            message: message.clone(),
        });
        id
    }

    /// What it answers to a question, in order; nothing where it keeps silent.
    pub fn answers_to(&mut self, iq: &Element) -> Vec<Element> {
        let Some(payload) = iq.children().next() else {
            return Vec::new();
        };
        let node = payload
            .children()
            .find_map(|child| child.attr("node"))
            .unwrap_or_default()
            .to_owned();
        let names = [payload.ns(), node.clone()];
        if self.ignores.iter().any(|ignored| names.contains(ignored)) {
            return Vec::new();
        }
        if let Some(condition) = names.iter().find_map(|name| self.refuses.get(name)) {
            return vec![error(iq, condition)];
        }
        if let Some(room) = iq.attr("to").and_then(|to| self.rooms.get(to)) {
            return room.answers_to(iq, payload);
        }
        match (payload.name(), payload.ns().as_str()) {
            ("query", ns::ROSTER) if iq.attr("type") == Some("get") => vec![self.list(iq, payload)],
            ("query", ns::DISCO_INFO) if iq.attr("to").is_some_and(|to| to.starts_with("upload.")) => {
                vec![result(iq, &self.uploads())]
            }
            ("query", ns::DISCO_INFO) => vec![result(iq, &self.info())],
            ("query", ns::DISCO_ITEMS) => vec![result(iq, &self.items())],
            ("request", ns::UPLOAD) => vec![self.slot(iq, payload)],
            ("query", ns::MAM) => page(&self.account, &self.archive, self.page, iq, payload),
            ("pubsub", ns::PUBSUB) => self.pubsub(iq, payload, &node),
            ("pubsub", ns::PUBSUB_OWNER) => {
                self.conflicts.retain(|conflict| *conflict != node);
                if payload.has_child("delete", ns::PUBSUB_OWNER) {
                    self.nodes.remove(&(self.account.clone(), node));
                }
                vec![result(iq, "")]
            }
            ("vCard", ns::VCARD) => {
                let whose = iq.attr("to").unwrap_or_default();
                let card = self.cards.get(whose).map(String::from);
                vec![result(iq, &card.unwrap_or_default())]
            }
            (name, ns::BLOCKING) => vec![self.blocking(iq, payload, name)],
            ("query", ns::ROSTER) | ("enable", ns::CARBONS) | ("ping", ns::PING) => vec![result(iq, "")],
            _ => vec![error(iq, "service-unavailable")],
        }
    }

    fn items(&self) -> String {
        let service = self
            .largest_file
            .map(|_| "<item jid='upload.capulet.lit'/>")
            .unwrap_or_default();
        format!(
            "<query xmlns='{}'>{service}<item jid='rooms.capulet.lit'/></query>",
            ns::DISCO_ITEMS
        )
    }

    fn uploads(&self) -> String {
        format!(
            "<query xmlns='{}'><identity category='store' type='file'/><feature var='{}'/><x xmlns='jabber:x:data' type='result'>
             <field var='FORM_TYPE' type='hidden'><value>{1}</value></field><field var='max-file-size'><value>{}</value></field></x></query>",
            ns::DISCO_INFO,
            ns::UPLOAD,
            self.largest_file.unwrap_or_default()
        )
    }

    fn slot(&self, iq: &Element, payload: &Element) -> Element {
        let name = payload.attr("filename").unwrap_or_default();
        let place = format!("https://upload.capulet.lit/1/{name}");
        result(
            iq,
            &format!(
                "<slot xmlns='{}'><put url='{place}'/><get url='{place}'/></slot>",
                ns::UPLOAD
            ),
        )
    }

    fn list(&self, iq: &Element, payload: &Element) -> Element {
        let version = self.roster_version.as_deref();
        if version.is_some() && payload.attr("ver") == version {
            return result(iq, "");
        }
        let ver = version.map(|version| format!(" ver='{version}'")).unwrap_or_default();
        let items = self.roster.concat();
        result(iq, &format!("<query xmlns='jabber:iq:roster'{ver}>{items}</query>"))
    }

    fn blocking(&mut self, iq: &Element, payload: &Element, name: &str) -> Element {
        let Some(blocked) = &mut self.blocked else {
            return error(iq, "service-unavailable");
        };
        let named: Vec<String> = payload
            .children()
            .filter_map(|item| item.attr("jid").map(str::to_owned))
            .collect();
        match name {
            "block" => blocked.extend(named),
            "unblock" => blocked.retain(|jid| !named.contains(jid)),
            _ => {
                let items: String = blocked.iter().map(|jid| format!("<item jid='{jid}'/>")).collect();
                return result(iq, &format!("<blocklist xmlns='{}'>{items}</blocklist>", ns::BLOCKING));
            }
        }
        result(iq, "")
    }

    fn info(&self) -> String {
        let features: String = self
            .features
            .iter()
            .map(|name| format!("<feature var='{name}'/>"))
            .collect();
        format!(
            "<query xmlns='{}'><identity category='account' type='registered'/>{features}</query>",
            ns::DISCO_INFO
        )
    }

    /// A result as it is sent.
    pub fn archived(&self, query: &str, one: &Archived) -> Element {
        archived(&self.account, query, one)
    }

    fn bookmarks(&mut self, iq: &Element, payload: &Element) -> Element {
        let change = payload.children().next().expect("something is asked");
        let item = change.children().next();
        let id = item.and_then(|item| item.attr("id")).unwrap_or_default().to_owned();
        match (change.name(), item.and_then(|item| item.children().next())) {
            ("publish", Some(bookmark)) => {
                self.bookmarks.insert(id, bookmark.clone());
                result(iq, "")
            }
            ("retract", _) => {
                self.bookmarks.remove(&id);
                result(iq, "")
            }
            _ => {
                let items = self.bookmarks.iter();
                let items: String = items
                    .map(|(id, bookmark)| format!("<item id='{id}'>{}</item>", String::from(bookmark)))
                    .collect();
                let node = ns::BOOKMARKS;
                result(
                    iq,
                    &format!(
                        "<pubsub xmlns='{}'><items node='{node}'>{items}</items></pubsub>",
                        ns::PUBSUB
                    ),
                )
            }
        }
    }

    fn pubsub(&mut self, iq: &Element, payload: &Element, node: &str) -> Vec<Element> {
        if node == ns::BOOKMARKS {
            return vec![self.bookmarks(iq, payload)];
        }
        let owner = iq.attr("to").map_or(self.account.clone(), str::to_owned);
        if let Some(publish) = payload.get_child("publish", ns::PUBSUB) {
            if self.conflicts.iter().any(|conflict| conflict == node) {
                return vec![error(iq, "conflict")];
            }
            let item = publish.children().next().and_then(|item| item.children().next());
            self.nodes
                .insert((owner, node.to_owned()), item.expect("something is published").clone());
            self.published.push(payload.clone());
            return vec![result(iq, "")];
        }
        match self.nodes.get(&(owner, node.to_owned())) {
            None => vec![error(iq, "item-not-found")],
            Some(item) => vec![result(
                iq,
                &format!(
                    "<pubsub xmlns='{}'><items node='{node}'><item id='{}'>{}</item></items></pubsub>",
                    ns::PUBSUB,
                    self.item_id,
                    String::from(item)
                ),
            )],
        }
    }
}

/// A result as the archive of this address sends it.
fn archived(by: &str, query: &str, one: &Archived) -> Element {
    let stamp = time::format(whole_seconds(one.at));
    let inner = String::from(&one.message);
    xml(&format!(
        "<message from='{0}' to='{0}'><result xmlns='{1}' queryid='{query}' id='{2}'><forwarded xmlns='{3}'>
         <delay xmlns='{4}' stamp='{stamp}'/>{inner}</forwarded></result></message>",
        by,
        ns::MAM,
        one.id,
        ns::FORWARD,
        ns::DELAY
    ))
}

/// A page of the archive of this address.
pub(crate) fn page(by: &str, archive: &[Archived], size: usize, iq: &Element, query: &Element) -> Vec<Element> {
    let set = query
        .get_child("set", ns::RSM)
        .expect("every query of ours asks for a page");
    let edge = |name| set.get_child(name, ns::RSM).map(Element::text);
    let at = |id: &str| archive.iter().position(|one| one.id == id);
    let (before, after) = (edge("before"), edge("after"));
    let unknown = |edge: &Option<String>| edge.as_ref().is_some_and(|id| !id.is_empty() && at(id).is_none());
    if unknown(&before) || unknown(&after) {
        return vec![error(iq, "item-not-found")];
    }
    let start = after.as_deref().and_then(at).map_or(0, |found| found + 1);
    let end = before.as_deref().and_then(at).unwrap_or(archive.len());
    let (start, end) = match before {
        Some(_) => (end.saturating_sub(size), end),
        None => (start, end.min(start + size)),
    };
    let complete = if before.is_some() {
        start == 0
    } else {
        end == archive.len()
    };
    let page = &archive[start..end];
    let id = query.attr("queryid").unwrap_or_default();
    let mut answers: Vec<Element> = page.iter().map(|one| archived(by, id, one)).collect();
    answers.push(result(iq, &fin(page, complete)));
    answers
}

fn fin(page: &[Archived], complete: bool) -> String {
    let edges = match (page.first(), page.last()) {
        (Some(first), Some(last)) => format!("<first>{}</first><last>{}</last>", first.id, last.id),
        _ => String::new(),
    };
    format!(
        "<fin xmlns='{}' complete='{complete}'><set xmlns='{}'>{edges}</set></fin>",
        ns::MAM,
        ns::RSM
    )
}

pub(crate) fn result(iq: &Element, payload: &str) -> Element {
    reply(iq, "result", payload)
}

pub(crate) fn error(iq: &Element, condition: &str) -> Element {
    let payload = format!("<error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    reply(iq, "error", &payload)
}

fn reply(iq: &Element, kind: &str, payload: &str) -> Element {
    let from = iq
        .attr("to")
        .map(|to| format!(" from='{}'", Jid::new(to).unwrap()))
        .unwrap_or_default();
    let id = iq.attr("id").unwrap_or_default();
    xml(&format!("<iq type='{kind}' id='{id}'{from}>{payload}</iq>"))
}

/// As archives stamp.
pub(crate) fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(1000))
}
