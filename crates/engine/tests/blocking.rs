//! XEP-0191 and XEP-0377: keeping people away, and saying why.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Jid, Peer};
use sotto_testkit::orders::said;
use sotto_testkit::{Command, Person, Refused, Report};

const JULIET: &str = "juliet@capulet.lit";
const ROMEO: &str = "romeo@montague.lit";
const PARIS: &str = "paris@verona.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

fn block(who: &str, report: Option<Report>) -> Command {
    Command::Block {
        peer: peer(who),
        report,
    }
}

fn unblock(who: &str) -> Command {
    Command::Unblock {
        address: Jid::new(who).unwrap(),
    }
}

fn blocked(juliet: &Person) -> Vec<String> {
    let rows = juliet.reader().blocked().unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

fn order(juliet: &Person) -> String {
    String::from(juliet.asked.last().unwrap())
}

#[test]
fn the_list_is_the_servers_and_is_asked_for_on_every_stream() {
    let mut juliet = Person::juliet();
    assert!(blocked(&juliet).is_empty() && juliet.conversation(ROMEO).can_block);
    juliet.server.blocked = Some(vec![PARIS.into(), "evil.lit".into(), "tybalt@capulet.lit/sword".into()]);
    juliet.loses_the_connection().signs_in();
    assert_eq!(blocked(&juliet), ["evil.lit", PARIS, "tybalt@capulet.lit/sword"]);
    assert!(juliet.conversation(PARIS).blocked);
    assert!(
        juliet.conversation("mallory@evil.lit").blocked,
        "with their whole server"
    );
    assert!(
        !juliet.conversation("tybalt@capulet.lit").blocked,
        "only one device of his"
    );
    juliet.server.blocked = Some(vec![]);
    juliet.loses_the_connection().signs_in();
    assert!(blocked(&juliet).is_empty());
}

#[test]
fn a_list_that_could_not_be_had_is_not_an_empty_one() {
    let mut juliet = Person::juliet();
    juliet.server.blocked = Some(vec![PARIS.into()]);
    juliet.loses_the_connection().signs_in();
    juliet.server.blocked = None;
    juliet.loses_the_connection().signs_in();
    assert_eq!(blocked(&juliet), [PARIS]);
    assert!(!juliet.conversation(PARIS).can_block);
    assert_eq!(juliet.commands(block(ROMEO, None)), Err(Refused::Offline));
}

#[test]
fn somebody_is_kept_away_and_let_through_again() {
    let mut juliet = Person::juliet();
    juliet.commands(block(ROMEO, None)).unwrap();
    assert_eq!(juliet.server.blocked, Some(vec![ROMEO.into()]));
    assert!(juliet.conversation(ROMEO).blocked);
    juliet.commands(unblock(ROMEO)).unwrap();
    assert_eq!(juliet.server.blocked, Some(vec![]));
    assert!(!juliet.conversation(ROMEO).blocked);
    for own in [JULIET, "capulet.lit"] {
        assert_eq!(juliet.commands(block(own, None)), Err(Refused::BadRequest));
    }
    juliet.loses_the_connection();
    assert_eq!(juliet.commands(unblock(ROMEO)), Err(Refused::Offline));
}

#[test]
fn what_the_server_refuses_has_not_happened() {
    let mut juliet = Person::juliet();
    juliet.server.refuses.insert("urn:xmpp:blocking".into(), "not-allowed");
    juliet.commands(block(ROMEO, None)).unwrap();
    assert!(!juliet.conversation(ROMEO).blocked);
}

#[test]
fn a_stranger_who_is_blocked_waits_no_longer() {
    let mut juliet = Person::juliet();
    juliet.gets(&said("paris@verona.lit/x", JULIET, "1", "buy"));
    juliet.receives("<presence from='paris@verona.lit' type='subscribe'/>");
    assert_eq!(juliet.reader().requests().unwrap().len(), 1);
    juliet.commands(block(PARIS, None)).unwrap();
    assert!(juliet.reader().requests().unwrap().is_empty());
    juliet.sends_nothing();
}

#[test]
fn a_report_names_the_messages_and_goes_only_where_it_is_read() {
    let mut juliet = Person::juliet();
    for n in 0..12 {
        juliet.gets(&said("paris@verona.lit/x", JULIET, &n.to_string(), "buy"));
    }
    juliet.commands(block(PARIS, Some(Report::Spam))).unwrap();
    assert!(!order(&juliet).contains("report"), "nobody there reads it");
    assert!(!juliet.conversation(PARIS).can_report);
    juliet.server.features.push("urn:xmpp:reporting:1");
    juliet.loses_the_connection().signs_in();
    assert!(juliet.conversation(PARIS).can_report);
    juliet.commands(block(PARIS, Some(Report::Spam))).unwrap();
    let report = order(&juliet);
    assert!(report.contains("urn:xmpp:reporting:spam"), "{report}");
    assert!(report.contains("by='juliet@capulet.lit'") || report.contains("by=\"juliet@capulet.lit\""));
    assert_eq!(report.matches("<stanza-id").count(), 10, "{report}");
    juliet.commands(block(ROMEO, Some(Report::Abuse))).unwrap();
    assert!(order(&juliet).contains("urn:xmpp:reporting:abuse"));
}

#[test]
fn r11_only_our_own_server_changes_the_list() {
    let push = |from: &str, what: &str| {
        format!(
            "<iq type='set' id='b' from='{from}'><{what} xmlns='urn:xmpp:blocking'><item jid='{ROMEO}'/></{what}></iq>"
        )
    };
    let mut juliet = Person::juliet();
    for liar in [
        "mallory@evil.lit/x",
        "juliet@capulet.lit/phone",
        "capulet.lit",
        "romeo@montague.lit",
    ] {
        juliet.receives(&push(liar, "block"));
        assert!(blocked(&juliet).is_empty(), "{liar}");
        juliet.sends(&format!("<iq type='error' id='b' to='{liar}'/>"));
    }
    assert_eq!(juliet.live().forged, 4);
    juliet.receives(&push(JULIET, "block"));
    juliet.sends("<iq type='result' id='b'/>");
    assert_eq!(blocked(&juliet), [ROMEO]);
    juliet.receives(&push("mallory@evil.lit/x", "unblock"));
    assert_eq!(blocked(&juliet), [ROMEO]);
    juliet.receives(&push(JULIET, "unblock"));
    assert!(blocked(&juliet).is_empty());
    juliet.receives(&push(JULIET, "block"));
    juliet.receives("<iq type='set' id='b'><unblock xmlns='urn:xmpp:blocking'/></iq>");
    assert!(blocked(&juliet).is_empty());
}
