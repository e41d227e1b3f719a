//! Any bytes, read as a stanza, as every payload that arrives in an answer, and as a decrypted envelope: nothing
//! panics. The same bytes, sent as text: they arrive as they were sent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sotto_model::{Jid, OriginId};
use sotto_wire::{
    Element, Message, MessageKind, Outgoing, Stanza, caps, disco, mam, omemo_legacy, omemo2, pubsub, roster, sce, xml,
};

fuzz_target!(|data: &[u8]| {
    if let Ok(e) = Element::from_reader_with_prefixes(data, Some("jabber:client".to_owned())) {
        read(&e);
    }
    let _ = sce::Envelope::parse(data);
    round_trip(&String::from_utf8_lossy(data));
});

/// As a stanza, and as every payload that is only asked for by whoever sent the question.
fn read(e: &Element) {
    let _ = Stanza::parse(e);
    for e in std::iter::once(e).chain(e.children()) {
        let _ = roster::Roster::parse(e);
        let _ = disco::Items::parse(e);
        let _ = disco::Info::parse(e).map(|info| caps::verification(&info));
        let _ = mam::Fin::parse(e);
        let _ = pubsub::Items::parse(e);
        let _ = omemo_legacy::DeviceList::parse(e);
        let _ = omemo_legacy::Bundle::parse(e);
        let _ = omemo2::DeviceList::parse(e);
        let _ = omemo2::Bundle::parse(e);
    }
}

fn round_trip(text: &str) {
    let to = Jid::new("juliet@capulet.lit").expect("a literal address");
    let sent = Outgoing { body: Some(text.to_owned()), ..Outgoing::new(to, MessageKind::Chat, OriginId("o1".into())) };
    let wire: Element = String::from(&sent.to_element()).parse().expect("what we write is well-formed");
    let message = Message::parse(&wire).expect("a message of ours");
    assert_eq!(message.body.unwrap_or_default(), xml::sanitize(text));
    assert_eq!(message.origin_id, Some(sent.id));
}
