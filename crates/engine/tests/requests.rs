//! Strangers: they wait in a place of their own, and neither they nor the user are disturbed.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Peer, Presence, Standing};
use sotto_testkit::orders::said;
use sotto_testkit::{Command, Person, Refused};

const JULIET: &str = "juliet@capulet.lit";
const PARIS: &str = "paris@verona.lit";
const ASKS: &str = "<presence from='paris@verona.lit' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>Paris</nick></presence>";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn says(juliet: &mut Person, who: &str, text: &str) {
    juliet.gets(&said(&format!("{who}/x"), JULIET, text, text));
}

/// Who waits, and in how many words.
fn requests(juliet: &Person) -> Vec<String> {
    let rows = juliet.reader().requests().unwrap();
    let asks = |asks: bool| if asks { " asks" } else { "" };
    rows.into_iter()
        .map(|row| {
            format!(
                "{}{} {} {}",
                row.name,
                asks(row.asks),
                row.messages,
                row.text.unwrap_or_default()
            )
        })
        .collect()
}

fn chats(juliet: &Person) -> Vec<String> {
    let rows = juliet.reader().chats(&juliet.passing()).unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

fn does(juliet: &mut Person, command: Command) {
    juliet.commands(command).unwrap();
}

fn accept(who: &str) -> Command {
    Command::AcceptRequest { peer: peer(who) }
}

fn ignore(who: &str) -> Command {
    Command::IgnoreRequest { peer: peer(who) }
}

#[test]
fn r23_a_stranger_waits_in_a_place_of_their_own_without_a_sound() {
    let mut juliet = Person::juliet();
    says(&mut juliet, PARIS, "good day");
    says(&mut juliet, PARIS, "madam?");
    juliet.receives(ASKS).notifies(&[]);
    assert_eq!(requests(&juliet), ["Paris asks 2 madam?"]);
    assert!(chats(&juliet).is_empty());
    assert_eq!(juliet.reader().account().unwrap().unread, 0);
    assert_eq!(juliet.conversation(PARIS).standing, Standing::Waiting);
    juliet.restarts().signs_in().receives(ASKS).notifies(&[]);
    assert_eq!(requests(&juliet), ["Paris asks 2 madam?"]);
}

#[test]
fn r23_a_flood_of_strangers_disturbs_nobody_and_is_bounded() {
    let mut juliet = Person::juliet();
    for n in 0..600 {
        juliet.receives(&format!("<presence from='a{n}@evil.lit' type='subscribe'/>"));
        says(&mut juliet, &format!("b{n}@evil.lit"), "buy");
    }
    juliet.notifies(&[]);
    assert_eq!(juliet.reader().requests().unwrap().len(), 500);
    assert!(chats(&juliet).is_empty());
    says(&mut juliet, "romeo@montague.lit", "hi");
    juliet.notifies(&["romeo@montague.lit: hi (1)"]);
    juliet.sent.retain(|stanza| stanza.name() == "message");
    juliet.sends_nothing();
}

#[test]
fn r24_looking_at_what_a_stranger_wrote_tells_them_nothing() {
    let mut juliet = Person::juliet();
    juliet.receives(
        "<message from='paris@verona.lit/x' to='juliet@capulet.lit' type='chat' id='1'><body>madam?</body>
         <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>",
    );
    juliet.asked.clear();
    does(&mut juliet, Command::OpenChat { peer: peer(PARIS) });
    juliet.looks_at(PARIS).reads(PARIS);
    for composing in [true, false] {
        does(
            &mut juliet,
            Command::Typing {
                peer: peer(PARIS),
                composing,
            },
        );
    }
    juliet.receives("<iq type='get' id='v' from='paris@verona.lit/x'><query xmlns='jabber:iq:version'/></iq>");
    juliet.sends("<iq type='error' id='v' to='paris@verona.lit/x'/>");
    juliet.sends_nothing();
    assert!(
        juliet.asked.iter().all(|iq| iq.attr("to").is_none()),
        "nor is their server asked anything: {:?}",
        juliet.asked
    );
    assert_eq!(juliet.conversation(PARIS).standing, Standing::Waiting);
}

#[test]
fn accepting_makes_a_contact_of_them_both_ways() {
    let mut juliet = Person::juliet();
    says(&mut juliet, PARIS, "good day");
    juliet.receives(ASKS);
    does(&mut juliet, accept(PARIS));
    juliet.sends("<presence to='paris@verona.lit' type='subscribed'/>");
    juliet.sends("<presence to='paris@verona.lit' type='subscribe'/>");
    let roster = juliet.asked.iter().any(|iq| {
        iq.attr("type") == Some("set")
            && String::from(iq).contains("jabber:iq:roster")
            && String::from(iq).contains(PARIS)
    });
    assert!(roster);
    assert!(requests(&juliet).is_empty());
    assert_eq!(chats(&juliet), [PARIS]);
    assert_eq!(juliet.reader().account().unwrap().unread, 1);
    assert_eq!(juliet.commands(accept(PARIS)), Err(Refused::NotFound));
    juliet.notices.clear();
    says(&mut juliet, PARIS, "madam?");
    juliet.notifies(&["paris@verona.lit: madam? (2)"]);
}

#[test]
fn who_only_wrote_is_accepted_as_well_as_who_only_asked() {
    let mut juliet = Person::juliet();
    says(&mut juliet, PARIS, "good day");
    does(&mut juliet, accept(PARIS));
    juliet.sends("<presence to='paris@verona.lit' type='subscribed'/>");
    juliet.receives("<presence from='tybalt@capulet.lit' type='subscribe'/>");
    assert_eq!(requests(&juliet), ["tybalt@capulet.lit asks 0 "]);
    does(&mut juliet, accept("tybalt@capulet.lit"));
    assert_eq!(chats(&juliet).len(), 2);
    assert!(requests(&juliet).is_empty());
}

#[test]
fn who_is_ignored_is_told_nothing_and_comes_up_no_more() {
    let mut juliet = Person::juliet();
    says(&mut juliet, PARIS, "good day");
    juliet.receives(ASKS);
    does(&mut juliet, ignore(PARIS));
    juliet.sends_nothing();
    juliet.restarts().signs_in().receives(ASKS);
    says(&mut juliet, PARIS, "madam?");
    assert!(requests(&juliet).is_empty() && chats(&juliet).is_empty());
    juliet.notices.clear();
    assert_eq!(juliet.commands(ignore(PARIS)), Err(Refused::NotFound));
    // Nothing was lost, should the user think better of it.
    does(
        &mut juliet,
        Command::AddContact {
            peer: peer(PARIS),
            name: None,
        },
    );
    assert_eq!(chats(&juliet), [PARIS]);
    juliet.shows(PARIS, &["paris (exposed): good day", "paris (exposed): madam?"]);
}

#[test]
fn who_asks_and_never_wrote_can_be_ignored_too() {
    let mut juliet = Person::juliet();
    juliet.receives(ASKS);
    does(&mut juliet, ignore(PARIS));
    juliet.receives(ASKS);
    assert!(requests(&juliet).is_empty());
}

#[test]
fn whom_we_wrote_to_is_no_stranger_on_whatever_device() {
    let mut juliet = Person::juliet();
    juliet.writes(PARIS, "my lord?");
    says(&mut juliet, PARIS, "good day");
    assert_eq!((chats(&juliet), requests(&juliet)), (vec![PARIS.to_owned()], vec![]));
    says(&mut juliet, "tybalt@capulet.lit", "cousin");
    assert_eq!(requests(&juliet), ["tybalt@capulet.lit 1 cousin"]);
    juliet.receives(
        "<message from='juliet@capulet.lit'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
         <message xmlns='jabber:client' from='juliet@capulet.lit/phone' to='tybalt@capulet.lit' type='chat' id='c'><body>yes?</body></message>
         </forwarded></sent></message>",
    );
    assert!(requests(&juliet).is_empty());
    assert_eq!(juliet.conversation("tybalt@capulet.lit").standing, Standing::Accepted);
}

#[test]
fn whom_the_contact_list_names_is_no_stranger_however_late_it_comes() {
    let mut juliet = Person::juliet();
    says(&mut juliet, PARIS, "good day");
    juliet.receives(
        "<iq type='set' id='p'><query xmlns='jabber:iq:roster'><item jid='paris@verona.lit' subscription='both'/></query></iq>",
    );
    assert_eq!((chats(&juliet), requests(&juliet)), (vec![PARIS.to_owned()], vec![]));
    says(&mut juliet, "tybalt@capulet.lit", "cousin");
    juliet
        .server
        .roster
        .push("<item jid='tybalt@capulet.lit' subscription='none'/>".into());
    juliet.restarts().signs_in();
    assert!(requests(&juliet).is_empty());
}

#[test]
fn in_the_archive_it_does_not_matter_who_is_read_first() {
    for page in [1, 50] {
        let mut juliet = Person::new(JULIET);
        let now = juliet.now;
        juliet
            .server
            .keep(&said("paris@verona.lit/x", JULIET, "1", "good day"), now);
        juliet
            .server
            .keep(&said(&format!("{JULIET}/phone"), PARIS, "2", "my lord"), now);
        juliet
            .server
            .keep(&said("tybalt@capulet.lit/x", JULIET, "3", "cousin"), now);
        juliet.server.page = page;
        juliet.signs_in().notifies(&[]);
        assert_eq!(chats(&juliet), [PARIS]);
        assert_eq!(requests(&juliet), ["tybalt@capulet.lit 1 cousin"]);
    }
}

#[test]
fn our_own_server_is_no_stranger_and_a_contact_without_messages_neither() {
    let mut juliet = Person::juliet();
    says(&mut juliet, "capulet.lit", "we close at noon");
    juliet.receives("<message from='capulet.lit' to='juliet@capulet.lit' id='m'><body>really</body></message>");
    says(&mut juliet, "romeo@montague.lit", "hi");
    assert!(requests(&juliet).is_empty());
    assert_eq!(chats(&juliet).len(), 2);
}

#[test]
fn r24_a_stranger_is_neither_shown_as_available_nor_let_see_us() {
    let mut juliet = Person::juliet();
    says(&mut juliet, PARIS, "good day");
    juliet.receives("<presence from='paris@verona.lit/x'/>");
    assert_eq!(juliet.conversation(PARIS).presence, Presence::Offline);
    juliet.sends_nothing();
}
