//! Texts that are sent later.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, MessageId, Peer, Timestamp};
use sotto_testkit::views::ScheduledRow;
use sotto_testkit::{Command, Person, Refused};

const ROMEO: &str = "romeo@montague.lit";
const HOUR: i64 = 3_600_000;

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn plain() -> Person {
    let mut juliet = Person::juliet();
    mode(&mut juliet, EncryptionMode::Plain);
    juliet.sent.clear();
    juliet
}

fn mode(juliet: &mut Person, mode: EncryptionMode) {
    let peer = peer(ROMEO);
    juliet.commands(Command::SetEncryption { peer, mode }).unwrap();
}

fn schedule(juliet: &mut Person, text: &str, after: i64) -> ScheduledRow {
    let at = juliet.now.plus(after);
    let (peer, text) = (peer(ROMEO), text.to_owned());
    let reply_to = None;
    juliet
        .commands(Command::Schedule {
            peer,
            text: text.clone(),
            at,
            reply_to,
        })
        .unwrap();
    rows(juliet).into_iter().find(|row| row.text == text).unwrap()
}

fn rows(juliet: &Person) -> Vec<ScheduledRow> {
    juliet.reader().scheduled(&peer(ROMEO)).unwrap()
}

#[test]
fn it_leaves_when_its_time_has_come_and_not_before() {
    let mut juliet = plain();
    schedule(&mut juliet, "good morrow", HOUR);
    juliet.waits(HOUR - 60_000).sends_nothing().shows(ROMEO, &[]);
    assert_eq!(juliet.conversation(ROMEO).scheduled, 1);
    juliet.waits(61_000);
    juliet.sends("<message to='romeo@montague.lit'><body>good morrow</body></message>");
    juliet.shows(ROMEO, &["me: good morrow [Sent]"]);
    assert_eq!(rows(&juliet), []);
    juliet.waits(24 * HOUR).sends_nothing();
}

#[test]
fn it_survives_a_restart_and_waits_for_the_connection() {
    let mut juliet = plain();
    schedule(&mut juliet, "good morrow", HOUR);
    juliet.loses_the_connection().restarts();
    juliet.loses_the_connection().waits(2 * HOUR);
    juliet.sent.clear();
    assert_eq!(rows(&juliet).len(), 1, "nothing is sent by who is offline");
    juliet.signs_in();
    juliet.sends("<message><body>good morrow</body></message>");
    assert_eq!(rows(&juliet), []);
}

#[test]
fn it_can_be_changed_taken_back_and_sent_at_once() {
    let mut juliet = plain();
    let [first, second, third] = ["one", "two", "three"].map(|text| schedule(&mut juliet, text, HOUR));
    let (scheduled, at) = (first.scheduled, juliet.now.plus(2 * HOUR));
    let text = "one, later".to_owned();
    juliet.commands(Command::Reschedule { scheduled, text, at }).unwrap();
    juliet
        .commands(Command::Unschedule {
            scheduled: second.scheduled,
        })
        .unwrap();
    juliet
        .commands(Command::SendScheduled {
            scheduled: third.scheduled,
        })
        .unwrap();
    juliet.sends("<message><body>three</body></message>");
    juliet.waits(HOUR + 1_000).sends_nothing();
    juliet.waits(HOUR);
    juliet.sends("<message><body>one, later</body></message>");
    let scheduled = second.scheduled;
    assert_eq!(
        juliet.commands(Command::Unschedule { scheduled }),
        Err(Refused::NotFound)
    );
}

#[test]
fn what_was_written_for_an_encrypted_conversation_never_leaves_in_the_clear() {
    let mut juliet = plain();
    mode(&mut juliet, EncryptionMode::Encrypted);
    juliet.sent.clear();
    schedule(&mut juliet, "a secret", HOUR);
    mode(&mut juliet, EncryptionMode::Plain);
    juliet.waits(HOUR + 1_000);
    assert!(juliet.sent.iter().all(|sent| !String::from(sent).contains("a secret")));
    juliet.shows(ROMEO, &["me: a secret [Failed: NoKeys]"]);
}

#[test]
fn what_cannot_be_sent_is_not_kept_for_later() {
    let mut juliet = plain();
    let command = |text: &str, reply_to| Command::Schedule {
        peer: peer(ROMEO),
        text: text.to_owned(),
        at: Timestamp(0),
        reply_to,
    };
    assert_eq!(juliet.commands(command(" ", None)), Err(Refused::InvalidText));
    let nowhere = Some(MessageId(99));
    assert_eq!(juliet.commands(command("x", nowhere)), Err(Refused::NotFound));
    // A time that has passed is now.
    juliet.commands(command("late", None)).unwrap();
    juliet.waits(1_000).sends("<message><body>late</body></message>");
}
