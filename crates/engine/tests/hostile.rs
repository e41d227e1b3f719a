//! Stanzas with parts missing, doubled, swapped and filled with nonsense: nothing breaks, and the next honest message arrives.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::orders::said;
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Device, Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

/// One honest stanza of each kind that is understood.
fn honest(romeo: &mut Device, juliet: &Person) -> Vec<Element> {
    let hers = Device::find(&juliet.server, JULIET);
    let mut all: Vec<Element> = [
        "<message from='romeo@montague.lit/o' to='juliet@capulet.lit' type='chat' id='1'><body>hi</body><request xmlns='urn:xmpp:receipts'/>
         <origin-id xmlns='urn:xmpp:sid:0' id='1'/><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s1'/>
         <delay xmlns='urn:xmpp:delay' from='capulet.lit' stamp='2002-09-10T23:08:25Z'/>
         <composing xmlns='http://jabber.org/protocol/chatstates'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>",
        "<message from='romeo@montague.lit/o' id='2'><received xmlns='urn:xmpp:receipts' id='x'/><displayed xmlns='urn:xmpp:chat-markers:0' id='x'/></message>",
        "<message from='romeo@montague.lit' type='error' id='3'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        "<presence from='romeo@montague.lit/o'><show>away</show><status>x</status><priority>5</priority></presence>",
        "<presence from='paris@verona.lit' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>Paris</nick></presence>",
        "<iq type='set' id='4'><query xmlns='jabber:iq:roster' ver='1'><item jid='nurse@capulet.lit' subscription='to' name='N'/></query></iq>",
        "<iq type='get' id='5' from='romeo@montague.lit/o'><query xmlns='http://jabber.org/protocol/disco#info' node='x'/></iq>",
        "<message from='juliet@capulet.lit'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
         <message xmlns='jabber:client' from='juliet@capulet.lit/p' to='romeo@montague.lit' type='chat' id='6'><body>x</body></message></forwarded></sent></message>",
        "<message from='juliet@capulet.lit'><result xmlns='urn:xmpp:mam:2' queryid='q' id='7'><forwarded xmlns='urn:xmpp:forward:0'>
         <delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>
         <message xmlns='jabber:client' from='romeo@montague.lit/o' to='juliet@capulet.lit' id='7'><body>x</body></message></forwarded></result></message>",
        "<message from='romeo@montague.lit' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='eu.siacs.conversations.axolotl.devicelist'><item id='current'><list xmlns='eu.siacs.conversations.axolotl'><device id='11'/></list></item></items></event></message>",
    ]
    .into_iter()
    .map(xml)
    .collect();
    all.push(romeo.encrypts(JULIET, &[(JULIET, hers)], Some("encrypted")));
    all
}

const NONSENSE: [&str; 9] = [
    "",
    "-1",
    "0",
    "4294967296",
    "1e9",
    "NaN",
    "@",
    "\u{202e}\u{0085}",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// The text of a stanza with one value after the other replaced, and with one element after the other left out or doubled.
fn twisted(stanza: &Element) -> Vec<Element> {
    let text = String::from(stanza);
    let mut all = Vec::new();
    let quotes: Vec<usize> = text.match_indices(['\'', '"']).map(|(at, _)| at).collect();
    for pair in quotes.chunks_exact(2) {
        let name = text[..pair[0]].rsplit([' ', '<']).next().unwrap_or_default();
        if name.starts_with("xmlns") {
            continue;
        }
        for nonsense in NONSENSE {
            all.push(format!("{}{nonsense}{}", &text[..=pair[0]], &text[pair[1]..]));
        }
    }
    all.extend(
        text.match_indices("</")
            .map(|(at, _)| format!("{}<junk xmlns='urn:junk'/>{}", &text[..at], &text[at..])),
    );
    let mut all: Vec<Element> = all.iter().filter_map(|text| text.parse().ok()).collect();
    let children: Vec<Element> = stanza.children().cloned().collect();
    for skip in 0..children.len() {
        let mut without = stanza.clone();
        without.take_nodes();
        for (at, child) in children.iter().enumerate() {
            if at != skip {
                without.append_child(child.clone());
            }
        }
        all.push(without);
        let mut doubled = stanza.clone();
        doubled.append_child(children[skip].clone());
        all.push(doubled);
    }
    all
}

#[test]
fn x13_x14_whatever_is_twisted_nothing_breaks_and_the_next_honest_message_arrives() {
    let mut juliet = Person::juliet();
    let mut romeo = Device::new(ROMEO, 11);
    romeo.publishes(&mut juliet.server);
    romeo.begins(&juliet.server, JULIET, Device::find(&juliet.server, JULIET));
    let mut count = 0;
    for stanza in honest(&mut romeo, &juliet) {
        for twisted in twisted(&stanza) {
            juliet.receives_element(twisted);
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
    juliet.receives_element(said("nurse@capulet.lit/x", JULIET, "honest", "madam"));
    juliet.shows("nurse@capulet.lit", &["nurse (exposed): madam"]);
    assert!(!juliet.conversation("mallory@evil.lit").contact);
    juliet.restarts().signs_in();
    juliet.shows("nurse@capulet.lit", &["nurse (exposed): madam"]);
}

#[test]
fn answers_that_make_no_sense_leave_everything_as_it_was() {
    for payload in [
        "",
        "<query xmlns='urn:junk'/>",
        "<fin xmlns='urn:xmpp:mam:2'/>",
        "<fin xmlns='urn:xmpp:mam:2' complete='perhaps'><set xmlns='http://jabber.org/protocol/rsm'><last/><first/></set></fin>",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='x'><item/></items></pubsub>",
        "<query xmlns='http://jabber.org/protocol/disco#info'><feature/><feature var='urn:xmpp:mam:2'/></query>",
        "<query xmlns='jabber:iq:roster'><item jid='@'/></query>",
    ] {
        let mut juliet = Person::juliet();
        juliet.gets(&said("romeo@montague.lit/o", JULIET, "1", "one"));
        juliet
            .server
            .ignores
            .extend([ns::MAM, ns::DISCO_INFO, ns::PUBSUB].map(str::to_owned));
        juliet.asked.clear();
        juliet.restarts().signs_in();
        for iq in juliet.asked.clone() {
            let (id, to) = (
                iq.attr("id").unwrap(),
                iq.attr("to").map(|to| format!(" from='{to}'")).unwrap_or_default(),
            );
            juliet.receives(&format!("<iq type='result' id='{id}'{to}>{payload}</iq>"));
        }
        juliet.server.ignores.clear();
        juliet.restarts().signs_in();
        juliet.gets(&said("romeo@montague.lit/o", JULIET, "2", "two"));
        juliet.shows(ROMEO, &["romeo (exposed): one", "romeo (exposed): two"]);
    }
}
