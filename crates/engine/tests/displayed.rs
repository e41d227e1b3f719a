//! Who is told that something was read: contacts by markers, where the user lets them; our own devices always.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Peer, Preferences, Privacy, Tell};
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Command, Person, xml};

const JULIET: &str = "juliet@capulet.lit";
const ROMEO: &str = "romeo@montague.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn markable(from: &str, id: &str) -> Element {
    xml(&format!(
        "<message from='{from}/o' to='{JULIET}' type='chat' id='{id}'><body>{id}</body><request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>"
    ))
}

fn marker(id: &str) -> String {
    format!("<message to='{ROMEO}'><displayed xmlns='urn:xmpp:chat-markers:0' id='{id}'/></message>")
}

/// What was told to our other devices, newest last.
fn synced(juliet: &Person) -> Vec<String> {
    let published = juliet.server.published.iter().map(String::from);
    published.filter(|one| one.contains(ns::MDS)).collect()
}

/// Another device of ours read up to a message.
fn elsewhere(from: &str, by: &str, id: &str) -> String {
    format!(
        "<message from='{from}' to='{JULIET}/balcony' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='urn:xmpp:mds:displayed:0'><item id='{ROMEO}'><displayed xmlns='urn:xmpp:mds:displayed:0'>
         <stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{id}'/></displayed></item></items></event></message>"
    )
}

fn chooses(juliet: &mut Person, whom: &str, privacy: Privacy) {
    let peer = peer(whom);
    juliet.commands(Command::SetPrivacy { peer, privacy }).unwrap();
}

#[test]
fn reading_tells_the_contact_the_last_message_once() {
    let mut juliet = Person::juliet();
    juliet.gets(&markable(ROMEO, "one")).gets(&markable(ROMEO, "two"));
    juliet.sent.clear();
    juliet.reads(ROMEO);
    juliet.sends(&marker("two"));
    juliet.reads(ROMEO);
    juliet.sends_nothing();
}

#[test]
fn what_nobody_asked_about_is_not_told() {
    let mut juliet = Person::juliet();
    juliet.gets(&markable(ROMEO, "one"));
    juliet.gets(&xml(&format!(
        "<message from='{ROMEO}/o' to='{JULIET}' type='chat' id='two'><body>two</body></message>"
    )));
    juliet.sent.clear();
    juliet.reads(ROMEO);
    juliet.sends(&marker("one"));
    juliet.sends_nothing();
}

#[test]
fn r24_strangers_are_not_told_that_we_read_even_if_we_wrote_to_them() {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::OpenChat {
            peer: peer("paris@verona.lit"),
        })
        .unwrap();
    juliet.gets(&markable("paris@verona.lit", "one"));
    juliet.sent.clear();
    juliet.reads("paris@verona.lit").sends_nothing();
}

#[test]
fn r25_a_thousand_questions_are_answered_by_what_is_read_not_one_by_one() {
    let mut juliet = Person::juliet();
    for n in 0..1000 {
        juliet.receives_element(markable(ROMEO, &format!("m{n}")));
    }
    juliet.sent.clear();
    juliet.reads(ROMEO);
    juliet.sends(&marker("m999"));
    juliet.sends_nothing();
}

#[test]
fn the_user_decides_for_all_and_for_each() {
    let mut juliet = Person::juliet();
    let preferences = Preferences {
        markers: false,
        ..Preferences::default()
    };
    juliet.commands(Command::SetPreferences { preferences }).unwrap();
    juliet.gets(&markable(ROMEO, "one")).sent.clear();
    juliet.reads(ROMEO).sends_nothing();
    let markers = |markers| Privacy {
        markers,
        ..Privacy::default()
    };
    chooses(&mut juliet, ROMEO, markers(Tell::Always));
    assert_eq!(juliet.conversation(ROMEO).privacy, markers(Tell::Always));
    juliet.gets(&markable(ROMEO, "two")).sent.clear();
    juliet.reads(ROMEO);
    juliet.sends(&marker("two"));
    juliet
        .commands(Command::SetPreferences {
            preferences: Preferences::default(),
        })
        .unwrap();
    let nothing = Privacy {
        receipts: Tell::Never,
        markers: Tell::Never,
        typing: Tell::Never,
    };
    chooses(&mut juliet, ROMEO, nothing);
    juliet.receives("<presence from='romeo@montague.lit/o'/>");
    juliet.sent.clear();
    juliet.gets(&markable(ROMEO, "three")).reads(ROMEO);
    juliet
        .commands(Command::Typing {
            peer: peer(ROMEO),
            composing: true,
        })
        .unwrap();
    juliet.sends_nothing();
    chooses(&mut juliet, ROMEO, Privacy::default());
    juliet.gets(&markable(ROMEO, "four"));
    juliet.sends("<message><received xmlns='urn:xmpp:receipts' id='four'/></message>");
}

#[test]
fn our_other_devices_learn_what_we_read_and_nobody_else_can_look() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&markable(ROMEO, "one"))
        .gets(&markable(ROMEO, "two"))
        .reads(ROMEO);
    let [last] = synced(&juliet).try_into().unwrap();
    assert!(
        last.contains("archive-2") && last.contains(JULIET) && last.contains(ROMEO),
        "{last}"
    );
    assert!(last.contains("whitelist") && last.contains("never"), "{last}");
    juliet.reads(ROMEO);
    assert_eq!(synced(&juliet).len(), 1);
}

#[test]
fn what_another_device_read_is_read_here_whenever_it_is_heard_of() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&markable(ROMEO, "one"))
        .gets(&markable(ROMEO, "two"))
        .sent
        .clear();
    juliet
        .unread(ROMEO, 2)
        .receives(&elsewhere(JULIET, JULIET, "archive-1"));
    juliet.unread(ROMEO, 1).sends_nothing();
    assert!(synced(&juliet).is_empty(), "it is not told back");
    juliet
        .receives(&elsewhere(JULIET, JULIET, "archive-3"))
        .unread(ROMEO, 1);
    juliet.gets(&markable(ROMEO, "three")).unread(ROMEO, 0);
    juliet
        .receives(&elsewhere(JULIET, JULIET, "archive-1"))
        .unread(ROMEO, 0);
}

#[test]
fn what_was_read_while_we_were_away_is_read_after_signing_in() {
    let mut juliet = Person::juliet();
    juliet.gets(&markable(ROMEO, "one")).unread(ROMEO, 1);
    let payload = format!(
        "<displayed xmlns='{}'><stanza-id xmlns='urn:xmpp:sid:0' by='{JULIET}' id='archive-1'/></displayed>",
        ns::MDS
    );
    juliet
        .server
        .nodes
        .insert((JULIET.into(), ns::MDS.into()), xml(&payload));
    juliet.server.item_id = ROMEO.into();
    juliet.loses_the_connection().signs_in().unread(ROMEO, 0);
}

#[test]
fn r10_nobody_else_says_what_we_read() {
    let mut juliet = Person::juliet();
    juliet.gets(&markable(ROMEO, "one"));
    for (from, by) in [
        (ROMEO, JULIET),
        ("mallory@evil.lit", JULIET),
        ("juliet@capulet.lit/phone", JULIET),
        (JULIET, ROMEO),
    ] {
        juliet.receives(&elsewhere(from, by, "archive-1")).unread(ROMEO, 1);
    }
}
