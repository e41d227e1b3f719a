//! XEP-0184 and XEP-0333: what has arrived, what was read, and who is told.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, Peer, Preferences};
use sotto_testkit::orders::said;
use sotto_testkit::{Command, Person};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet, who has just written to Romeo, and the id of her message.
fn wrote() -> (Person, String) {
    let mut juliet = Person::juliet();
    juliet
        .commands(Command::SetEncryption {
            peer: peer(ROMEO),
            mode: EncryptionMode::Plain,
        })
        .unwrap();
    juliet.writes(ROMEO, "hello");
    let id = juliet
        .sends("<message><body>hello</body></message>")
        .attr("id")
        .unwrap()
        .to_owned();
    (juliet, id)
}

fn receipt(id: &str) -> String {
    format!(
        "<message from='romeo@montague.lit/o' to='{JULIET}' id='k{id}'><received xmlns='urn:xmpp:receipts' id='{id}'/></message>"
    )
}

fn displayed(from: &str, to: &str, id: &str) -> String {
    format!(
        "<message xmlns='jabber:client' from='{from}' to='{to}' type='chat' id='d{id}'><displayed xmlns='urn:xmpp:chat-markers:0' id='{id}'/></message>"
    )
}

fn asks_for_a_receipt(from: &str, id: &str) -> String {
    format!(
        "<message from='{from}' to='{JULIET}' type='chat' id='{id}'><body>{id}</body><request xmlns='urn:xmpp:receipts'/></message>"
    )
}

#[test]
fn a_receipt_says_delivered_and_a_marker_says_read() {
    let (mut juliet, id) = wrote();
    juliet.receives(&receipt(&id)).shows(ROMEO, &["me: hello [Delivered]"]);
    juliet
        .receives(&displayed("romeo@montague.lit/o", JULIET, &id))
        .shows(ROMEO, &["me: hello [Read]"]);
}

#[test]
fn what_was_said_first_is_not_taken_back_by_what_comes_later() {
    let (mut juliet, id) = wrote();
    juliet
        .receives(&displayed("romeo@montague.lit/o", JULIET, &id))
        .receives(&receipt(&id));
    juliet.shows(ROMEO, &["me: hello [Read]"]);
    juliet
        .receives(&receipt(&id))
        .restarts()
        .shows(ROMEO, &["me: hello [Read]"]);
}

#[test]
fn a_receipt_may_come_before_the_acknowledgement_and_before_the_message() {
    let mut juliet = Person::juliet();
    juliet.receives(&receipt("sent-elsewhere"));
    let mine = said("juliet@capulet.lit/phone", ROMEO, "sent-elsewhere", "hello");
    juliet.loses_the_connection();
    let now = juliet.now;
    juliet.server.keep(&mine, now);
    juliet.signs_in().shows(ROMEO, &["me (exposed): hello [Delivered]"]);
}

#[test]
fn r15_a_receipt_from_somebody_else_says_nothing() {
    let (mut juliet, id) = wrote();
    let forged = receipt(&id).replace(ROMEO, "mallory@evil.lit");
    juliet
        .receives(&forged)
        .receives(&displayed("mallory@evil.lit/x", JULIET, &id));
    juliet
        .shows(ROMEO, &["me: hello [Sent]"])
        .shows("mallory@evil.lit", &[]);
}

#[test]
fn a_receipt_is_given_to_whom_may_see_us() {
    let mut juliet = Person::juliet();
    juliet.receives(&asks_for_a_receipt("romeo@montague.lit/o", "r1"));
    let given = "<message to='romeo@montague.lit/o'><received xmlns='urn:xmpp:receipts' id='r1'/><store xmlns='urn:xmpp:hints'/></message>";
    juliet.sends(given);
    juliet.sends_nothing();
}

#[test]
fn r24_a_stranger_gets_no_receipt() {
    let mut juliet = Person::juliet();
    juliet
        .receives(&asks_for_a_receipt("mallory@evil.lit/x", "r1"))
        .sends_nothing();
}

#[test]
fn no_receipt_is_given_where_the_user_turned_them_off() {
    let mut juliet = Person::juliet();
    let preferences = Preferences {
        receipts: false,
        ..Preferences::default()
    };
    juliet.commands(Command::SetPreferences { preferences }).unwrap();
    juliet
        .receives(&asks_for_a_receipt("romeo@montague.lit/o", "r1"))
        .sends_nothing();
}

#[test]
fn no_receipt_is_given_for_an_error_a_copy_or_history() {
    let mut juliet = Person::juliet();
    juliet.receives(&asks_for_a_receipt("romeo@montague.lit/o", "e").replace("type='chat'", "type='error'"));
    let inner =
        asks_for_a_receipt("romeo@montague.lit/o", "c").replacen("<message", "<message xmlns='jabber:client'", 1);
    juliet.receives(&format!(
        "<message from='{JULIET}'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded></received></message>"
    ));
    juliet.sends_nothing();
    let mut nurse = Person::new(JULIET);
    nurse.server.roster = vec!["<item jid='romeo@montague.lit' subscription='both'/>".into()];
    let now = nurse.now;
    nurse.server.keep(
        &sotto_testkit::xml(&asks_for_a_receipt("romeo@montague.lit/o", "h")),
        now,
    );
    nurse.signs_in();
    nurse.sends("<presence/>");
    nurse.sends_nothing();
}

#[test]
fn a_marker_of_my_phone_withdraws_what_it_says_was_read() {
    let mut juliet = Person::juliet();
    juliet
        .gets(&said("romeo@montague.lit/o", JULIET, "r1", "one"))
        .gets(&said("romeo@montague.lit/o", JULIET, "r2", "two"));
    juliet.notices.clear();
    juliet.receives(&copied(&displayed("juliet@capulet.lit/phone", ROMEO, "r1")));
    juliet.unread(ROMEO, 1).notifies(&["nothing of romeo@montague.lit"]);
    juliet.receives(&copied(&displayed("juliet@capulet.lit/phone", ROMEO, "r2")));
    juliet.unread(ROMEO, 0);
    juliet
        .receives(&copied(&displayed("juliet@capulet.lit/phone", ROMEO, "r1")))
        .unread(ROMEO, 0);
}

fn copied(inner: &str) -> String {
    format!(
        "<message from='{JULIET}'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded></sent></message>"
    )
}

#[test]
fn a_marker_of_my_phone_counts_even_if_it_comes_before_the_message() {
    let mut juliet = Person::juliet();
    juliet.receives(&copied(&displayed("juliet@capulet.lit/phone", ROMEO, "r1")));
    juliet.loses_the_connection();
    let now = juliet.now;
    juliet
        .server
        .keep(&said("romeo@montague.lit/o", JULIET, "r1", "one"), now);
    juliet
        .signs_in()
        .unread(ROMEO, 0)
        .shows(ROMEO, &["romeo (exposed): one"]);
    assert!(
        juliet
            .notices
            .iter()
            .all(|notice| matches!(notice, sotto_testkit::model::Notice::Withdraw { .. }))
    );
}
