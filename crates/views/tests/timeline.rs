//! Windows of a conversation: bounded, in order, and around whatever row is wanted.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::Person;
use sotto_testkit::model::{Delivery, Encryption, MessageId};
use sotto_testkit::orders::said;
use sotto_views::{Edges, Entry, MessageRow, Window};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

/// Juliet with as many messages of Romeo's, a second apart.
fn with_messages(count: usize) -> Person {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection();
    for n in 0..count {
        juliet.now = juliet.now.plus(1000);
        let now = juliet.now;
        juliet.server.keep(
            &said("romeo@montague.lit/o", JULIET, &format!("r{n}"), &n.to_string()),
            now,
        );
    }
    juliet.server.page = 250;
    juliet.signs_in();
    juliet
}

fn numbers(rows: &[MessageRow]) -> Vec<usize> {
    let text = |row: &MessageRow| match &row.entry {
        Entry::Message { text: Some(text), .. } => text.parse().unwrap(),
        other => panic!("{other:?}"),
    };
    rows.iter().map(text).collect()
}

fn around(anchor: MessageId, before: u32, after: u32) -> Window {
    Window {
        anchor: Some(anchor),
        before,
        after,
    }
}

#[test]
fn a_conversation_opens_with_its_newest_150_rows() {
    let juliet = with_messages(400);
    let (rows, edges) = juliet.window(ROMEO, Window::LATEST);
    assert_eq!(numbers(&rows), (250..400).collect::<Vec<_>>());
    assert_eq!(
        edges,
        Edges {
            before: true,
            after: false
        }
    );
}

#[test]
fn a_window_follows_the_row_it_stands_around() {
    let juliet = with_messages(400);
    let (newest, _) = juliet.window(ROMEO, Window::LATEST);
    let (rows, edges) = juliet.window(ROMEO, around(newest[0].message, 75, 75));
    assert_eq!(
        numbers(&rows),
        (176..326).collect::<Vec<_>>(),
        "the anchor is the last of those before"
    );
    assert_eq!(
        edges,
        Edges {
            before: true,
            after: true
        }
    );
    let (rows, edges) = juliet.window(ROMEO, around(rows[0].message, 300, 0));
    assert_eq!(numbers(&rows), (0..=176).collect::<Vec<_>>());
    assert_eq!(
        edges,
        Edges {
            before: false,
            after: true
        }
    );
}

#[test]
fn windows_that_meet_leave_nothing_out_and_show_nothing_twice() {
    let juliet = with_messages(400);
    let mut all = juliet.window(ROMEO, Window::LATEST).0;
    loop {
        let (older, edges) = juliet.window(ROMEO, around(all[0].message, 64, 0));
        assert_eq!(older.last(), all.first());
        all.splice(0..1, older);
        if !edges.before {
            break;
        }
    }
    assert_eq!(numbers(&all), (0..400).collect::<Vec<_>>());
}

#[test]
fn a_window_is_bounded_whatever_is_asked_for() {
    let juliet = with_messages(700);
    let newest = juliet
        .window(
            ROMEO,
            Window {
                anchor: None,
                before: 300,
                after: 0,
            },
        )
        .0[0]
        .message;
    let middle = juliet.window(ROMEO, around(newest, 10, 0)).0[0].message;
    let (rows, _) = juliet.window(ROMEO, around(middle, u32::MAX, u32::MAX));
    assert_eq!(rows.len(), 600);
    let (rows, edges) = juliet.window(
        ROMEO,
        Window {
            anchor: None,
            before: 0,
            after: 0,
        },
    );
    assert_eq!(
        (numbers(&rows), edges.before),
        (vec![699], true),
        "never nothing at all"
    );
}

#[test]
fn an_anchor_of_another_conversation_or_of_none_means_the_newest() {
    let mut juliet = with_messages(3);
    juliet.gets(&said("nurse@capulet.lit/x", JULIET, "n", "7"));
    let hers = juliet.row("nurse@capulet.lit", "7").message;
    for anchor in [hers, MessageId(9_999), MessageId(-1)] {
        assert_eq!(numbers(&juliet.window(ROMEO, around(anchor, 10, 10)).0), [0, 1, 2]);
    }
    assert!(juliet.window("tybalt@capulet.lit", Window::LATEST).0.is_empty());
}

#[test]
fn messages_of_the_same_moment_keep_the_order_in_which_they_came() {
    let mut juliet = Person::juliet();
    for n in 0..50 {
        juliet.gets(&said("romeo@montague.lit/o", JULIET, &format!("r{n}"), &n.to_string()));
    }
    assert_eq!(numbers(&juliet.rows(ROMEO)), (0..50).collect::<Vec<_>>());
}

#[test]
fn the_divider_stands_before_the_first_unread_message_and_moves_with_reading() {
    let mut juliet = with_messages(5);
    let rows = juliet.rows(ROMEO);
    let divider = |juliet: &Person| juliet.conversation(ROMEO).first_unread;
    assert_eq!(divider(&juliet), Some(rows[0].message));
    let up_to = rows[2].message;
    juliet
        .commands(sotto_testkit::Command::MarkRead {
            peer: rows[0].author.clone(),
            up_to,
        })
        .unwrap();
    assert_eq!(
        (divider(&juliet), juliet.conversation(ROMEO).unread),
        (Some(rows[3].message), 2)
    );
    juliet.reads(ROMEO);
    assert_eq!((divider(&juliet), juliet.conversation(ROMEO).unread), (None, 0));
    juliet.writes(ROMEO, "mine");
    assert_eq!(divider(&juliet), None, "our own words are not unread");
}

#[test]
fn a_thousand_unread_messages_are_counted_and_more_are_a_thousand() {
    let juliet = with_messages(1_100);
    assert_eq!(juliet.conversation(ROMEO).unread, 1_000);
}

#[test]
fn a_row_says_who_when_and_how() {
    let mut juliet = with_messages(1);
    juliet.writes(ROMEO, "mine");
    let rows = juliet.rows(ROMEO);
    assert_eq!((rows[0].author.as_str(), rows[0].outgoing), (ROMEO, false));
    assert_eq!(
        (rows[1].author.as_str(), rows[1].outgoing, rows[1].at),
        (JULIET, true, juliet.now)
    );
    let Entry::Message {
        encryption,
        exposed,
        delivery,
        ..
    } = &rows[0].entry
    else {
        panic!("a message")
    };
    assert_eq!((*encryption, *exposed, *delivery), (Encryption::None, true, None));
    let Entry::Message { delivery, failure, .. } = &rows[1].entry else {
        panic!("a message")
    };
    assert_eq!(*delivery, Some(Delivery::Failed));
    assert!(failure.is_some());
}

#[test]
fn unchanged_rows_are_equal_so_that_patches_stay_small() {
    let mut juliet = with_messages(150);
    let before = juliet.rows(ROMEO);
    juliet.gets(&said("romeo@montague.lit/o", JULIET, "new", "150"));
    let after = juliet.rows(ROMEO);
    assert_eq!(before[1..], after[..149]);
}
