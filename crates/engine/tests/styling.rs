//! How texts want to be shown: directives (XEP-0393), spoilers (XEP-0382), actions (XEP-0245).

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, Notice, Peer};
use sotto_testkit::orders::{agree, said};
use sotto_testkit::views::styling::Block;
use sotto_testkit::views::{ChatRow, Entry, Look};
use sotto_testkit::wire::Element;
use sotto_testkit::{Command, Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";
const UNSTYLED: &str = "<unstyled xmlns='urn:xmpp:styling:0'/>";
const SPOILER: &str = "<spoiler xmlns='urn:xmpp:spoiler:0'>Love story end</spoiler>";

fn plain() -> Person {
    let mut juliet = Person::juliet();
    let (peer, mode) = (Peer(ROMEO.parse().unwrap()), EncryptionMode::Plain);
    juliet.commands(Command::SetEncryption { peer, mode }).unwrap();
    juliet.sent.clear();
    juliet
}

fn romeo(id: &str, text: &str, beside: &str) -> Element {
    let mut message = said("romeo@montague.lit/orchard", JULIET, id, text);
    if !beside.is_empty() {
        message.append_child(xml(beside));
    }
    message
}

fn chat(juliet: &Person) -> ChatRow {
    let chats = juliet.reader().chats(&juliet.passing()).unwrap();
    chats.into_iter().find(|chat| chat.peer.as_str() == ROMEO).unwrap()
}

fn look(juliet: &Person, text: &str) -> Look {
    match juliet.row(ROMEO, text).entry {
        Entry::Message { look, .. } => look,
        Entry::Device { .. } | Entry::Gap => panic!("a message"),
    }
}

#[test]
fn directives_are_read_unless_the_sender_says_that_there_are_none() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "> _", "")).gets(&romeo("2", "> -", UNSTYLED));
    assert!(matches!(
        look(&juliet, "> _").blocks.as_deref(),
        Some([Block::Quote { .. }])
    ));
    assert_eq!(look(&juliet, "> -"), Look::default());
}

#[test]
fn a_spoiler_is_told_nowhere_before_it_is_asked_for() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "both of them die!", SPOILER));
    assert_eq!(
        look(&juliet, "both of them die!").spoiler.as_deref(),
        Some("Love story end")
    );
    let told = juliet
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::Message { preview: Some(_), .. }));
    assert!(!told, "{:?}", juliet.notices);
    let preview = |juliet: &Person| chat(juliet).preview.unwrap().text.unwrap();
    assert_eq!(preview(&juliet), "Love story end");
    juliet.gets(&romeo("2", "it was ||the butler||", ""));
    assert_eq!(preview(&juliet), "it was ▒▒▒");
    let told = juliet
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::Message { preview: Some(_), .. }));
    assert!(!told, "{:?}", juliet.notices);
}

#[test]
fn a_text_that_is_hidden_altogether_says_so_in_the_way_of_others_too() {
    let mut juliet = plain();
    juliet.writes(ROMEO, "||the butler||");
    juliet.sends("<message><body>||the butler||</body><spoiler xmlns='urn:xmpp:spoiler:0'/></message>");
    juliet.writes(ROMEO, "||the|| butler");
    let sent = juliet.sends("<message><body>||the|| butler</body></message>");
    assert!(!sent.has_child("spoiler", "urn:xmpp:spoiler:0"));
}

#[test]
fn a_hint_goes_with_the_message_that_was_taken_back() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "both die", SPOILER));
    let retract = "<retract xmlns='urn:xmpp:message-retract:1' id='1'/>";
    juliet.gets(&romeo("2", "deleted", retract));
    let shown = format!("{:?}", juliet.rows(ROMEO));
    assert!(!shown.contains("Love story"), "{shown}");
}

#[test]
fn a_correction_is_shown_as_it_says_itself() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "_a_", UNSTYLED));
    juliet.gets(&romeo(
        "2",
        "_b_",
        "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>",
    ));
    assert!(look(&juliet, "_b_").blocks.is_some());
}

#[test]
fn f21_how_a_text_is_shown_is_the_same_in_every_order() {
    let lines = [
        "romeo (exposed): /me *waves* (styled)",
        "romeo (exposed): both die (hidden)",
        "romeo (exposed): _x_",
    ];
    agree(ROMEO, &lines, || {
        let messages = vec![
            romeo("1", "/me *waves*", ""),
            romeo("2", "both die", SPOILER),
            romeo("3", "_x_", UNSTYLED),
        ];
        (Person::juliet(), messages)
    });
}
