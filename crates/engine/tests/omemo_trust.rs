//! XEP-0384, trust: blind before verification, a word about every device that comes, goes or changes, and nothing to a device
//! that nobody decided about.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::{Peer, Trust};
use sotto_testkit::{Command, Device, Person, Verdict, receivers};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";

fn peer(jid: &str) -> Peer {
    Peer(jid.parse().unwrap())
}

#[test]
fn o02_nothing_is_encrypted_to_devices_that_nobody_decided_about() {
    let (mut juliet, mut romeo) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "one");
    romeo[0].reads(JULIET, &juliet.sends("<message/>")).unwrap();
    juliet.decides(&romeo[0], Verdict::Verified);
    juliet.decides(&romeo[0], Verdict::Distrusted);
    juliet.writes(ROMEO, "two").sends_nothing();
    juliet.shows(ROMEO, &["me (omemo): one [Sent]", "me: two [Failed: Untrusted]"]);
    juliet.decides(&romeo[0], Verdict::Accepted);
    let message = juliet.row(ROMEO, "two").message;
    juliet.commands(Command::Retry { message }).unwrap();
    assert_eq!(
        romeo[0].reads(JULIET, &juliet.sends("<message/>")),
        Ok(Some("two".to_owned()))
    );
}

#[test]
fn o01_a_device_added_before_any_was_verified_is_encrypted_to_and_told_of() {
    let (mut juliet, _) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    let added = Device::new(ROMEO, 12);
    added.publishes(&mut juliet.server);
    juliet.hears_of_devices(ROMEO);
    juliet.writes(ROMEO, "two");
    assert_eq!(receivers(&juliet.sends("<message/>")), [11, 12]);
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
    let (mut juliet, romeo) = Device::of_romeo(&[11]);
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    juliet.decides(&romeo[0], Verdict::Verified);
    let added = Device::new(ROMEO, 12);
    added.publishes(&mut juliet.server);
    juliet.hears_of_devices(ROMEO);
    juliet.writes(ROMEO, "two");
    assert_eq!(receivers(&juliet.sends("<message/>")), [11]);
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
    juliet.decides(&first, Verdict::Verified);
    Device::new(JULIET, 78).publishes(&mut juliet.server);
    juliet.hears_of_devices(JULIET);
    let trusts: Vec<_> = juliet
        .devices(JULIET)
        .iter()
        .map(|row| (row.device.get(), row.trust))
        .collect();
    assert!(trusts.contains(&(78, Trust::Undecided)), "{trusts:?}");
    juliet.writes(ROMEO, "x");
    assert_eq!(receivers(&juliet.sends("<message/>")), [11, 77]);
    Device::new(JULIET, 79).publishes(&mut juliet.server);
    juliet.hears_of_devices(JULIET);
    juliet.shows(ROMEO, &["me (omemo): x [Sent]", "* my device: Undecided"]);
}

#[test]
fn o04_a_verified_device_that_is_hidden_from_the_list_is_told_of_and_remembered_as_verified() {
    let (mut juliet, romeo) = Device::of_romeo(&[11, 12]);
    juliet.writes(ROMEO, "one");
    juliet.decides(&romeo[0], Verdict::Verified);
    let node = (ROMEO.to_owned(), "eu.siacs.conversations.axolotl.devicelist".to_owned());
    let full = juliet.server.nodes[&node].clone();
    juliet.server.nodes.insert(
        node.clone(),
        "<list xmlns='eu.siacs.conversations.axolotl'><device id='12'/></list>"
            .parse()
            .unwrap(),
    );
    juliet.hears_of_devices(ROMEO);
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
    juliet.hears_of_devices(ROMEO);
    assert_eq!(
        juliet.lines(ROMEO).iter().filter(|shown| **shown == line).count(),
        1,
        "once"
    );
    juliet.server.nodes.insert(node, full);
    juliet.hears_of_devices(ROMEO);
    let back = juliet
        .devices(ROMEO)
        .into_iter()
        .find(|row| row.device.get() == 11)
        .unwrap();
    assert_eq!((back.trust, back.active), (Trust::Verified, true));
}

#[test]
fn o06_a_bundle_with_another_identity_key_is_not_used_and_blocks_the_device() {
    let (mut juliet, romeo) = Device::of_romeo(&[11]);
    juliet.commands(Command::OpenChat { peer: peer(ROMEO) }).unwrap();
    juliet.writes(ROMEO, "one");
    juliet.sent.clear();
    juliet.decides(&romeo[0], Verdict::Verified);
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
    let (mut juliet, romeo) = Device::of_romeo(&[11]);
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
