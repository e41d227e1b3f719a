//! The conversation list, the contact list, requests, and what the account's own row needs.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{BareJid, Delivery, Peer, Preferences, Presence};
use sotto_testkit::orders::said;
use sotto_testkit::{Command, Person};
use sotto_views::{ChatRow, Reader};

const ROMEO: &str = "romeo@montague.lit";
const NURSE: &str = "nurse@capulet.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse::<BareJid>().unwrap())
}

fn chats(juliet: &Person) -> Vec<ChatRow> {
    let rows = juliet.reader().chats(&juliet.passing()).unwrap();
    assert!(
        rows.is_sorted_by(|a, b| a.sort <= b.sort),
        "the first ones are shown first"
    );
    rows
}

fn ids(rows: &[ChatRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

/// Somebody says something, who is no stranger.
fn says(juliet: &mut Person, who: &str, text: &str) {
    juliet.commands(Command::OpenChat { peer: peer(who) }).unwrap();
    juliet.now = juliet.now.plus(1000);
    juliet.gets(&said(&format!("{who}/x"), JULIET, text, text));
}

#[test]
fn the_newest_conversation_stands_first_and_pinned_ones_above_it() {
    let mut juliet = Person::juliet();
    says(&mut juliet, ROMEO, "one");
    says(&mut juliet, NURSE, "two");
    says(&mut juliet, "paris@verona.lit", "three");
    assert_eq!(ids(&chats(&juliet)), ["paris@verona.lit", NURSE, ROMEO]);
    juliet
        .commands(Command::SetPinned {
            peer: peer(ROMEO),
            on: true,
        })
        .unwrap();
    assert_eq!(ids(&chats(&juliet)), [ROMEO, "paris@verona.lit", NURSE]);
    says(&mut juliet, NURSE, "four");
    assert_eq!(ids(&chats(&juliet)), [ROMEO, NURSE, "paris@verona.lit"]);
}

#[test]
fn a_row_previews_the_last_message_in_one_line() {
    let mut juliet = Person::juliet();
    says(&mut juliet, ROMEO, "two\n\n  lines\tand more");
    let row = chats(&juliet).remove(0);
    let preview = row.preview.unwrap();
    assert_eq!(
        (preview.text.as_deref(), preview.outgoing, preview.delivery),
        (Some("two lines and more"), false, None)
    );
    assert_eq!((row.unread, row.failed, row.typing), (1, false, false));
    juliet.writes(ROMEO, "mine");
    let row = chats(&juliet).remove(0);
    let preview = row.preview.unwrap();
    assert_eq!(
        (preview.text.as_deref(), preview.outgoing, preview.delivery),
        (Some("mine"), true, Some(Delivery::Failed))
    );
    assert_eq!((row.unread, row.failed), (0, true));
}

#[test]
fn an_opened_conversation_and_one_with_a_draft_are_in_the_list() {
    let mut juliet = Person::juliet();
    assert!(chats(&juliet).is_empty());
    juliet.commands(Command::OpenChat { peer: peer(ROMEO) }).unwrap();
    juliet
        .commands(Command::SaveDraft {
            peer: peer(NURSE),
            text: "Good\nnurse".into(),
            reply_to: None,
            editing: None,
        })
        .unwrap();
    let rows = chats(&juliet);
    assert_eq!(ids(&rows), [ROMEO, NURSE]);
    assert_eq!(rows[1].draft.as_deref(), Some("Good nurse"));
    juliet
        .commands(Command::SaveDraft {
            peer: peer(NURSE),
            text: String::new(),
            reply_to: None,
            editing: None,
        })
        .unwrap();
    assert_eq!(ids(&chats(&juliet)), [ROMEO]);
}

#[test]
fn presence_and_typing_come_from_the_stream_and_go_with_it() {
    let mut juliet = Person::juliet();
    says(&mut juliet, ROMEO, "one");
    juliet.receives("<presence from='romeo@montague.lit/x'><show>dnd</show></presence>");
    juliet.receives(
        "<message from='romeo@montague.lit/x'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
    let row = chats(&juliet).remove(0);
    assert_eq!((row.presence, row.typing), (Presence::Busy, true));
    juliet.restarts();
    let row = chats(&juliet).remove(0);
    assert_eq!((row.presence, row.typing), (Presence::Offline, false));
}

#[test]
fn contacts_stand_by_name_whatever_its_case_and_by_address_without_one() {
    let mut juliet = Person::new(JULIET);
    juliet.server.roster = vec![
        "<item jid='zoe@x.lit' name='alice'/><item jid='bob@x.lit' name='Bob'/>".into(),
        "<item jid='carol@x.lit'/><item jid='dan@x.lit' name=''/>".into(),
    ];
    juliet.signs_in();
    let rows = juliet.reader().contacts(&juliet.passing()).unwrap();
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["alice", "Bob", "carol@x.lit", "dan@x.lit"]);
    assert!(rows.is_sorted_by(|a, b| a.sort < b.sort));
}

#[test]
fn the_newest_request_stands_first() {
    let mut juliet = Person::juliet();
    for who in ["a@x.lit", "b@x.lit"] {
        juliet.now = juliet.now.plus(1000);
        juliet.receives(&format!("<presence from='{who}' type='subscribe'/>"));
    }
    let mut rows = juliet.reader().requests().unwrap();
    rows.sort_by(|a, b| a.sort.partial_cmp(&b.sort).unwrap());
    assert_eq!(
        rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(),
        ["b@x.lit", "a@x.lit"]
    );
}

#[test]
fn the_account_counts_what_is_unread_and_not_silenced() {
    let mut juliet = Person::juliet();
    says(&mut juliet, ROMEO, "one");
    says(&mut juliet, NURSE, "two");
    says(&mut juliet, NURSE, "three");
    assert_eq!(juliet.reader().account().unwrap().unread, 3);
    juliet
        .commands(Command::SetMuted {
            peer: peer(NURSE),
            on: true,
            until: None,
        })
        .unwrap();
    assert_eq!(juliet.reader().account().unwrap().unread, 1);
}

#[test]
fn choices_are_read_back_as_they_were_made() {
    let mut juliet = Person::juliet();
    let preferences = Preferences {
        previews: false,
        enter_sends: false,
        ..Preferences::default()
    };
    juliet
        .commands(Command::SetPreferences {
            preferences: preferences.clone(),
        })
        .unwrap();
    assert_eq!(juliet.reader().preferences().unwrap().preferences, preferences);
}

#[test]
fn this_device_stands_first_and_counts_as_verified() {
    let juliet = Person::juliet();
    let rows = juliet.devices(JULIET);
    assert!(rows[0].this_one && rows[0].active);
    assert_eq!(rows[0].fingerprint, juliet.reader().account().unwrap().fingerprint);
    assert_eq!(rows[0].fingerprint.as_ref().map(String::len), Some(64));
}

#[test]
fn the_read_side_opens_no_archive_that_is_not_there_and_none_with_a_wrong_key() {
    let directory = std::env::temp_dir().join("sotto-no-such-archive.db");
    assert!(Reader::open(&directory, &[1; 32], peer(JULIET)).is_err());
    assert!(!directory.exists(), "and makes none");
}
