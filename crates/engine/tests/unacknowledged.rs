//! What was sent and not acknowledged when the program ended: found in the archive, or sent again, never both.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_engine::Command;
use sotto_model::{EncryptionMode, Peer};
use sotto_testkit::Person;
use sotto_testkit::orders::said;

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn romeo_says(id: &str, text: &str) -> sotto_wire::Element {
    said("romeo@montague.lit/orchard", JULIET, id, text)
}

/// Juliet in a readable conversation with Romeo, on a server that acknowledges nothing just now.
fn juliet() -> Person {
    let mut juliet = Person::juliet();
    let peer = Peer(ROMEO.parse().unwrap());
    juliet.commands(Command::OpenChat { peer: peer.clone() }).unwrap();
    let mode = EncryptionMode::Plain;
    juliet.commands(Command::SetEncryption { peer, mode }).unwrap();
    juliet.gets(&romeo_says("r1", "my lady"));
    juliet.server.acknowledges = false;
    juliet.sent.clear();
    juliet
}

#[test]
fn f01_a_message_that_reached_the_server_is_not_sent_again_though_answers_came_after_it() {
    let mut juliet = juliet();
    juliet.writes(ROMEO, "my lord");
    juliet.sends("<message><body>my lord</body></message>");
    juliet.gets(&romeo_says("r2", "good night"));
    juliet.sent.clear();
    juliet.restarts().signs_in();
    let again: Vec<_> = juliet
        .sent
        .iter()
        .filter(|stanza| stanza.has_child("body", "jabber:client"))
        .collect();
    assert!(again.is_empty(), "{again:?}");
    assert_eq!(juliet.lines(ROMEO).len(), 3);
}

#[test]
fn f01_a_message_that_did_not_reach_the_server_is_sent_again_as_it_was() {
    let mut juliet = juliet();
    juliet.server.archives = false;
    juliet.writes(ROMEO, "my lord");
    let first = juliet.sends("<message><body>my lord</body></message>");
    juliet.gets(&romeo_says("r2", "good night"));
    juliet.sent.clear();
    juliet.restarts().signs_in();
    assert_eq!(juliet.sends("<message><body>my lord</body></message>"), first);
}
