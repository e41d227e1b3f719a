//! XEP-0030, XEP-0115, XEP-0199 and XEP-0092: what we say of ourselves, and to whom.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::Person;
use sotto_testkit::wire::ns;

#[test]
fn what_presence_announces_is_what_a_question_is_answered_with() {
    let mut juliet = Person::new("juliet@capulet.lit");
    juliet.server.roster = vec!["<item jid='romeo@montague.lit' subscription='both'/>".into()];
    juliet.signs_in();
    let caps = juliet.sends("<presence/>").get_child("c", ns::CAPS).unwrap().clone();
    let node = format!("{}#{}", caps.attr("node").unwrap(), caps.attr("ver").unwrap());
    juliet.receives(&format!(
        "<iq type='get' id='d1' from='romeo@montague.lit/orchard'><query xmlns='http://jabber.org/protocol/disco#info' node='{node}'/></iq>"
    ));
    let answer = juliet.sends("<iq type='result' id='d1' to='romeo@montague.lit/orchard'/>");
    let query = answer.get_child("query", ns::DISCO_INFO).unwrap();
    assert_eq!(query.attr("node"), Some(node.as_str()));
    let features: Vec<_> = query.children().filter_map(|child| child.attr("var")).collect();
    for wanted in [
        ns::RECEIPTS,
        ns::CHAT_STATES,
        ns::CAPS,
        "eu.siacs.conversations.axolotl.devicelist+notify",
    ] {
        assert!(features.contains(&wanted), "{wanted} among {features:?}");
    }
}

#[test]
fn another_node_is_not_found_and_other_questions_are_refused() {
    let mut juliet = Person::juliet();
    let ask = |payload: &str| format!("<iq type='get' id='q' from='romeo@montague.lit/orchard'>{payload}</iq>");
    juliet.receives(&ask(
        "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:secret'/>",
    ));
    juliet.sends(
        "<iq type='error' id='q'><error><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    juliet.receives(&ask("<query xmlns='jabber:iq:private'/>"));
    juliet.sends("<iq type='error' id='q'/>");
    juliet.receives(&ask("<ping xmlns='urn:xmpp:ping'/>"));
    juliet.sends("<iq type='result' id='q'/>");
    juliet.receives(&ask("<query xmlns='jabber:iq:version'/>"));
    juliet.sends("<iq type='result' id='q'><query xmlns='jabber:iq:version'><name>Sotto</name></query></iq>");
}

#[test]
fn r24_a_stranger_cannot_tell_whether_we_are_there() {
    for payload in [
        "<ping xmlns='urn:xmpp:ping'/>",
        "<query xmlns='jabber:iq:version'/>",
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
    ] {
        let mut juliet = Person::juliet();
        juliet.receives(&format!(
            "<iq type='get' id='q' from='mallory@evil.lit/x'>{payload}</iq>"
        ));
        // The very answer that a server gives for somebody who is not there (RFC 6121 §8.5.3.2.3).
        juliet.sends(
            "<iq type='error' id='q'><error><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        );
        juliet.sends_nothing();
    }
}

#[test]
fn an_answer_counts_only_from_whom_we_asked() {
    let mut juliet = Person::juliet();
    juliet.server.ignores.push("jabber:iq:roster".into());
    juliet.restarts().signs_in();
    let id = juliet
        .asked
        .iter()
        .rev()
        .find(|iq| iq.has_child("query", "jabber:iq:roster"))
        .unwrap()
        .attr("id")
        .unwrap()
        .to_owned();
    let lie = "<query xmlns='jabber:iq:roster'><item jid='mallory@evil.lit' subscription='both'/></query>";
    for from in ["mallory@evil.lit", "romeo@montague.lit/orchard", "capulet.lit"] {
        juliet.receives(&format!("<iq type='result' id='{id}' from='{from}'>{lie}</iq>"));
    }
    assert!(!juliet.conversation("mallory@evil.lit").contact);
    assert_eq!(juliet.live().forged, 3);
    juliet.is_answered("jabber:iq:roster");
    assert!(juliet.conversation("romeo@montague.lit").contact);
}

#[test]
fn a_question_without_an_answer_is_given_up() {
    let mut juliet = Person::juliet();
    juliet.server.ignores.push(ns::MAM.into());
    juliet.restarts().signs_in();
    assert!(juliet.live().archive.busy());
    juliet.waits(121_000);
    assert!(!juliet.live().archive.busy());
}
