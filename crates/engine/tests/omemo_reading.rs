//! XEP-0384, reading: what can be read is read once, what cannot says why, and nothing is ever answered by itself but
//! with an empty message.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{DeviceId, Peer, Trust};
use sotto_testkit::orders::{agree, said};
use sotto_testkit::wire::{Element, Encrypted, Message, ns};
use sotto_testkit::{Command, Device, Person, Refused, Verdict, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet and her device, and Romeo's, which has begun a session with it and said nothing yet.
fn both() -> (Person, DeviceId, Device) {
    let mut juliet = Person::juliet();
    let mut romeo = Device::new(ROMEO, 11);
    romeo.publishes(&mut juliet.server);
    let hers = Device::find(&juliet.server, JULIET);
    romeo.begins(&juliet.server, JULIET, hers);
    (juliet, hers, romeo)
}

/// The same, after a word from each.
fn talking() -> (Person, DeviceId, Device) {
    let (mut juliet, hers, mut romeo) = both();
    juliet.gets(&romeo.encrypts(JULIET, &[(JULIET, hers)], Some("hello")));
    let answer = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    romeo.reads(JULIET, &answer).unwrap();
    juliet.sent.clear();
    juliet.notices.clear();
    (juliet, hers, romeo)
}

fn says(romeo: &mut Device, hers: DeviceId, text: &str) -> Element {
    romeo.encrypts(JULIET, &[(JULIET, hers)], Some(text))
}

fn empty_answers(juliet: &Person) -> Vec<Element> {
    let encrypted = |stanza: &&Element| stanza.has_child("encrypted", ns::OMEMO_LEGACY);
    juliet.sent.iter().filter(encrypted).cloned().collect()
}

#[test]
fn a_first_message_is_read_shown_and_answered_with_an_empty_one() {
    let (mut juliet, hers, mut romeo) = both();
    juliet.gets(&says(&mut romeo, hers, "hello"));
    juliet
        .shows(ROMEO, &["romeo (omemo): hello"])
        .notifies(&["romeo@montague.lit: hello (1)"]);
    let answer = juliet.sends(
        "<message to='romeo@montague.lit'><encrypted xmlns='eu.siacs.conversations.axolotl'/>
         <private xmlns='urn:xmpp:carbons:2'/><store xmlns='urn:xmpp:hints'/></message>",
    );
    assert_eq!(romeo.reads(JULIET, &answer), Ok(None), "nothing is said in it");
    juliet.sends_nothing();
    juliet.gets(&says(&mut romeo, hers, "again")).sends_nothing();
    juliet.shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): again"]);
}

#[test]
fn r24_a_stranger_is_not_answered_until_we_write_to_them() {
    let mut juliet = Person::juliet();
    let mut mallory = Device::new("mallory@evil.lit", 66);
    mallory.publishes(&mut juliet.server);
    let hers = Device::find(&juliet.server, JULIET);
    mallory.begins(&juliet.server, JULIET, hers);
    juliet.gets(&mallory.encrypts(JULIET, &[(JULIET, hers)], Some("are you there?")));
    juliet
        .sends_nothing()
        .shows("mallory@evil.lit", &["mallory (omemo): are you there?"]);
    juliet.writes("mallory@evil.lit", "who asks?");
    let sent = juliet.sends("<message to='mallory@evil.lit'/>");
    assert_eq!(mallory.reads(JULIET, &sent), Ok(Some("who asks?".to_owned())));
}

#[test]
fn what_my_phone_writes_is_read_here() {
    let mut juliet = Person::juliet();
    let mut phone = Device::new(JULIET, 77);
    let hers = Device::find(&juliet.server, JULIET);
    phone.begins(&juliet.server, JULIET, hers);
    let sent = phone.encrypts(ROMEO, &[(JULIET, hers)], Some("from my phone"));
    let inner = String::from(&sent);
    juliet.receives(&format!(
        "<message from='{JULIET}'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded></sent></message>"
    ));
    juliet
        .shows(ROMEO, &["me (omemo): from my phone [Sent]"])
        .unread(ROMEO, 0);
}

#[test]
fn a_talk_between_three_devices_is_the_same_by_every_way() {
    let lines = ["romeo (omemo): one", "me (omemo): two [Sent]", "romeo (omemo): three"];
    agree(ROMEO, &lines, || {
        let (juliet, hers, mut romeo) = both();
        let mut phone = Device::new(JULIET, 77);
        phone.begins(&juliet.server, JULIET, hers);
        let one = says(&mut romeo, hers, "one");
        let two = phone.encrypts(ROMEO, &[(JULIET, hers)], Some("two"));
        let three = says(&mut romeo, hers, "three");
        (juliet, vec![one, two, three])
    });
}

#[test]
fn o13_a_ciphertext_that_comes_again_is_shown_once_even_under_another_id() {
    let (mut juliet, hers, mut romeo) = talking();
    let message = says(&mut romeo, hers, "pay me");
    juliet.gets(&message).receives_element(message.clone());
    let header = Message::parse(&message).unwrap().encrypted;
    let Some(Encrypted::Legacy(header)) = header else {
        panic!("not encrypted")
    };
    for _ in 0..3 {
        let replayed = romeo.message(JULIET, &header);
        juliet.gets(&replayed);
    }
    juliet.shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): pay me"]);
    juliet.notifies(&["romeo@montague.lit: pay me (2)"]).sends_nothing();
}

#[test]
fn o14_messages_in_any_order_are_all_read() {
    let (mut juliet, hers, mut romeo) = talking();
    let mut messages: Vec<_> = (0..40).map(|n| says(&mut romeo, hers, &n.to_string())).collect();
    messages.reverse();
    messages.swap(3, 30);
    for message in &messages {
        juliet.gets(message);
    }
    let mut shown: Vec<_> = juliet.lines(ROMEO).into_iter().skip(1).collect();
    shown.sort();
    let mut said: Vec<_> = (0..40).map(|n| format!("romeo (omemo): {n}")).collect();
    said.sort();
    assert_eq!(shown, said);
}

#[test]
fn o15_a_live_message_between_two_pages_of_the_same_session_costs_nothing() {
    let (mut juliet, hers, mut romeo) = talking();
    juliet.loses_the_connection();
    let now = juliet.now;
    for n in 0..6 {
        let message = says(&mut romeo, hers, &n.to_string());
        juliet.server.keep(&message, now);
    }
    let live = says(&mut romeo, hers, "live");
    juliet.server.page = 2;
    juliet.server.ignores.push(ns::MAM.into());
    juliet.signs_in();
    juliet.gets(&live).is_answered(ns::MAM);
    let shown = juliet.lines(ROMEO);
    assert_eq!(shown.len(), 8, "{shown:?}");
    assert!(shown.iter().all(|line| !line.contains("??")), "{shown:?}");
}

#[test]
fn o16_a_message_that_carries_only_keys_shows_nothing() {
    let (mut juliet, hers, mut romeo) = talking();
    juliet.gets(&romeo.encrypts(JULIET, &[(JULIET, hers)], None));
    juliet.shows(ROMEO, &["romeo (omemo): hello"]).notifies(&[]);
    let empty = romeo.encrypts(JULIET, &[], None);
    juliet
        .gets(&empty)
        .shows(ROMEO, &["romeo (omemo): hello"])
        .notifies(&[]);
}

#[test]
fn o16_o17_what_was_tampered_with_is_not_shown_and_says_so() {
    let (mut juliet, hers, mut romeo) = talking();
    let mut header = romeo.header(&[(JULIET, hers)], Some("pay Romeo"));
    header.payload.as_mut().unwrap()[0] ^= 1;
    let message = romeo.message(JULIET, &header);
    juliet
        .gets(&message)
        .shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): ?? Broken"]);

    let (mut juliet, hers, mut romeo) = talking();
    let mut header = romeo.header(&[(JULIET, hers)], Some("pay Romeo"));
    header.iv = None;
    let message = romeo.message(JULIET, &header);
    juliet
        .gets(&message)
        .shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): ?? Broken"]);

    // The message goes on being readable for whom nothing was altered.
    juliet.now = juliet.now.plus(120_000);
    juliet.gets(&says(&mut romeo, hers, "still here"));
    assert_eq!(juliet.lines(ROMEO).last().unwrap(), "romeo (omemo): still here");
}

#[test]
fn o16_garbage_in_place_of_a_ciphertext_says_that_it_is_malformed() {
    for content in [
        "",
        "<header/>",
        "<header sid='0'/>",
        "<header sid='11'><key rid='1'>!</key></header><payload>!</payload>",
    ] {
        let mut juliet = Person::juliet();
        juliet.receives(&format!(
            "<message from='{ROMEO}/o' to='{JULIET}' type='chat' id='1'><body>fallback</body>
             <encrypted xmlns='eu.siacs.conversations.axolotl'>{content}</encrypted></message>"
        ));
        juliet.shows(ROMEO, &["romeo (omemo): ?? Malformed"]).sends_nothing();
    }
}

#[test]
fn o19_what_stands_in_the_clear_beside_a_ciphertext_is_not_shown() {
    let (mut juliet, hers, mut romeo) = talking();
    let mut message = says(&mut romeo, hers, "the truth");
    message.append_child(xml("<body>a lie</body>"));
    message.append_child(xml("<x xmlns='jabber:x:oob'><url>https://evil.lit</url></x>"));
    message.append_child(xml("<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>a lie</body></html>"));
    message.append_child(xml("<subject>a lie</subject>"));
    juliet
        .gets(&message)
        .shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): the truth"]);
    juliet.notifies(&["romeo@montague.lit: the truth (2)"]);
    let unreadable = message.clone();
    juliet.restarts();
    juliet.gets(&unreadable);
    assert!(juliet.lines(ROMEO).iter().all(|line| !line.contains("lie")));
}

#[test]
fn o20_a_plain_message_in_an_encrypted_conversation_is_marked() {
    let (mut juliet, _, _) = talking();
    juliet.gets(&said("romeo@montague.lit/o", JULIET, "p", "it is me, really"));
    juliet.shows(ROMEO, &["romeo (omemo): hello", "romeo (exposed): it is me, really"]);
}

#[test]
fn an_unknown_encryption_says_so_instead_of_showing_its_apology() {
    let mut juliet = Person::juliet();
    juliet.receives(&format!(
        "<message from='{ROMEO}/o' to='{JULIET}' type='chat' id='1'><body>[This message is OpenPGP encrypted]</body>
         <x xmlns='jabber:x:encrypted'>abc</x><encryption xmlns='urn:xmpp:eme:0' namespace='jabber:x:encrypted'/></message>"
    ));
    juliet.shows(ROMEO, &["romeo: ?? UnknownMethod"]);
}

#[test]
fn each_message_that_cannot_be_read_says_why() {
    let (mut juliet, hers, mut romeo) = both();
    // Encrypted before this device existed, or by somebody who does not know it.
    let elsewhere = romeo.encrypts(JULIET, &[], Some("not for you"));
    juliet
        .gets(&elsewhere)
        .shows(ROMEO, &["romeo (omemo): ?? NotForThisDevice"]);
    // The first message, which would have begun the session, is lost with the archive that knew it.
    juliet.now = juliet.now.plus(120_000);
    let (mut juliet, hers2, mut tybalt) = (Person::juliet(), hers, romeo.clone());
    assert_eq!(hers, hers2);
    let first = says(&mut tybalt, hers, "first");
    let mut known = Person::juliet();
    known.gets(&first);
    let answer = known.sends("<message/>");
    tybalt.reads(JULIET, &answer).unwrap();
    juliet.gets(&says(&mut tybalt, hers, "second"));
    juliet.shows(ROMEO, &["romeo (omemo): ?? NoSession"]).sends_nothing();
    assert_eq!(juliet.live().forged, 0);
}

#[test]
fn a_prekey_that_is_gone_says_so() {
    let (mut juliet, hers, mut romeo) = both();
    let mut second = Device::new(ROMEO, 12);
    // Both begin from the same bundle; the one prekey left in it is used up by the first.
    let node = (
        JULIET.to_owned(),
        format!("eu.siacs.conversations.axolotl.bundles:{hers}"),
    );
    keep_one_prekey(juliet.server.nodes.get_mut(&node).unwrap());
    let mut romeo_again = Device::new(ROMEO, 13);
    romeo_again.begins(&juliet.server, JULIET, hers);
    second.begins(&juliet.server, JULIET, hers);
    juliet.gets(&says(&mut second, hers, "first come"));
    juliet.now = juliet.now.plus(120_000);
    juliet.gets(&says(&mut romeo_again, hers, "too late"));
    juliet.shows(ROMEO, &["romeo (omemo): first come", "romeo (omemo): ?? KeyGone"]);
    juliet.gets(&says(&mut romeo, hers, "another prekey"));
    assert_eq!(juliet.lines(ROMEO).last().unwrap(), "romeo (omemo): another prekey");
}

fn keep_one_prekey(bundle: &mut Element) {
    let text = String::from(&*bundle);
    let first = text.find("<preKeyPublic").unwrap();
    let end = text[first..].find("</preKeyPublic>").unwrap() + first + "</preKeyPublic>".len();
    let rest = text.find("</prekeys>").unwrap();
    *bundle = format!("{}{}", &text[..end], &text[rest..]).parse().unwrap();
}

#[test]
fn a_prekey_used_twice_before_we_were_there_serves_both() {
    let (mut juliet, hers, _) = both();
    let node = (
        JULIET.to_owned(),
        format!("eu.siacs.conversations.axolotl.bundles:{hers}"),
    );
    keep_one_prekey(juliet.server.nodes.get_mut(&node).unwrap());
    juliet.loses_the_connection();
    let now = juliet.now;
    for id in [12, 13] {
        let mut device = Device::new(ROMEO, id);
        device.begins(&juliet.server, JULIET, hers);
        let message = says(&mut device, hers, &id.to_string());
        juliet.server.keep(&message, now);
    }
    juliet
        .signs_in()
        .shows(ROMEO, &["romeo (omemo): 12", "romeo (omemo): 13"]);
}

#[test]
fn o06_a_message_under_another_identity_key_is_not_read_and_blocks_the_device() {
    let (mut juliet, hers, mut romeo) = talking();
    juliet.decides(&romeo, Verdict::Verified);
    let mut imposter = Device::new(ROMEO, 99);
    imposter.begins(&juliet.server, JULIET, hers);
    let mut header = imposter.header(&[(JULIET, hers)], Some("it is me"));
    header.sid = romeo.id;
    juliet.gets(&imposter.message(JULIET, &header));
    juliet.shows(
        ROMEO,
        &[
            "romeo (omemo): hello",
            "* their device: Changed",
            "romeo (omemo): ?? IdentityChanged",
        ],
    );
    juliet.writes(ROMEO, "who is this?").sends_nothing();
    assert_eq!(juliet.devices(ROMEO)[0].trust, Trust::Changed);
    // The one whom we know is still read: the key is theirs.
    juliet.gets(&says(&mut romeo, hers, "what happened?"));
    assert_eq!(juliet.lines(ROMEO).last().unwrap(), "romeo (omemo): what happened?");
}

#[test]
fn o23_devices_of_two_people_may_share_a_number() {
    let (mut juliet, hers, mut romeo) = talking();
    let mut paris = Device::new("paris@verona.lit", 11);
    paris.begins(&juliet.server, JULIET, hers);
    juliet.gets(&paris.encrypts(JULIET, &[(JULIET, hers)], Some("madam")));
    juliet.gets(&says(&mut romeo, hers, "my lady"));
    juliet.shows("paris@verona.lit", &["paris (omemo): madam"]);
    juliet.shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): my lady"]);
}

#[test]
fn o23_a_contact_who_claims_to_be_our_own_device_is_read_as_the_contact() {
    let (mut juliet, hers, mut romeo) = talking();
    let mut header = romeo.header(&[(JULIET, hers)], Some("I am you"));
    header.sid = hers;
    juliet.gets(&romeo.message(JULIET, &header));
    juliet.shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): ?? NoSession"]);
}

#[test]
fn o24_a_flood_of_unreadable_messages_is_told_once_and_answered_by_nothing() {
    let (mut juliet, hers, mut romeo) = talking();
    for _ in 0..500 {
        let mut header = romeo.header(&[(JULIET, hers)], Some("x"));
        let last = header.keys[0].data.len() - 1;
        header.keys[0].data[last] ^= 1;
        let message = romeo.message(JULIET, &header);
        juliet.receives_element(message);
    }
    juliet
        .shows(ROMEO, &["romeo (omemo): hello", "romeo (omemo): ?? Broken"])
        .sends_nothing();
    assert!(
        juliet
            .asked
            .iter()
            .rev()
            .take(5)
            .all(|iq| !String::from(iq).contains("bundles:11")),
        "no bundle is fetched"
    );
    juliet.notices.clear();
    juliet.now = juliet.now.plus(120_000);
    juliet.gets(&says(&mut romeo, hers, "better now"));
    assert_eq!(juliet.lines(ROMEO).last().unwrap(), "romeo (omemo): better now");
}

#[test]
fn o25_a_repair_by_hand_keeps_trust_and_still_reads_what_was_under_way() {
    let (mut juliet, hers, mut romeo) = talking();
    juliet.decides(&romeo, Verdict::Verified);
    let under_way = says(&mut romeo, hers, "written before");
    juliet
        .commands(Command::RepairSession {
            peer: peer(ROMEO),
            device: romeo.id,
        })
        .unwrap();
    let reset = empty_answers(&juliet).remove(0);
    assert!(String::from(&reset).contains("prekey="), "a new session begins");
    juliet.sent.clear();
    juliet.gets(&under_way);
    assert_eq!(romeo.reads(JULIET, &reset), Ok(None));
    juliet.gets(&says(&mut romeo, hers, "written after"));
    juliet.shows(
        ROMEO,
        &[
            "romeo (omemo): hello",
            "romeo (omemo): written before",
            "romeo (omemo): written after",
        ],
    );
    assert_eq!(juliet.devices(ROMEO)[0].trust, Trust::Verified);
    juliet.writes(ROMEO, "well");
    assert_eq!(
        romeo.reads(JULIET, &juliet.sends("<message><body/></message>")),
        Ok(Some("well".to_owned()))
    );
}

#[test]
fn o25_a_session_that_is_lost_here_is_found_again_by_a_repair() {
    let (_, hers, mut romeo) = talking();
    // The same device, an archive from before it ever spoke to Romeo.
    let mut juliet = Person::juliet();
    romeo.publishes(&mut juliet.server);
    juliet
        .gets(&says(&mut romeo, hers, "hello?"))
        .shows(ROMEO, &["romeo (omemo): ?? NoSession"])
        .sends_nothing();
    let row = juliet.rows(ROMEO).remove(0);
    let sotto_testkit::views::Entry::Message {
        repair: Some(device), ..
    } = row.entry
    else {
        panic!("no repair offered")
    };
    juliet
        .commands(Command::RepairSession {
            peer: peer(ROMEO),
            device,
        })
        .unwrap();
    let reset = empty_answers(&juliet).remove(0);
    romeo.reads(JULIET, &reset).unwrap();
    juliet.gets(&says(&mut romeo, hers, "there you are"));
    juliet.shows(ROMEO, &["romeo (omemo): ?? NoSession", "romeo (omemo): there you are"]);
}

#[test]
fn o25_a_repair_needs_a_connection_and_a_bundle() {
    let (mut juliet, hers, mut romeo) = talking();
    let repair = Command::RepairSession {
        peer: peer(ROMEO),
        device: romeo.id,
    };
    juliet
        .server
        .refuses
        .insert("eu.siacs.conversations.axolotl.bundles:11".into(), "item-not-found");
    juliet.commands(repair.clone()).unwrap();
    juliet.sends_nothing();
    juliet.gets(&says(&mut romeo, hers, "the old session is still there"));
    assert_eq!(
        juliet.lines(ROMEO).last().unwrap(),
        "romeo (omemo): the old session is still there"
    );
    juliet.loses_the_connection();
    assert_eq!(juliet.commands(repair), Err(Refused::Offline));
}

#[test]
fn o26_after_53_messages_without_a_word_from_us_an_empty_one_is_sent_once() {
    let (mut juliet, hers, mut romeo) = talking();
    for n in 1..=60 {
        juliet.gets(&says(&mut romeo, hers, &n.to_string()));
        assert_eq!(empty_answers(&juliet).len(), usize::from(n >= 53), "after {n}");
    }
    let heartbeat = empty_answers(&juliet).remove(0);
    assert_eq!(romeo.reads(JULIET, &heartbeat), Ok(None));
}

#[test]
fn history_of_before_is_read_where_it_can_be_and_answered_by_nothing() {
    let (mut juliet, hers, mut romeo) = both();
    let now = juliet.now;
    let message = says(&mut romeo, hers, "long ago");
    let mut fresh = Person::new(JULIET);
    fresh.server.roster = juliet.server.roster.clone();
    fresh.server.keep(&message, now);
    fresh.signs_in();
    fresh.shows(ROMEO, &["romeo (omemo): long ago"]).unread(ROMEO, 0);
    fresh.sends("<presence/>");
    fresh.sends_nothing();
    juliet.sends_nothing();
}

#[test]
fn what_we_wrote_ourselves_and_no_longer_have_says_so() {
    let (mut juliet, hers, _) = talking();
    juliet.writes(ROMEO, "I wrote this");
    let mine = juliet.server.archive.last().unwrap().message.clone();
    assert!(mine.has_child("encrypted", ns::OMEMO_LEGACY));
    let mut again = Person::juliet();
    let now = again.now;
    assert_eq!(Device::find(&again.server, JULIET), hers);
    again.loses_the_connection();
    again.server.keep(&mine, now);
    again.signs_in().shows(ROMEO, &["me (omemo): ?? KeyGone [Sent]"]);
}
