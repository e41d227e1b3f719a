//! XEP-0384, our own device: made once, published openly, kept supplied with keys, and never thrown off the list in silence.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use sotto_testkit::model::DeviceId;
use sotto_testkit::wire::bundle::Bundle;
use sotto_testkit::wire::omemo_legacy::{BUNDLE, DEVICE_LIST_NODE, DeviceList, bundle_node};
use sotto_testkit::wire::{Element, ns};
use sotto_testkit::{Command, Device, Input, Person, xml};

const ROMEO: &str = "romeo@montague.lit";
const JULIET: &str = "juliet@capulet.lit";
const WEEK: i64 = 7 * 24 * 3_600_000;

fn list(juliet: &Person) -> Vec<DeviceId> {
    let node = juliet
        .server
        .nodes
        .get(&(JULIET.to_owned(), DEVICE_LIST_NODE.to_owned()));
    node.and_then(DeviceList::parse).unwrap_or_default().devices
}

fn bundle(juliet: &Person, device: DeviceId) -> Bundle {
    BUNDLE
        .parse(&juliet.server.nodes[&(JULIET.to_owned(), bundle_node(device))])
        .unwrap()
}

fn nodes_published(juliet: &Person) -> Vec<String> {
    let publications = juliet
        .server
        .published
        .iter()
        .filter_map(|payload| payload.get_child("publish", ns::PUBSUB));
    publications
        .map(|publish| publish.attr("node").unwrap().to_owned())
        .collect()
}

/// Our own server tells of our list as it is now.
fn announce(juliet: &mut Person, devices: &[u32]) {
    let devices: String = devices.iter().map(|id| format!("<device id='{id}'/>")).collect();
    let list = format!("<list xmlns='eu.siacs.conversations.axolotl'>{devices}</list>");
    juliet
        .server
        .nodes
        .insert((JULIET.into(), DEVICE_LIST_NODE.into()), list.parse().unwrap());
    juliet.receives(&format!(
        "<message from='{JULIET}' type='headline'><event xmlns='{}'><items node='{DEVICE_LIST_NODE}'><item id='current'>{list}</item></items></event></message>",
        ns::PUBSUB_EVENT
    ));
}

#[test]
fn a_new_device_publishes_its_keys_and_then_itself_for_everybody_to_read() {
    let juliet = Person::juliet();
    let here = list(&juliet)[0];
    assert_eq!(
        nodes_published(&juliet),
        [bundle_node(here), DEVICE_LIST_NODE.to_owned()],
        "keys first"
    );
    assert_eq!(bundle(&juliet, here).prekeys.len(), 100);
    for publication in &juliet.server.published {
        let form = publication
            .get_child("publish-options", ns::PUBSUB)
            .unwrap()
            .children()
            .next()
            .unwrap();
        let fields: Vec<_> = form
            .children()
            .map(|field| {
                (
                    field.attr("var").unwrap_or_default(),
                    field.children().map(Element::text).collect::<String>(),
                )
            })
            .collect();
        assert!(
            fields.contains(&("pubsub#access_model", "open".to_owned())),
            "{fields:?}"
        );
        assert!(
            fields
                .iter()
                .any(|(var, value)| *var == "pubsub#persist_items" && ["1", "true"].contains(&value.as_str()))
        );
    }
}

#[test]
fn a_restart_is_the_same_device_and_publishes_nothing_anew() {
    let mut juliet = Person::juliet();
    let (here, before) = (list(&juliet)[0], juliet.devices(JULIET)[0].fingerprint.clone());
    juliet.server.published.clear();
    juliet.restarts().signs_in();
    assert_eq!(list(&juliet), [here]);
    assert_eq!(juliet.devices(JULIET)[0].fingerprint, before);
    assert!(juliet.server.published.is_empty());
}

#[test]
fn other_devices_stay_on_the_list() {
    let mut juliet = Person::new(JULIET);
    Device::new(JULIET, 77).publishes(&mut juliet.server);
    juliet.signs_in();
    let devices = list(&juliet);
    assert_eq!((devices.len(), devices[0].get()), (2, 77));
}

#[test]
fn o03_thrown_off_the_list_we_put_ourselves_back_and_keep_the_others() {
    let mut juliet = Person::juliet();
    let here = list(&juliet)[0];
    for others in [&[77][..], &[], &[77, 78]] {
        juliet.waits(3_700_000);
        announce(&mut juliet, others);
        let devices: Vec<u32> = list(&juliet).into_iter().map(DeviceId::get).collect();
        let expected: Vec<u32> = others.iter().copied().chain([here.get()]).collect();
        assert_eq!(devices, expected);
    }
    juliet.waits(3_700_000);
    juliet.receives(&format!(
        "<message from='{JULIET}' type='headline'><event xmlns='{}'><delete node='{DEVICE_LIST_NODE}'/></event></message>",
        ns::PUBSUB_EVENT
    ));
    assert_eq!(list(&juliet), [here]);
}

#[test]
fn o03_a_program_that_throws_us_off_again_and_again_is_given_way_to_in_the_end() {
    let mut juliet = Person::juliet();
    juliet.server.published.clear();
    for _ in 0..30 {
        announce(&mut juliet, &[77]);
    }
    let tries = nodes_published(&juliet)
        .iter()
        .filter(|node| *node == DEVICE_LIST_NODE)
        .count();
    assert!((1..=3).contains(&tries), "{tries} tries");
    juliet.waits(3_700_000);
    announce(&mut juliet, &[77]);
    assert_eq!(list(&juliet).len(), 2, "later it is worth another try");
}

#[test]
fn o03_somebody_else_cannot_change_our_list() {
    let mut juliet = Person::juliet();
    juliet.server.published.clear();
    juliet.receives(&format!(
        "<message from='{JULIET}/phone' type='headline'><event xmlns='{}'><items node='{DEVICE_LIST_NODE}'><item id='current'>
         <list xmlns='eu.siacs.conversations.axolotl'><device id='666'/></list></item></items></event></message>",
        ns::PUBSUB_EVENT
    ));
    assert!(juliet.server.published.is_empty());
    assert!(juliet.devices(JULIET).iter().all(|row| row.device.get() != 666));
}

#[test]
fn a_node_that_only_friends_may_read_is_opened_and_published_again() {
    let mut juliet = Person::new(JULIET);
    juliet.server.conflicts = vec![DEVICE_LIST_NODE.to_owned()];
    juliet.signs_in();
    let configured = juliet
        .asked
        .iter()
        .any(|iq| String::from(iq).contains("<configure") && String::from(iq).contains("open"));
    assert!(configured, "the node was set right");
    assert_eq!(list(&juliet).len(), 1);
}

#[test]
fn o11_a_used_prekey_is_replaced_and_never_offered_again() {
    let mut juliet = Person::juliet();
    let here = list(&juliet)[0];
    let before: Vec<u32> = bundle(&juliet, here).prekeys.iter().map(|(id, _)| *id).collect();
    let mut romeo = Device::new(ROMEO, 11);
    romeo.begins(&juliet.server, JULIET, here);
    juliet.gets(&romeo.encrypts(JULIET, &[(JULIET, here)], Some("hello")));
    let after: Vec<u32> = bundle(&juliet, here).prekeys.iter().map(|(id, _)| *id).collect();
    assert_eq!(after.len(), 100);
    let gone: Vec<_> = before.iter().filter(|id| !after.contains(id)).collect();
    let new: Vec<_> = after.iter().filter(|id| !before.contains(id)).collect();
    assert_eq!((gone.len(), new), (1, vec![&101]));
}

#[test]
fn o11_two_hundred_sessions_by_strangers_leave_a_hundred_prekeys() {
    let mut juliet = Person::juliet();
    let here = list(&juliet)[0];
    let offered = |juliet: &Person| bundle(juliet, here).prekeys.into_iter().map(|(id, _)| id);
    let mut seen: std::collections::BTreeSet<u32> = offered(&juliet).collect();
    for n in 0..200 {
        let stranger = format!("s{n}@evil.lit");
        let mut device = Device::new(&stranger, 1 + n);
        device.begins(&juliet.server, JULIET, here);
        juliet.gets(&device.encrypts(JULIET, &[(JULIET, here)], Some("x")));
        seen.extend(offered(&juliet));
    }
    assert_eq!(bundle(&juliet, here).prekeys.len(), 100);
    assert_eq!(seen.len(), 300, "each is offered once");
    juliet.sent.retain(|stanza| stanza.name() == "message");
    juliet.sends_nothing();
}

#[test]
fn prekeys_used_while_we_were_away_are_replaced_once_the_archive_was_read() {
    let mut juliet = Person::juliet();
    let here = list(&juliet)[0];
    juliet.loses_the_connection();
    let now = juliet.now;
    for n in 0..5 {
        let mut device = Device::new(ROMEO, 10 + n);
        device.begins(&juliet.server, JULIET, here);
        let message = device.encrypts(JULIET, &[(JULIET, here)], Some("x"));
        juliet.server.keep(&message, now);
    }
    juliet.server.published.clear();
    juliet.signs_in();
    assert_eq!(bundle(&juliet, here).prekeys.len(), 100);
    assert_eq!(nodes_published(&juliet), [bundle_node(here)], "once for all of them");
}

#[test]
fn the_signed_prekey_changes_every_week_and_the_old_one_still_reads() {
    let mut juliet = Person::juliet();
    let here = list(&juliet)[0];
    let first = bundle(&juliet, here);
    let mut slow = Device::new(ROMEO, 11);
    slow.begins(&juliet.server, JULIET, here);
    juliet.now = juliet.now.plus(WEEK - 1000);
    juliet.restarts().signs_in();
    assert_eq!(bundle(&juliet, here).signed_prekey_id, first.signed_prekey_id);
    juliet.now = juliet.now.plus(2000);
    juliet.restarts().signs_in();
    let second = bundle(&juliet, here);
    assert_eq!(second.signed_prekey_id, first.signed_prekey_id + 1);
    assert_ne!(second.signed_prekey, first.signed_prekey);
    juliet.gets(&slow.encrypts(JULIET, &[(JULIET, here)], Some("begun last week")));
    juliet.shows(ROMEO, &["romeo (omemo): begun last week"]);
}

#[test]
fn f22_a_clock_gone_wrong_changes_the_signed_prekey_once() {
    for jump in [10, -10] {
        let mut juliet = Person::juliet();
        let here = list(&juliet)[0];
        let first = bundle(&juliet, here).signed_prekey_id;
        juliet.now = juliet.now.plus(jump * 31_557_600_000);
        for _ in 0..5 {
            juliet.restarts().signs_in();
        }
        assert_eq!(bundle(&juliet, here).signed_prekey_id, first + 1);
    }
}

#[test]
fn f09_a_lost_archive_makes_a_new_device_and_leaves_the_old_ones_keys_alone() {
    let juliet = Person::juliet();
    let old = list(&juliet)[0];
    let mut fresh = Person::with_dice(JULIET, 42);
    fresh.server = juliet.server.clone();
    fresh.signs_in();
    let devices = list(&fresh);
    assert_eq!((devices.len(), devices[0]), (2, old));
    assert_ne!(devices[1], old);
    assert_eq!(bundle(&fresh, old), bundle(&juliet, old));
    fresh.commands(Command::RemoveDevice { device: old }).unwrap();
    assert_eq!(list(&fresh), [devices[1]]);
}

#[test]
fn signing_out_takes_this_device_off_the_account_and_leaves_the_others() {
    let mut juliet = Person::new(JULIET);
    Device::new(JULIET, 77).publishes(&mut juliet.server);
    juliet.signs_in();
    let here = list(&juliet)[1];
    juliet.feed(Input::SignOut);
    assert_eq!(list(&juliet).into_iter().map(DeviceId::get).collect::<Vec<_>>(), [77]);
    assert!(
        !juliet
            .server
            .nodes
            .contains_key(&(JULIET.to_owned(), bundle_node(here)))
    );
    assert!(juliet.live().omemo.left());
    announce(&mut juliet, &[77]);
    assert_eq!(list(&juliet).len(), 1, "and does not come back by itself");
}

#[test]
fn signing_out_takes_it_off_again_where_another_device_wrote_it_back() {
    let mut juliet = Person::new(JULIET);
    Device::new(JULIET, 77).publishes(&mut juliet.server);
    juliet.signs_in();
    let before = juliet.server.nodes[&(JULIET.to_owned(), DEVICE_LIST_NODE.to_owned())].clone();
    let keys = bundle_node(list(&juliet)[1]);
    juliet.server.ignores.push(keys.clone());
    juliet.feed(Input::SignOut);
    juliet
        .server
        .nodes
        .insert((JULIET.into(), DEVICE_LIST_NODE.into()), before);
    juliet.is_answered(&keys);
    assert_eq!(list(&juliet).into_iter().map(DeviceId::get).collect::<Vec<_>>(), [77]);
    assert!(juliet.live().omemo.left());
}

#[test]
fn signing_out_without_a_connection_or_an_answer_does_not_wait_forever() {
    let mut juliet = Person::juliet();
    juliet.loses_the_connection().feed(Input::SignOut);
    assert!(juliet.live().omemo.left());
    let mut juliet = Person::juliet();
    juliet.server.refuses.insert(ns::PUBSUB.into(), "internal-server-error");
    juliet.feed(Input::SignOut).waits(130_000);
    assert!(juliet.live().omemo.left());
}

#[test]
fn two_copies_of_this_program_talk_to_each_other() {
    let mut juliet = Person::juliet();
    let mut romeo = Person::with_dice(ROMEO, 7);
    romeo.server.roster = vec![format!("<item jid='{JULIET}' subscription='both'/>")];
    romeo.server.nodes = juliet.server.nodes.clone();
    romeo.signs_in();
    juliet.server.nodes.extend(romeo.server.nodes.clone());
    romeo.sent.clear();
    for (turn, text) in ["one", "two", "three", "four", "five", "six"].into_iter().enumerate() {
        let (from, to) = if turn % 3 == 2 {
            (&mut romeo, &mut juliet)
        } else {
            (&mut juliet, &mut romeo)
        };
        let whom = to.me.to_string();
        from.writes(&whom, text);
        deliver(from, to);
        deliver(to, from);
        deliver(from, to);
    }
    let texts = |person: &Person, with: &str| -> Vec<String> {
        person
            .lines(with)
            .iter()
            .map(|line| line.split(": ").nth(1).unwrap().replace(" [Delivered]", ""))
            .collect()
    };
    assert_eq!(texts(&juliet, ROMEO), ["one", "two", "three", "four", "five", "six"]);
    assert_eq!(texts(&juliet, ROMEO), texts(&romeo, JULIET));
}

/// What one has sent arrives at the other.
fn deliver(from: &mut Person, to: &mut Person) {
    let sender = format!("{}/balcony", from.me);
    for stanza in std::mem::take(&mut from.sent) {
        if stanza.name() == "message" {
            let text = String::from(&stanza).replacen("<message ", &format!("<message from='{sender}' "), 1);
            to.gets(&xml(&text));
        }
    }
}

#[test]
fn an_empty_answer_of_ours_names_nobody_else() {
    let mut juliet = Person::juliet();
    Device::new(JULIET, 77).publishes(&mut juliet.server);
    let here = list(&juliet)[0];
    let mut romeo = Device::new(ROMEO, 11);
    romeo.publishes(&mut juliet.server);
    romeo.begins(&juliet.server, JULIET, here);
    juliet.gets(&romeo.encrypts(JULIET, &[(JULIET, here)], Some("hello")));
    let answer = juliet.sends("<message to='romeo@montague.lit'/>");
    let header = answer
        .get_child("encrypted", ns::OMEMO_LEGACY)
        .unwrap()
        .get_child("header", ns::OMEMO_LEGACY)
        .unwrap();
    let keys: Vec<_> = header.children().filter_map(|key| key.attr("rid")).collect();
    assert_eq!(keys, ["11"]);
}
