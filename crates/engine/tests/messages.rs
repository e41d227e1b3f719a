//! One-to-one messages: written, kept, sent once, recognised again (XEP-0359), and turned down.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, Peer};
use sotto_testkit::orders::{agree, said};
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Command, Person, Refused};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet, who writes to Romeo in the clear.
fn plain() -> Person {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::SetEncryption {
            peer: peer(ROMEO),
            mode: EncryptionMode::Plain,
        })
        .unwrap();
    juliet.sent.clear();
    juliet
}

fn text(id: &str, body: &str) -> Element {
    said("romeo@montague.lit/orchard", JULIET, id, body)
}

#[test]
fn a_message_carries_one_id_everywhere_and_asks_for_a_receipt() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "Art thou not Romeo?");
    let sent = juliet.sends(
        "<message to='romeo@montague.lit' type='chat'><body>Art thou not Romeo?</body>
         <request xmlns='urn:xmpp:receipts'/><active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
    let origin = sent.get_child("origin-id", ns::SID).unwrap();
    assert_eq!(origin.attr("id"), sent.attr("id"));
    juliet.sends_nothing().shows(ROMEO, &["me: Art thou not Romeo? [Sent]"]);
}

#[test]
fn a_message_is_queued_until_the_server_has_it() {
    let mut juliet = plain();
    juliet.server.acknowledges = false;
    juliet.writes(ROMEO, "hello");
    juliet.shows(ROMEO, &["me: hello [Queued]"]);
    let row = juliet.row(ROMEO, "hello");
    juliet.feed(sotto_testkit::Input::Acked(vec![row.message]));
    juliet.shows(ROMEO, &["me: hello [Sent]"]);
}

#[test]
fn what_is_written_offline_is_sent_once_in_order_and_under_its_first_id() {
    let mut juliet = plain();
    juliet.loses_the_connection();
    juliet.writes(ROMEO, "one").writes(ROMEO, "two").sends_nothing();
    juliet.shows(ROMEO, &["me: one [Queued]", "me: two [Queued]"]);
    juliet.restarts().signs_in();
    let bodies: Vec<String> = juliet
        .sent
        .iter()
        .filter_map(|s| s.get_child("body", ns::CLIENT))
        .map(Element::text)
        .collect();
    assert_eq!(bodies, ["one", "two"]);
    juliet.shows(ROMEO, &["me: one [Sent]", "me: two [Sent]"]);
}

#[test]
fn f16_a_message_whose_acknowledgement_was_lost_is_not_sent_again_if_the_archive_has_it() {
    let mut juliet = plain();
    juliet.server.acknowledges = false;
    juliet.writes(ROMEO, "once");
    juliet.sent.clear();
    juliet.loses_the_connection().restarts().signs_in();
    assert!(
        juliet.sent.iter().all(|stanza| stanza.name() != "message"),
        "it is on the server already"
    );
    juliet.shows(ROMEO, &["me: once [Sent]"]);
}

#[test]
fn f16_a_message_that_never_reached_the_server_is_sent_again_with_the_same_bytes() {
    let mut juliet = plain();
    (juliet.server.acknowledges, juliet.server.archives) = (false, false);
    juliet.writes(ROMEO, "again");
    let first = juliet.sends("<message><body>again</body></message>");
    juliet.loses_the_connection().restarts().signs_in();
    assert_eq!(juliet.sends("<message><body>again</body></message>"), first);
}

#[test]
fn f16_a_resumed_stream_repeats_nothing_by_itself() {
    let mut juliet = plain();
    juliet.server.acknowledges = false;
    juliet.writes(ROMEO, "once");
    juliet.sent.clear();
    // Stream management sends again what it must; the engine only waits for the acknowledgement.
    juliet.loses_the_connection().resumes().sends_nothing();
}

#[test]
fn nothing_is_sent_before_the_archive_was_read() {
    let mut juliet = plain();
    juliet.server.ignores.push(ns::MAM.into());
    juliet.restarts().signs_in();
    juliet.sent.clear();
    juliet.writes(ROMEO, "patience").sends_nothing();
    juliet.is_answered(ns::MAM);
    juliet.sends("<message><body>patience</body></message>");
}

#[test]
fn a_message_that_comes_back_failed_and_is_tried_again_on_demand() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "hello");
    let id = juliet.sends("<message/>").attr("id").unwrap().to_owned();
    juliet.receives(&format!(
        "<message type='error' from='romeo@montague.lit' to='juliet@capulet.lit/balcony' id='{id}'>
         <error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
    ));
    juliet.shows(ROMEO, &["me: hello [Failed: Rejected]"]).sends_nothing();
    let message = juliet.row(ROMEO, "hello").message;
    juliet.commands(Command::Retry { message }).unwrap();
    juliet.sends("<message><body>hello</body></message>");
    juliet.shows(ROMEO, &["me: hello [Sent]"]);
    assert_eq!(
        juliet.commands(Command::Retry { message }),
        Err(Refused::NotFound),
        "it did not fail"
    );
}

#[test]
fn a_failed_message_can_be_forgotten() {
    let mut juliet = Person::juliet();
    juliet.writes(ROMEO, "first").writes(ROMEO, "second");
    let message = juliet.row(ROMEO, "second").message;
    juliet.commands(Command::Discard { message }).unwrap();
    juliet.shows(ROMEO, &["me: first [Failed: NoKeys]"]);
    let chat = juliet.reader().chats(&juliet.passing()).unwrap().remove(0);
    assert_eq!(chat.preview.unwrap().text.as_deref(), Some("first"));
}

#[test]
fn r18_an_error_from_somebody_else_crosses_nothing_out() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "hello");
    let id = juliet.sends("<message/>").attr("id").unwrap().to_owned();
    for from in ["mallory@evil.lit", "juliet@capulet.lit", "montague.lit"] {
        juliet.receives(&format!(
            "<message type='error' from='{from}' id='{id}'><body>hello</body><error type='cancel'/></message>"
        ));
        juliet.shows(from, &[]);
    }
    juliet
        .shows(ROMEO, &["me: hello [Sent]"])
        .notifies(&["nothing of romeo@montague.lit"]);
}

#[test]
fn r18_room_messages_headlines_and_invitations_do_not_land_in_a_conversation() {
    let mut juliet = Person::juliet();
    for message in [
        "<message from='romeo@montague.lit/x' type='groupchat' id='1'><body>from a room?</body></message>",
        "<message from='romeo@montague.lit' type='headline' id='2'><body>news!</body></message>",
        "<message from='romeo@montague.lit/nick' type='chat' id='3'><body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>",
    ] {
        juliet.receives(message).shows(ROMEO, &[]).notifies(&[]);
    }
}

#[test]
fn r18_a_message_for_somebody_else_is_not_ours() {
    let mut juliet = Person::juliet();
    juliet.receives("<message from='romeo@montague.lit/x' to='nurse@capulet.lit' type='chat' id='1'><body>not yours</body></message>");
    juliet.shows(ROMEO, &[]).shows("nurse@capulet.lit", &[]);
    assert_eq!(juliet.live().forged, 1);
}

#[test]
fn a_sender_who_counts_from_one_on_every_start_is_not_silenced() {
    let mut juliet = Person::juliet();
    let say = |body: &str| {
        sotto_testkit::xml(&format!(
            "<message from='romeo@montague.lit/x' to='{JULIET}' type='chat' id='1'><body>{body}</body></message>"
        ))
    };
    juliet.gets(&say("before my restart")).gets(&say("after my restart"));
    juliet.shows(
        ROMEO,
        &[
            "romeo (exposed): before my restart",
            "romeo (exposed): after my restart",
        ],
    );
}

#[test]
fn nobody_can_hide_somebody_elses_message_by_its_id() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&said("mallory@evil.lit/x", JULIET, "same", "mine"))
        .gets(&text("same", "his"));
    juliet
        .shows(ROMEO, &["romeo (exposed): his"])
        .shows("mallory@evil.lit", &["mallory (exposed): mine"]);
}

#[test]
fn two_texts_that_are_the_same_are_two_messages_by_every_way() {
    agree(ROMEO, &["romeo (exposed): ay me", "romeo (exposed): ay me"], || {
        (Person::juliet(), vec![text("1", "ay me"), text("2", "ay me")])
    });
}

#[test]
fn what_xml_cannot_carry_or_is_no_text_is_not_sent() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "a\u{0}b\u{8}c\u{fffe}d\n\ttail  ");
    juliet.sends("<message><body>abcd\n\ttail</body></message>");
    for empty in ["", "   \n ", "\u{1}"] {
        let order = Command::Send {
            peer: peer(ROMEO),
            text: empty.into(),
            reply_to: None,
        };
        assert_eq!(juliet.commands(order), Err(Refused::InvalidText), "{empty:?}");
    }
    let long = Command::Send {
        peer: peer(ROMEO),
        text: "x".repeat(60_001),
        reply_to: None,
    };
    assert_eq!(juliet.commands(long), Err(Refused::InvalidText));
    juliet.sends_nothing();
}

#[test]
fn x07_markup_in_a_text_travels_as_text_both_ways() {
    let body = "</body></message><message from='boss@capulet.lit'><body>&amp;\u{1f319}]]>";
    let mut juliet = plain();
    juliet.writes(ROMEO, body);
    let sent = String::from(&juliet.sends("<message/>"));
    let read: Element = sent.parse().unwrap();
    assert_eq!(read.get_child("body", ns::CLIENT).unwrap().text(), body);
    juliet
        .shows(ROMEO, &[&format!("me: {body} [Sent]")])
        .shows("boss@capulet.lit", &[]);
}

#[test]
fn a_draft_is_kept_until_it_is_sent() {
    let mut juliet = plain();
    juliet
        .commands(Command::SaveDraft {
            peer: peer(ROMEO),
            text: "O Romeo".into(),
            reply_to: None,
            editing: None,
        })
        .unwrap();
    juliet.restarts();
    assert_eq!(juliet.conversation(ROMEO).draft, "O Romeo");
    juliet.writes(ROMEO, "O Romeo, Romeo");
    assert_eq!(juliet.conversation(ROMEO).draft, "");
}

#[test]
fn a_clock_that_jumps_does_not_disturb_the_order() {
    let mut juliet = plain();
    juliet.gets(&text("1", "one"));
    juliet.now = juliet.now.plus(-10 * 31_557_600_000);
    juliet.gets(&text("2", "two")).writes(ROMEO, "three");
    juliet.now = juliet.now.plus(20 * 31_557_600_000);
    juliet.gets(&text("3", "four"));
    juliet.now = juliet.now.plus(-10 * 31_557_600_000);
    juliet.gets(&text("4", "five"));
    let all = [
        "romeo: one",
        "romeo: two",
        "me: three [Sent]",
        "romeo: four",
        "romeo: five",
    ];
    juliet.shows(ROMEO, &all);
}

#[test]
fn a_stamp_from_the_future_or_from_a_stranger_is_not_believed() {
    let mut juliet = Person::juliet();
    juliet.gets(&text("1", "first"));
    let stamped = |from: &str, stamp: &str| {
        format!(
            "<message from='romeo@montague.lit/x' to='{JULIET}' type='chat' id='{stamp}{from}'><body>{stamp}</body>
             <delay xmlns='urn:xmpp:delay' from='{from}' stamp='{stamp}'/></message>"
        )
    };
    juliet.receives(&stamped("montague.lit", "2002-09-10T23:08:25Z"));
    juliet.receives(&stamped("capulet.lit", "2999-09-10T23:08:25Z"));
    let rows = juliet.rows(ROMEO);
    assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [juliet.now; 3]);
    juliet.unread(ROMEO, 3);
}
