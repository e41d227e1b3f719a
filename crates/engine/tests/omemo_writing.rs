//! XEP-0384, writing: to every trusted device of both, encrypted by default, and nothing at all where that is impossible.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, Peer};
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Command, Device, Person, Refused, Verdict, receivers};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";
const TEXT: &str = "My bounty is as boundless as the sea";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

#[test]
fn a_first_message_is_encrypted_to_every_device_of_the_contact_without_asking() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11, 12]);
    juliet.writes(ROMEO, TEXT);
    let sent = juliet.sends(
        "<message to='romeo@montague.lit' type='chat'><encrypted xmlns='eu.siacs.conversations.axolotl'/>
         <encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/><store xmlns='urn:xmpp:hints'/></message>",
    );
    assert_eq!(receivers(&sent), [11, 12]);
    for device in &mut romeo {
        assert_eq!(device.reads(JULIET, &sent), Ok(Some(TEXT.to_owned())));
    }
    juliet.shows(ROMEO, &[&format!("me (omemo): {TEXT} [Sent]")]);
}

#[test]
fn the_text_is_in_nothing_that_leaves_or_is_kept() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, TEXT);
    let sent = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    let everything = format!(
        "{} {:?} {:?}",
        String::from(&sent),
        juliet.server.archive,
        juliet.notices
    );
    assert!(!everything.contains("bounty"), "the text travels encrypted");
    let files = juliet.files();
    assert!(
        !files.windows(6).any(|bytes| bytes == b"bounty"),
        "the archive file is encrypted"
    );
    assert_eq!(
        romeo[0].reads(JULIET, &sent),
        Ok(Some(TEXT.to_owned())),
        "and it was there to be found"
    );
}

#[test]
fn my_other_devices_read_what_i_write() {
    let mut juliet = Person::new(JULIET);
    let (mut phone, romeo) = (Device::new(JULIET, 77), Device::new(ROMEO, 11));
    phone.publishes(&mut juliet.server);
    romeo.publishes(&mut juliet.server);
    juliet.signs_in().writes(ROMEO, TEXT);
    let sent = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    assert_eq!(receivers(&sent), [11, 77], "not to itself");
    assert_eq!(phone.reads(JULIET, &sent), Ok(Some(TEXT.to_owned())));
}

#[test]
fn a_session_is_begun_once_and_a_bundle_fetched_once() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "one").writes(ROMEO, "two");
    let bundles = juliet
        .asked
        .iter()
        .filter(|iq| String::from(*iq).contains("bundles:11"))
        .count();
    assert_eq!(bundles, 1);
    for text in ["one", "two"] {
        let sent = juliet.sends("<message/>");
        assert_eq!(romeo[0].reads(JULIET, &sent), Ok(Some(text.to_owned())));
    }
}

#[test]
fn the_same_bytes_are_sent_again_after_a_kill_and_never_another_text_under_their_key() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    (juliet.server.acknowledges, juliet.server.archives) = (false, false);
    juliet.writes(ROMEO, "one");
    let first = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    juliet.restarts().signs_in();
    let again = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    assert_eq!(again, first);
    juliet.server.acknowledges = true;
    juliet.writes(ROMEO, "two");
    let next = juliet.sends("<message><encrypted xmlns='eu.siacs.conversations.axolotl'/></message>");
    assert_eq!(romeo[0].reads(JULIET, &next), Ok(Some("two".to_owned())));
    assert_eq!(romeo[0].reads(JULIET, &first), Ok(Some("one".to_owned())));
}

#[test]
fn f02_a_retry_never_uses_a_key_twice() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "one");
    let first = juliet.sends("<message/>");
    let id = first.attr("id").unwrap();
    juliet.receives(&format!(
        "<message type='error' from='{ROMEO}' id='{id}'><error type='cancel'/></message>"
    ));
    let message = juliet.row(ROMEO, "one").message;
    juliet.commands(Command::Retry { message }).unwrap();
    let second = juliet.sends("<message/>");
    assert_ne!(
        second.get_child("encrypted", ns::OMEMO_LEGACY),
        first.get_child("encrypted", ns::OMEMO_LEGACY)
    );
    assert_eq!(romeo[0].reads(JULIET, &second), Ok(Some("one".to_owned())));
    assert_eq!(romeo[0].reads(JULIET, &first), Ok(Some("one".to_owned())));
}

#[test]
fn o21_a_contact_without_keys_gets_nothing_until_the_user_decides() {
    let mut juliet = Person::juliet();
    juliet.writes(ROMEO, TEXT).sends_nothing();
    juliet.shows(ROMEO, &[&format!("me: {TEXT} [Failed: NoKeys]")]);
    let message = juliet.row(ROMEO, TEXT).message;
    juliet.commands(Command::SendUnencrypted { message }).unwrap();
    juliet.sends(&format!("<message><body>{TEXT}</body></message>"));
    juliet.shows(ROMEO, &[&format!("me (exposed): {TEXT} [Sent]")]);
    juliet.writes(ROMEO, "the next one").sends_nothing();
}

#[test]
fn o21_what_waits_for_keys_never_leaves_in_the_clear() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    for node in [
        "eu.siacs.conversations.axolotl.devicelist",
        "eu.siacs.conversations.axolotl.bundles:11",
    ] {
        let mut waiting = Device::of_romeo(&[11]).0;
        waiting.server.ignores.push(node.into());
        waiting.loses_the_connection().signs_in();
        waiting.sent.clear();
        waiting.writes(ROMEO, TEXT).sends_nothing();
        waiting.loses_the_connection().restarts().sends_nothing();
        waiting.server.ignores.clear();
        waiting.signs_in();
        let sent = waiting.sends("<message/>");
        assert!(!String::from(&sent).contains("bounty"), "{node}");
        assert_eq!(receivers(&sent), [11]);
    }
    // And a bundle that is refused fails it, rather than sending it otherwise.
    juliet
        .server
        .refuses
        .insert("eu.siacs.conversations.axolotl.bundles:11".into(), "item-not-found");
    juliet.writes(ROMEO, TEXT).sends_nothing();
    juliet.shows(ROMEO, &[&format!("me: {TEXT} [Failed: BadKeys]")]);
    juliet.server.refuses.clear();
    let message = juliet.row(ROMEO, TEXT).message;
    juliet.commands(Command::Retry { message }).unwrap();
    let sent = juliet.sends("<message/>");
    assert_eq!(romeo[0].reads(JULIET, &sent), Ok(Some(TEXT.to_owned())));
}

#[test]
fn o21_a_contacts_server_that_cannot_be_reached_is_not_a_contact_without_keys() {
    let mut juliet = Person::juliet();
    juliet.server.refuses.insert(
        "eu.siacs.conversations.axolotl.devicelist".into(),
        "remote-server-timeout",
    );
    juliet.writes(ROMEO, TEXT).sends_nothing();
    juliet.shows(ROMEO, &[&format!("me: {TEXT} [Failed: Unreachable]")]);
}

#[test]
fn o21_turning_encryption_off_does_not_send_what_was_written_before() {
    let (mut juliet, _) = Device::of_romeo(&[11]);
    juliet
        .server
        .ignores
        .push("eu.siacs.conversations.axolotl.bundles:11".into());
    juliet.writes(ROMEO, "for his eyes only");
    juliet
        .commands(Command::SetEncryption {
            peer: peer(ROMEO),
            mode: EncryptionMode::Plain,
        })
        .unwrap();
    juliet
        .sends_nothing()
        .shows(ROMEO, &["me: for his eyes only [Failed: NoKeys]"]);
    juliet.writes(ROMEO, "for everybody");
    juliet.sends("<message><body>for everybody</body></message>");
    juliet.sends_nothing();
}

#[test]
fn o21_turning_encryption_on_again_holds_from_the_next_message() {
    let (mut juliet, _) = Device::of_romeo(&[11]);
    let mode = |mode| Command::SetEncryption {
        peer: peer(ROMEO),
        mode,
    };
    juliet.commands(mode(EncryptionMode::Plain)).unwrap();
    juliet.commands(mode(EncryptionMode::Encrypted)).unwrap();
    juliet.writes(ROMEO, TEXT);
    assert_eq!(receivers(&juliet.sends("<message/>")), [11]);
}

#[test]
fn o08_a_bundle_with_a_bad_signature_is_left_out_and_the_others_are_written_to() {
    let (mut juliet, _) = Device::of_romeo(&[11, 12]);
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.bundles:11".to_owned());
    let forged = String::from(&juliet.server.nodes[&node]);
    let begin = forged.find("<signedPreKeySignature>").unwrap() + 23;
    let mut forged = forged.into_bytes();
    forged[begin + 4] = if forged[begin + 4] == b'A' { b'B' } else { b'A' };
    let forged: Element = String::from_utf8(forged).unwrap().parse().unwrap();
    juliet.server.nodes.insert(node, forged);
    juliet.writes(ROMEO, TEXT);
    assert_eq!(receivers(&juliet.sends("<message/>")), [12]);
}

#[test]
fn nobody_is_encrypted_to_who_is_not_on_the_list_any_more() {
    let (mut juliet, _) = Device::of_romeo(&[11, 12]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.devicelist".to_owned());
    juliet.server.nodes.insert(
        node,
        "<list xmlns='eu.siacs.conversations.axolotl'><device id='12'/></list>"
            .parse()
            .unwrap(),
    );
    juliet.hears_of_devices(ROMEO);
    juliet.writes(ROMEO, "two");
    assert_eq!(receivers(&juliet.sends("<message/>")), [12]);
}

#[test]
fn r10_a_device_list_counts_only_for_whoever_published_it() {
    let (mut juliet, _) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    let forged = |from: &str| {
        format!(
            "<message from='{from}' to='{JULIET}' type='headline'><event xmlns='{}'>
             <items node='eu.siacs.conversations.axolotl.devicelist'><item id='current'>
             <list xmlns='eu.siacs.conversations.axolotl'><device id='666'/></list></item></items></event></message>",
            ns::PUBSUB_EVENT
        )
    };
    juliet
        .receives(&forged("mallory@evil.lit"))
        .receives(&forged("montague.lit"));
    juliet.writes(ROMEO, "two");
    assert_eq!(receivers(&juliet.sends("<message/>")), [11]);
    assert!(juliet.devices(JULIET).iter().all(|row| row.device.get() != 666));
}

#[test]
fn a_message_waits_behind_the_one_before_it() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    juliet
        .server
        .ignores
        .push("eu.siacs.conversations.axolotl.bundles:11".into());
    juliet.writes(ROMEO, "one").writes(ROMEO, "two").sends_nothing();
    juliet.is_answered("eu.siacs.conversations.axolotl.bundles:11");
    for text in ["one", "two"] {
        let sent = juliet.sent.remove(0);
        assert_eq!(romeo[0].reads(JULIET, &sent), Ok(Some(text.to_owned())));
    }
}

#[test]
fn what_the_composer_says_is_what_will_happen() {
    use sotto_testkit::views::Readiness;
    let (mut juliet, romeo) = Device::of_romeo(&[11, 12]);
    assert_eq!(juliet.conversation(ROMEO).readiness, Readiness::Checking);
    juliet.commands(Command::OpenChat { peer: peer(ROMEO) }).unwrap();
    assert_eq!(juliet.conversation(ROMEO).readiness, Readiness::Ready { devices: 2 });
    juliet.decides(&romeo[0], Verdict::Distrusted);
    juliet.decides(&romeo[1], Verdict::Distrusted);
    assert_eq!(juliet.conversation(ROMEO).readiness, Readiness::Untrusted);
    juliet
        .commands(Command::OpenChat {
            peer: peer("nurse@capulet.lit"),
        })
        .unwrap();
    assert_eq!(juliet.conversation("nurse@capulet.lit").readiness, Readiness::NoKeys);
}

#[test]
fn a_device_whose_key_is_unknown_cannot_be_verified_and_ours_cannot_be_removed() {
    let mut juliet = Person::juliet();
    let list = "<list xmlns='eu.siacs.conversations.axolotl'><device id='11'/></list>";
    juliet.server.nodes.insert(
        (ROMEO.into(), "eu.siacs.conversations.axolotl.devicelist".into()),
        list.parse().unwrap(),
    );
    juliet.commands(Command::OpenChat { peer: peer(ROMEO) }).unwrap();
    let device = 11.try_into().unwrap();
    let verify = Command::TrustDevice {
        peer: peer(ROMEO),
        device,
        verdict: Verdict::Verified,
    };
    assert_eq!(juliet.commands(verify), Err(Refused::BadRequest));
    let here = Device::find(&juliet.server, JULIET);
    assert_eq!(
        juliet.commands(Command::RemoveDevice { device: here }),
        Err(Refused::BadRequest)
    );
}
