//! The same messages by every way in which they can come.

use std::collections::BTreeSet;

use rand_chacha::ChaCha20Rng;
use sotto_engine::rand_core::{RngCore, SeedableRng};
use sotto_model::{Notice, Timestamp};
use sotto_wire::{Element, ns, time};

use crate::person::with_stanza_id;
use crate::server::whole_seconds;
use crate::xml::with_attr;
use crate::{Person, xml};

/// A person signed in and caught up, and messages in the order in which their server had them.
pub type Story = (Person, Vec<Element>);

/// How many random mixtures of ways are tried.
const MIXED: u64 = 12;

type Order = fn(&mut Person, &[Element]);

/// Ways in which messages come as news.
pub const ORDERS: [(&str, Order); 14] = [
    ("live", live),
    ("as copies of what another device got and sent", carbons),
    ("from the archive", archive),
    ("from the archive, one to a page", pages),
    ("live, and the rest from the archive", interrupted),
    (
        "live, and the rest from the archive of a server whose clock is behind",
        behind,
    ),
    (
        "live, and the rest from the archive of a server whose clock is ahead",
        ahead,
    ),
    ("live, and the rest on the resumed stream, some of it again", resumed),
    ("the last one live before the archive was read", racing),
    ("live, each three times, and once more after a restart", duplicated),
    ("from the archive, and then from offline storage", twice),
    ("from offline storage, the last one first", reversed),
    (
        "from offline storage, the last one first, and then from the archive",
        reversed_twice,
    ),
    ("live, with a restart after each", restarts),
];

/// Asserts that in every order the conversation ends up the same, and that everything is told of exactly once.
pub fn agree(with: &str, lines: &[&str], story: impl Fn() -> Story) {
    for (name, order) in ORDERS {
        let (mut person, messages) = story();
        person.notices.clear();
        order(&mut person, &messages);
        assert_eq!(person.lines(with), lines, "{name}");
        told_once(&person, with, name);
    }
    for seed in 1..=MIXED {
        let (mut person, messages) = story();
        person.notices.clear();
        mixed(&mut person, &messages, seed);
        assert_eq!(person.lines(with), lines, "mixed by seed {seed}");
        never_twice(&person, &format!("mixed by seed {seed}"));
    }
    let (person, messages) = story();
    let mut person = elsewhere(person, &messages, 2);
    assert_eq!(person.lines(with), lines, "history, newest first");
    person.unread(with, 0).notifies(&[]);
}

/// Asserts that no message was told of twice, and answers with the number of unread messages last told of.
fn never_twice(person: &Person, order: &str) -> Option<u32> {
    let told = person.notices.iter().filter_map(|notice| match notice {
        Notice::Message { message, unread, .. } => Some((*message, *unread)),
        Notice::Invitation { .. } | Notice::Online { .. } | Notice::Withdraw { .. } => None,
    });
    let told: Vec<_> = told.collect();
    let messages: BTreeSet<_> = told.iter().map(|(message, _)| message).collect();
    assert_eq!(messages.len(), told.len(), "{order}: told of twice: {told:?}");
    told.last().map(|(_, unread)| *unread)
}

/// Asserts that everything unread was told of, and nothing twice.
fn told_once(person: &Person, with: &str, order: &str) {
    let last = never_twice(person, order);
    let unread = person.conversation(with).unread;
    if unread > 0 {
        assert_eq!(last, Some(unread), "{order}");
    }
}

/// The same account on a new computer, whose server has had the messages all along.
fn elsewhere(mut person: Person, messages: &[Element], page: usize) -> Person {
    for message in messages {
        tick(&mut person);
        let now = person.now;
        person.server.keep(message, now);
    }
    person.server.page = page;
    person.signs_in_elsewhere();
    person
}

/// Less than a second passes: several messages share a stamp.
fn tick(person: &mut Person) {
    person.now = person.now.plus(350);
}

fn ours(person: &Person, message: &Element) -> bool {
    message
        .attr("from")
        .is_some_and(|from| from.starts_with(person.me.as_str()))
}

/// As it comes: addressed to this device, or copied from another one of ours; kept by the server since `kept`, if at all.
fn arrives(person: &mut Person, message: &Element, id: &str, kept: Option<Timestamp>) {
    let mut stanza = with_stanza_id(message, person.me.as_str(), id);
    if ours(person, message) {
        stanza = carbon(person, &stanza);
    }
    if let Some(at) = kept {
        let (stamp, from) = (time::format(whole_seconds(at)), person.me.0.domain());
        stanza.append_child(xml(&format!(
            "<delay xmlns='{}' from='{from}' stamp='{stamp}'/>",
            ns::DELAY
        )));
    }
    person.receives_element(stanza);
}

fn carbon(person: &Person, message: &Element) -> Element {
    let direction = if ours(person, message) { "sent" } else { "received" };
    let inner = String::from(message);
    xml(&format!(
        "<message from='{0}' to='{0}/balcony'><{direction} xmlns='{1}'><forwarded xmlns='{2}'>{inner}</forwarded></{direction}></message>",
        person.me,
        ns::CARBONS,
        ns::FORWARD
    ))
}

fn live(person: &mut Person, messages: &[Element]) {
    for message in messages {
        tick(person);
        let id = person.server.keep(message, person.now);
        arrives(person, message, &id, None);
    }
}

fn carbons(person: &mut Person, messages: &[Element]) {
    for message in messages {
        tick(person);
        let id = person.server.keep(message, person.now);
        let message = with_stanza_id(message, person.me.clone().as_str(), &id);
        let copy = carbon(person, &message);
        person.receives_element(copy);
    }
}

fn missed(person: &mut Person, messages: &[Element]) -> Vec<(String, Timestamp)> {
    person.loses_the_connection();
    let keep = |message| {
        tick(person);
        (person.server.keep(message, person.now), person.now)
    };
    messages.iter().map(keep).collect()
}

fn archive(person: &mut Person, messages: &[Element]) {
    missed(person, messages);
    person.signs_in();
}

fn pages(person: &mut Person, messages: &[Element]) {
    person.server.page = 1;
    archive(person, messages);
}

fn interrupted(person: &mut Person, messages: &[Element]) {
    let (seen, rest) = messages.split_at(messages.len() / 2);
    live(person, seen);
    archive(person, rest);
}

fn behind(person: &mut Person, messages: &[Element]) {
    person.server.ahead = -3_600_000;
    interrupted(person, messages);
}

fn ahead(person: &mut Person, messages: &[Element]) {
    person.server.ahead = 60_000;
    interrupted(person, messages);
}

fn resumed(person: &mut Person, messages: &[Element]) {
    let (seen, rest) = messages.split_at(messages.len() / 2);
    live(person, seen);
    let kept = missed(person, rest);
    person.resumes();
    // The last one was not acknowledged before the stream broke, and comes again.
    if let Some(last) = seen.last() {
        let id = person.server.archive[person.server.archive.len() - rest.len() - 1]
            .id
            .clone();
        arrives(person, last, &id, Some(person.now));
    }
    for (message, (id, at)) in rest.iter().zip(kept) {
        arrives(person, message, &id, Some(at));
    }
}

fn racing(person: &mut Person, messages: &[Element]) {
    let kept = missed(person, messages);
    person.server.ignores.push(ns::MAM.to_owned());
    person.signs_in();
    if let (Some(last), Some((id, _))) = (messages.last(), kept.last()) {
        arrives(person, last, id, None);
    }
    person.is_answered(ns::MAM);
}

fn duplicated(person: &mut Person, messages: &[Element]) {
    for message in messages {
        tick(person);
        let id = person.server.keep(message, person.now);
        arrives(person, message, &id, None);
        arrives(person, message, &id, None);
        let copy = carbon(person, message);
        person.receives_element(copy);
    }
    person.restarts().signs_in();
    for (message, kept) in messages
        .iter()
        .zip(person.server.archive.clone().iter().rev().take(messages.len()).rev())
    {
        arrives(person, message, &kept.id, None);
    }
}

fn twice(person: &mut Person, messages: &[Element]) {
    let kept = missed(person, messages);
    person.signs_in();
    for (message, (id, at)) in messages.iter().zip(kept) {
        arrives(person, message, &id, Some(at));
    }
}

/// From storage, minutes after each other, so that the stamps tell.
fn late(person: &mut Person, messages: &[Element]) -> Vec<(Element, String, Timestamp)> {
    person.loses_the_connection();
    let keep = |message: &Element| {
        person.now = person.now.plus(300_000);
        (message.clone(), person.server.keep(message, person.now), person.now)
    };
    messages.iter().map(keep).collect()
}

fn reversed(person: &mut Person, messages: &[Element]) {
    let kept = late(person, messages);
    person.server.refuses.insert(ns::MAM.to_owned(), "service-unavailable");
    person.signs_in();
    for (message, id, at) in kept.iter().rev() {
        arrives(person, message, id, Some(*at));
    }
}

fn reversed_twice(person: &mut Person, messages: &[Element]) {
    let kept = late(person, messages);
    person.server.ignores.push(ns::MAM.to_owned());
    person.signs_in();
    for (message, id, at) in kept.iter().rev() {
        arrives(person, message, id, Some(*at));
    }
    person.is_answered(ns::MAM);
}

fn restarts(person: &mut Person, messages: &[Element]) {
    for message in messages {
        live(person, std::slice::from_ref(message));
        person.restarts().signs_in();
    }
}

/// By a way drawn for each message, with connections lost, archives that answer late, and restarts in between.
fn mixed(person: &mut Person, messages: &[Element], seed: u64) {
    let mut dice = ChaCha20Rng::seed_from_u64(seed);
    let mut chance = |of: u32| dice.next_u32() % of;
    let (mut online, mut unanswered) = (true, false);
    person.server.page = 1 + chance(4) as usize;
    for message in messages {
        tick(person);
        match chance(6) {
            0 if online => {
                person.loses_the_connection();
                online = false;
            }
            1 if online => {
                person.restarts();
                online = false;
            }
            0..=2 if !online => {
                unanswered = chance(2) == 0;
                if unanswered {
                    person.server.ignores.push(ns::MAM.to_owned());
                }
                person.signs_in();
                online = true;
            }
            3 if online && unanswered => {
                person.is_answered(ns::MAM);
                unanswered = false;
            }
            _ => {}
        }
        let id = person.server.keep(message, person.now);
        if online {
            for _ in 0..=chance(2) {
                arrives(person, message, &id, None);
            }
        } else {
            person.server.ignores.clear();
        }
    }
    person.server.ignores.clear();
    person.loses_the_connection().signs_in();
}

/// A message as text, in its sender's words, with an id nobody else chooses.
pub fn said(from: &str, to: &str, id: &str, text: &str) -> Element {
    let body = xml(&format!(
        "<message to='{to}' type='chat' id='{id}'><body>{text}</body><origin-id xmlns='urn:xmpp:sid:0' id='{id}'/></message>"
    ));
    with_attr(&body, "from", from)
}
