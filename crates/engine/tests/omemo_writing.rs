//! XEP-0384, writing: to every trusted device of both, encrypted by default, and nothing at all where that is impossible.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{EncryptionMode, Peer, Trust};
use sotto_testkit::wire::{Element, Encrypted, Message, ns};
use sotto_testkit::{Command, Device, Person, Refused, Verdict};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";
const TEXT: &str = "My bounty is as boundless as the sea";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

/// Juliet, and Romeo with these devices, all published.
fn both(ids: &[u32]) -> (Person, Vec<Device>) {
    let mut juliet = Person::juliet();
    let devices: Vec<_> = ids.iter().map(|id| Device::new(ROMEO, *id)).collect();
    devices.iter().for_each(|device| device.publishes(&mut juliet.server));
    (juliet, devices)
}

fn keys(stanza: &Element) -> Vec<u32> {
    let Some(Encrypted::Legacy(header)) = Message::parse(stanza).unwrap().encrypted else {
        panic!("not encrypted")
    };
    let mut keys: Vec<u32> = header.keys.iter().map(|key| key.rid.get()).collect();
    keys.sort();
    keys
}

fn decide(juliet: &mut Person, whose: &str, device: &Device, verdict: Verdict) {
    let order = Command::TrustDevice {
        peer: peer(whose),
        device: device.id,
        verdict,
    };
    juliet.commands(order).unwrap();
}

#[test]
fn a_first_message_is_encrypted_to_every_device_of_the_contact_without_asking() {
    let (mut juliet, mut romeo) = both(&[11, 12]);
    juliet.writes(ROMEO, TEXT);
    let sent = juliet.sends(
        "<message to='romeo@montague.lit' type='chat'><encrypted xmlns='eu.siacs.conversations.axolotl'/>
         <encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/><store xmlns='urn:xmpp:hints'/></message>",
    );
    assert_eq!(keys(&sent), [11, 12]);
    for device in &mut romeo {
        assert_eq!(device.reads(JULIET, &sent), Ok(Some(TEXT.to_owned())));
    }
    juliet.shows(ROMEO, &[&format!("me (omemo): {TEXT} [Sent]")]);
}

#[test]
fn the_text_is_in_nothing_that_leaves_or_is_kept() {
    let (mut juliet, mut romeo) = both(&[11]);
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
    assert_eq!(keys(&sent), [11, 77], "not to itself");
    assert_eq!(phone.reads(JULIET, &sent), Ok(Some(TEXT.to_owned())));
}

#[test]
fn a_session_is_begun_once_and_a_bundle_fetched_once() {
    let (mut juliet, mut romeo) = both(&[11]);
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
    let (mut juliet, mut romeo) = both(&[11]);
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
    let (mut juliet, mut romeo) = both(&[11]);
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
    let (mut juliet, mut romeo) = both(&[11]);
    for node in [
        "eu.siacs.conversations.axolotl.devicelist",
        "eu.siacs.conversations.axolotl.bundles:11",
    ] {
        let mut waiting = both(&[11]).0;
        waiting.server.ignores.push(node.into());
        waiting.loses_the_connection().signs_in();
        waiting.sent.clear();
        waiting.writes(ROMEO, TEXT).sends_nothing();
        waiting.loses_the_connection().restarts().sends_nothing();
        waiting.server.ignores.clear();
        waiting.signs_in();
        let sent = waiting.sends("<message/>");
        assert!(!String::from(&sent).contains("bounty"), "{node}");
        assert_eq!(keys(&sent), [11]);
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
    let (mut juliet, _) = both(&[11]);
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
    let (mut juliet, _) = both(&[11]);
    let mode = |mode| Command::SetEncryption {
        peer: peer(ROMEO),
        mode,
    };
    juliet.commands(mode(EncryptionMode::Plain)).unwrap();
    juliet.commands(mode(EncryptionMode::Encrypted)).unwrap();
    juliet.writes(ROMEO, TEXT);
    assert_eq!(keys(&juliet.sends("<message/>")), [11]);
}

#[test]
fn o02_nothing_is_encrypted_to_devices_that_nobody_decided_about() {
    let (mut juliet, mut romeo) = both(&[11]);
    juliet.writes(ROMEO, "one");
    romeo[0].reads(JULIET, &juliet.sends("<message/>")).unwrap();
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Verified);
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Distrusted);
    juliet.writes(ROMEO, "two").sends_nothing();
    juliet.shows(ROMEO, &["me (omemo): one [Sent]", "me: two [Failed: Untrusted]"]);
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Accepted);
    let message = juliet.row(ROMEO, "two").message;
    juliet.commands(Command::Retry { message }).unwrap();
    assert_eq!(
        romeo[0].reads(JULIET, &juliet.sends("<message/>")),
        Ok(Some("two".to_owned()))
    );
}

#[test]
fn o01_a_device_added_before_any_was_verified_is_encrypted_to_and_told_of() {
    let (mut juliet, _) = both(&[11]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    let added = Device::new(ROMEO, 12);
    added.publishes(&mut juliet.server);
    announce(&mut juliet, ROMEO);
    juliet.writes(ROMEO, "two");
    assert_eq!(keys(&juliet.sends("<message/>")), [11, 12]);
    juliet.shows(
        ROMEO,
        &[
            "me (omemo): one [Sent]",
            "* their device: Blind",
            "me (omemo): two [Sent]",
        ],
    );
}

#[test]
fn o01_a_device_added_after_one_was_verified_waits_for_the_user() {
    let (mut juliet, romeo) = both(&[11]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Verified);
    let added = Device::new(ROMEO, 12);
    added.publishes(&mut juliet.server);
    announce(&mut juliet, ROMEO);
    juliet.writes(ROMEO, "two");
    assert_eq!(keys(&juliet.sends("<message/>")), [11]);
    juliet.shows(
        ROMEO,
        &[
            "me (omemo): one [Sent]",
            "* their device: Undecided",
            "me (omemo): two [Sent]",
        ],
    );
}

#[test]
fn o01_a_new_device_of_my_own_is_told_of_where_i_look() {
    let mut juliet = Person::new(JULIET);
    let (first, romeo) = (Device::new(JULIET, 77), Device::new(ROMEO, 11));
    first.publishes(&mut juliet.server);
    romeo.publishes(&mut juliet.server);
    juliet.signs_in();
    decide(&mut juliet, JULIET, &first, Verdict::Verified);
    Device::new(JULIET, 78).publishes(&mut juliet.server);
    announce(&mut juliet, JULIET);
    let trusts: Vec<_> = juliet
        .devices(JULIET)
        .iter()
        .map(|row| (row.device.get(), row.trust))
        .collect();
    assert!(trusts.contains(&(78, Trust::Undecided)), "{trusts:?}");
    juliet.writes(ROMEO, "x");
    assert_eq!(keys(&juliet.sends("<message/>")), [11, 77]);
    Device::new(JULIET, 79).publishes(&mut juliet.server);
    announce(&mut juliet, JULIET);
    juliet.shows(ROMEO, &["me (omemo): x [Sent]", "* my device: Undecided"]);
}

/// The owner's server tells of the list as it is now.
fn announce(juliet: &mut Person, whose: &str) {
    let node = "eu.siacs.conversations.axolotl.devicelist";
    let list = String::from(&juliet.server.nodes[&(whose.to_owned(), node.to_owned())]);
    juliet.receives(&format!(
        "<message from='{whose}' to='{JULIET}' type='headline'><event xmlns='{}'><items node='{node}'><item id='current'>{list}</item></items></event></message>",
        ns::PUBSUB_EVENT
    ));
}

#[test]
fn o04_a_verified_device_that_is_hidden_from_the_list_is_told_of_and_remembered_as_verified() {
    let (mut juliet, romeo) = both(&[11, 12]);
    juliet.writes(ROMEO, "one");
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Verified);
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.devicelist".to_owned());
    let full = juliet.server.nodes[&node].clone();
    juliet.server.nodes.insert(
        node.clone(),
        "<list xmlns='eu.siacs.conversations.axolotl'><device id='12'/></list>"
            .parse()
            .unwrap(),
    );
    announce(&mut juliet, ROMEO);
    let hidden = juliet
        .devices(ROMEO)
        .into_iter()
        .find(|row| row.device.get() == 11)
        .unwrap();
    assert_eq!(
        (hidden.trust, hidden.active, hidden.fingerprint),
        (Trust::Verified, false, Some(romeo[0].fingerprint()))
    );
    let line = "* their device: Verified, gone".to_owned();
    assert_eq!(juliet.lines(ROMEO).last(), Some(&line));
    announce(&mut juliet, ROMEO);
    assert_eq!(
        juliet.lines(ROMEO).iter().filter(|shown| **shown == line).count(),
        1,
        "once"
    );
    juliet.server.nodes.insert(node, full);
    announce(&mut juliet, ROMEO);
    let back = juliet
        .devices(ROMEO)
        .into_iter()
        .find(|row| row.device.get() == 11)
        .unwrap();
    assert_eq!((back.trust, back.active), (Trust::Verified, true));
}

#[test]
fn o06_a_bundle_with_another_identity_key_is_not_used_and_blocks_the_device() {
    let (mut juliet, romeo) = both(&[11]);
    juliet.commands(Command::OpenChat { peer: peer(ROMEO) }).unwrap();
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Verified);
    let mut imposter = Device::new(ROMEO, 99);
    imposter.id = romeo[0].id;
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.bundles:11".to_owned());
    juliet.server.nodes.insert(node, imposter.bundle());
    juliet
        .commands(Command::RepairSession {
            peer: peer(ROMEO),
            device: romeo[0].id,
        })
        .unwrap();
    juliet.sends_nothing();
    juliet.writes(ROMEO, "two").sends_nothing();
    juliet.shows(
        ROMEO,
        &[
            "me (omemo): one [Sent]",
            "* their device: Changed",
            "me: two [Failed: Untrusted]",
        ],
    );
    let kept = juliet.devices(ROMEO)[0].fingerprint.clone();
    assert_eq!(
        kept,
        Some(romeo[0].fingerprint()),
        "the key that was verified stays the one that is shown"
    );
}

#[test]
fn o07_a_key_that_belongs_to_somebody_else_is_flagged_and_not_encrypted_to() {
    let (mut juliet, romeo) = both(&[11]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    let paris = "paris@verona.lit";
    let list = "<list xmlns='eu.siacs.conversations.axolotl'><device id='11'/></list>";
    let nodes = &mut juliet.server.nodes;
    nodes.insert(
        (paris.into(), "eu.siacs.conversations.axolotl.devicelist".into()),
        list.parse().unwrap(),
    );
    nodes.insert(
        (paris.into(), "eu.siacs.conversations.axolotl.bundles:11".into()),
        romeo[0].bundle(),
    );
    juliet.writes(paris, "two").sends_nothing();
    assert_eq!(juliet.devices(paris)[0].trust, Trust::Changed);
    assert_eq!(juliet.devices(ROMEO)[0].trust, Trust::Blind);
}

#[test]
fn o08_a_bundle_with_a_bad_signature_is_left_out_and_the_others_are_written_to() {
    let (mut juliet, _) = both(&[11, 12]);
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.bundles:11".to_owned());
    let forged = String::from(&juliet.server.nodes[&node]);
    let begin = forged.find("<signedPreKeySignature>").unwrap() + 23;
    let mut forged = forged.into_bytes();
    forged[begin + 4] = if forged[begin + 4] == b'A' { b'B' } else { b'A' };
    let forged: Element = String::from_utf8(forged).unwrap().parse().unwrap();
    juliet.server.nodes.insert(node, forged);
    juliet.writes(ROMEO, TEXT);
    assert_eq!(keys(&juliet.sends("<message/>")), [12]);
}

#[test]
fn nobody_is_encrypted_to_who_is_not_on_the_list_any_more() {
    let (mut juliet, _) = both(&[11, 12]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.devicelist".to_owned());
    juliet.server.nodes.insert(
        node,
        "<list xmlns='eu.siacs.conversations.axolotl'><device id='12'/></list>"
            .parse()
            .unwrap(),
    );
    announce(&mut juliet, ROMEO);
    juliet.writes(ROMEO, "two");
    assert_eq!(keys(&juliet.sends("<message/>")), [12]);
}

#[test]
fn r10_a_device_list_counts_only_for_whoever_published_it() {
    let (mut juliet, _) = both(&[11]);
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
    assert_eq!(keys(&juliet.sends("<message/>")), [11]);
    assert!(juliet.devices(JULIET).iter().all(|row| row.device.get() != 666));
}

#[test]
fn a_message_waits_behind_the_one_before_it() {
    let (mut juliet, mut romeo) = both(&[11]);
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
    let (mut juliet, romeo) = both(&[11, 12]);
    assert_eq!(juliet.conversation(ROMEO).readiness, Readiness::Checking);
    juliet.commands(Command::OpenChat { peer: peer(ROMEO) }).unwrap();
    assert_eq!(juliet.conversation(ROMEO).readiness, Readiness::Ready { devices: 2 });
    decide(&mut juliet, ROMEO, &romeo[0], Verdict::Distrusted);
    decide(&mut juliet, ROMEO, &romeo[1], Verdict::Distrusted);
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
