//! Messages kept at hand, on all of one's devices.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, Peer};
use sotto_testkit::orders::said;
use sotto_testkit::views::Entry;
use sotto_testkit::{Command, Person};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";
const NODE: &str = "urn:sotto:pins:0";
const PINNED: &str =
    "<pinned xmlns='urn:sotto:pins:0' with='romeo@montague.lit' own='false' id='1' since='2026-01-01T00:00:00Z'/>";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn plain() -> Person {
    let mut juliet = Person::juliet();
    let (peer, mode) = (peer(ROMEO), EncryptionMode::Plain);
    juliet.commands(Command::SetEncryption { peer, mode }).unwrap();
    juliet.gets(&said(
        "romeo@montague.lit/orchard",
        JULIET,
        "1",
        "at the friar's, at nine",
    ));
    juliet.sent.clear();
    juliet
}

fn event(from: &str, content: &str) -> String {
    format!(
        "<message from='{from}' to='{JULIET}/balcony'><event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='{NODE}'>{content}</items></event></message>"
    )
}

fn pin(juliet: &mut Person, on: bool) {
    let message = juliet.row(ROMEO, "at the friar's, at nine").message;
    juliet.commands(Command::PinMessage { message, on }).unwrap();
}

fn pinned(juliet: &Person) -> bool {
    let rows = juliet.reader().pinned(&peer(ROMEO)).unwrap();
    let marked = juliet
        .rows(ROMEO)
        .iter()
        .any(|row| matches!(row.entry, Entry::Message { pinned: true, .. }));
    assert_eq!(marked, rows.len() == 1);
    marked
}

#[test]
fn a_pin_goes_to_a_node_that_nobody_else_can_read_and_says_nothing_of_the_text() {
    let mut juliet = plain();
    pin(&mut juliet, true);
    assert!(pinned(&juliet) && juliet.conversation(ROMEO).pins == 1);
    let published = juliet.server.published.last().map(String::from).unwrap();
    assert!(
        published.contains(NODE) && published.contains("whitelist"),
        "{published}"
    );
    assert!(!published.contains("friar"), "{published}");
    juliet.restarts().signs_in();
    assert!(pinned(&juliet));
    pin(&mut juliet, false);
    assert!(!pinned(&juliet));
    let asked = juliet
        .asked
        .iter()
        .map(String::from)
        .rfind(|iq| iq.contains("retract"))
        .unwrap();
    assert!(
        asked.contains(NODE) && asked.contains("romeo@montague.lit/other/1"),
        "{asked}"
    );
}

#[test]
fn r10_what_another_device_pins_is_pinned_here_and_nobody_else_can_do_that() {
    let mut juliet = plain();
    let item = format!("<item id='x'>{PINNED}</item>");
    juliet
        .receives(&event(ROMEO, &item))
        .receives(&event("juliet@capulet.lit/elsewhere", &item));
    assert!(!pinned(&juliet));
    juliet.receives(&event(JULIET, &item));
    assert!(pinned(&juliet));
    juliet.receives(&event(ROMEO, "<retract id='romeo@montague.lit/other/1'/>"));
    assert!(pinned(&juliet));
    juliet.receives(&event(JULIET, "<retract id='romeo@montague.lit/other/1'/>"));
    assert!(!pinned(&juliet));
}

#[test]
fn a_pin_may_come_before_its_message_and_garbage_is_nothing() {
    let mut juliet = Person::juliet();
    let garbage = "<item id='a'/><item id='b'><pinned xmlns='urn:sotto:pins:0'/></item>";
    juliet.receives(&event(JULIET, &format!("{garbage}<item id='x'>{PINNED}</item>")));
    assert_eq!(juliet.reader().pinned(&peer(ROMEO)).unwrap(), []);
    juliet.gets(&said("romeo@montague.lit/orchard", JULIET, "1", "at nine"));
    assert_eq!(juliet.reader().pinned(&peer(ROMEO)).unwrap().len(), 1);
}

#[test]
fn what_was_pinned_without_a_connection_is_told_later_and_what_was_taken_away_elsewhere_goes() {
    let mut juliet = plain();
    juliet.loses_the_connection();
    pin(&mut juliet, true);
    assert!(pinned(&juliet));
    let before = juliet.server.published.len();
    juliet.signs_in();
    let told = juliet
        .server
        .published
        .iter()
        .skip(before)
        .any(|each| String::from(each).contains(NODE));
    assert!(told && pinned(&juliet));
    // Another device took it away while we were gone.
    juliet.loses_the_connection();
    juliet.server.nodes.remove(&(JULIET.to_owned(), NODE.to_owned()));
    juliet.signs_in();
    assert!(!pinned(&juliet));
}

#[test]
fn a_node_that_others_can_read_is_closed_before_anything_is_told_to_it() {
    let mut juliet = plain();
    juliet.server.conflicts.push(NODE.to_owned());
    pin(&mut juliet, true);
    let asked: Vec<String> = juliet.asked.iter().map(String::from).collect();
    let configured = asked
        .iter()
        .position(|iq| iq.contains("configure") && iq.contains(NODE))
        .unwrap();
    let last = asked
        .iter()
        .rposition(|iq| iq.contains("<publish") && iq.contains(NODE))
        .unwrap();
    assert!(configured < last, "{asked:?}");
}
