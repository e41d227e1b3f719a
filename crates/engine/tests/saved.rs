//! What one writes to oneself: kept here and on one's other devices, told to nobody else.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::views::Readiness;
use sotto_testkit::{Device, Person, receivers, xml};

const JULIET: &str = "juliet@capulet.lit";

#[test]
fn what_is_saved_is_encrypted_to_the_other_devices_and_asks_for_nothing() {
    let mut juliet = Person::juliet();
    let other = Device::new(JULIET, 77);
    other.publishes(&mut juliet.server);
    juliet.hears_of_devices(JULIET);
    juliet.sent.clear();
    juliet.writes(JULIET, "buy ink");
    let sent = juliet.sends(
        "<message to='juliet@capulet.lit' type='chat'><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>",
    );
    assert_eq!(receivers(&sent), [77]);
    assert!(!String::from(&sent).contains("buy ink"));
    for absent in [
        "urn:xmpp:receipts",
        "urn:xmpp:chat-markers:0",
        "http://jabber.org/protocol/chatstates",
    ] {
        assert!(!String::from(&sent).contains(absent), "{absent}");
    }
    juliet
        .shows(JULIET, &["me (omemo): buy ink [Sent]"])
        .unread(JULIET, 0)
        .notifies(&["nothing of juliet@capulet.lit"]);
}

#[test]
fn it_works_with_no_other_device_and_an_echo_makes_no_second_one() {
    let mut juliet = Person::juliet();
    juliet.sent.clear();
    juliet.writes(JULIET, "buy ink");
    juliet.shows(JULIET, &["me (omemo): buy ink [Sent]"]);
    assert_eq!(juliet.conversation(JULIET).readiness, Readiness::Ready { devices: 0 });
    let echo = juliet.sends("<message to='juliet@capulet.lit'/>");
    let from = "juliet@capulet.lit/balcony";
    let echo = xml(&String::from(&echo).replacen("<message", &format!("<message from='{from}'"), 1));
    juliet.gets(&echo);
    juliet.restarts();
    juliet
        .shows(JULIET, &["me (omemo): buy ink [Sent]"])
        .unread(JULIET, 0)
        .notifies(&["nothing of juliet@capulet.lit"]);
}
