//! XEP-0085: who is writing, believed for a while and never kept.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Peer, Preferences};
use sotto_testkit::{Command, Person};

const ROMEO: &str = "romeo@montague.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn state(name: &str) -> String {
    format!(
        "<message from='romeo@montague.lit/o' to='juliet@capulet.lit' type='chat'><{name} xmlns='http://jabber.org/protocol/chatstates'/></message>"
    )
}

fn typing(juliet: &mut Person, composing: bool) {
    juliet
        .commands(Command::Typing {
            peer: peer(ROMEO),
            composing,
        })
        .unwrap();
}

#[test]
fn writing_is_shown_until_it_ends_or_the_message_is_there() {
    for end in [
        state("paused"),
        state("gone"),
        state("active"),
        "<message from='romeo@montague.lit/o' type='chat'><body>hi</body></message>".to_owned(),
    ] {
        let mut juliet = Person::juliet();
        juliet.receives(&state("composing"));
        assert!(juliet.conversation(ROMEO).typing);
        juliet.receives(&end);
        assert!(!juliet.conversation(ROMEO).typing, "{end}");
    }
}

#[test]
fn writing_that_never_ends_is_not_believed_for_long() {
    let mut juliet = Person::juliet();
    juliet.receives(&state("composing")).waits(59_000);
    assert!(juliet.conversation(ROMEO).typing);
    juliet.waits(2_000);
    assert!(!juliet.conversation(ROMEO).typing);
}

#[test]
fn writing_leaves_no_trace() {
    let mut juliet = Person::juliet();
    juliet.receives(&state("composing")).shows(ROMEO, &[]).notifies(&[]);
    juliet.restarts().signs_in();
    assert!(!juliet.conversation(ROMEO).typing);
}

#[test]
fn a_contact_who_is_there_learns_that_we_write() {
    let mut juliet = Person::juliet();
    juliet.receives("<presence from='romeo@montague.lit/o'/>");
    typing(&mut juliet, true);
    juliet.sends("<message to='romeo@montague.lit'><composing xmlns='http://jabber.org/protocol/chatstates'/><no-store xmlns='urn:xmpp:hints'/></message>");
    typing(&mut juliet, false);
    juliet.sends("<message><paused xmlns='http://jabber.org/protocol/chatstates'/></message>");
}

#[test]
fn r24_nobody_else_learns_that_we_write() {
    let mut juliet = Person::juliet();
    typing(&mut juliet, true);
    juliet.sends_nothing();
    juliet.receives("<presence from='romeo@montague.lit/o'/>");
    let preferences = Preferences {
        typing: false,
        ..Preferences::default()
    };
    juliet.commands(Command::SetPreferences { preferences }).unwrap();
    typing(&mut juliet, true);
    juliet.sends_nothing();
    juliet
        .commands(Command::Typing {
            peer: peer("mallory@evil.lit"),
            composing: true,
        })
        .unwrap();
    juliet.sends_nothing();
}
