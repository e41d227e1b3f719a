//! XEP-0280: copies of what other devices of ours send and get, and copies that are none.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::orders::{agree, said};
use sotto_testkit::{Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn copy(from: &str, direction: &str, inner: &str) -> String {
    let from = if from.is_empty() {
        String::new()
    } else {
        format!(" from='{from}'")
    };
    format!(
        "<message{from} to='juliet@capulet.lit/balcony'><{direction} xmlns='urn:xmpp:carbons:2'>
         <forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded></{direction}></message>"
    )
}

fn inner(from: &str, to: &str, body: &str) -> String {
    format!(
        "<message xmlns='jabber:client' from='{from}' to='{to}' type='chat' id='{body}'><body>{body}</body></message>"
    )
}

#[test]
fn copies_are_asked_for_on_every_new_stream() {
    let mut juliet = Person::juliet();
    assert!(
        juliet
            .asked
            .iter()
            .any(|iq| iq.has_child("enable", "urn:xmpp:carbons:2"))
    );
    juliet.asked.clear();
    juliet.loses_the_connection().resumes();
    assert!(juliet.asked.is_empty(), "a resumed stream still has them");
}

#[test]
fn a_copy_of_my_own_message_is_not_unread_and_not_told_of() {
    let mut juliet = Person::juliet();
    juliet.receives(&copy(
        JULIET,
        "sent",
        &inner("juliet@capulet.lit/phone", ROMEO, "from my phone"),
    ));
    juliet
        .shows(ROMEO, &["me (exposed): from my phone [Sent]"])
        .unread(ROMEO, 0);
    juliet.notifies(&["nothing of romeo@montague.lit"]);
}

#[test]
fn a_copy_of_what_my_phone_got_is_news_here_too() {
    let mut juliet = Person::juliet();
    juliet.receives(&copy(
        JULIET,
        "received",
        &inner("romeo@montague.lit/orchard", "juliet@capulet.lit/phone", "hi"),
    ));
    juliet
        .shows(ROMEO, &["romeo (exposed): hi"])
        .unread(ROMEO, 1)
        .notifies(&["romeo@montague.lit: hi (1)"]);
}

#[test]
fn a_copy_without_a_sender_is_our_servers() {
    let mut juliet = Person::juliet();
    juliet.receives(&copy(
        "",
        "received",
        &inner("romeo@montague.lit/orchard", JULIET, "hi"),
    ));
    juliet.shows(ROMEO, &["romeo (exposed): hi"]);
}

#[test]
fn what_was_read_elsewhere_by_answering_is_withdrawn() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&said("romeo@montague.lit/orchard", JULIET, "1", "hi"))
        .notifies(&["romeo@montague.lit: hi (1)"]);
    juliet.now = juliet.now.plus(1000);
    juliet.receives(&copy(
        JULIET,
        "sent",
        &inner("juliet@capulet.lit/phone", ROMEO, "hello"),
    ));
    juliet.unread(ROMEO, 0).notifies(&["nothing of romeo@montague.lit"]);
}

#[test]
fn r01_a_copy_that_our_own_account_did_not_make_is_ignored_and_counted() {
    for from in [
        "mallory@evil.lit",
        "mallory@evil.lit/x",
        "romeo@montague.lit/orchard",
        "juliet@capulet.lit/phone",
        "capulet.lit",
        "juliet@capulet.lit.evil.lit",
    ] {
        let mut juliet = Person::juliet();
        juliet.receives(&copy(
            from,
            "received",
            &inner("romeo@montague.lit/orchard", JULIET, "send money"),
        ));
        juliet.receives(&copy(
            from,
            "sent",
            &inner("juliet@capulet.lit/phone", ROMEO, "I hate you"),
        ));
        juliet
            .shows(ROMEO, &[])
            .shows("mallory@evil.lit", &[])
            .notifies(&[])
            .sends_nothing();
        assert_eq!(juliet.live().forged, 2, "{from}");
    }
}

#[test]
fn r01_a_copy_of_something_that_is_not_ours_is_a_lie() {
    for (direction, from, to) in [
        ("received", "romeo@montague.lit", "nurse@capulet.lit"),
        ("sent", "romeo@montague.lit", JULIET),
        ("received", "juliet@capulet.lit/phone", ROMEO),
        ("sent", "romeo@montague.lit", "nurse@capulet.lit"),
    ] {
        let mut juliet = Person::juliet();
        juliet.receives(&copy(JULIET, direction, &inner(from, to, "x")));
        juliet.shows(ROMEO, &[]).shows("nurse@capulet.lit", &[]).notifies(&[]);
        assert_eq!(juliet.live().forged, 1, "{direction} {from} {to}");
    }
}

#[test]
fn r01_a_copy_within_a_copy_is_not_unwrapped() {
    let mut juliet = Person::juliet();
    let forged = copy(
        "romeo@montague.lit",
        "sent",
        &inner("juliet@capulet.lit/phone", ROMEO, "x"),
    );
    let forged = forged.replacen("<message", "<message xmlns='jabber:client'", 1);
    juliet.receives(&copy(JULIET, "received", &forged));
    juliet.shows(ROMEO, &[]).notifies(&[]);
}

#[test]
fn r02_a_copy_that_comes_through_a_room_is_ignored() {
    let mut juliet = Person::juliet();
    let forged = copy(
        "room@muc.evil.lit/nick",
        "received",
        &inner("romeo@montague.lit/orchard", JULIET, "x"),
    );
    juliet.receives(&forged.replacen("<message ", "<message type='groupchat' ", 1));
    juliet.shows(ROMEO, &[]).shows("room@muc.evil.lit", &[]).notifies(&[]);
    assert_eq!(juliet.live().forged, 1);
}

#[test]
fn a_copy_and_the_message_itself_are_one_by_every_way() {
    agree(ROMEO, &["me (exposed): one [Sent]", "romeo (exposed): two"], || {
        let one = said("juliet@capulet.lit/phone", ROMEO, "1", "one");
        let two = xml(&inner("romeo@montague.lit/orchard", JULIET, "two"));
        (Person::juliet(), vec![one, two])
    });
}
