//! RFC 6121 §3 and §4: who is there, and who asks to see us.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Peer, Presence};
use sotto_testkit::{Command, Person, Refused};

const ROMEO: &str = "romeo@montague.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn requests(juliet: &Person) -> Vec<String> {
    juliet
        .reader()
        .requests()
        .unwrap()
        .into_iter()
        .map(|row| row.id)
        .collect()
}

#[test]
fn signing_in_tells_that_we_are_there_and_what_we_can_do() {
    let mut juliet = Person::new("juliet@capulet.lit");
    juliet.signs_in();
    juliet.sends("<presence><c xmlns='http://jabber.org/protocol/caps' hash='sha-1'/></presence>");
}

#[test]
fn the_chosen_presence_outlives_a_restart() {
    let mut juliet = Person::juliet();
    let away = Command::SetPresence {
        presence: Presence::Away,
        status: Some("at mass".into()),
    };
    juliet.commands(away).unwrap();
    juliet.sends("<presence><show>away</show><status>at mass</status></presence>");
    juliet.restarts().signs_in();
    juliet.sends("<presence><show>away</show><status>at mass</status></presence>");
    juliet
        .commands(Command::SetPresence {
            presence: Presence::Offline,
            status: None,
        })
        .unwrap();
    juliet.sends("<presence type='unavailable'/>");
}

#[test]
fn a_contact_is_as_available_as_their_most_available_device() {
    let mut juliet = Person::juliet();
    juliet.receives("<presence from='romeo@montague.lit/phone'><show>away</show></presence>");
    assert_eq!(juliet.conversation(ROMEO).presence, Presence::Away);
    juliet.receives("<presence from='romeo@montague.lit/orchard'><status>below her window</status></presence>");
    let row = juliet.conversation(ROMEO);
    assert_eq!(
        (row.presence, row.status.as_deref()),
        (Presence::Online, Some("below her window"))
    );
    juliet.receives("<presence from='romeo@montague.lit/orchard' type='unavailable'/>");
    assert_eq!(juliet.conversation(ROMEO).presence, Presence::Away);
    juliet.receives("<presence from='romeo@montague.lit' type='unavailable'/>");
    assert_eq!(juliet.conversation(ROMEO).presence, Presence::Offline);
}

#[test]
fn a_new_stream_knows_nobodys_presence() {
    let mut juliet = Person::juliet();
    juliet.receives("<presence from='romeo@montague.lit/orchard'/>");
    juliet.loses_the_connection().signs_in();
    assert_eq!(juliet.conversation(ROMEO).presence, Presence::Offline);
}

#[test]
fn a_resumed_stream_still_knows_who_is_there() {
    let mut juliet = Person::juliet();
    juliet.receives("<presence from='romeo@montague.lit/orchard'/>");
    juliet.loses_the_connection().resumes();
    assert_eq!(juliet.conversation(ROMEO).presence, Presence::Online);
}

#[test]
fn a_favourite_is_told_of_when_they_come_and_not_when_they_were_there() {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::SetFavourite {
            peer: peer(ROMEO),
            on: true,
        })
        .unwrap();
    juliet
        .receives("<presence from='romeo@montague.lit/orchard'/>")
        .notifies(&[]);
    juliet.receives("<presence from='romeo@montague.lit/orchard' type='unavailable'/>");
    juliet
        .waits(20_000)
        .receives("<presence from='romeo@montague.lit/orchard'/>");
    juliet.notifies(&["romeo@montague.lit is there"]);
    juliet
        .receives("<presence from='romeo@montague.lit/phone'/>")
        .notifies(&[]);
}

#[test]
fn whom_we_asked_ourselves_may_see_us_without_asking_again() {
    let mut juliet = Person::juliet();
    juliet.receives(
        "<iq type='set' id='p'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.lit' subscription='none' ask='subscribe'/></query></iq>",
    );
    juliet
        .receives("<presence from='nurse@capulet.lit' type='subscribe'/>")
        .notifies(&[]);
    juliet.sends("<presence to='nurse@capulet.lit' type='subscribed'/>");
}

#[test]
fn adding_a_contact_asks_them_and_grants_what_they_asked() {
    let mut juliet = Person::juliet();
    juliet.receives("<presence from='paris@verona.lit' type='subscribe'/>");
    let add = |jid: &str| Command::AddContact {
        peer: peer(jid),
        name: Some("Count".into()),
    };
    juliet.commands(add("paris@verona.lit")).unwrap();
    juliet.sends("<presence to='paris@verona.lit' type='subscribe'/>");
    juliet.sends("<presence to='paris@verona.lit' type='subscribed'/>");
    assert_eq!(juliet.commands(add("juliet@capulet.lit")), Err(Refused::BadRequest));
    assert_eq!(juliet.commands(add("capulet.lit")), Err(Refused::BadRequest));
}

#[test]
fn a_stranger_is_neither_shown_as_available_nor_answered() {
    let mut juliet = Person::juliet();
    juliet.receives("<presence from='mallory@evil.lit/x'><show>chat</show></presence>");
    juliet.receives("<presence from='mallory@evil.lit/x' type='subscribed'/>");
    juliet.receives("<presence from='mallory@evil.lit/x' type='probe'/>");
    assert_eq!(juliet.conversation("mallory@evil.lit").presence, Presence::Offline);
    assert!(!juliet.conversation("mallory@evil.lit").contact);
    juliet.sends_nothing();
}

#[test]
fn a_flood_of_resources_and_of_requests_is_bounded() {
    let mut juliet = Person::juliet();
    for n in 0..600 {
        juliet.receives(&format!("<presence from='romeo@montague.lit/{n}'/>"));
        juliet.receives(&format!("<presence from='u{n}@evil.lit' type='subscribe'/>"));
    }
    assert_eq!(requests(&juliet).len(), 500);
}

#[test]
fn who_is_away_for_long_is_seen_to_be_and_comes_back_as_before() {
    let mut juliet = Person::juliet();
    let since = juliet.now.plus(-300_000);
    let idle = |since| Command::SetIdle { since };
    juliet.commands(idle(Some(since))).unwrap();
    let away = "<presence><show>away</show><idle xmlns='urn:xmpp:idle:1'/></presence>";
    juliet.sends(away);
    juliet.loses_the_connection().signs_in();
    juliet.sends(away);
    juliet.sent.clear();
    juliet.commands(idle(None)).unwrap();
    let back = juliet.sends("<presence/>");
    assert!(!String::from(&back).contains("idle") && !String::from(&back).contains("show"));
    let busy = Command::SetPresence {
        presence: Presence::Busy,
        status: None,
    };
    juliet.commands(busy).unwrap();
    juliet.sent.clear();
    juliet.commands(idle(Some(since))).unwrap();
    juliet.sends("<presence><show>dnd</show><idle xmlns='urn:xmpp:idle:1'/></presence>");
}

#[test]
fn since_when_a_contact_is_away_is_shown_unless_it_is_in_the_future() {
    let mut juliet = Person::juliet();
    let at = |juliet: &mut Person, since| {
        let since = sotto_testkit::wire::time::format(since);
        juliet.receives(&format!(
            "<presence from='romeo@montague.lit/o'><show>away</show><idle xmlns='urn:xmpp:idle:1' since='{since}'/></presence>"
        ));
        juliet.conversation(ROMEO).idle_since
    };
    let (past, future) = (juliet.now.plus(-60_000), juliet.now.plus(60_000));
    assert_eq!(at(&mut juliet, past), Some(past));
    assert_eq!(at(&mut juliet, future), None);
    juliet.receives("<presence from='romeo@montague.lit/o'/>");
    assert_eq!(juliet.conversation(ROMEO).idle_since, None);
}
