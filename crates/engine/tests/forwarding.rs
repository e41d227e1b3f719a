//! What somebody said, said again elsewhere.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, MessageId, Peer};
use sotto_testkit::orders::said;
use sotto_testkit::{Command, Device, Person, Refused};

const ROMEO: &str = "romeo@montague.lit";
const NURSE: &str = "nurse@capulet.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn plain(juliet: &mut Person, with: &str) {
    let (peer, mode) = (peer(with), EncryptionMode::Plain);
    juliet.commands(Command::SetEncryption { peer, mode }).unwrap();
    juliet.sent.clear();
}

fn forward(juliet: &mut Person, messages: &[MessageId], in_the_clear: bool) -> Result<(), Refused> {
    let (messages, to) = (messages.to_vec(), vec![peer(NURSE)]);
    juliet.commands(Command::Forward {
        messages,
        to,
        in_the_clear,
    })
}

#[test]
fn messages_are_said_again_in_their_order_and_as_they_read_now() {
    let mut juliet = Person::juliet();
    plain(&mut juliet, ROMEO);
    plain(&mut juliet, NURSE);
    juliet.gets(&said("romeo@montague.lit/orchard", JULIET, "1", "one"));
    juliet.writes(ROMEO, "two");
    let ids: Vec<_> = juliet.rows(ROMEO).iter().map(|row| row.message).collect();
    juliet
        .commands(Command::Correct {
            message: ids[1],
            text: "two!".into(),
        })
        .unwrap();
    juliet.sent.clear();
    forward(&mut juliet, &ids, false).unwrap();
    juliet.shows(NURSE, &["me: one [Sent]", "me: two! [Sent]"]);
    assert_eq!(juliet.sent.len(), 2);
}

#[test]
fn what_came_encrypted_goes_where_nothing_is_only_if_the_user_says_so() {
    let (mut juliet, mut devices) = Device::of_romeo(&[11]);
    let here = Device::find(&juliet.server, JULIET);
    let device = &mut devices[0];
    device.begins(&juliet.server, JULIET, here);
    let secret = device.encrypts(JULIET, &[(JULIET, here)], Some("a secret"));
    juliet.gets(&secret);
    plain(&mut juliet, NURSE);
    let id = juliet.row(ROMEO, "a secret").message;
    assert_eq!(forward(&mut juliet, &[id], false), Err(Refused::WouldExpose));
    juliet.shows(NURSE, &[]).sends_nothing();
    forward(&mut juliet, &[id], true).unwrap();
    juliet.sends("<message to='nurse@capulet.lit'><body>a secret</body></message>");
}

#[test]
fn what_says_nothing_is_not_forwarded() {
    let mut juliet = Person::juliet();
    plain(&mut juliet, ROMEO);
    juliet.gets(&said("romeo@montague.lit/orchard", JULIET, "1", "one"));
    let id = juliet.rows(ROMEO)[0].message;
    assert_eq!(forward(&mut juliet, &[MessageId(99)], false), Err(Refused::NotFound));
    assert_eq!(forward(&mut juliet, &[], false), Err(Refused::BadRequest));
    assert_eq!(forward(&mut juliet, &[id; 101], false), Err(Refused::BadRequest));
}
