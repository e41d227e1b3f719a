//! What the desktop is asked to tell: decided from what the user is looking at.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Notice, Peer, Preferences};
use sotto_testkit::orders::said;
use sotto_testkit::wire::Element;
use sotto_testkit::{Command, Person};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn text(id: &str) -> Element {
    said("romeo@montague.lit/o", JULIET, id, id)
}

#[test]
fn only_what_is_really_in_sight_is_not_told_of() {
    for (whom, active, at_bottom, told) in [
        (Some(ROMEO), true, true, false),
        (Some(ROMEO), true, false, true),
        (Some(ROMEO), false, true, true),
        (Some("nurse@capulet.lit"), true, true, true),
        (None, true, true, true),
    ] {
        let mut juliet = Person::juliet();
        juliet.focuses(whom, active, at_bottom).gets(&text("hi"));
        let expected: &[&str] = if told { &["romeo@montague.lit: hi (1)"] } else { &[] };
        juliet.notifies(expected);
    }
}

#[test]
fn seen_is_not_read_before_the_window_says_so() {
    let mut juliet = Person::juliet();
    juliet.looks_at(ROMEO).gets(&text("hi")).unread(ROMEO, 1);
    juliet.reads(ROMEO).unread(ROMEO, 0);
}

#[test]
fn reading_withdraws_and_never_goes_backwards() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&text("one"))
        .gets(&text("two"))
        .notifies(&["romeo@montague.lit: one (1)", "romeo@montague.lit: two (2)"]);
    let one = juliet.row(ROMEO, "one").message;
    juliet
        .reads(ROMEO)
        .unread(ROMEO, 0)
        .notifies(&["nothing of romeo@montague.lit"]);
    juliet
        .commands(Command::MarkRead {
            peer: peer(ROMEO),
            up_to: one,
        })
        .unwrap();
    juliet.unread(ROMEO, 0).notifies(&[]);
}

#[test]
fn a_message_of_another_conversation_marks_nothing_read() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&text("one"))
        .gets(&said("nurse@capulet.lit/x", JULIET, "n", "madam"));
    let hers = juliet.row("nurse@capulet.lit", "madam").message;
    assert!(
        juliet
            .commands(Command::MarkRead {
                peer: peer(ROMEO),
                up_to: hers
            })
            .is_err()
    );
    juliet.unread(ROMEO, 1);
}

#[test]
fn w15_without_previews_no_text_leaves_the_program() {
    let mut juliet = Person::juliet();
    let preferences = Preferences {
        previews: false,
        ..Preferences::default()
    };
    juliet.commands(Command::SetPreferences { preferences }).unwrap();
    juliet.gets(&text("secret")).loses_the_connection();
    let now = juliet.now;
    juliet.server.keep(&text("another-secret"), now);
    juliet.signs_in();
    assert!(!format!("{:?}", juliet.notices).contains("secret"));
    juliet.notifies(&["romeo@montague.lit (1)", "romeo@montague.lit (2)"]);
}

#[test]
fn a_long_message_is_cut_at_a_character() {
    let mut juliet = Person::juliet();
    juliet.gets(&said("romeo@montague.lit/o", JULIET, "1", &"🌹".repeat(500)));
    let Some(Notice::Message {
        preview: Some(preview), ..
    }) = juliet.notices.first()
    else {
        panic!("nothing told")
    };
    assert_eq!(*preview, "🌹".repeat(200));
}

#[test]
fn a_silenced_conversation_and_a_silenced_account_tell_nothing() {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::SetMuted {
            peer: peer(ROMEO),
            on: true,
            until: None,
        })
        .unwrap();
    juliet.gets(&text("muted")).notifies(&[]).unread(ROMEO, 1);
    assert_eq!(juliet.reader().account().unwrap().unread, 0, "and counts for nothing");
    juliet
        .commands(Command::SetMuted {
            peer: peer(ROMEO),
            on: false,
            until: None,
        })
        .unwrap();
    let preferences = Preferences {
        notifications: false,
        ..Preferences::default()
    };
    juliet.commands(Command::SetPreferences { preferences }).unwrap();
    juliet.gets(&text("silent")).notifies(&[]).unread(ROMEO, 2);
}

#[test]
fn a_contact_is_told_of_under_the_name_they_have_here() {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::RenameContact {
            peer: peer(ROMEO),
            name: "My love".into(),
        })
        .unwrap();
    juliet.gets(&text("hi")).notifies(&["My love: hi (1)"]);
}

#[test]
fn each_of_several_conversations_is_told_of_once_after_an_absence() {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::OpenChat {
            peer: peer("nurse@capulet.lit"),
        })
        .unwrap();
    juliet.loses_the_connection();
    let now = juliet.now;
    for (from, id) in [
        ("romeo@montague.lit/o", "a"),
        ("nurse@capulet.lit/x", "b"),
        ("romeo@montague.lit/o", "c"),
    ] {
        juliet.server.keep(&said(from, JULIET, id, id), now);
    }
    juliet
        .signs_in()
        .notifies(&["nurse@capulet.lit: b (1)", "romeo@montague.lit: c (2)"]);
}

#[test]
fn an_absence_that_ends_before_the_archive_was_read_is_told_of_later() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    let now = juliet.now;
    for n in 0..4 {
        juliet.server.keep(&text(&n.to_string()), now);
    }
    juliet.server.page = 2;
    juliet.server.ignores.push(sotto_testkit::wire::ns::MAM.into());
    juliet.signs_in();
    let iq = juliet
        .asked
        .iter()
        .rfind(|iq| iq.has_child("query", sotto_testkit::wire::ns::MAM))
        .unwrap()
        .clone();
    juliet.server.ignores.clear();
    let page = juliet.server.answers_to(&iq);
    juliet.server.ignores.push(sotto_testkit::wire::ns::MAM.into());
    for answer in page {
        juliet.receives_element(answer);
    }
    juliet.unread(ROMEO, 2).notifies(&[]).loses_the_connection();
    juliet.server.ignores.clear();
    juliet.signs_in().notifies(&["romeo@montague.lit: 3 (4)"]);
}
