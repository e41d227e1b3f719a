//! XEP-0201: threads.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, MessageId, Peer};
use sotto_testkit::orders::{agree, said};
use sotto_testkit::views::{Entry, Thread};
use sotto_testkit::wire::Element;
use sotto_testkit::{Command, Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn plain() -> Person {
    let mut juliet = Person::juliet();
    let (peer, mode) = (peer(ROMEO), EncryptionMode::Plain);
    juliet.commands(Command::SetEncryption { peer, mode }).unwrap();
    juliet.sent.clear();
    juliet
}

fn romeo(id: &str, text: &str, thread: &str) -> Element {
    let mut message = said("romeo@montague.lit/orchard", JULIET, id, text);
    if !thread.is_empty() {
        message.append_child(xml(&format!("<thread xmlns='jabber:client'>{thread}</thread>")));
    }
    message
}

fn thread(juliet: &Person, text: &str) -> Option<Thread> {
    match juliet.row(ROMEO, text).entry {
        Entry::Message { thread, .. } => thread,
        Entry::Device { .. } | Entry::Gap => panic!("a message"),
    }
}

fn texts(juliet: &Person, of: MessageId) -> Vec<String> {
    let text = |entry: Entry| match entry {
        Entry::Message { text, .. } => text.unwrap(),
        Entry::Device { .. } | Entry::Gap => panic!("a message"),
    };
    let rows = juliet.reader().thread(&peer(ROMEO), of).unwrap();
    rows.into_iter().map(|row| text(row.entry)).collect()
}

#[test]
fn a_thread_begins_with_the_message_that_is_answered_in_one() {
    let mut juliet = plain();
    juliet.gets(&romeo("1", "shall we meet?", ""));
    let first = juliet.row(ROMEO, "shall we meet?").message;
    assert_eq!(texts(&juliet, first), ["shall we meet?"], "it could begin with any");
    let text = "where?".to_owned();
    juliet.commands(Command::SendInThread { message: first, text }).unwrap();
    juliet.sends("<message to='romeo@montague.lit'><body>where?</body><thread>1</thread></message>");
    juliet
        .gets(&romeo("2", "here", "1"))
        .gets(&romeo("3", "by the way", ""));
    assert_eq!(thread(&juliet, "shall we meet?"), Some(Thread::Begins { replies: 2 }));
    assert_eq!(thread(&juliet, "here"), Some(Thread::Continues));
    assert_eq!(thread(&juliet, "by the way"), None);
    for of in ["shall we meet?", "where?", "here"] {
        let of = juliet.row(ROMEO, of).message;
        assert_eq!(texts(&juliet, of), ["shall we meet?", "where?", "here"]);
    }
}

#[test]
fn a_thread_of_another_program_keeps_its_name() {
    let mut juliet = plain();
    juliet
        .gets(&romeo("1", "hello", "e0ffe42b"))
        .gets(&romeo("2", "again", "e0ffe42b"));
    assert_eq!(thread(&juliet, "again"), Some(Thread::Named));
    let message = juliet.row(ROMEO, "again").message;
    juliet
        .commands(Command::SendInThread {
            message,
            text: "yes".into(),
        })
        .unwrap();
    juliet.sends("<message><body>yes</body><thread>e0ffe42b</thread></message>");
    assert_eq!(texts(&juliet, message), ["hello", "again", "yes"]);
}

#[test]
fn f21_a_thread_is_the_same_in_every_order() {
    let lines = ["romeo (exposed): one", "romeo (exposed): two", "romeo (exposed): three"];
    agree(ROMEO, &lines, || {
        let messages = vec![romeo("1", "one", ""), romeo("2", "two", "1"), romeo("3", "three", "1")];
        (Person::juliet(), messages)
    });
    let mut juliet = plain();
    juliet.gets(&romeo("2", "two", "1"));
    assert_eq!(
        thread(&juliet, "two"),
        Some(Thread::Named),
        "its beginning is on its way"
    );
    juliet.gets(&romeo("1", "one", ""));
    assert_eq!(thread(&juliet, "two"), Some(Thread::Continues));
}
