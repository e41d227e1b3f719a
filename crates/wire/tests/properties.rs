//! What must hold for any text and any bytes a peer may send.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sotto_model::{BareJid, ChatState, DeviceId, Jid, OriginId, Presence as Show};
use sotto_wire::{Element, Hints, Message, MessageKind, Method, Outgoing, Presence, Receipt, Stanza};
use sotto_wire::{omemo_legacy, omemo2, presence, roster, sce, xml};

/// Through text, as the wire has it.
fn travel(sent: &Element) -> Element {
    String::from(sent).parse().expect("what we write is well-formed")
}

fn outgoing(body: &str) -> Outgoing {
    let to = Jid::new("juliet@capulet.lit").expect("a literal address");
    Outgoing {
        body: Some(body.to_owned()),
        ..Outgoing::new(to, MessageKind::Chat, OriginId("o1".into()))
    }
}

fn received(sent: &Element) -> Message {
    Message::parse(&travel(sent)).expect("a message of ours")
}

/// Any text, control characters, unassigned code points and line breaks of all kinds included.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter),
        "[\\x00-\\x7f]{0,60}",
        "(<|>|&|'|\"|]]>|\r|\n|\t| |&amp;|&#0;|<!\\[CDATA\\[|-->|\u{85}|\u{2028}){0,20}",
    ]
}

proptest! {
    #[test]
    fn x08_any_body_arrives_as_it_was_sent(text in any_text()) {
        let kept = xml::sanitize(&text).into_owned();
        prop_assert_eq!(received(&outgoing(&text).to_element()).body.unwrap_or_default(), kept);
    }

    #[test]
    fn x08_any_id_arrives_as_it_was_sent(text in any_text()) {
        let kept = xml::sanitize(&text).into_owned();
        let sent = Outgoing { id: OriginId(text), ..outgoing("hi") };
        let message = received(&sent.to_element());
        prop_assert_eq!(message.id.unwrap_or_default(), kept.clone());
        prop_assert_eq!(message.origin_id.map(|id| id.0).unwrap_or_default(), kept);
    }

    #[test]
    fn x08_any_resource_arrives_as_it_was_sent(text in any_text()) {
        if let Ok(to) = Jid::new(&format!("juliet@capulet.lit/{text}")) {
            // What a server would refuse to carry does not become an address in the first place.
            prop_assert_eq!(&*xml::sanitize(to.as_str()), to.as_str());
            let sent = Outgoing { to: to.clone(), ..outgoing("hi") };
            prop_assert_eq!(received(&sent.to_element()).to, Some(to));
        }
    }

    #[test]
    fn x08_any_status_nick_and_name_arrive_as_they_were_sent(text in any_text()) {
        let kept = xml::sanitize(&text).into_owned();
        let sent = travel(&presence::available(Show::Away, Some(&text), None, None));
        prop_assert_eq!(Presence::parse(&sent).unwrap().status.unwrap_or_default(), kept.clone());

        let juliet = BareJid::new("juliet@capulet.lit").unwrap();
        let ask = Presence::parse(&travel(&presence::subscribe(&juliet, Some(&text)))).unwrap();
        let line: String = kept.trim().chars().filter(|c| !c.is_control()).collect();
        prop_assert_eq!(ask.nick.unwrap_or_default(), line);

        let item = roster::Push::parse(&travel(&roster::set(&juliet, Some(&text), &[]))).unwrap().item;
        prop_assert_eq!(item.name, Some(kept).filter(|name| !name.trim().is_empty()));
    }

    #[test]
    fn any_encrypted_bytes_arrive_as_they_were_sent(
        sid in 1_u32..=0x7fff_ffff, rid in 1_u32..=0x7fff_ffff, prekey: bool,
        data in proptest::collection::vec(any::<u8>(), 1..300),
        payload in proptest::option::of(proptest::collection::vec(any::<u8>(), 1..300)),
    ) {
        let (sid, rid) = (DeviceId::try_from(sid).unwrap(), DeviceId::try_from(rid).unwrap());
        let key = omemo_legacy::Key { rid, prekey, data: data.clone() };
        let legacy = omemo_legacy::Header { sid, keys: vec![key], iv: Some(data.clone()), payload: payload.clone() };
        prop_assert_eq!(omemo_legacy::Header::parse(&travel(&legacy.to_element())), Some(legacy));

        let key = omemo2::Key { jid: BareJid::new("juliet@capulet.lit").unwrap(), rid, kex: prekey, data };
        let newer = omemo2::Header { sid, keys: vec![key], payload };
        prop_assert_eq!(omemo2::Header::parse(&travel(&newer.to_element())), Some(newer));
    }

    #[test]
    fn any_text_survives_the_envelope(text in any_text(), padding in any_text()) {
        let sent = sce::Envelope { content: vec![sce::body(&text)], ..sce::Envelope::default() };
        let plain = String::from(&sent.to_element(&padding));
        let kept = xml::sanitize(&text).into_owned();
        prop_assert_eq!(sce::Envelope::parse(plain.as_bytes()).unwrap().body().unwrap_or_default(), kept);
    }

    #[test]
    fn no_bytes_make_the_envelope_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(sce::Envelope::parse(&bytes), None);
    }

    #[test]
    fn no_arrangement_of_known_elements_makes_a_parser_panic(text in garbage(4)) {
        if let Ok(e) = text.parse::<Element>() {
            let _ = Stanza::parse(&e);
        }
    }

    #[test]
    fn x07_nothing_in_a_text_becomes_a_second_message(text in any_text(), attribute in any_text()) {
        let sent = Outgoing {
            id: OriginId(attribute.clone()),
            method: Some(Method { namespace: format!("urn:{attribute}"), name: Some(text.clone()) }),
            receipt: Some(Receipt::Received(OriginId(attribute))),
            chat_state: Some(ChatState::Active),
            hints: Hints { store: true, ..Hints::default() },
            ..outgoing(&format!("{text}</body></message><message from='boss@b'><body>{text}"))
        };
        let e = travel(&sent.to_element());
        let names: Vec<&str> = e.children().map(Element::name).collect();
        prop_assert_eq!(names, ["body", "encryption", "origin-id", "received", "active", "store"]);
        prop_assert!(e.children().all(|child| child.children().next().is_none()));
        prop_assert_eq!(e.attr("from"), None);
    }
}

/// Documents made of the names, namespaces and values that our parsers look for, in any arrangement.
fn garbage(depth: u32) -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just(""),
        Just("1"),
        Just("-1"),
        Just("4294967296"),
        Just("18446744073709551616"),
        Just("NaN"),
        Just("1e9"),
        Just("a@b"),
        Just("a@b/c"),
        Just("@"),
        Just("true"),
        Just("error"),
        Just("get"),
        Just("set"),
        Just("result"),
        Just("hidden"),
        Just("remove"),
        Just("1970-01-01T00:00:00Z"),
        Just("9999-12-31T23:59:60.9-23:59"),
        Just("aGk="),
        Just("====="),
        Just("b'aGk='"),
        Just("sha-1"),
        Just("FORM_TYPE"),
    ];
    let name = proptest::sample::select(vec![
        "message",
        "presence",
        "iq",
        "body",
        "error",
        "text",
        "query",
        "item",
        "items",
        "event",
        "retract",
        "delay",
        "forwarded",
        "result",
        "fin",
        "set",
        "sent",
        "received",
        "encrypted",
        "header",
        "keys",
        "key",
        "iv",
        "payload",
        "list",
        "device",
        "devices",
        "bundle",
        "prekeys",
        "spk",
        "x",
        "field",
        "value",
        "c",
        "identity",
        "feature",
        "stanza-id",
        "origin-id",
        "encryption",
        "displayed",
        "nick",
        "priority",
        "show",
        "gone",
    ]);
    let namespace = proptest::sample::select(vec![
        "jabber:client",
        "jabber:iq:roster",
        "jabber:x:data",
        "http://jabber.org/protocol/pubsub",
        "http://jabber.org/protocol/pubsub#event",
        "http://jabber.org/protocol/disco#info",
        "urn:xmpp:mam:2",
        "http://jabber.org/protocol/rsm",
        "urn:xmpp:carbons:2",
        "urn:xmpp:forward:0",
        "urn:xmpp:sid:0",
        "urn:xmpp:delay",
        "urn:xmpp:omemo:2",
        "eu.siacs.conversations.axolotl",
        "urn:xmpp:eme:0",
        "urn:ietf:params:xml:ns:xmpp-stanzas",
        "http://jabber.org/protocol/caps",
        "urn:x",
    ]);
    let attribute = proptest::sample::select(vec![
        "id",
        "type",
        "from",
        "to",
        "by",
        "jid",
        "node",
        "ver",
        "hash",
        "sid",
        "rid",
        "stamp",
        "var",
        "name",
        "queryid",
        "namespace",
        "prekey",
        "kex",
        "complete",
        "subscription",
    ]);
    let attributes = proptest::collection::btree_map(attribute, value.clone(), 0..4);
    let open = (name, namespace, attributes).prop_map(|(name, namespace, attributes)| {
        let attributes: String = attributes
            .iter()
            .map(|(name, value)| format!(" {name}=\"{value}\""))
            .collect();
        (
            format!("<{name} xmlns='{namespace}'{attributes}>"),
            format!("</{name}>"),
        )
    });
    let leaf = (open.clone(), value).prop_map(|((open, close), text)| format!("{open}{text}{close}"));
    leaf.prop_recursive(depth, 40, 6, move |inner| {
        (open.clone(), proptest::collection::vec(inner, 0..6))
            .prop_map(|((open, close), children)| format!("{open}{}{close}", children.concat()))
    })
}
